"""What the build asks of a demo: each folder beside this file that has a module ``page`` declares some, as ``PAGES``.

Nothing of this is loaded by a browser.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from demos.demo import Demo
from rnn.arrays import Array

FOLDER = Path(__file__).parent
TAKEN = ("index", "offline", "article", "python", "fonts", "embed", "assets")  # on the site, by something else

type Practise = Callable[[Callable[[], Array], Callable[[], Array]], Array]
"""Calls the first function, which trains parameters; its results are cached by a hash of the code. Where only their
number matters, it calls the second instead, which trains nothing."""

type Ask = Callable[[dict[str, Any]], dict[str, Any]]
"""Python's answer to a message of the page; see web/app.py."""


def _nothing(data: Any) -> dict[str, str]:
    return {}


def _no_tour(ask: Ask) -> Iterator[dict[str, Any]]:
    return iter(())


class Card(NamedTuple):
    """The picture that other sites show where somebody links to this one."""

    draw: Callable[[Any], bytes]  # a PNG of 1200 x 630 px, from the data of the demo's page
    words: str  # what is to be seen on it


def _as_it_is(data: Any) -> Any:
    return data


class Chapter(NamedTuple):
    """A part of the article, with the demo that shows what it says."""

    name: str  # links lead to it
    short: str  # what it is about, for the table of contents
    question: str  # with which it begins
    template: str  # in the demo's folder, with ``$demo`` and the demo's sentences
    caption: str  # under the demo
    place: int  # in the article, first things first
    instance: str = ""  # the demo's name on the page, if it is not its own: a demo may stand there more than once
    data: Callable[[Any], Any] = _as_it_is  # what Python begins with there, from what it begins with elsewhere


class Opened(NamedTuple):
    """How the article leads to a demo that is in none of its chapters, and that a press opens there in a frame."""

    words: str  # as HTML
    button: str


class Follow(NamedTuple):
    """Events that readers may begin with: the build works out where they lead, as long as only such were brought about.

    Of several in a row, those that come after one are followed from all that it led to, but not the other way about.
    """

    kinds: tuple[Any, ...]  # classes of events; of these, the ones that buttons in the view send
    presses: int = -1  # so many, one after another; -1 for all
    at_start: bool = False  # only from where a page begins


class Page(NamedTuple):
    """A demo's part of a page, and the page on which it stands alone."""

    demo: Demo[Any]
    package: str  # the name of the demo's folder
    data: Callable[[Practise], Any]  # what Python begins with, as JSON can hold it
    template: str = "page.html"  # in the demo's folder: the demo before Python is there, with ``$region`` for each
    fields: Callable[[Any], Mapping[str, str]] = _nothing  # what else templates ask for
    styles: tuple[str, ...] = ()  # sheets with the rules of what it shows, from where this file is
    script: str = ""  # in the demo's folder, if it needs one: a module that exports ``start(demo, raise)``
    bundled: tuple[str, ...] = ()  # scripts in that folder that this one imports, with what npm packages they import
    packages: tuple[str, ...] = ()  # of Python, that it alone needs: with its folder they come in a pack of its own
    runs_reader_code: bool = False  # whether code of readers runs there, which may import what nothing of ours does
    picture: str = ""  # a template with the regions that tell what it is before it is begun
    chapters: tuple[Chapter, ...] = ()  # of the article, in which it stands
    opened: Opened | None = None  # from the chapter about the code
    card: Card | None = None  # of the whole site, if the demo has it
    first_events: tuple[Follow, ...] = ()  # what is answered before Python is there
    first_queries: tuple[str, ...] = ()  # settings in the address with which this is so, too: "name=value&..."
    tour: Callable[[Ask], Iterator[dict[str, Any]]] = _no_tour  # the answers to everything that a reader can do

    @property
    def sheets(self) -> list[Path]:
        """Its sheets, the ones that it shares with others first."""
        return [FOLDER / style for style in self.styles]

    @property
    def folder(self) -> Path:
        """Where all that belongs to the demo lies."""
        return FOLDER / self.package


def all_pages() -> list[Page]:
    """Those of all demos, in the order of the article, the ones without a chapter in it last."""
    pages: list[Page] = []
    for file in sorted(FOLDER.glob("*/page.py")):
        pages += importlib.import_module(f"demos.{file.parent.name}.page").PAGES
    for page in pages:
        if page.package in TAKEN or page.demo.name in TAKEN:
            raise ValueError(f"a demo cannot be called {page.demo.name} in a folder {page.package}: that name is taken")
    return sorted(pages, key=lambda page: (not page.chapters, _first(page), page.demo.name))


def _first(page: Page) -> int:
    return min((chapter.place for chapter in page.chapters), default=0)
