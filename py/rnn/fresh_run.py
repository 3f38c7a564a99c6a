"""A training on sequences that are drawn anew for every update: seeded, resumable, and checked as it goes.

There is no fixed data set that could be memorized. The same arguments give the same run, bit for bit, in however many
slices it is made; runs of different cells with the same task and seed are given the same batches.
"""

from collections.abc import Hashable
from functools import lru_cache
from typing import NamedTuple, Protocol

import numpy as np

from rnn import heads
from rnn.arrays import Array
from rnn.examples import Examples
from rnn.network import Network, NetworkShape, forward, unflatten
from rnn.rates import Rates, changed
from rnn.update import Evaluation, OptimizerState, begin, evaluate, update

CHECK_EVERY = 25  # updates, whose batches are drawn together
TEST_SIZE = 256  # sequences of a check
TRAINING, TESTING = 0, 1  # streams of random numbers


class Recipe(NamedTuple):
    """How to train."""

    learning_rate: float
    updates: int  # that a training has
    batch: int = 32  # sequences of an update
    clip: float = 1.0  # the largest norm of a gradient; a larger one is scaled down to it


class SequenceSource(Hashable, Protocol):
    """Where sequences come from."""

    @property
    def recipe(self) -> Recipe:
        """How to train on them."""

    def sample(self, rng: np.random.Generator, count: int) -> Examples:
        """So many sequences with their answers: (T, count, ...)."""


class FreshUpdateResults(NamedTuple):
    """What came of some updates; fewer than were asked for if a loss or a gradient was not finite."""

    state: OptimizerState
    losses: list[float]  # one an update, before it
    norms: list[float]  # of the gradients, before clipping


class FreshBackend(Protocol):
    """There are two, with the same results within float32: ``REFERENCE``, here, and that of ``rnn.native``."""

    def learn(
        self, state: OptimizerState, shape: NetworkShape, batches: Examples, learning_rate: float, clip: float
    ) -> FreshUpdateResults:
        """N updates, each on a batch of its own: (N, T, B, ...)."""

    def logits(self, theta: Array, shape: NetworkShape, xs: Array) -> Array:
        """Logits after the last step (B, O), for inputs (T, B, I)."""


class FreshReference:
    """With numpy, one update after the other."""

    def learn(
        self, state: OptimizerState, shape: NetworkShape, batches: Examples, learning_rate: float, clip: float
    ) -> FreshUpdateResults:
        """As ``FreshBackend.learn``."""
        losses, norms = list[float](), list[float]()
        for batch in zip(*batches, strict=True):
            result = update(state, shape, Examples(*batch), learning_rate, clip, evaluate=self.evaluate)
            if not np.isfinite(result.loss + result.norm):
                break
            state = result.state
            losses.append(result.loss)
            norms.append(result.norm)
        return FreshUpdateResults(state, losses, norms)

    def evaluate(self, theta: Array, shape: NetworkShape, examples: Examples) -> Evaluation:
        """As ``rnn.update.evaluate``; a subclass may compute the gradient in another way."""
        return evaluate(theta, shape, examples)

    def logits(self, theta: Array, shape: NetworkShape, xs: Array) -> Array:
        """As ``FreshBackend.logits``."""
        last: Array = forward(unflatten(theta, shape), xs).logits[-1]
        return last


REFERENCE = FreshReference()


class FreshRun(NamedTuple):
    """How far a training has come; ``advance`` makes a new one."""

    shape: NetworkShape
    source: SequenceSource
    seed: int
    state: OptimizerState
    rates: Rates
    losses: tuple[float, ...] = ()  # one an update, before it, on its own batch
    norms: tuple[float, ...] = ()  # of the gradients, before clipping
    accuracies: tuple[float, ...] = ()  # after 0, CHECK_EVERY, ... updates: right answers of TEST_SIZE fresh sequences
    diverged: bool = False  # a loss or a gradient was not finite: it ends there

    @property
    def made(self) -> int:
        """How many updates were made."""
        return len(self.losses)

    @property
    def learning_rate(self) -> float:
        """Learning rate of the next update."""
        return self.rates[-1][1]

    @property
    def done(self) -> bool:
        """Whether there is nothing left to do."""
        return self.diverged or self.made >= self.source.recipe.updates

    @property
    def network(self) -> Network:
        """The network as it is now."""
        return unflatten(self.state.theta, self.shape)

    @property
    def accuracy(self) -> float:
        """At the last check, from 0 to 1."""
        return self.accuracies[-1]

    @property
    def checks(self) -> list[tuple[int, float]]:
        """After how many updates each check was made, and the accuracy that it found."""
        return [(min(k * CHECK_EVERY, self.made), share) for k, share in enumerate(self.accuracies)]

    @property
    def solved_after(self) -> int | None:
        """The updates after which all answers of a check were right for the first time; None if they never were."""
        return next((updates for updates, share in self.checks if share == 1), None)

    @property
    def clipped(self) -> int:
        """How many gradients were clipped."""
        return sum(norm > self.source.recipe.clip for norm in self.norms)


def start(
    theta: Array, shape: NetworkShape, source: SequenceSource, seed: int, backend: FreshBackend = REFERENCE
) -> FreshRun:
    """A run at its beginning, from given parameters (P,), which are copied; ``seed`` is that of the batches."""
    run = FreshRun(shape, source, seed, begin(theta.copy()), ((0, source.recipe.learning_rate),))
    return run._replace(accuracies=(_accuracy(run, backend),))


def at_rate(run: FreshRun, rate: float) -> FreshRun:
    """The run with another learning rate from here on."""
    return run._replace(rates=changed(run.rates, run.made, rate))


def advance(run: FreshRun, updates: int, backend: FreshBackend = REFERENCE) -> FreshRun:
    """The run with so many updates more, or fewer where it ends.

    Raises:
        ValueError: the number of updates is not positive.
    """
    if updates < 1:
        raise ValueError(f"the number of updates must be positive, not {updates}")
    recipe = run.source.recipe
    end = min(run.made + updates, recipe.updates)
    while run.made < end and not run.diverged:
        block, first = divmod(run.made, CHECK_EVERY)
        some = slice(first, min(first + end - run.made, CHECK_EVERY))
        batches = Examples(*(array[some] for array in batches_of(run.source, run.seed, block)))
        learned = backend.learn(run.state, run.shape, batches, run.learning_rate, recipe.clip)
        run = run._replace(
            state=learned.state,
            losses=(*run.losses, *learned.losses),
            norms=(*run.norms, *learned.norms),
            diverged=len(learned.losses) < some.stop - some.start,
        )
        if run.made % CHECK_EVERY == 0 or run.done:
            run = run._replace(accuracies=(*run.accuracies, _accuracy(run, backend)))
    return run


@lru_cache(maxsize=8, typed=True)  # named tuples of two classes may be equal
def batches_of(source: SequenceSource, seed: int, block: int) -> Examples:
    """The sequences of CHECK_EVERY updates in a row: (CHECK_EVERY, T, B, ...)."""
    batch = source.recipe.batch
    drawn = source.sample(np.random.default_rng((TRAINING, seed, block)), CHECK_EVERY * batch)

    def by_update(array: Array) -> Array:
        steps, _, width = array.shape
        return np.ascontiguousarray(np.moveaxis(array.reshape(steps, CHECK_EVERY, batch, width), 1, 0))

    return _read_only(Examples(*map(by_update, drawn)))


@lru_cache(maxsize=8, typed=True)  # named tuples of two classes may be equal
def held_out(source: SequenceSource, count: int = TEST_SIZE) -> Examples:
    """Sequences that no training is given: (T, count, ...). The same for all runs, so that they can be compared."""
    return _read_only(source.sample(np.random.default_rng((TESTING, 0)), count))


def _read_only(examples: Examples) -> Examples:
    """They are cached for all runs, so nobody may write into them."""
    for array in examples:
        array.flags.writeable = False
    return examples


def accuracy_of(logits: Array, examples: Examples, head: str) -> float:
    """The share of right answers after the last step; ``logits`` are (B, O)."""
    answers = heads.named(head).prediction(logits) > 0.5
    return float((answers == (examples.targets[-1] > 0.5)).mean())


def _accuracy(run: FreshRun, backend: FreshBackend) -> float:
    examples = held_out(run.source)
    return accuracy_of(backend.logits(run.state.theta, run.shape, examples.xs), examples, run.shape.head)
