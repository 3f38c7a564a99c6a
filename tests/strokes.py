"""A whole stroke, or a whole window, at once; the product itself goes step by step."""

import numpy as np

from rnn.arrays import Array
from rnn.update import evaluate
from tasks.strokes.features import BEGINNING, INPUT_COUNT, next_input
from tasks.strokes.network import BURN_IN, SHAPE, examples


def inputs_of(turns: Array, x: Array = BEGINNING) -> Array:
    """The inputs (n, ..., I) after each of the turns (n, ...); ``x`` is the one before."""
    rows = []
    for turn in turns:
        x = next_input(x, turn)
        rows.append(x)
    return np.stack(rows) if rows else np.empty((0, INPUT_COUNT))


def loss_and_gradient(theta: Array, inputs: Array, turns: Array) -> tuple[float, Array]:
    """Of parameters (P,), for inputs (T, B, I) and the turns (T, B) to answer with, which count after the burn-in."""
    counted = np.ones(turns.shape)
    counted[:BURN_IN] = 0
    loss, gradient, _ = evaluate(theta, SHAPE, examples(inputs, turns, counted))
    return loss, gradient
