"""The bias with which gates begin: it stands in the rows of one gate, and every other bias is zero."""

from typing import Any

import numpy as np
import pytest

from rnn import cells
from rnn.bias import opened
from rnn.network import NetworkShape, unflatten
from rnn.state_dict import to_state_dicts
from tests.oracle.plain import read
from tests.rnn.problems import each_cell

UNITS = 2
ROWS = {  # of weight and bias, by gate, as PyTorch documents them
    "lstm": {"i": (0, 1), "f": (2, 3), "g": (4, 5), "o": (6, 7)},
    "gru": {"r": (0, 1), "z": (2, 3), "n": (4, 5)},
    "rnn": {"h": (0, 1)},
}
KEPT_BY = {"lstm": "f", "gru": "z"}
WRITTEN_BY = {"lstm": "i"}


def shape_of(cell: str) -> NetworkShape:
    return NetworkShape(inputs=2, units=UNITS, outputs=1, cell=cell)


def dicts_of(theta: np.ndarray, cell: str) -> dict[str, Any]:
    return to_state_dicts(unflatten(theta, shape_of(cell)))


def expected(cell: str, theta: np.ndarray, keep: float, write: float) -> dict[str, Any]:
    """With zeros for all biases, and the numbers where the gates have theirs."""
    weights = dicts_of(theta, cell)
    for name, bias in ((name, bias) for part in weights.values() for name, bias in part.items()):
        if name.startswith("bias"):
            bias[:] = [0.0] * len(bias)
    for gates, value in ((KEPT_BY, keep), (WRITTEN_BY, write)):
        for row in ROWS[cell].get(gates.get(cell, ""), ()):
            weights[cell]["bias_ih_l0"][row] = value
    return weights


@pytest.mark.parametrize(("keep", "write"), [(1.0, 0.0), (3.0, 0.0), (2.5, -2.5), (0.0, -1.0), (0.0, 0.0)])
@each_cell
def test_what_is_changed(cell: str, keep: float, write: float) -> None:
    theta = np.random.default_rng(0).normal(size=shape_of(cell).size)
    before = theta.copy()
    assert dicts_of(opened(theta, shape_of(cell), keep, write), cell) == expected(cell, before, keep, write)
    assert theta.tobytes() == before.tobytes()  # those given stay


def test_a_plain_rnn_has_nothing_to_open() -> None:
    theta = np.random.default_rng(0).normal(size=shape_of("rnn").size)
    assert dicts_of(opened(theta, shape_of("rnn"), 3.0, -3.0), "rnn") == expected("rnn", theta, 0.0, 0.0)


def test_what_comes_back_is_new() -> None:
    theta = np.zeros(shape_of("rnn").size)
    opened(theta, shape_of("rnn"), 1.0)[:] = 7
    assert not theta.any()


@pytest.mark.parametrize(("cell", "gate"), KEPT_BY.items())
def test_a_gate_that_is_open_keeps(cell: str, gate: str) -> None:
    """From weights of zero the gate is sigmoid(3) = 0.9526, and so much is left of the state a step later."""
    weights = dicts_of(opened(np.zeros(shape_of(cell).size), shape_of(cell), 3.0), cell)
    states = {"lstm": ([0.0, 0.0], [1.0, -2.0]), "gru": ([1.0, -2.0],)}[cell]
    (q,) = read(weights, [[1.0, -1.0]], states)
    assert q[gate] == pytest.approx([0.9526] * 2, abs=1e-4)
    assert q["c" if cell == "lstm" else "h"] == pytest.approx([0.9526, -1.9051], abs=1e-4)


@each_cell
def test_the_gates_are_those_of_the_cell(cell: str) -> None:
    known = cells.named(cell)
    assert (KEPT_BY.get(cell, ""), WRITTEN_BY.get(cell, "")) == (known.KEEPS, known.WRITES)
    assert {gate for gate in (known.KEEPS, known.WRITES) if gate} <= set(known.GATES) == set(ROWS[cell])
