"""One style sheet for each page: the palette, what all pages have in common, and the sheets of the demos on it.

They are one file, since a browser shows nothing before it has all of a page's sheets, and each more would be asked for
beside a dozen other files.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from demos.page import Page, all_pages
from demos.palette import GROUNDS, PALETTE, SYSTEM, THEMES, Colour, threshold

ARTICLE = "article"
FONTS, COMMON = "fonts.css", ("fallbacks.css", "base.css")  # in site/

KEPT = ("text", "zero")  # needed where the reader chose the colours too, in what is coloured by its value

_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_INDENT = re.compile(r"\n\s*")


def write_sheets(site: Path, target: Path) -> None:
    """Write every page's sheet into the folder `target`; `site` is the folder with what they have in common."""
    for name in {ARTICLE, *(page.package for page in all_pages())}:
        (target / f"{name}.css").write_text(sheet(site, pages_with(name)), "utf-8")


def pages_with(name: str) -> list[Page]:
    """The demos that a sheet is for: those of the article, or those of the folder with its name."""
    return [page for page in all_pages() if (page.chapters if name == ARTICLE else page.package == name)]


def sheet(site: Path, pages: Iterable[Page], fonts: tuple[str, ...] = (FONTS,)) -> str:
    """The sheet of a page with these demos, without comments and indents; without `fonts`, where they come apart."""
    own = dict.fromkeys(path for page in pages for path in page.sheets)  # each once
    files = [*(site / name for name in (*fonts, *COMMON)), *own]
    text = "\n".join([palette_rules(), *(file.read_text("utf-8") for file in files)])
    return _INDENT.sub("\n", _COMMENT.sub("", text)).lstrip()


def palette_rules() -> str:
    """The palette as custom properties: for the screen, for readers who chose their own colours, and for paper."""
    forced = [f"--own-{name}: {_themed(PALETTE[name])};" for name in KEPT]
    forced += [f"--system-{name}: {colour};" for name, colour in SYSTEM.items()]
    thresholds = [
        f"--{ground}-threshold-{theme}: {threshold(ground, theme):.4f};" for ground in GROUNDS for theme in THEMES
    ]
    return "\n".join(
        [
            _rule(_named(_on_screen) + thresholds),
            f"@media (forced-colors: active) {{ {_rule(forced + _named(lambda colour: colour.forced))} }}",
            f"@media print {{ {_rule(_named(lambda colour: colour.printed))} }}",
        ]
    )


def _named(value: Callable[[Colour], str | None]) -> list[str]:
    values = {name: value(colour) for name, colour in PALETTE.items()}
    return [f"--{name}: {text};" for name, text in values.items() if text]


def _on_screen(colour: Colour) -> str:
    return f"var({colour.behind}, {_themed(colour)})" if colour.behind else _themed(colour)


def _themed(colour: Colour) -> str:
    return f"light-dark({colour.light}, {colour.dark})"


def _rule(declarations: Iterable[str]) -> str:
    return f":root {{ {' '.join(declarations)} }}"
