"""A held gate is a gate whose weights happen to keep it where it is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn.ablation import Clamp, bias_for, clamped
from rnn.arrays import Array
from rnn.cell import State
from rnn.network import Network, NetworkShape, flatten, forward, initialise, unflatten
from rnn.params import gate_rows
from rnn.training import Examples, loss_and_gradient

UNITS = 3
SHAPE = NetworkShape(inputs=1, units=UNITS, outputs=1)
HOLDABLE = [(gate, value) for gate in "ifo" for value in (0.0, 1.0)] + [("g", value) for value in (-1.0, 1.0)]


def network(seed: int = 0) -> Network:
    return unflatten(3 * initialise(np.random.default_rng(seed), SHAPE), SHAPE)


def inputs(steps: int = 5, batch: int = 8) -> Array:
    return np.random.default_rng(1).choice([-1.0, 1.0], (steps, batch, 1))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(HOLDABLE), st.integers(1, UNITS), st.integers(0, 5), st.floats(-1e6, 1e6))
def test_a_held_gate_is_exactly_there_whatever_comes_in(
    held: tuple[str, float], unit: int, seed: int, x: float
) -> None:
    gate, value = held
    state = State(np.full((1, UNITS), 0.9), np.full((1, UNITS), -7.0))
    forward_pass = forward(clamped(network(seed), (Clamp(unit, gate, value),)), np.full((3, 1, 1), x), state)
    for trace in forward_pass.traces:
        assert getattr(trace, gate)[0, unit - 1] == value  # to the last bit


@pytest.mark.parametrize(("gate", "value"), HOLDABLE)
def test_the_other_weights_are_untouched(gate: str, value: float) -> None:
    before = network()
    after = clamped(before, (Clamp(2, gate, value),))
    others = np.delete(np.arange(4 * UNITS), gate_rows(gate, UNITS).start + 1)
    for ours, theirs in zip(after.lstm, before.lstm, strict=True):
        np.testing.assert_array_equal(ours[others], theirs[others])
    assert after.readout is before.readout


def test_the_other_gates_of_the_first_step_are_untouched() -> None:
    """Later steps feel it, of course, through h."""
    before, after = (forward(net, inputs()).traces[0] for net in (network(), clamped(network(), (Clamp(2, "f", 1.0),))))
    for gate in "ifgo":
        same = [k for k in range(UNITS) if (gate, k) != ("f", 1)]
        np.testing.assert_array_equal(getattr(after, gate)[:, same], getattr(before, gate)[:, same])


def test_several_gates_at_once() -> None:
    clamps = (Clamp(1, "f", 1.0), Clamp(3, "f", 0.0), Clamp(1, "g", -1.0))
    for trace in forward(clamped(network(), clamps), inputs()).traces:
        assert set(trace.f[:, 0]) == {1.0}
        assert set(trace.f[:, 2]) == {0.0}
        assert set(trace.g[:, 0]) == {-1.0}
        assert len(set(trace.f[:, 1])) > 1


def test_the_network_itself_stays_as_it_was() -> None:
    before, copy = network(), flatten(network())
    clamped(before, (Clamp(1, "i", 0.0), Clamp(2, "g", 1.0)))
    np.testing.assert_array_equal(flatten(before), copy)


def test_without_clamps_it_is_the_network_itself() -> None:
    before = network()
    assert clamped(before, ()) is before


def gradient_of_gate(gate: str, value: float) -> list[Array]:
    """The gradients of everything that goes into the held gate of unit 2."""
    xs = inputs()
    held = clamped(network(), (Clamp(2, gate, value),))
    _, gradient, _ = loss_and_gradient(held, Examples(xs, (xs > 0).astype(float), np.ones_like(xs)))
    row = gate_rows(gate, UNITS).start + 1
    return [tensor[row] for tensor in gradient.lstm]


@pytest.mark.parametrize(("gate", "value"), HOLDABLE)
def test_a_held_gate_learns_nothing(gate: str, value: float) -> None:
    for tensor in gradient_of_gate(gate, value):
        np.testing.assert_array_equal(tensor, 0.0)


@pytest.mark.parametrize(
    ("gate", "value"),
    [
        ("f", -1.0),
        ("i", 0.5),
        ("o", 2.0),
        ("g", 0.0),
        ("g", 0.5),
        ("g", -2.0),
        ("f", float("nan")),
        ("o", float("inf")),
    ],
)
def test_a_value_that_the_gate_cannot_have(gate: str, value: float) -> None:
    with pytest.raises(ValueError, match="cannot be held at"):
        bias_for(gate, value)
    with pytest.raises(ValueError, match="cannot be held at"):
        clamped(network(), (Clamp(1, gate, value),))


def test_a_gate_that_is_not_there() -> None:
    with pytest.raises(ValueError):
        clamped(network(), (Clamp(1, "q", 1.0),))
