"""Our own backward passes beside automatic differentiation: the same gradient, by hand and by recording the step."""

from typing import Any, NamedTuple, cast

import numpy as np

from own_cell.code import NAME, compiled
from own_cell.recorded import Recorded
from rnn import cells
from rnn.arrays import Array
from rnn.fresh_run import SequenceSource
from rnn.network import NetworkShape, initialise, unflatten
from rnn.update import evaluate


class Compared(NamedTuple):
    """One parameter of a cell: its gradient of the loss, twice."""

    name: str  # of the parameter
    by_hand: Array
    recorded: Array

    @property
    def difference(self) -> float:
        """The largest absolute difference of two entries."""
        return float(np.abs(self.by_hand - self.recorded).max())


def _stopped_clock() -> float:
    """For code of ours, which needs no time limit."""
    return 0.0


def compared(text: str, shape: NetworkShape, source: SequenceSource, seed: int) -> list[Compared]:
    """The gradients of a cell of ours, whose source is ``text``: of the loss of one batch, from random weights."""
    cell = compiled(text, _stopped_clock)
    cells.register(cast(Any, cell))
    theta, batch = initialise(np.random.default_rng(seed), shape), source.sample(np.random.default_rng(seed), 32)
    own = shape._replace(cell=NAME)
    by_hand = unflatten(evaluate(theta, shape, batch).gradient, shape).cell
    recorded = unflatten(Recorded(cell).evaluate(theta, own, batch).gradient, own).cell
    return [Compared(*one) for one in zip(cell.Params._fields, by_hand, recorded, strict=True)]
