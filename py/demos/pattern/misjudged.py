"""Which inputs the network on show judges wrongly, of all there are, with gates held and without."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from demos.cell_view.activations import Activations
from demos.pattern.cell import ANSWER
from demos.pattern.state import State
from rnn.network import Network, NetworkShape, flatten, forward, predictions, unflatten
from tasks.bits import Bits, BitsTask, all_inputs, encode


class Judged(NamedTuple):
    """One input, and what the network makes of it."""

    bits: Bits
    p: float
    wrong: bool


def judged(state: State, activations: Activations) -> list[Judged]:
    """Every input, in counting order, against the target of the switches."""
    return _judged(state.task, activations.values(ANSWER, state.length))


def wrong_when_free(state: State) -> int:
    """How many inputs are judged wrongly without what is held."""
    network: Network = state.free_network
    return _wrong_of(flatten(network).tobytes(), network.shape, state.target)


@lru_cache(maxsize=8)
def _wrong_of(theta: bytes, shape: NetworkShape, target: Bits) -> int:
    network = unflatten(np.frombuffer(theta), shape)
    answers = predictions(network, forward(network, encode(all_inputs(len(target)))))[-1, :, 0]
    return sum(one.wrong for one in _judged(BitsTask(target), answers.tolist()))


def _judged(task: BitsTask, answers: list[float]) -> list[Judged]:
    return [
        Judged(bits, p, task.is_yes(p) != (bits == task.target))
        for bits, p in zip(all_inputs(len(task.target)), answers, strict=True)
    ]
