"""Gates held by name on the pad: forecasts on the strokes at hand, reckoned once more in plain floats."""

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from demos.draw.distances import MOST, measured, places_of
from demos.draw.state import COLUMNS, State, track
from demos.draw.views import view
from demos.holding.holds import HOLDS, held
from rnn.arrays import Array
from rnn.network import flatten, unflatten
from rnn.state_dict import to_state_dicts
from tasks.strokes.ink import Ink
from tasks.strokes.learner import StrokeLearner
from tasks.strokes.network import SHAPE, StrokeReference
from tests.browser.draw.by_hand import EMPTY, SPACING, TURN_SCALE, first_input, next_input
from tests.demos.draw.drawing import Pad, draw, start, stroke
from tests.demos.support import having, parse, text
from tests.oracle.plain import Quantities, Vector, lstm_step
from tests.rnn.problems import random_network

GATES = {
    "keep": {"f": 1.0},
    "forget": {"f": 0.0},
    "overwrite": {"f": 0.0, "i": 1.0},
    "write": {"i": 1.0},
    "hide": {"o": 0.0},
    "show": {"o": 1.0},
}
AHEAD, BEFORE, EVERY = 25, 12, 5


def off(weights: dict[str, Any], gates: dict[str, float], ink: Ink, end: int) -> float:
    """How far off the likeliest way on after ``end`` steps is, with some gates put at a value."""

    def put(step: int, name: str, values: Vector) -> Vector:
        return [gates[name]] * len(values) if name in gates else values

    linear = {name: np.array(value) for name, value in weights["linear"].items()}
    begin = max(begin for begin in ink.begins if begin < end)
    turns, x, state = ink.turns_to(end, 10**6)[0], first_input(ink.headings[begin:]), EMPTY

    def read(turn: float) -> None:
        nonlocal x, state
        x = next_input(x, turn)
        state = lstm_step(weights["lstm"], x.tolist(), state, Quantities(1, put))

    for n, turn in enumerate(turns.tolist()):
        if n == len(turns) - 48:
            state = EMPTY
        read(turn)
    point, heading, credit, distances = ink.ends[end - 1], ink.at(end - 1)[1], np.zeros(4), []
    for drawn in ink.ends[end : end + AHEAD]:
        logits, means, _ = np.split(linear["weight"] @ np.array(state[0]) + linear["bias"], 3)
        share = np.exp(logits - logits.max())
        share /= share.sum()
        credit += share
        near = share * np.exp(-((means - means[credit.argmax()]) ** 2) / 2)
        near /= near.sum()
        credit -= near
        turn = TURN_SCALE * float(near @ means)
        turn -= 2 * np.pi * round(turn / (2 * np.pi))
        read(turn)
        heading += turn
        point = point + SPACING * np.array([np.cos(heading), np.sin(heading)])
        distances.append(float(np.hypot(*(point - drawn))))
    return sum(distances) / AHEAD


def inked(*strokes: Array) -> Ink:
    """Ink of several strokes, read by an arbitrary network."""
    learner = StrokeLearner(np.zeros(SHAPE.size), backend=StrokeReference())
    for points in strokes:
        learner.lift()
        learner.add([(x, y) for x, y in points.tolist()], anew=False)
    return learner.ink


def curve(seed: int, steps: int) -> Array:
    """A smooth line of about so many steps."""
    dice = np.random.default_rng(seed)
    turns = np.convolve(dice.normal(0, 0.25, 3 * steps), np.ones(9) / 9, "same")
    heading = np.cumsum(turns)
    line: Array = 200.0 + np.cumsum(2 * np.stack([np.cos(heading), np.sin(heading)], axis=1), axis=0)
    return line


def gates_held(theta: Array, gates: dict[str, float]) -> None:
    """The gates' rows are nothing but a bias that saturates them."""
    cell = unflatten(theta, SHAPE).cell
    for gate, value in gates.items():
        rows = slice(24 * "ifgo".index(gate), 24 * ("ifgo".index(gate) + 1))
        for tensor in (cell.weight_ih, cell.weight_hh):
            assert not tensor[rows].any()
        assert (cell.bias_ih[rows] + cell.bias_hh[rows]) * (2 * value - 1) == pytest.approx(40, abs=1e-6)


@pytest.mark.parametrize("seed", range(50))
def test_the_distances_of_any_network(seed: int) -> None:
    name, gates = list(GATES.items())[seed % len(GATES)]
    network = random_network(SHAPE, seed, scale=0.2 + seed / 100)
    ink = inked(*(curve(seed + 100 * k, 42) for k in range(1 + seed % 2)))
    ends = places_of(ink)
    assert 1 <= len(ends) <= 4
    thetas = flatten(held(network, name)), flatten(network)
    found = measured(ink, StrokeReference(), *thetas)
    weights = to_state_dicts(network)
    with_it, without = ([off(weights, put, ink, end) for end in ends] for put in (gates, {}))
    assert found is not None
    assert (found.held, found.free) == pytest.approx((np.mean(with_it), np.mean(without)), rel=1e-6)
    assert found.places == len(ends)
    assert found.worse == sum(a > b for a, b in zip(with_it, without, strict=True))


def test_the_places_are_so_far_into_a_stroke_and_from_its_end_that_there_is_something_to_compare() -> None:
    ink = inked(curve(1, 90), curve(2, 20), curve(3, 60))
    ends = places_of(ink)
    strokes = list(pairwise([*ink.begins, len(ink)]))
    assert len(strokes) == 3
    expected = []
    for begin, stop in strokes:
        expected += [k for k in range(begin, stop) if k - begin >= BEFORE and (stop - AHEAD - k) % EVERY == 0]
        expected = [k for k in expected if not begin <= k or k <= stop - AHEAD]
    assert sorted(ends) == sorted(expected)[-MOST:]
    assert ends == sorted(ends, reverse=True)
    assert places_of(inked(curve(2, 20))) == []
    assert measured(inked(curve(2, 20)), StrokeReference(), np.zeros(SHAPE.size), np.zeros(SHAPE.size)) is None


# --- In the demo ---


@pytest.fixture
def drawn() -> Pad:
    demo = start()
    draw(demo, stroke(), budget=3.0)
    demo.handle({"type": "lift"})
    return demo


@pytest.mark.parametrize("name", GATES)
def test_holding_changes_forecast_states_and_words(drawn: Pad, name: str) -> None:
    free = drawn.state.learner.knowledge
    drawn.handle({"type": "hold", "name": name})
    state = drawn.state
    gates_held(state.learner.theta, GATES[name])
    assert (state.held, state.learns, state.continuation) == (name, False, None)
    found = measured(state.learner.ink, state.learner.backend, state.learner.theta, free.theta)
    assert state.distances == found
    assert found is not None
    numbers = {one.attrib["data-distance"]: one for one in having(parse(view(state)["experiments"]), "data-distance")}
    assert {kind: float(one.attrib["data-value"]) for kind, one in numbers.items()} == {
        "held": found.held,
        "free": found.free,
    }
    assert [text(one) for one in numbers.values()] == [f"{found.held:.0f} px", f"{found.free:.0f} px"]
    said = text(parse(view(state)["experiments"]))
    assert HOLDS[name].meaning in said
    assert re.search(rf"over the next 150 px from {found.places} places of the strokes", said)
    assert f"farther off at {found.worse or 'none'} of {found.places}." in said
    likely = state.learner.predict()
    assert state.forecast is not None
    assert likely is not None
    np.testing.assert_array_equal(state.forecast.likely, likely.likely)
    # The strips show what this network makes of the stroke.
    row = track(state, COLUMNS)
    if "o" in GATES[name]:
        np.testing.assert_allclose(row.hs, GATES[name]["o"] * np.tanh(row.cs), atol=1e-5)


@pytest.mark.parametrize("again", ["", "forget"])
def test_letting_go_gives_back_what_was_there(drawn: Pad, again: str) -> None:
    before, fresh = drawn.state.learner.knowledge, drawn.state.fresh
    drawn.handle({"type": "hold", "name": "keep"})
    drawn.handle({"type": "hold", "name": "forget"})
    drawn.handle({"type": "hold", "name": again})
    after = drawn.state.learner.knowledge
    np.testing.assert_array_equal(after.theta, before.theta)
    assert after.optimizer is before.optimizer
    assert (after.updates, drawn.state.fresh) == (before.updates, fresh)
    assert (drawn.state.held, drawn.state.put_aside, drawn.state.distances) == ("", None, None)


def finished(demo: Pad) -> State:
    for _ in range(5000):
        if not demo.state.learns:
            return demo.state
        demo.work(12.0, paced=True)
    raise AssertionError("it does not end")


def test_training_on_with_it_held(drawn: Pad) -> None:
    drawn.handle({"type": "hold", "name": "forget"})
    before = drawn.state.distances
    drawn.handle({"type": "train-held"})
    assert drawn.state.learns
    assert "Training with it held." in text(parse(view(drawn.state)["experiments"]))
    state = finished(drawn)
    assert state.learner.updates >= 600
    gates_held(state.learner.theta, {"f": 0.0})  # also after that many updates
    assert before is not None
    assert state.distances is not None
    assert state.distances.held < before.held  # it learns around it, or at least something
    assert state.distances.free == before.free
    assert "Trained on with it held, the forecast is off by" in text(parse(view(state)["experiments"]))
    drawn.handle({"type": "hold", "name": ""})
    assert drawn.state.distances is None


def test_on_the_pages_own_example_too() -> None:
    demo = start()
    demo.handle({"type": "hold", "name": "keep"})
    assert demo.state.example
    assert not demo.state.learns
    demo.handle({"type": "train-held"})
    assert demo.state.learns
    finished(demo)
    demo.handle({"type": "hold", "name": ""})
    assert not demo.state.learns


def test_while_it_is_held_nothing_is_learned_unasked(drawn: Pad) -> None:
    drawn.handle({"type": "hold", "name": "keep"})
    draw(drawn, stroke("zigzag"), budget=3.0)
    assert drawn.state.learner.updates == 0
    drawn.handle({"type": "lift"})
    state = drawn.state
    assert state.put_aside is not None
    expected = measured(state.learner.ink, state.learner.backend, state.learner.theta, state.put_aside.knowledge.theta)
    assert state.distances == expected  # the new stroke counts


def test_a_clean_sheet_and_forgetting(drawn: Pad) -> None:
    drawn.handle({"type": "hold", "name": "keep"})
    drawn.handle({"type": "clear"})
    assert "there must be a stroke that is 222 px long" in text(parse(view(drawn.state)["experiments"]))
    with pytest.raises(ValueError, match="no stroke long enough"):
        drawn.handle({"type": "train-held"})
    drawn.handle({"type": "forget"})
    assert (drawn.state.held, drawn.state.put_aside) == ("", None)
    np.testing.assert_array_equal(drawn.state.learner.theta, drawn.state.pretrained)


def test_what_cannot_be_changes_nothing(drawn: Pad) -> None:
    theta = drawn.state.learner.theta
    for event, words in (({"type": "hold", "name": "x"}, "no experiment"), ({"type": "train-held"}, "no gate is held")):
        with pytest.raises(ValueError, match=words):
            drawn.handle(event)
        assert drawn.state.learner.theta is theta


def test_it_is_kept_for_a_python_that_is_started_again(drawn: Pad) -> None:
    drawn.handle({"type": "hold", "name": "write"})
    other = start()
    other.restore(drawn.keep())
    assert other.look().regions["experiments"] == drawn.look().regions["experiments"]
    for demo in (drawn, other):
        demo.handle({"type": "hold", "name": ""})
    np.testing.assert_array_equal(other.state.learner.theta, drawn.state.learner.theta)
