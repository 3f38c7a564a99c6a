"""Recognise one pattern of N bits, in sequences that are drawn anew for every update."""

from typing import NamedTuple

import numpy as np

from rnn.examples import Examples
from rnn.fresh_run import Recipe
from rnn.network import NetworkShape
from rnn.quantities import Quantity
from tasks.bits import INPUTS, WORDS, Bits, is_yes

RECIPE = Recipe(learning_rate=0.05, updates=400)


class DrawnBitsTask(NamedTuple):
    """As ``tasks.bits.BitsTask`` of single patterns, for trainings on fresh sequences."""

    target: Bits

    @property
    def steps(self) -> int:
        """Of a sequence."""
        return len(self.target)

    @property
    def inputs(self) -> tuple[Quantity, ...]:
        """One bit a step."""
        return INPUTS

    @property
    def recipe(self) -> Recipe:
        """How to train on it."""
        return RECIPE

    def shape(self, units: int, cell: str = "lstm") -> NetworkShape:
        """One in, one probability out."""
        return NetworkShape(inputs=1, units=units, outputs=1, cell=cell)

    def sample(self, rng: np.random.Generator, count: int) -> Examples:
        """About half of the sequences are the target, the others are random bits. Only the last answer counts."""
        target = np.array(self.target)[:, None]
        bits = np.where(rng.random(count) < 0.5, target, rng.integers(0, 2, (self.steps, count)))  # (T, count)
        targets = np.zeros((self.steps, count, 1))
        targets[-1, :, 0] = (bits == target).all(axis=0)
        loss_weights = np.zeros_like(targets)
        loss_weights[-1] = 1
        return Examples(2.0 * bits[:, :, None] - 1.0, targets, loss_weights)

    def is_yes(self, prediction: float) -> bool:
        """The likelier of both."""
        return is_yes(prediction)

    def in_words(self, answer: bool) -> str:
        """The verdict."""
        return WORDS[answer]
