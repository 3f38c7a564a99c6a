"""What a quantity has come to stand for: its values over all inputs, read as a truth table."""

import numpy as np

from lstm.arrays import Array
from tasks.bits import Bits, format_bits

FLAT = 0.3  # a quantity that varies by less is the same for every input
GAP = 0.2  # between the values that count as high and those that count as low, as a share of their range


def reading_of(values: Array, patterns: list[Bits], step: int) -> str:
    """One clause on how a quantity depends on the bits read so far, e.g. "is high when bit 2 is 0".

    Args:
        values: the quantity for every pattern.
        patterns: in the same order; only their first ``step`` bits have been read.
    """
    spread = float(values.max() - values.min())
    if spread < FLAT:
        return f"is about {_rounded(float(values.max() + values.min()) / 2)} for every input"
    read = np.array(patterns)[:, :step]  # (2^N, step)

    def separates(high: np.ndarray[tuple[int], np.dtype[np.bool]]) -> bool:
        return float(values[high].min() - values[~high].max()) > GAP * spread

    for bit in range(step):
        for value in (1, 0):
            if separates(read[:, bit] == value):
                return f"is high when bit {bit + 1} is {value}"
    if step > 1:
        top, bottom = read[values.argmax()], read[values.argmin()]
        if separates((read == top).all(axis=1)):
            return f"is high only for {format_bits(tuple(top.tolist()))}"
        if separates((read != bottom).any(axis=1)):
            return f"is low only for {format_bits(tuple(bottom.tolist()))}"
    return "mixes several bits"


def _rounded(value: float) -> str:
    return f"{value:.1f}".replace("-", "\N{MINUS SIGN}").replace("\N{MINUS SIGN}0.0", "0.0")
