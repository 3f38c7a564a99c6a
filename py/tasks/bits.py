"""Recognise one pattern of N bits, fed one bit a step."""

from typing import NamedTuple

import numpy as np

from rnn.arrays import Array
from rnn.examples import Examples
from rnn.network import NetworkShape
from rnn.quantities import Quantity
from rnn.run import DEFAULTS, Settings

type Bits = tuple[int, ...]


def parse_bits(text: str) -> Bits:
    """Bits from text such as "10".

    Raises:
        ValueError: the text is empty or holds anything but 0 and 1.
    """
    if not text or set(text) - {"0", "1"}:
        raise ValueError(f"a pattern is written with the digits 0 and 1, not {text[:20]!r}")
    return tuple(int(digit) for digit in text)


def format_bits(bits: Bits) -> str:
    """Bits as text, the first bit first."""
    return "".join(["1" if bit else "0" for bit in bits])


def all_inputs(length: int) -> list[Bits]:
    """All 2^N patterns of N bits in counting order."""
    return [tuple(number >> shift & 1 for shift in reversed(range(length))) for number in range(2**length)]


def encode(patterns: list[Bits]) -> Array:
    """Patterns as inputs (T, B, 1), one bit a step: x is -1 for a 0 and +1 for a 1.

    With 0 for a 0 the input weights would stay silent on it, and 19 of 500 seeds, not 1, get stuck on the target 01.
    """
    return 2.0 * np.array(patterns).T[:, :, None] - 1.0


def network_shape(units: int) -> NetworkShape:
    """One bit in, ``units`` hidden units, one probability out."""
    return NetworkShape(inputs=1, units=units, outputs=1)


def examples(target: Bits) -> Examples:
    """All patterns as long as the target, each labelled 1 if it is the target and 0 if not.

    Only the answer after the last bit counts. The one positive example weighs as much as all negative ones
    together, so that always answering "no" does not pay.

    Raises:
        ValueError: the target is empty or holds anything but 0 and 1.
    """
    parse_bits(format_bits(target))
    patterns = all_inputs(len(target))
    xs = encode(patterns)
    targets, loss_weights = np.zeros_like(xs), np.zeros_like(xs)  # (T, B, 1)
    targets[-1, :, 0] = [pattern == target for pattern in patterns]
    loss_weights[-1, :, 0] = np.where(targets[-1, :, 0] == 1, len(patterns) - 1, 1)
    return Examples(xs, targets, loss_weights)


def gray_order(length: int) -> list[Bits]:
    """All 2^N patterns of N bits, ordered so that neighbours, the last and the first too, differ in one bit."""
    return [tuple((k ^ k >> 1) >> shift & 1 for shift in reversed(range(length))) for k in range(2**length)]


def ends_with(bits: Bits, target: Bits) -> bool:
    """Whether the last N bits are the target."""
    return len(bits) >= len(target) and bits[-len(target) :] == target


STREAM_STEPS, STREAM_BATCH = 24, 24


def stream_examples(target: Bits, seed: int) -> Examples:
    """Random streams in which every answer from the N-th bit on counts: is what was just read the target?

    Positive and negative positions weigh the same in all, as in ``examples``. The target is planted once in every
    stream, so that there are enough positive ones even for long targets.
    """
    rng = np.random.default_rng(seed)
    n = len(target)
    steps = max(STREAM_STEPS, 3 * n)
    bits = rng.integers(0, 2, (steps, STREAM_BATCH))  # (T, B)
    for column, start in enumerate(rng.integers(0, steps - n + 1, STREAM_BATCH)):
        bits[start : start + n, column] = target
    windows = np.lib.stride_tricks.sliding_window_view(bits, n, axis=0)  # (T - N + 1, B, N)
    xs = 2.0 * bits[:, :, None] - 1.0
    targets, loss_weights = np.zeros_like(xs), np.zeros_like(xs)
    targets[n - 1 :, :, 0] = (windows == target).all(axis=2)
    positive = targets.sum()
    loss_weights[n - 1 :] = 1.0
    loss_weights[targets == 1] = (loss_weights.sum() - positive) / positive
    return Examples(xs, targets, loss_weights)


INPUTS = (Quantity("x", "input", "The bit read in this step: a 0 goes in as \N{MINUS SIGN}1, a 1 as +1."),)
WORDS = {True: "pattern recognised", False: "not the pattern"}


class BitsTask(NamedTuple):
    """Say of N bits whether they are the target: at their end, or, in a long stream, after every bit."""

    target: Bits
    stream_seed: int | None = None  # of the streams; None for single patterns

    @property
    def inputs(self) -> tuple[Quantity, ...]:
        """One bit a step."""
        return INPUTS

    @property
    def settings(self) -> Settings:
        """Until every answer is right. A stream has no end at which to be perfect: no seed is given up for it."""
        return DEFAULTS if self.stream_seed is None else DEFAULTS._replace(restart_limit=0)

    def shape(self, units: int) -> NetworkShape:
        """One bit in, one probability out."""
        return network_shape(units)

    def examples(self) -> Examples:
        """All patterns, or random streams."""
        if self.stream_seed is None:
            return examples(self.target)
        return stream_examples(self.target, self.stream_seed)

    def is_yes(self, prediction: float) -> bool:
        """The likelier of both."""
        return is_yes(prediction)

    def in_words(self, answer: bool) -> str:
        """The verdict."""
        return WORDS[answer]


def is_yes(prediction: float) -> bool:
    """Whether a probability is read as a yes."""
    return prediction > 0.5
