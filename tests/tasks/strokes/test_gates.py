"""What the gates did at steps that are read again, against an LSTM in plain floats."""

import numpy as np
import pytest

from rnn.network import unflatten
from rnn.state_dict import to_state_dicts
from tasks.strokes.families import random_stroke
from tasks.strokes.learner import READ_ON, StrokeLearner
from tasks.strokes.network import SHAPE, UNITS, new_parameters
from tests.oracle.plain import Quantities, State, lstm_step

FLOAT32 = 2e-5  # the native library reads in it


def drawn(seed: int) -> StrokeLearner:
    """A random network, and two strokes."""
    rng = np.random.default_rng(seed)
    learner = StrokeLearner(new_parameters(rng))
    for count in (400, 700):
        learner.add([(float(x), float(y)) for x, y in random_stroke(rng)[:count]])
        learner.lift()
    return learner


def by_plain_floats(learner: StrokeLearner, step: int) -> Quantities:
    """The quantities of a step, after the last READ_ON steps up to it have been read from nothing."""
    weights = to_state_dicts(unflatten(learner.theta, SHAPE))["lstm"]
    stroke = max(begin for begin in learner.ink.begins if begin <= step)
    state: State = ([0.0] * UNITS, [0.0] * UNITS)
    quantities = Quantities()
    for x in learner.ink.xs[max(stroke, step + 1 - READ_ON) : step + 1].tolist():
        quantities = Quantities()
        state = lstm_step(weights, x, state, quantities)
    return quantities


@pytest.mark.parametrize("seed", range(3))
def test_gates_and_states_are_those_of_reading_up_to_there(seed: int) -> None:
    learner = drawn(seed)
    learner.learn(20)  # by now other parameters than those that the states were made with
    first = learner.ink.begins[1] - 5  # from the first stroke on into the second
    gates = learner.read_again(first, len(learner.ink))
    for row in (0, 4, 5, 6, 5 + READ_ON - 1, 5 + READ_ON, len(gates.f) - 1):
        quantities = by_plain_floats(learner, first + row)
        for name, values in gates._asdict().items():
            np.testing.assert_allclose(
                values[row], quantities[name], atol=FLOAT32, rtol=FLOAT32, err_msg=f"{name} {row}"
            )
        for name, states in (("c", learner.ink.cs), ("h", learner.ink.hs)):
            np.testing.assert_allclose(states[first + row], quantities[name], atol=FLOAT32, rtol=FLOAT32, err_msg=name)


def test_what_was_drawn_before_stays_as_it_was() -> None:
    learner = drawn(0)
    learner.learn(5)
    before = learner.ink.cs.copy()
    learner.read_again(100, 110)
    changed = (learner.ink.cs != before).any(axis=1)
    assert changed[100:110].all()
    assert not changed[:100].any()
    assert not changed[110:].any()


@pytest.mark.parametrize(("first", "end"), [(-1, 3), (3, 3), (5, 4), (0, 10_000)])
def test_there_must_be_such_steps(first: int, end: int) -> None:
    with pytest.raises(IndexError):
        drawn(0).read_again(first, end)
