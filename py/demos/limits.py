"""How large things may be in any demo: numbers in addresses, weights, and files."""

import numpy as np

from rnn.arrays import Array

SEEDS = range(2**32)
FILE_BYTES = 1_000_000  # the page does not read larger weight files
WEIGHT = 1000.0  # weights beyond this are surely a mistake


def whole_number(text: str, allowed: range, what: str) -> int:
    """The number in ``text``.

    Raises:
        ValueError: it is not a whole number, or not an allowed one.
    """
    # isascii: int() would take digits of any script.
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) in allowed):
        raise ValueError(f"{what} must be a whole number from {allowed[0]} to {allowed[-1]}")
    return int(text)


def weights(theta: Array) -> Array:
    """The parameter vector, if all of its numbers are allowed.

    Raises:
        ValueError: one is not finite, or too large.
    """
    if not np.isfinite(theta).all():
        raise ValueError("it has a weight that is not finite")
    if np.abs(theta).max() > WEIGHT:
        raise ValueError(f"it has a weight beyond {WEIGHT:g}")
    return theta
