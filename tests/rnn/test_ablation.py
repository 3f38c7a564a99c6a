"""A held gate is a gate whose weights happen to keep it where it is."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn import cells
from rnn.ablation import Clamp, clamped
from rnn.arrays import Array
from rnn.examples import Examples
from rnn.network import Network, NetworkShape, flatten, forward, initialise, unflatten
from rnn.update import begin, evaluate, update
from tests.rnn.problems import each_cell

UNITS = 3
ENDS = {  # of each gate: its least and its greatest value
    "lstm": {"i": (0.0, 1.0), "f": (0.0, 1.0), "g": (-1.0, 1.0), "o": (0.0, 1.0)},
    "gru": {"r": (0.0, 1.0), "z": (0.0, 1.0), "n": (-1.0, 1.0)},
    "rnn": {"h": (-1.0, 1.0)},  # which it has in place of gates
}
HOLDABLE = [(cell, gate, end) for cell, gates in ENDS.items() for gate, ends in gates.items() for end in ends]
each_holdable = pytest.mark.parametrize(("cell", "gate", "value"), HOLDABLE)


def network(cell: str, seed: int = 0) -> Network:
    shape = NetworkShape(1, UNITS, 1, cell)
    return unflatten(3 * initialise(np.random.default_rng(seed), shape), shape)


def inputs(steps: int = 5, batch: int = 8) -> Array:
    return np.random.default_rng(1).choice([-1.0, 1.0], (steps, batch, 1))


def row_of(cell: str, gate: str, unit: int) -> int:
    row: int = cells.gate_rows(cells.named(cell), gate, UNITS).start + unit - 1
    return row


def some_state(cell: str) -> Any:
    state = cells.zero_state(cells.named(cell), 1, UNITS)
    return type(state)(*(part + value for part, value in zip(state, (0.9, -7.0), strict=False)))


def test_every_gate_of_every_cell_is_held_here() -> None:
    assert {name: set(cells.named(name).GATES) for name in cells.NAMES} == {
        name: set(gates) for name, gates in ENDS.items()
    }


@each_holdable
@settings(max_examples=15, deadline=None)
@given(st.integers(1, UNITS), st.integers(0, 5), st.floats(-1e6, 1e6))
def test_a_held_gate_is_exactly_there_whatever_comes_in(
    cell: str, gate: str, value: float, unit: int, seed: int, x: float
) -> None:
    held = clamped(network(cell, seed), (Clamp(unit, gate, value),))
    for trace in forward(held, np.full((3, 1, 1), x), some_state(cell)).traces:
        assert getattr(trace, gate)[0, unit - 1] == value  # to the last bit


@each_holdable
def test_the_other_weights_are_untouched(cell: str, gate: str, value: float) -> None:
    before = network(cell)
    after = clamped(before, (Clamp(2, gate, value),))
    others = np.delete(np.arange(len(before.cell.bias_ih)), row_of(cell, gate, 2))
    for ours, theirs in zip(after.cell, before.cell, strict=True):
        np.testing.assert_array_equal(ours[others], theirs[others])
    assert after.head is before.head
    assert after.shape == before.shape


@pytest.mark.parametrize(("cell", "gate"), [("lstm", "f"), ("gru", "z"), ("gru", "n"), ("rnn", "h")])
def test_the_other_gates_of_the_first_step_are_untouched(cell: str, gate: str) -> None:
    """Later steps feel it, of course, through h."""
    before, held = network(cell), clamped(network(cell), (Clamp(2, gate, 1.0),))
    free, after = (forward(net, inputs()).traces[0] for net in (before, held))
    for other in cells.named(cell).GATES:
        same = [k for k in range(UNITS) if (other, k) != (gate, 1)]
        np.testing.assert_array_equal(getattr(after, other)[:, same], getattr(free, other)[:, same])


def test_a_held_reset_gate_is_felt_by_its_own_candidate_alone() -> None:
    state = cells.zero_state(cells.named("gru"), 8, UNITS)
    state = type(state)(state.h + 0.9)
    before, held = network("gru"), clamped(network("gru"), (Clamp(2, "r", 0.0),))
    free, after = (forward(net, inputs(), state).traces[0] for net in (before, held))
    np.testing.assert_array_equal(after.n[:, [0, 2]], free.n[:, [0, 2]])
    assert (after.n[:, 1] != free.n[:, 1]).all()


def test_several_gates_at_once() -> None:
    clamps = (Clamp(1, "f", 1.0), Clamp(3, "f", 0.0), Clamp(1, "g", -1.0))
    for trace in forward(clamped(network("lstm"), clamps), inputs()).traces:
        assert set(trace.f[:, 0]) == {1.0}
        assert set(trace.f[:, 2]) == {0.0}
        assert set(trace.g[:, 0]) == {-1.0}
        assert len(set(trace.f[:, 1])) > 1


@each_cell
def test_every_gate_of_every_unit_at_once(cell: str) -> None:
    """At its least value in odd units, at its greatest in even ones."""
    clamps = tuple(Clamp(unit, gate, ends[1 - unit % 2]) for gate, ends in ENDS[cell].items() for unit in (1, 2, 3))
    for trace in forward(clamped(network(cell), clamps), inputs()).traces:
        for unit, gate, value in clamps:
            assert set(getattr(trace, gate)[:, unit - 1]) == {value}


@each_cell
def test_the_network_itself_stays_as_it_was(cell: str) -> None:
    before, copy = network(cell), flatten(network(cell))
    clamped(before, tuple(Clamp(1, gate, 1.0) for gate in ENDS[cell]))
    np.testing.assert_array_equal(flatten(before), copy)


@each_cell
def test_without_clamps_it_is_the_network_itself(cell: str) -> None:
    before = network(cell)
    assert clamped(before, ()) is before


def lessons() -> Examples:
    xs = inputs()
    return Examples(xs, (np.cumsum(xs, axis=0) > 0).astype(float), np.ones_like(xs))


@each_holdable
def test_a_held_gate_gets_no_gradient(cell: str, gate: str, value: float) -> None:
    held = clamped(network(cell), (Clamp(2, gate, value),))
    gradient = unflatten(evaluate(flatten(held), held.shape, lessons()).gradient, held.shape)
    for tensor in gradient.cell:
        np.testing.assert_array_equal(tensor[row_of(cell, gate, 2)], 0.0)


@each_holdable
def test_training_does_not_move_a_held_gate(cell: str, gate: str, value: float) -> None:
    held = clamped(network(cell), (Clamp(2, gate, value),))
    state = begin(flatten(held))
    for _ in range(20):
        state = update(state, held.shape, lessons(), learning_rate=0.1).state
    trained = unflatten(state.theta, held.shape)
    row, moved = row_of(cell, gate, 2), 0
    for before, after in zip(held.cell, trained.cell, strict=True):
        np.testing.assert_array_equal(after[row], before[row])
        moved += int(np.count_nonzero(after != before))
    assert moved > 0
    for trace in forward(trained, inputs()).traces:
        assert set(getattr(trace, gate)[:, 1]) == {value}


# --- What cannot be held ---


@pytest.mark.parametrize(
    ("cell", "gate", "value"),
    [
        ("lstm", "f", -1.0),
        ("lstm", "i", 0.5),
        ("lstm", "o", 2.0),
        ("lstm", "g", 0.0),
        ("lstm", "g", 0.5),
        ("lstm", "g", -2.0),
        ("lstm", "f", float("nan")),
        ("lstm", "o", float("inf")),
        ("gru", "z", -1.0),
        ("gru", "r", 0.5),
        ("gru", "n", 0.0),
        ("gru", "n", float("nan")),
        ("rnn", "h", 0.0),
        ("rnn", "h", float("inf")),
    ],
)
def test_a_value_that_the_gate_cannot_have(cell: str, gate: str, value: float) -> None:
    with pytest.raises(ValueError, match="cannot be held at"):
        cells.quantity(cells.named(cell), gate).saturating(value)
    with pytest.raises(ValueError, match="cannot be held at"):
        clamped(network(cell), (Clamp(1, gate, value),))


@pytest.mark.parametrize(
    ("cell", "name"), [("lstm", "c"), ("lstm", "h"), ("lstm", "fc"), ("lstm", "h_prev"), ("gru", "h"), ("gru", "zn")]
)
@pytest.mark.parametrize("value", [-1.0, 0.0, 1.0])
def test_a_quantity_that_is_no_gate(cell: str, name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{name} cannot be held at"):
        clamped(network(cell), (Clamp(1, name, value),))


@pytest.mark.parametrize(("cell", "gate"), [("lstm", "q"), ("lstm", "z"), ("gru", "f"), ("rnn", "f"), ("rnn", "")])
def test_a_gate_that_is_not_there(cell: str, gate: str) -> None:
    with pytest.raises(ValueError, match="has no "):
        clamped(network(cell), (Clamp(1, gate, 1.0),))


@pytest.mark.parametrize("unit", [0, -1, 4])
def test_a_unit_that_is_not_there(unit: int) -> None:
    shape = NetworkShape(1, 3, 1)
    network = unflatten(np.zeros(shape.size), shape)
    with pytest.raises(ValueError, match="there is no unit"):
        clamped(network, (Clamp(unit, "i", 1.0),))
