"""Remember the last marked bit: what a gate is for.

Each step brings a bit and a mark. Where there is a mark, the memory must be overwritten; where there is none, it must
stay as it is, whatever the bit. After the last step the answer is the last bit that was marked.
"""

from typing import NamedTuple

import numpy as np

from rnn.arrays import Array
from rnn.examples import Examples
from rnn.fresh_run import Recipe
from rnn.network import NetworkShape
from rnn.quantities import Quantity
from tasks.bits import Bits, is_yes

CHANCE = 0.3  # of a mark, but for the first step, which has one, and the last, which has none
INPUTS = (
    Quantity("x", "bit", "The bit of this step: a 0 goes in as \N{MINUS SIGN}1, a 1 as +1."),
    Quantity("m", "mark", "Whether this step is marked: no mark goes in as \N{MINUS SIGN}1, a mark as +1."),
)
WORDS = {True: "the last marked bit is 1", False: "the last marked bit is 0"}
RECIPE = Recipe(learning_rate=0.05, updates=400)


def encode(bits: Bits, marks: Bits) -> Array:
    """One sequence as inputs (T, 1, 2)."""
    return 2.0 * np.array([bits, marks]).T[:, None, :] - 1.0


def answer(bits: Bits, marks: Bits) -> int:
    """The last marked bit.

    Raises:
        ValueError: no step is marked, or there are not as many marks as bits.
    """
    if len(bits) != len(marks):
        raise ValueError(f"there are {len(bits)} bits, but {len(marks)} marks")
    marked = [bit for bit, mark in zip(bits, marks, strict=True) if mark]
    if not marked:
        raise ValueError("no step is marked, so there is nothing to remember")
    return marked[-1]


class LatchTask(NamedTuple):
    """The last marked bit of so many steps."""

    steps: int

    @property
    def inputs(self) -> tuple[Quantity, ...]:
        """A bit and a mark."""
        return INPUTS

    @property
    def recipe(self) -> Recipe:
        """How to train on it."""
        return RECIPE

    def shape(self, units: int, cell: str = "lstm") -> NetworkShape:
        """Two in, one probability out."""
        return NetworkShape(inputs=2, units=units, outputs=1, cell=cell)

    def sample(self, rng: np.random.Generator, count: int) -> Examples:
        """Random bits with random marks; the first step is marked, the last is not. Only the last answer counts."""
        bits, marks = rng.integers(0, 2, (self.steps, count)), rng.random((self.steps, count)) < CHANCE
        marks[0], marks[-1] = True, False
        last = self.steps - 1 - marks[::-1].argmax(axis=0)  # the last marked step of each
        targets = np.zeros((self.steps, count, 1))
        targets[-1, :, 0] = bits[last, np.arange(count)]
        loss_weights = np.zeros_like(targets)
        loss_weights[-1] = 1
        return Examples(2.0 * np.stack((bits, marks), axis=2).astype(float) - 1.0, targets, loss_weights)

    def is_yes(self, prediction: float) -> bool:
        """The likelier of both."""
        return is_yes(prediction)

    def in_words(self, answer: bool) -> str:
        """The verdict."""
        return WORDS[answer]
