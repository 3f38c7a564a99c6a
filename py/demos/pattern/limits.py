"""How large everything may be: the one place that controls, addresses and files all ask."""

import numpy as np

from rnn.arrays import Array
from tasks.bits import Bits, parse_bits

UNITS = range(1, 17)
BITS = range(2, 9)
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


def pattern(text: str) -> Bits:
    """The bits in ``text``.

    Raises:
        ValueError: there is anything but 0 and 1, or too few or too many of them.
    """
    bits = parse_bits(text)
    if len(bits) not in BITS:
        raise ValueError(f"a pattern has from {BITS[0]} to {BITS[-1]} bits")
    return bits


def taught(text: object, bits: int) -> Bits:
    """The pattern that somebody's weights say they were taught.

    Raises:
        ValueError: it is no pattern of so many bits.
    """
    if not isinstance(text, str) or len(text) != bits:
        raise ValueError(f"its target is not a pattern of {bits} bits")
    return parse_bits(text)


def weights(theta: Array) -> Array:
    """The parameter vector, if all of its numbers can be.

    Raises:
        ValueError: one is not finite, or too large.
    """
    if not np.isfinite(theta).all():
        raise ValueError("it has a weight that is not finite")
    if np.abs(theta).max() > WEIGHT:
        raise ValueError(f"it has a weight beyond {WEIGHT:g}")
    return theta
