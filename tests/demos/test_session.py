"""A demo at its place on a page: what is wiped, what is drawn how often, and what stays when something goes wrong."""

import itertools
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos.budget import Budget
from demos.demo import Demo, Place, Regions
from demos.effects import Effect, Save, WorkAtOnce
from demos.events import Declared, Events
from demos.html import Html
from demos.kept import kept_text
from demos.session import WHOLE_EVERY, Session
from tests.clock import Clock
from tests.demos.draw.drawing import start, stroke
from tests.demos.support import session

LOOK = 0.001  # seconds
FILE = Save("all.txt", "all")


class State(NamedTuple):
    """One that counts."""

    total: int = 0
    worked: tuple[tuple[float, bool, bool], ...] = ()  # budget in seconds, whether all is drawn, whether paced
    going: bool = False
    notice: str = ""
    instance: str = ""

    @property
    def busy(self) -> bool:
        """Whether it goes on by itself."""
        return self.going


class Add(NamedTuple):
    """Count on."""

    much: int = 1


class Peep(NamedTuple):
    """Count on, by the way."""


class Move(NamedTuple):
    """Count on, often."""


class Go(NamedTuple):
    """Begin to go on."""


class Halt(NamedTuple):
    """Cease to."""


def update(state: State, event: Any) -> tuple[State, tuple[Effect, ...]]:
    match event:
        case Add(much):
            if much < 0:
                raise ValueError("that is too little")
            return state._replace(total=state.total + much), (FILE,) if much == 7 else ()
        case Go():
            return state._replace(going=True), (FILE, WorkAtOnce())
        case Halt():
            return state._replace(going=False), ()
    return state._replace(total=state.total + 1), ()


def work(state: State, budget: Budget, paced: bool) -> State:
    slice_of = (round(budget.end - budget.began, 6), budget.draws_all, paced)
    return state._replace(total=state.total + 100, worked=(*state.worked, slice_of))


def view(state: State, whole: bool) -> Regions:
    if state.total < 1000:
        some = {"total": Html(str(state.total))}
        return {**some, "notice": Html(state.notice)} if whole else some
    raise RuntimeError("that is too much to draw")


DEMO: Demo[State] = Demo(
    name="counter",
    title="A counter",
    state=State,
    events=Events(
        {
            "add": Declared(Add),
            "peep": Declared(Peep, quiet=True),
            "move": Declared(Move, quiet=True, frequent=True),
            "go": Declared(Go),
            "halt": Declared(Halt),
        }
    ),
    raised={},
    settings={},
    begin=lambda data, place: State(data, instance=place.instance),
    update=update,
    work=work,
    view=view,
    restored=lambda state, place: state._replace(instance=place.instance),
)
WHOLE, SOME = {"total", "notice"}, {"total"}


@pytest.fixture
def clock() -> Clock:
    return Clock(look=LOOK)


@pytest.fixture
def counter(clock: Clock) -> Session[State]:
    counter = Session(DEMO, 0, Place("counter"), clock)
    counter.look()
    return counter


# --- The notice ---


@pytest.mark.parametrize(("event", "notice"), [("add", ""), ("go", ""), ("peep", "oh"), ("move", "oh")])
def test_quiet_events_keep_the_notice_and_others_wipe_it(counter: Session[State], event: str, notice: str) -> None:
    assert counter.complain("oh").regions["notice"] == "oh"
    counter.handle({"type": event})
    assert counter.state.notice == counter.look().regions["notice"] == notice


def test_work_keeps_the_notice(counter: Session[State]) -> None:
    counter.complain("oh")
    counter.work(5.0, paced=True)
    assert counter.state.notice == "oh"


@pytest.mark.parametrize("message", [{"type": "add", "much": -1}, {"type": "add", "much": "x"}, {"type": "nonsense"}])
def test_what_does_not_fit_does_not_wipe_it(counter: Session[State], message: dict[str, Any]) -> None:
    counter.complain("oh")
    before = counter.state
    with pytest.raises(ValueError):
        counter.handle(message)
    assert counter.state is before


def test_the_demos_own_notices_stay_till_the_reader_does_something() -> None:
    demo = session("?target=2")
    notice = demo.state.notice
    assert notice
    for quiet in ({"type": "skip"}, {"type": "explain", "part": "f", "step": 1}):
        demo.handle(quiet)
        assert demo.state.notice == notice
    demo.work(5.0, paced=True)
    assert demo.state.notice == notice
    assert demo.handle({"type": "step"}).regions["notice"] == ""


def test_the_pads_notice_stays_while_one_draws() -> None:
    pad = start("?temperature=9")
    notice = pad.state.notice
    assert notice
    for quiet in (
        {"type": "touch"},
        {"type": "ink", "points": stroke()[:40]},
        {"type": "pause"},
        {"type": "lift"},
        {"type": "resize", "width": 500, "height": 300},
        {"type": "look-at", "column": 150},
        {"type": "look-near", "x": 3, "y": 4},
    ):
        pad.handle(quiet)
        assert pad.state.notice == notice, quiet
    pad.handle({"type": "pick-unit", "unit": 3})
    assert pad.state.notice == ""


# --- How much is drawn, and how often ---


def test_frequent_events_bring_the_whole_now_and_then(counter: Session[State], clock: Clock) -> None:
    wholes = []
    for _ in range(2000):
        clock.pass_by(0.003)
        drawn = counter.handle({"type": "move"}).regions.keys()
        counter.state = counter.state._replace(total=0)
        if drawn == WHOLE:
            wholes.append(clock.now)
        else:
            assert drawn == SOME
    apart = [later - earlier for earlier, later in itertools.pairwise(wholes)]
    assert len(apart) > 20
    assert min(apart) >= WHOLE_EVERY
    assert max(apart) < WHOLE_EVERY + 0.003 + 3 * LOOK


def test_frequent_events_never_bring_it_while_work_does(counter: Session[State], clock: Clock) -> None:
    counter.handle({"type": "go"})
    for _ in range(5):
        clock.pass_by(10.0)
        assert counter.handle({"type": "move"}).regions.keys() == SOME
    counter.handle({"type": "halt"})
    clock.pass_by(10.0)
    assert counter.handle({"type": "move"}).regions.keys() == WHOLE


def test_work_brings_the_whole_when_it_is_due_and_knows_of_it(counter: Session[State], clock: Clock) -> None:
    assert counter.work(5.0, paced=False).regions.keys() == SOME
    clock.pass_by(WHOLE_EVERY)
    assert counter.work(7.0, paced=True).regions.keys() == WHOLE
    assert counter.work(7.0, paced=True).regions.keys() == SOME
    assert counter.state.worked == ((0.005, False, False), (0.007, True, True), (0.007, False, True))


@given(st.lists(st.tuples(st.sampled_from(["move", "work", "add", "go", "halt"]), st.floats(0, 0.2)), max_size=60))
def test_of_what_comes_often_nothing_brings_it_more_often(steps: list[tuple[str, float]]) -> None:
    clock = Clock(look=LOOK)
    counter = Session(DEMO, 0, Place("counter"), clock)
    counter.look()
    drawn = clock.now
    for step, seconds in steps:
        clock.pass_by(seconds)
        busy = counter.state.busy
        answer = counter.work(1.0, paced=True) if step == "work" else counter.handle({"type": step})
        counter.state = counter.state._replace(total=0)
        if step in ("add", "go", "halt"):
            assert answer.regions.keys() == WHOLE
        if answer.regions.keys() == WHOLE:
            assert step not in ("move", "work") or clock.now - drawn >= WHOLE_EVERY
            assert step != "move" or not busy
            drawn = clock.now


def test_the_pad_draws_the_whole_of_itself_now_and_then() -> None:
    clock = Clock()
    pad = start("?learning=off", clock=clock)
    whole = set(pad.look().regions)
    wholes, pen = [], stroke("loops")
    for k in range(0, 300, 3):
        clock.pass_by(0.008)
        if pad.handle({"type": "ink", "points": pen[k : k + 3]}).regions.keys() == whole:
            wholes.append(clock.now)
    apart = [later - earlier for earlier, later in itertools.pairwise(wholes)]
    assert len(apart) > 3
    assert min(apart) >= WHOLE_EVERY
    pad.handle({"type": "toggle-learning"})
    pad.handle({"type": "ink", "points": pen[300:310]})
    assert pad.state.busy
    for k in range(310, 370, 3):
        clock.pass_by(0.5)
        assert pad.handle({"type": "ink", "points": pen[k : k + 3]}).regions.keys() <= {"pad"}


# --- Mistakes ---


@pytest.mark.parametrize(
    "do",
    [
        lambda demo: demo.handle({"type": "add", "much": 1000}),
        lambda demo: demo.handle({"type": "peep"}),
        lambda demo: demo.handle({"type": "go"}),
        lambda demo: demo.work(5.0, True),
    ],
    ids=["event", "quiet event", "at once", "work"],
)
def test_a_state_that_cannot_be_drawn_changes_nothing(
    counter: Session[State], do: Callable[[Session[State]], object]
) -> None:
    counter.handle({"type": "add", "much": 999})
    counter.complain("oh")
    before, picture = counter.state, counter.look()
    with pytest.raises(RuntimeError, match="too much to draw"):
        do(counter)
    assert counter.state is before
    assert counter.look() == picture


# --- Effects ---


def test_effects_come_with_the_answer_and_once(counter: Session[State]) -> None:
    assert counter.handle({"type": "add", "much": 7}).effects == (FILE,)
    assert counter.handle({"type": "add"}).effects == ()
    assert counter.work(5.0, paced=True).effects == ()
    assert counter.look().effects == ()


def test_what_works_at_once_works_once_with_the_same_answer(counter: Session[State]) -> None:
    answer = counter.handle({"type": "go"})
    assert counter.state.worked == ((0.0, True, True),)
    assert (answer.regions["total"], answer.busy) == ("100", True)
    assert answer.regions.keys() == WHOLE
    assert FILE in answer.effects
    counter.handle({"type": "add"})
    assert len(counter.state.worked) == 1


@pytest.mark.parametrize("kind", ["train", "train-on", "train-on-streams"])
def test_a_training_shows_its_first_epoch_at_once(kind: str) -> None:
    demo = session()
    demo.handle({"type": "flip-target", "bit": 1})
    answer = demo.handle({"type": kind})
    assert answer.busy
    run = demo.state.learned.run
    assert run is not None
    assert len(run.snapshots) == len(run.losses) == demo.state.learned.epochs + 1 == 1
    assert demo.look().regions == answer.regions
    demo.work(0.0, paced=True)
    assert demo.state.learned.epochs == 1


# --- Kept ---


def test_what_was_kept_comes_back_to_the_place_where_it_is_now(
    counter: Session[State], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demos.kept.OURS", {"tests"})  # where this state is from
    counter.handle({"type": "add", "much": 5})
    other = Session(DEMO, 0, Place("second"), clock)
    other.restore(counter.keep())
    assert other.state == counter.state._replace(instance="second")


@pytest.mark.parametrize("text", ["", "x", kept_text((1, 2))])
def test_what_cannot_come_back_changes_nothing(counter: Session[State], text: str) -> None:
    before = counter.state
    with pytest.raises(ValueError, match="what was kept"):
        counter.restore(text)
    assert counter.state is before


def test_data_that_does_not_fit_begins_nothing() -> None:
    def begin(data: Any, place: Place) -> State:
        raise ValueError("these are no data")

    with pytest.raises(ValueError, match="these are no data"):
        Session(DEMO._replace(begin=begin), 0, Place("counter"))


# --- Sentences in the text around it ---


def saying(state: State) -> Regions:
    return {"says-total": Html(f"It is {state.total}."), "says-more": Html("And more.")}


@pytest.fixture
def saying_session(clock: Clock) -> Session[State]:
    """A demo of whose two sentences one stands in the text."""
    session = Session(DEMO._replace(says=saying), 0, Place("counter", says=("says-total",)), clock)
    session.look()
    return session


def test_what_stands_in_the_text_is_told_anew_and_nothing_else(saying_session: Session[State]) -> None:
    assert saying_session.look().regions.keys() == WHOLE | {"says-total"}
    assert saying_session.handle({"type": "add"}).regions["says-total"] == "It is 1."


def test_where_none_stands_there_none_is_worked_out(counter: Session[State]) -> None:
    assert counter.handle({"type": "add"}).regions.keys() == WHOLE


def test_the_text_waits_for_the_end_of_what_goes_on(saying_session: Session[State], clock: Clock) -> None:
    assert "says-total" not in saying_session.handle({"type": "go"}).regions
    clock.now += 10 * WHOLE_EVERY
    assert "says-total" not in saying_session.work(5.0, paced=True).regions
    assert saying_session.handle({"type": "halt"}).regions["says-total"] == "It is 200."


def test_the_end_is_told_also_where_only_a_part_is_drawn(saying_session: Session[State]) -> None:
    saying_session.handle({"type": "go"})
    saying_session.demo = DEMO._replace(says=saying, work=lambda state, budget, paced: state._replace(going=False))
    answer = saying_session.work(5.0, paced=True)  # at once: too early to draw the whole
    assert answer.regions.keys() == SOME | {"says-total"}


def test_what_comes_often_does_not_have_it_told(saying_session: Session[State]) -> None:
    assert "says-total" not in saying_session.handle({"type": "move"}).regions
