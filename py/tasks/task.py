"""What a task has to say, in one place: to those that train networks on it, and to those that show them."""

from typing import Protocol

from rnn.examples import Examples
from rnn.network import NetworkShape
from rnn.quantities import Quantity
from rnn.run import Settings


class Task(Protocol):
    """Something to learn."""

    @property
    def inputs(self) -> tuple[Quantity, ...]:
        """What is read in each step, in the order of the columns of xs, each with its name and what it means."""

    @property
    def settings(self) -> Settings:
        """How to train on it, and when to stop."""

    def shape(self, units: int) -> NetworkShape:
        """The shape of a network of so many units for it."""

    def examples(self) -> Examples:
        """What to learn from: inputs, targets, and, by the loss weights, which steps count."""

    def is_yes(self, prediction: float) -> bool:
        """How a prediction is read as an answer."""

    def in_words(self, answer: bool) -> str:
        """What an answer is called."""
