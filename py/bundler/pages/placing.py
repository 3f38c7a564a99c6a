"""Where on which page each demo stands, and with what it begins there."""

from collections.abc import Mapping, Sequence
from string import Template
from typing import Any, NamedTuple

from demos.page import Chapter, Page

SAYS = "says_"  # what places for sentences begin with


class Placed(NamedTuple):
    """A demo under a name on a page."""

    page: Page
    data: Any  # what Python begins with
    says: tuple[str, ...]  # its sentences in the text around it, where it stands in the article


def placed_in(chapter: Chapter, page: Page, data: Any) -> tuple[str, Placed]:
    """A demo in its chapter: its name there, and the rest. ``data`` are those of its page."""
    template = Template((page.folder / chapter.template).read_text("utf-8"))
    says = tuple(name.replace("_", "-") for name in template.get_identifiers() if name.startswith(SAYS))
    return chapter.instance or page.demo.name, Placed(page, chapter.data(data), says)


def all_placed(pages: Sequence[Page], data: Mapping[str, Any]) -> dict[str, Placed]:
    """Every demo by its name on pages; ``data`` are those of their pages, by name.

    A demo that is in the article under the same name as on a page of its own begins with the same there.
    """
    found = {page.demo.name: Placed(page, data[page.demo.name], ()) for page in pages}
    return found | dict(placed_in(chapter, page, data[page.demo.name]) for page in pages for chapter in page.chapters)
