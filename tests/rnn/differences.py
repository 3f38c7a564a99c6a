"""Gradients by central differences, of anything, and how far two gradients are apart."""

from collections.abc import Callable

import numpy as np

from rnn.arrays import Array

NUDGE = 1e-5
TOLERANCE = 1e-6


def central_difference(loss: Callable[[], float], tensor: Array) -> Array:
    """dL/d(tensor), one element at a time, changing the tensor in place and putting it back."""
    gradient = np.empty_like(tensor)
    for index in np.ndindex(tensor.shape):
        kept = tensor[index]
        tensor[index] = kept + NUDGE
        above = loss()
        tensor[index] = kept - NUDGE
        below = loss()
        tensor[index] = kept
        gradient[index] = (above - below) / (2 * NUDGE)
    return gradient


def relative_error(analytic: Array, numeric: Array) -> float:
    """The largest |a - n| / max(|a|, |n|) of all elements.

    Below 1e-3 the rounding of the difference quotient (about 1e-11) is no longer small against n, so the error is
    taken relative to 1e-3 there.
    """
    assert analytic.shape == numeric.shape
    size = np.maximum(np.maximum(np.abs(analytic), np.abs(numeric)), 1e-3)
    return float((np.abs(analytic - numeric) / size).max())
