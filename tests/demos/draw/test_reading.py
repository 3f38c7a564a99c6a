"""What is on the pad is read once more when the pen rests, when a network has learned, and when it is another one."""

import numpy as np
import pytest

from demos.draw import reading
from demos.draw.follows import follows
from demos.draw.gates import gates_along
from demos.draw.state import COLUMNS, LEARN_ON, track
from demos.draw.update import first_state
from rnn.arrays import Array
from tasks.strokes.features import beginning
from tasks.strokes.gates import GateTrace
from tasks.strokes.learner import READ_ON, StrokeLearner
from tasks.strokes.network import START
from tests.clock import Clock
from tests.demos.draw.drawing import Pad, draw, start, stroke, theta


@pytest.fixture
def drawn() -> Pad:
    demo = start("?learning=off")
    draw(demo, stroke())
    return demo


def work_until_read(demo: Pad) -> int:
    """How many slices of work that takes."""
    slices = 0
    while demo.state.under_way is not None:
        demo.work(1.0, paced=True)
        slices += 1
        assert slices < 1000
    return slices


def read_by(theta_now: Array, demo: Pad) -> GateTrace:
    """All that is on the pad, read by another learner that has these parameters."""
    other = StrokeLearner(theta_now)
    for begin, end in zip(demo.state.learner.ink.begins, [*demo.state.learner.ink.begins[1:], None], strict=True):
        ink, part = demo.state.learner.ink, slice(begin, end)
        other.ink.begin()
        before = START._replace(x=beginning(float(ink.headings[begin])))
        states = other.backend.read(theta_now, ink.turns[part], before)
        other.ink.append(ink.ends[part], ink.headings[part], ink.turns[part], states)
    count = len(other.ink)
    return other.read_again(max(count - reading.MOST, 0), count)


def check_is_of(demo: Pad, theta_now: Array) -> None:
    """What is known is what a network of these parameters gives, and the states beside it are its own."""
    known = demo.state.reading
    assert known is not None
    for ours, theirs in zip(known.gates, read_by(theta_now, demo), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)
    found = follows(reading.points_of(demo.state.learner.ink, len(known.gates.f), not demo.state.down))
    assert known.follows == found


def test_the_example_has_been_read_at_once() -> None:
    state = first_state(theta())
    assert state.reading is not None
    assert not state.busy
    assert state.reading.basis.end == len(state.learner.ink)
    assert list(state.reading.follows) == ["turn", "heading", "place"]
    # As if it had been drawn point by point.
    by_pen = StrokeLearner(theta())
    for n in range(len(state.learner.ink)):
        turns, x = state.learner.ink.turns_to(n + 1, READ_ON)
        states = by_pen.backend.read(theta(), turns, START._replace(x=x))
        np.testing.assert_allclose(state.learner.ink.cs[n], states.cs[-1], atol=1e-4)


@pytest.mark.parametrize("rest", ["lift", "pause"])
def test_it_is_read_when_the_pen_rests_and_not_while_it_draws(drawn: Pad, rest: str) -> None:
    assert drawn.state.reading is None
    assert drawn.state.under_way is None
    drawn.handle({"type": rest})
    assert drawn.state.busy
    assert work_until_read(drawn) > 3  # a few points at a time
    check_is_of(drawn, theta())


def test_in_slices_it_is_the_same_as_at_once(drawn: Pad) -> None:
    drawn.handle({"type": "lift"})
    work_until_read(drawn)
    known = drawn.state.reading
    at_once = reading.read(drawn.state.learner, lifted=True)
    assert known is not None
    assert at_once is not None
    assert known.basis == at_once.basis
    assert known.follows == at_once.follows
    for ours, theirs in zip(known.gates, at_once.gates, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)


def test_a_pen_that_moves_on_ends_it(drawn: Pad) -> None:
    drawn.handle({"type": "pause"})
    drawn.work(1.0, paced=True)
    assert drawn.state.under_way is not None
    drawn.handle({"type": "ink", "points": [[1, 1], [2, 2]]})
    assert drawn.state.under_way is None


def test_what_is_known_is_not_read_again(drawn: Pad) -> None:
    drawn.handle({"type": "lift"})
    work_until_read(drawn)
    drawn.handle({"type": "lift"})
    assert drawn.state.under_way is None


@pytest.mark.parametrize("ends", ["by itself", "by the switch"])
def test_it_is_read_when_the_network_has_learned(ends: str) -> None:
    demo = start()
    draw(demo, stroke())
    demo.handle({"type": "lift"})
    work_until_read(demo)
    for _ in range(5):
        demo.work(8.0, paced=True)
    learner = demo.state.learner
    assert learner.updates > 0
    if ends == "by the switch":
        demo.handle({"type": "toggle-learning"})
    else:
        demo.state = demo.state._replace(fresh=learner.updates - LEARN_ON + 1)
        demo.work(8.0, paced=True)
    assert not demo.state.learns
    assert demo.state.under_way is not None
    work_until_read(demo)
    assert demo.state.reading is not None
    assert demo.state.reading.basis.updates == learner.updates
    check_is_of(demo, learner.theta)
    assert not np.array_equal(learner.theta, theta())


@pytest.mark.parametrize("random", [False, True])
def test_another_network_reads_the_same_line(drawn: Pad, random: bool) -> None:
    drawn.handle({"type": "lift"})
    work_until_read(drawn)
    drawn.handle({"type": "forget", "random": random})
    assert drawn.state.reading is None  # what the other one did is not shown any longer
    work_until_read(drawn)
    check_is_of(drawn, drawn.state.learner.theta)


def test_a_clear_pad_has_nothing_to_tell(drawn: Pad) -> None:
    drawn.handle({"type": "lift"})
    drawn.handle({"type": "clear"})
    assert (drawn.state.reading, drawn.state.under_way, drawn.state.busy) == (None, None, False)
    drawn.handle({"type": "lift"})
    assert not drawn.state.busy


def test_gates_stand_beside_the_steps_that_the_strips_show(drawn: Pad, clock: Clock) -> None:
    """Those of the stroke, and those of the line that the network draws on."""
    drawn.handle({"type": "resize", "width": 4000, "height": 4000})
    drawn.handle({"type": "lift"})
    row = track(drawn.state, COLUMNS)
    assert all(np.isnan(values).all() for values in gates_along(drawn.state, row, 5).values())
    work_until_read(drawn)
    for _ in range(30):
        clock.pass_by(0.05)
        drawn.work(0.0, paced=True)
    row, line = track(drawn.state, COLUMNS), drawn.state.continuation
    assert line is not None
    assert 20 < row.own < len(row.points)
    learner, by_hand = drawn.state.learner, len(row.points) - row.own
    again = learner.read_again(len(learner.ink) - by_hand, len(learner.ink))
    for name, values in gates_along(drawn.state, row, 5).items():
        np.testing.assert_allclose(values[:by_hand], getattr(again, name)[:, 4], rtol=1e-12, err_msg=name)
    # Drawn on, a step's states follow from those before it: c = f c_prev + i g and h = o tanh(c).
    gates = {name: values[by_hand:] for name, values in gates_along(drawn.state, row, 5).items()}
    c, h = row.cs[by_hand - 1 :, 4], row.hs[by_hand:, 4]
    np.testing.assert_allclose(gates["c"], c[1:], rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(gates["f"] * c[:-1] + gates["i"] * gates["g"], c[1:], atol=1e-4)
    np.testing.assert_allclose(gates["o"] * np.tanh(c[1:]), h, atol=1e-4)
