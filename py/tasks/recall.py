"""Remember the first of T bits: how far back an error reaches.

All bits but the first say nothing, so the weights can only learn from what the error of the last step says about the
first one, T - 1 steps before.
"""

from typing import NamedTuple

import numpy as np

from rnn.examples import Examples
from rnn.fresh_run import Recipe
from rnn.network import NetworkShape
from rnn.quantities import Quantity
from tasks.bits import INPUTS, is_yes

WORDS = {True: "the first bit was 1", False: "the first bit was 0"}
RECIPE = Recipe(learning_rate=0.02, updates=500)


class RecallTask(NamedTuple):
    """The first bit of so many."""

    steps: int

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
        """Random bits. Only the answer after the last step counts."""
        bits = rng.integers(0, 2, (self.steps, count, 1))
        targets = np.zeros(bits.shape)
        targets[-1] = bits[0]
        loss_weights = np.zeros_like(targets)
        loss_weights[-1] = 1
        return Examples(2.0 * bits - 1.0, targets, loss_weights)

    def is_yes(self, prediction: float) -> bool:
        """The likelier of both."""
        return is_yes(prediction)

    def in_words(self, answer: bool) -> str:
        """The verdict."""
        return WORDS[answer]
