"""What a quantity has come to stand for: its values over all inputs, read as a truth table."""

import numpy as np

from demos.numbers import fixed
from rnn.arrays import Array
from tasks.bits import Bits, format_bits

FLAT = 0.3  # a quantity that varies by less says nothing about its input
ABOUT = 0.05  # as far as this from a value, and no farther, is about that value
GAP = 0.2  # between the values that count as high and those that count as low, as a share of their range


def describe_dependence(values: Array, patterns: list[Bits], step: int) -> str:
    """One clause on how a quantity depends on the bits read so far, e.g. "is higher when bit 2 is 0".

    It compares inputs only, since the higher of two values may be negative, and the lower one near 1.

    Args:
        values: the quantity for every pattern.
        patterns: in the same order; only their first ``step`` bits have been read.
    """
    low, high = float(values.min()), float(values.max())
    spread = high - low
    if spread < FLAT:
        middle = round((low + high) / 2, 1)
        if max(high - middle, middle - low) < ABOUT + 1e-9:
            return f"is about {_rounded(middle)} for every input"
        if fixed(low) == fixed(high):
            return f"is about {fixed(low)} for every input"
        return f"is between {fixed(low)} and {fixed(high)} for every input"
    read = np.array(patterns)[:, :step]  # (2^N, step)

    def separates(chosen: np.ndarray[tuple[int], np.dtype[np.bool]]) -> bool:
        return float(values[chosen].min() - values[~chosen].max()) > GAP * spread

    for bit in range(step):
        for value in (1, 0):
            if separates(read[:, bit] == value):
                return f"is higher when bit {bit + 1} is {value}"
    if step > 1:
        top, bottom = read[values.argmax()], read[values.argmin()]
        if separates((read == top).all(axis=1)):
            return f"is higher for {format_bits(tuple(top.tolist()))} than for any other"
        if separates((read != bottom).any(axis=1)):
            return f"is lower for {format_bits(tuple(bottom.tolist()))} than for any other"
    return "mixes several bits"


def _rounded(value: float) -> str:
    return f"{value:.1f}".replace("-", "\N{MINUS SIGN}").replace("\N{MINUS SIGN}0.0", "0.0")
