import numpy as np
import pytest

from rnn.network import NetworkShape, unflatten
from rnn.params import GATES, gate_rows


def test_rows_of_each_gate() -> None:
    stacked = np.array(["i", "i", "f", "f", "g", "g", "o", "o"])
    for gate in GATES:
        assert stacked[gate_rows(gate, units=2)].tolist() == [gate, gate]


def test_unknown_gate() -> None:
    with pytest.raises(ValueError):
        gate_rows("c", units=2)


def test_sizes_are_read_off_the_weights() -> None:
    shape = NetworkShape(inputs=3, units=2, outputs=1)
    params = unflatten(np.zeros(shape.size), shape).lstm
    assert (params.inputs, params.units) == (3, 2)
