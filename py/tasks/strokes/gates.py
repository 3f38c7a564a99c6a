"""What went on inside the units at steps of a stroke, from the inputs there and the states before.

Notation: n steps, H units, P parameters.
"""

from typing import NamedTuple

from rnn.arrays import Array
from rnn.cells import lstm
from rnn.cells.lstm import State
from rnn.network import unflatten
from tasks.strokes.network import SHAPE


class GateTrace(NamedTuple):
    """The gates at n steps and what came of them, each (n, H), in the order in which they stand along the cell."""

    f: Array  # forget gate
    i: Array  # input gate
    g: Array  # candidate
    o: Array  # output gate
    c: Array  # long-term state after the step


def gates_of(theta: Array, xs: Array, before: State) -> GateTrace:
    """All steps at once: each is known by its own input and by the states that came into it.

    Args:
        theta: parameters (P,).
        xs: inputs (n, I).
        before: h and c before each step, each (n, H).
    """
    _, trace = lstm.step(unflatten(theta, SHAPE).cell, xs, before)
    return GateTrace(trace.f, trace.i, trace.g, trace.o, trace.c)
