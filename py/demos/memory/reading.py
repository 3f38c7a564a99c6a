"""What the LSTM on the stage makes of the sequence, and of others: the numbers behind the views."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from demos.cell_view.activations import Activations, read
from demos.memory.state import State
from demos.memory.table import TABLE
from rnn.arrays import Array
from rnn.fresh_run import held_out
from rnn.network import Network, NetworkShape, flatten, forward, unflatten
from tasks.latch import LatchTask, encode

OTHERS = 24  # sequences whose dots are drawn beside those of the one that is read
GATES = TABLE.gates


def activations_of(state: State) -> Activations:
    """The sequence, and some others of as many steps, read with the network on show."""
    others = held_out(LatchTask(len(state.bits))).xs[:, :OTHERS]
    return read(TABLE, state.network, np.concatenate((encode(state.bits, state.marks), others), axis=1), shown=0)


class Cases(NamedTuple):
    """One gate of one unit in the four cases: its mean, least and greatest value; [marked][bit], each 0 or 1."""

    mean: Array
    low: Array
    high: Array


def cases_of(network: Network, steps: int, unit: int) -> dict[str, Cases]:
    """What the gates do in each case, by gate: over all steps of the test sequences, but for the first.

    In the first step there is nothing to be kept yet, so f has no effect there.
    """
    return _cases(flatten(network).tobytes(), network.shape, steps, unit)


@lru_cache(maxsize=8)
def _cases(theta: bytes, shape: NetworkShape, steps: int, unit: int) -> dict[str, Cases]:
    xs = held_out(LatchTask(steps)).xs
    traces = forward(unflatten(np.frombuffer(theta), shape), xs).traces[1:]
    bits, marks = (xs[1:, :, k] > 0 for k in (0, 1))
    found = {}
    for gate in GATES:
        values = np.stack([getattr(trace, gate)[:, unit - 1] for trace in traces])
        of_case = [[values[(marks == marked) & (bits == bit)] for bit in (False, True)] for marked in (False, True)]
        found[gate] = Cases(
            *(np.array([[of(case) for case in row] for row in of_case]) for of in (np.mean, np.min, np.max))
        )
    return found
