"""How networks of this demo begin and go on: always from the reader's seed, always on the same batches."""

from functools import lru_cache

import numpy as np

from demos.budget import Budget
from demos.memory.bias import BIASES
from rnn.arrays import Array
from rnn.bias import opened
from rnn.fresh_run import REFERENCE, FreshRun, accuracy_of, advance, held_out, start
from rnn.native.fresh_backend import fastest
from rnn.network import Network, NetworkShape, flatten, forward, initialise, unflatten
from tasks.latch import LatchTask
from tasks.recall import RecallTask

type MemoryTask = LatchTask | RecallTask

SHOWN_AT_ONCE = 5  # updates in a frame, where the eye is to follow
MOST_AT_ONCE = 25  # updates in a call


def new_theta(seed: int, shape: NetworkShape, task: MemoryTask, bias: str) -> Array:
    """The parameters (P,) with which a training begins."""
    chosen = BIASES[bias]
    theta = initialise(np.random.default_rng(seed), shape)
    return opened(theta, shape, chosen.keep(task.steps), chosen.of_input(task.steps))


def begin(seed: int, cell: str, units: int, task: MemoryTask, bias: str) -> FreshRun:
    """A training at its beginning."""
    shape = task.shape(units, cell)
    return start(new_theta(seed, shape, task, bias), shape, task, seed, fastest())


def begin_from(network: Network, task: MemoryTask, seed: int) -> FreshRun:
    """A training that goes on from a network."""
    return start(flatten(network), network.shape, task, seed, fastest())


def go_on(run: FreshRun, budget: Budget, paced: bool) -> FreshRun:
    """The run, trained on while the budget lasts, or by a few updates if that takes longer; if paced, by a few."""
    backend = fastest()
    at_once = SHOWN_AT_ONCE if backend is not REFERENCE else 1
    end = run.made + SHOWN_AT_ONCE if paced else run.source.recipe.updates

    def by_more(run: FreshRun) -> FreshRun:
        nonlocal at_once
        run = advance(run, min(at_once, end - run.made), backend)
        at_once = min(2 * at_once, MOST_AT_ONCE)
        return run

    return budget.spend(run, by_more, lambda run: run.done or run.made >= end)


@lru_cache(maxsize=16, typed=True)  # two tasks may be equal as tuples
def _accuracy(theta: bytes, shape: NetworkShape, task: MemoryTask) -> float:
    examples = held_out(task)
    logits = forward(unflatten(np.frombuffer(theta), shape), examples.xs).logits[-1]
    return accuracy_of(logits, examples, shape.head)


def accuracy(network: Network, task: MemoryTask) -> float:
    """The share of right answers on the task's test sequences."""
    return _accuracy(flatten(network).tobytes(), network.shape, task)
