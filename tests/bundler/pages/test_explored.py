"""What the build explores: a demo made up here, small enough to know all of its states."""

from typing import Any, NamedTuple

import pytest

from bundler.pages.explored import ADDRESS, Explored, Reached, explored
from bundler.pages.first_answers import module_of
from demos import kept
from demos.budget import Budget
from demos.demo import Demo, Place, Regions
from demos.effects import Effect, Remember
from demos.events import Declared, Events
from demos.html import Html, el
from demos.page import Follow


@pytest.fixture(autouse=True)
def _kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The state made up here may be kept, too."""
    monkeypatch.setattr(kept, "OURS", kept.OURS | {"tests"})


class Up(NamedTuple):
    """One more, up to three."""


class Turn(NamedTuple):
    """The other side."""

    side: str


class End(NamedTuple):
    """No longer new."""


class Run(NamedTuple):
    """Goes on by itself."""


class Link(NamedTuple):
    """Shows the address."""


class State(NamedTuple):
    instance: str
    address: str
    number: int = 0
    side: str = "left"
    fresh: bool = False
    busy: bool = False
    link: bool = False
    notice: str = ""


EVENTS = Events({kind.__name__.lower(): Declared(kind) for kind in (Up, Turn, End, Run, Link)})


def update(state: State, event: Any) -> tuple[State, tuple[Effect, ...]]:
    match event:
        case Up():
            if state.number == 3:
                raise ValueError("three is the most")
            return state._replace(number=state.number + 1, fresh=True), ()
        case Turn(side):
            return state._replace(side=side), (Remember(side),)
        case End():
            return state._replace(fresh=False), ()
        case Run():
            return state._replace(busy=True), ()
    return state._replace(link=True), ()


def view(state: State, whole: bool) -> Regions:
    def button(kind: Any, disabled: bool = False, **fields: str) -> Html:
        return el("button", {"data-event": EVENTS.message(kind, **fields), "disabled": disabled})

    other = "right" if state.side == "left" else "left"
    return {
        "count": el("p", None, str(state.number), button(Up), button(Run)),
        "side": el("p", None, state.side, button(Turn, disabled=state.number == 2, side=other)),
        "link": el("p", None, state.address if state.link else "", button(Link)),
        "notice": el("p", None, state.notice),
        "title": el("p", None, "the same"),
    }


def begin(data: Any, place: Place) -> State:
    return State(place.instance, place.address, number=int(place.query or 0))


def work(state: State, budget: Budget, paced: bool) -> State:
    raise AssertionError("nothing that goes on by itself is explored")


DEMO = Demo("made-up", "Made up", State, EVENTS, {"input": End}, {}, begin, update, work, view, lambda state, _: state)


def explore(*follows: Follow, queries: tuple[str, ...] = ("",)) -> Explored:
    places = [Place("here", query, ADDRESS) for query in queries]
    return explored(DEMO, None, places, follows, lambda: 0.0)


def where(found: Explored, *events: str) -> tuple[str, str]:
    """The count and the side after some events."""
    state = found.starts[""]
    for event in events:
        state = found.steps[state][event].state
    view = found.views[state]
    return view["count"][3], view["side"][3:].partition("<")[0]


UP, RIGHT, END = '{"type":"up"}', '{"type":"turn","side":"right"}', '{"type":"end"}'


def test_all_that_is_offered_is_followed() -> None:
    found = explore(Follow((Up, Turn)))
    assert where(found, UP, RIGHT, UP) == ("2", "right")
    assert where(found, UP, UP, UP, UP) == ("3", "left")
    assert any("three is the most" in view["notice"] for view in found.views)  # said by the fourth


def test_equal_states_are_one() -> None:
    found = explore(Follow((Turn,)))
    assert len(found.views) == 2
    assert found.steps[1] == {'{"type":"turn","side":"left"}': Reached(0, [{"type": "remember", "text": "left"}])}


def test_what_cannot_be_pressed_is_not_followed() -> None:
    found = explore(Follow((Up,)), Follow((Turn,), 1))
    two = found.steps[found.steps[0][UP].state][UP].state
    assert not any("turn" in event for event in found.steps[two])


def test_what_goes_on_by_itself_or_has_the_address_in_it_is_not_known() -> None:
    found = explore(Follow((Up, Run, Link)))
    assert {event for known in found.steps for event in known} == {UP}


def test_events_of_the_page_itself_are_known_where_they_change_something() -> None:
    found = explore(Follow((Up, End)))
    assert END not in found.steps[0]
    assert END in found.steps[found.steps[0][UP].state]


def test_presses_are_counted() -> None:
    assert where(explore(Follow((Up,), 2)), UP, UP) == ("2", "left")
    assert UP not in explore(Follow((Up,), 2)).steps[2]


def test_later_follows_go_on_from_earlier_ones_but_not_the_other_way() -> None:
    found = explore(Follow((Up,)), Follow((Turn,), 1))
    assert where(found, UP, RIGHT) == ("1", "right")
    turned = found.steps[found.steps[0][RIGHT].state]
    assert not turned


def test_at_start_is_only_there() -> None:
    found = explore(Follow((Up,)), Follow((Turn,), 1, at_start=True))
    assert RIGHT in found.steps[0]
    assert RIGHT not in found.steps[found.steps[0][UP].state]


def test_settings_lead_to_states_of_their_own() -> None:
    found = explore(Follow((Up,)), queries=("", "2"))
    assert found.starts == {"": 0, "2": 1}
    assert found.views[1]["count"].startswith("<p>2")


def test_the_module_has_only_what_changes() -> None:
    text = module_of(explore(Follow((Up, Turn))))
    assert '"regions":["count","side","notice"]' in text
    assert "the same" not in text
