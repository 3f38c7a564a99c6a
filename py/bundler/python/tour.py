"""Everything a reader can do, once: what the product imports when, and whether two builds behave alike, show here."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from demos.page import all_pages
from demos.settings import all_of
from rnn.arrays import Array
from web.app import App

LOOK = 1e-4  # seconds that pass from one look at the clock to the next


class TourVisit:
    """Python at work on a page with one demo, by a clock that every machine has; or wherever `dispatch` asks it."""

    def __init__(self, name: str, dispatch: Callable[[str], str] | None = None) -> None:
        self.page = next(page for page in all_pages() if page.demo.name == name)
        self.data = self.page.data(_unpractised)
        self._dispatch = dispatch or App(clock=_clock().__next__).dispatch

    def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """The answer to a message, which need not say what is plain: of which demo it is, and from what that begins."""
        name = self.page.demo.name
        about: dict[str, Any] = {"demo": name}
        if message["ask"] == "start":
            about |= {
                "package": self.page.package,
                "name": name,
                "data": self.data,
                **all_of({name: self.page.demo.settings})._asdict(),
            }
        answer: dict[str, Any] = json.loads(self._dispatch(json.dumps({**about, **message})))
        return answer


def tour() -> list[str]:
    """The answers of all demos on their tours."""
    visits = [TourVisit(page.demo.name) for page in all_pages()]
    return [json.dumps(answer) for visit in visits for answer in visit.page.tour(visit.ask)]


def _clock() -> Iterator[float]:
    """A clock that goes on when it is looked at: what is learned or drawn in a slice is no matter of speed."""
    now = 0.0
    while True:
        now += LOOK
        yield now


def _unpractised(train: Callable[[], Array], untrained: Callable[[], Array]) -> Array:
    """Parameters of the right number, which is all that a tour needs of them."""
    return untrained()
