"""Random networks of every cell and head, with something to learn; nothing is zero."""

from typing import Any, NamedTuple

import numpy as np
import pytest

from rnn import cells, heads
from rnn.arrays import Array
from rnn.cells import Cell
from rnn.examples import Examples
from rnn.network import Network, NetworkShape, unflatten

each_cell = pytest.mark.parametrize("cell", cells.NAMES)
each_head = pytest.mark.parametrize("head", heads.NAMES)


def random_state(cell: Cell, rng: np.random.Generator, batch: int, units: int) -> Any:
    return cell.State(*(rng.normal(size=(batch, units)) for _ in cell.State._fields))


def random_network(shape: NetworkShape, seed: int = 0, scale: float = 1.0) -> Network:
    return unflatten(np.random.default_rng([seed, *shape[:3]]).normal(0, scale, shape.size), shape)


class Problem(NamedTuple):
    """Everything the loss depends on, and how it depends on the final state."""

    network: Network
    state: Any  # before the first step
    examples: Examples
    final: Any  # dL/d(state) that reaches the last step from beyond the sequence

    @property
    def cell(self) -> Cell:
        return cells.named(self.network.shape.cell)


def random_problem(cell: str, head: str, I: int, H: int, answers: int, T: int, B: int) -> Problem:
    """A zero weight, bias or state would hide a wrong gradient.

    Args:
        answers: of a logistic head, how many; of a mixture, which has one, of how many components.
    """
    rng = np.random.default_rng([I, H, answers, T, B])
    mixture = head == "mixture"
    shape = NetworkShape(I, H, 3 * answers if mixture else answers, cell, head)
    A = 1 if mixture else answers
    targets: Array = rng.normal(size=(T, B, A)) if mixture else rng.integers(0, 2, size=(T, B, A)).astype(float)
    return Problem(
        network=unflatten(rng.normal(size=shape.size), shape),
        state=random_state(cells.named(cell), rng, B, H),
        examples=Examples(rng.normal(size=(T, B, I)), targets, rng.uniform(0.5, 2, size=(T, B, A))),
        final=random_state(cells.named(cell), rng, B, H),
    )
