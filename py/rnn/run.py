"""A training run: seeded, resumable, one snapshot an epoch, restarted from the next seed when a seed gets stuck."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from rnn.arrays import Array
from rnn.examples import Examples
from rnn.network import Network, NetworkShape, initialise, unflatten
from rnn.optim import AdamState, adam_start
from rnn.rates import Rates, changed, up_to
from rnn.update import OptimizerState, update


class Settings(NamedTuple):
    """How to train, and when to stop."""

    learning_rate: float = 0.1  # to begin with
    tolerance: float = 0.1  # solved when every |prediction - target| in the mask is below this
    epoch_limit: int = 400  # a seed that has not solved it by then is given up
    restart_limit: int = 5  # how many seeds more are tried


class Snapshot(NamedTuple):
    """The network after ``epoch`` updates, and how well it did; training can be resumed from any snapshot."""

    epoch: int
    theta: Array
    adam: AdamState
    loss: float
    max_error: float  # the largest |prediction - target| in the mask


class Status(StrEnum):
    TRAINING = "training"
    SOLVED = "solved"
    FAILED = "failed"


class Run(NamedTuple):
    """A training run; ``advance`` makes a new one with more snapshots."""

    shape: NetworkShape
    examples: Examples
    settings: Settings
    seed: int | None  # None if it did not begin from a seed; then it is never restarted
    theta: Array  # to be evaluated next
    adam: AdamState
    rates: Rates
    snapshots: tuple[Snapshot, ...] = ()
    failed_seeds: tuple[int, ...] = ()
    status: Status = Status.TRAINING
    began: int = 0  # the epoch from which the epoch limit counts

    @property
    def network(self) -> Network:
        """The newest network whose loss is known; before the first epoch, the one the seed gave."""
        return unflatten(self.snapshots[-1].theta if self.snapshots else self.theta, self.shape)

    @property
    def learning_rate(self) -> float:
        """Learning rate of the next update."""
        return self.rates[-1][1]

    @property
    def losses(self) -> tuple[float, ...]:
        """Loss of each epoch, before its update."""
        return tuple([snapshot.loss for snapshot in self.snapshots])


DEFAULTS = Settings()


def start(seed: int, shape: NetworkShape, examples: Examples, settings: Settings = DEFAULTS) -> Run:
    """A run at its beginning. The same arguments give the same run, bit for bit."""
    theta = initialise(np.random.default_rng(seed), shape)
    theta.flags.writeable = False  # networks are views into snapshots, which must stay as they were
    return Run(shape, examples, settings, seed, theta, adam_start(theta), ((0, settings.learning_rate),))


def start_from(theta: Array, shape: NetworkShape, examples: Examples, settings: Settings = DEFAULTS) -> Run:
    """A run that begins with given parameters; they are copied."""
    theta = theta.copy()
    theta.flags.writeable = False
    return Run(shape, examples, settings, None, theta, adam_start(theta), ((0, settings.learning_rate),))


class Chunk(NamedTuple):
    """Some epochs in a row, on the way to a network that is good enough."""

    snapshots: list[Snapshot]  # one or more; only the last one may be good enough
    theta: Array  # to be evaluated next, unless the last one is
    adam: AdamState


# There are two, with the same results within float32: ``reference``, here, and the faster ``rnn.native.backend``. A
# backend does at least one epoch and at most as many as it is asked for, beginning with run.theta; it stops where every
# answer in the mask is within the tolerance.
type Backend = Callable[[Run, int], Chunk]


def reference(run: Run, epochs: int) -> Chunk:
    """Epochs on the full batch, with numpy: evaluate the network, keep it as a snapshot, make an update."""
    state, snapshots = OptimizerState(run.theta, run.adam, run.theta), list[Snapshot]()
    for epoch in range(len(run.snapshots), len(run.snapshots) + epochs):
        # Snapshots that are not finite are kept too: they show how the network diverged.
        rate, tolerance = run.learning_rate, run.settings.tolerance
        result = update(state, run.shape, run.examples, rate, tolerance=tolerance, only_finite=False)
        snapshots.append(Snapshot(epoch, state.theta, state.adam, result.loss, result.max_error))
        if result.max_error < tolerance:
            break
        state = result.state
        state.theta.flags.writeable = False
    return Chunk(snapshots, state.theta, state.adam)


def advance(run: Run, epochs: int = 1, backend: Backend = reference) -> Run:
    """The run with at most ``epochs`` (at least 1) snapshots more, made by ``backend``; fewer where its seed ends.

    A seed that reaches the epoch limit is given up and noted in ``failed_seeds``; the run begins again from the next
    seed, until the restart limit ends it as failed. A finished run is returned as it is.

    Raises:
        ValueError: the number of epochs is not positive.
    """
    if epochs < 1:
        raise ValueError(f"the number of epochs must be positive, not {epochs}")
    if run.status is not Status.TRAINING:
        return run
    left = run.began + run.settings.epoch_limit + 1 - len(run.snapshots)
    chunk = backend(run, min(epochs, left))
    newest = chunk.snapshots[-1]
    run = run._replace(snapshots=(*run.snapshots, *chunk.snapshots), theta=newest.theta, adam=newest.adam)
    if newest.max_error < run.settings.tolerance:
        return run._replace(status=Status.SOLVED)
    if newest.epoch - run.began < run.settings.epoch_limit:
        return run._replace(theta=chunk.theta, adam=chunk.adam)
    if run.seed is None or len(run.failed_seeds) >= run.settings.restart_limit:
        return run._replace(status=Status.FAILED)
    again = start(run.seed + 1, run.shape, run.examples, run.settings)
    return again._replace(failed_seeds=(*run.failed_seeds, run.seed), rates=((0, run.learning_rate),))


def at_rate(run: Run, rate: float) -> Run:
    """The run with another learning rate from here on."""
    return run._replace(rates=changed(run.rates, len(run.snapshots), rate))


def resume(run: Run, epoch: int, examples: Examples | None = None) -> Run:
    """The run as it was after ``epoch`` updates, ready to go on from there.

    Args:
        examples: what to train on from there; the run's own if not given. With the run's own, the same snapshots come
            again; with others, this is a branch: its losses up to here are those on the old examples, its epoch limit
            counts from here, and it is not restarted, which would throw away what it branches from.

    Raises:
        IndexError: the run has no snapshot of that epoch.
    """
    if epoch < 0:
        raise IndexError(f"there is no epoch {epoch}")
    snapshot = run.snapshots[epoch]
    run = run._replace(
        theta=snapshot.theta,
        adam=snapshot.adam,
        rates=up_to(run.rates, epoch),
        snapshots=run.snapshots[:epoch],
        status=Status.TRAINING,
    )
    if examples is None:
        return run
    return run._replace(examples=examples, settings=run.settings._replace(restart_limit=0), began=epoch)


def train(run: Run, backend: Backend = reference) -> Run:
    """Advance until the run is solved or has failed."""
    while run.status is Status.TRAINING:
        run = advance(run, run.settings.epoch_limit + 1, backend)
    return run
