"""The network's inputs for a whole stroke at once, which the product itself makes step by step."""

import numpy as np

from rnn.arrays import Array
from tasks.strokes.features import BEGINNING, INPUTS, next_input


def inputs_of(turns: Array, x: Array = BEGINNING) -> Array:
    """The inputs (n, ..., I) after each of the turns (n, ...); ``x`` is the one before."""
    rows = []
    for turn in turns:
        x = next_input(x, turn)
        rows.append(x)
    return np.stack(rows) if rows else np.empty((0, INPUTS))
