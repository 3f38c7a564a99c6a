"""What a page that is one file has inside; site/templates/page.html asks for it."""

import json
from dataclasses import dataclass
from pathlib import Path

from bundler.errors import BuildError
from bundler.pages.sheets import pages_with, sheet


@dataclass(frozen=True)
class Inside:
    """The variables of the template for a page that is one file."""

    host: str  # stands before addresses, which are those of the site
    site: Path  # the folder of the sources
    app: Path  # of the built site
    icon: str  # as a data: URL
    fonts: str  # the rules, with the fonts in them
    own_script: str  # site/one-file/page.js; comes before shim.js, and reads ``lengths``
    licenses: str  # as HTML
    parts: dict[str, str]  # by address, in their order

    @property
    def lengths(self) -> str:
        """The length of each part, as JSON."""
        return json.dumps({name: len(text) for name, text in self.parts.items()})

    def style(self, name: str) -> str:
        """A page's style without its fonts. Raises BuildError."""
        return inert(sheet(self.site, pages_with(name), fonts=()), "style")

    def script(self, name: str) -> str:
        """A script of the page. Raises BuildError."""
        return inert((self.app / name).read_text("utf-8"), "script")


def inert(text: str, tag: str) -> str:
    """The text, which must not end the element that it stands in. Raises BuildError."""
    if f"</{tag}" in text.lower() or "<!--" in text:
        raise BuildError(f"There is a </{tag} or <!-- in what is to stand inside a <{tag}>.")
    return text
