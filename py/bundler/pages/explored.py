"""What a demo answers first: its states around the one that it begins with, found by doing what its view offers.

``update`` and ``view`` are pure and the network that a page begins with is known, so what a reader does first has
answers that a build can write down. They are found by the session that answers on a page, too (demos/session.py).
"""

import io
import json
import pickle
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from demos.budget import Clock
from demos.demo import Demo, Place
from demos.effects import for_page
from demos.page import Follow, all_pages
from demos.session import Answer, Session
from demos.settings import all_of
from web.app import answer_of

ADDRESS = "https://built.invalid/"  # the page's own is not known yet: views with an address in them are left out
_CONTROL = re.compile(r'<[^>]*\sdata-event="([^"]*)"[^>]*>')
_DISABLED = re.compile(r"\sdisabled(?=[\s=>])")

type Event = str  # as JSON, as the page's script writes it


class Reached(NamedTuple):
    """Where an event leads."""

    state: int
    effects: list[dict[str, object]]  # for the page to carry out


class Explored(NamedTuple):
    """States by number, and what leads from one to another."""

    starts: dict[str, int]  # by the settings in the address
    views: list[dict[str, str]]  # of each state: HTML by region
    steps: list[dict[Event, Reached]]  # of each state: where each event leads; none that is not known


def explored_at(instance: str, demo: str, data: Any, says: Iterable[str]) -> Explored:
    """What a demo answers first under a name on a page, as its page.py declares; see bundler/pages/placing.py."""
    pages = all_pages()
    page = next(page for page in pages if page.demo.name == demo)
    ours = all_of({other.demo.name: other.demo.settings for other in pages})
    places = [Place(instance, query, ADDRESS, ours, tuple(says)) for query in ("", *page.first_queries)]
    return explored(page.demo, data, places, page.first_events, lambda: 0.0)


class _Seen:
    """A session that can be put into every state it was in, and draws each of them once."""

    def __init__(self, demo: Demo[Any], data: Any, place: Place, clock: Clock) -> None:
        self._view, self._drawn = demo.view, dict[tuple[bytes, bool], Any]()
        self.session = Session(demo._replace(view=self._once), data, place, clock)

    def _once(self, state: Any, whole: bool) -> Any:
        key = (_key(state), whole)
        if key not in self._drawn:
            self._drawn[key] = self._view(state, whole)
        return self._drawn[key]


def explored(
    demo: Demo[Any], data: Any, places: Iterable[Place], follows: tuple[Follow, ...], clock: Clock
) -> Explored:
    """The states that events of these kinds lead to, breadth first.

    Args:
        places: one for each of the settings in an address that are to be known; the first is the one without.
        follows: which events are followed; see demos/page.py.
    """
    found = Explored({}, [], [])
    numbers: dict[bytes, int] = {}
    kept: list[tuple[_Seen, str]] = []
    waiting: list[tuple[int, int, int]] = []  # state, the first of ``follows`` that counts, presses left

    def number_of(seen: _Seen, answer: Answer) -> tuple[int, bool]:
        """The number of the state that a session is in, and whether it is new."""
        key = _key(seen.session.state)
        number = numbers.setdefault(key, len(numbers))
        is_new = number == len(found.views)
        if is_new:
            found.views.append(dict(answer.regions))
            found.steps.append({})
            kept.append((seen, seen.session.keep()))
        return number, is_new

    for place in places:
        seen = _Seen(demo, data, place, clock)
        found.starts[place.query], is_new = number_of(seen, seen.session.look())
        if is_new:
            waiting.append((found.starts[place.query], 0, follows[0].presses))
    names = [{demo.events.name(kind): kind for kind in follow.kinds} for follow in follows]
    # What the page raises by itself, where it has nothing to say of it.
    raised = [demo.events.message(kind) for kind in demo.raised.values() if not kind._fields]
    for state, first, left in waiting:  # a queue, which grows in the loop
        seen, text = kept[state]
        for turn in range(first, len(follows)):
            presses = left if turn == first else follows[turn].presses
            if presses == 0 or (follows[turn].at_start and state not in found.starts.values()):
                continue
            events = [*_controlled(found.views[state]), *raised]
            for event in dict.fromkeys(event for event in events if json.loads(event)["type"] in names[turn]):
                seen.session.restore(text)
                answer = answer_of(seen.session, {"ask": "event", "event": json.loads(event)})
                if not _can_be_stored(answer, found.views[0]):
                    continue
                number, is_new = number_of(seen, answer)
                if event in raised and number == state:  # by the page itself, which did not raise it here
                    continue
                found.steps[state][event] = Reached(number, for_page(answer.effects))
                if is_new:
                    waiting.append((number, turn, presses - 1))
    return found


def _key(state: Any) -> bytes:
    """Equal for equal states: pickled without memoization, which depends on the identity of objects."""
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, protocol=5)
    pickler.fast = True
    pickler.dump(state)
    return stream.getvalue()


def _can_be_stored(answer: Answer, first: dict[str, str]) -> bool:
    """Whether it is the whole view of a demo at rest, and the same on every page."""
    is_whole = answer.regions.keys() == first.keys()
    return is_whole and not answer.busy and not any(ADDRESS in html for html in answer.regions.values())


def _controlled(view: dict[str, str]) -> Iterator[Event]:
    """The events that a reader can send with what there is in a view."""
    for html in view.values():
        yield from _controls(html)


def _unescaped(text: str) -> str:
    # What demos.html writes, no more: the browser's Python has not the names of all entities.
    for name, letter in (("&quot;", '"'), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(name, letter)
    return text


@cache
def _controls(html: str) -> tuple[Event, ...]:
    found = (control for control in _CONTROL.finditer(html) if not _DISABLED.search(control[0]))
    return tuple(json.dumps(json.loads(_unescaped(control[1])), separators=(",", ":")) for control in found)
