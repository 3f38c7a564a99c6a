"""The gates at steps of a stroke, from the inputs there and the states before.

Notation: n steps, H units, P parameters.
"""

from typing import NamedTuple

from rnn.arrays import Array
from rnn.cells import lstm
from rnn.cells.lstm import State
from rnn.network import unflatten
from tasks.strokes.network import SHAPE


class GateTrace(NamedTuple):
    """The gates at n steps and the new c, each (n, H), in the order in which they stand along the cell."""

    f: Array  # forget gate
    i: Array  # input gate
    g: Array  # candidate
    o: Array  # output gate
    c: Array  # long-term state after the step


def gates_of(theta: Array, xs: Array, before: State) -> GateTrace:
    """All steps at once, as a batch: each has its own input, and the states before it.

    Args:
        theta: parameters (P,).
        xs: inputs (n, I).
        before: h and c before each step, each (n, H).
    """
    _, trace = lstm.step(unflatten(theta, SHAPE).cell, xs, before)
    return GateTrace(trace.f, trace.i, trace.g, trace.o, trace.c)
