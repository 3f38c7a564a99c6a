"""A demo that only tests have: it counts, by steps that were trained when the page was built."""

from typing import Any, NamedTuple

from demos.budget import Budget
from demos.demo import Demo, Place
from demos.effects import Effect, Save, Tell
from demos.events import Declared, Events
from demos.html import Html, el
from demos.setting import Setting, Settings
from demos.settings import read_settings

ENOUGH = 3  # slices of work that it goes on by itself


class Add(NamedTuple):
    """Count on by one step."""


class GoOn(NamedTuple):
    """Count on by itself for a while."""


class Knock(NamedTuple):
    """The demo's own script has heard something."""

    times: int


class Hand(NamedTuple):
    """Hand the count over as a file."""


EVENTS = Events({"add": Declared(Add), "go-on": Declared(GoOn), "knock": Declared(Knock), "hand": Declared(Hand)})


class State(NamedTuple):
    """What is counted."""

    instance: str
    step: int
    counted: int = 0
    left: int = 0  # slices of work
    knocks: int = 0
    notice: str = ""

    @property
    def busy(self) -> bool:
        return self.left > 0


def _count(state: State, text: str) -> State:
    if not text.isdecimal():
        raise ValueError("a count is a number")
    return state._replace(counted=int(text))


SETTINGS: Settings[State] = {"count": Setting(_count, lambda state: str(state.counted))}


def begin(data: Any, place: Place) -> State:
    state = State(place.instance, round(data["step"]))
    state, complaints, _ = read_settings(state, place, "counter", SETTINGS)
    return state._replace(notice=" ".join(complaints))


def update(state: State, event: Any) -> tuple[State, tuple[Effect, ...]]:
    match event:
        case Add():
            if state.counted >= 1000:
                raise ValueError("it counts no further")
            return state._replace(counted=state.counted + state.step), ()
        case GoOn():
            return state._replace(left=ENOUGH), ()
        case Knock(times):
            return state._replace(knocks=times), (Tell("echo", {"times": times}),)
        case Hand():
            return state, (Save("count.json", f"{state.counted}"),)
    raise AssertionError(event)


def work(state: State, budget: Budget, paced: bool) -> State:
    return state._replace(counted=state.counted + state.step, left=state.left - 1)


def view(state: State, whole: bool) -> dict[str, Html]:
    def button(title: str, kind: type) -> Html:
        return el("button", {"type": "button", "data-event": EVENTS.message(kind)}, title)

    output = el("output", {"id": f"{state.instance}-told", "class": "counter-told"}, f"count {state.counted}")
    return {
        "notice": el("p", None, state.notice) if state.notice else Html(""),
        "count": el("p", None, output, f" knocked {state.knocks} times"),
        "buttons": el("p", None, button("Add", Add), button("Go on", GoOn), button("Hand over", Hand)),
    }


DEMOS = (
    Demo(
        name="counter",
        title="A counter",
        state=State,
        events=EVENTS,
        raised={"knock": Knock},
        settings=SETTINGS,
        begin=begin,
        update=update,
        work=work,
        view=view,
        restored=lambda state, place: state._replace(instance=place.instance),
    ),
)
