"""A training run: seeded, resumable, one snapshot an epoch, restarted from the next seed when a seed gets stuck."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from lstm.arrays import Array
from lstm.network import Network, NetworkShape, flatten, initialise, read, read_backward, unflatten
from lstm.optim import AdamState, adam, adam_start
from lstm.readout import cross_entropy


class Examples(NamedTuple):
    """A batch of sequences with what the network should answer."""

    xs: Array  # (T, B, I)
    targets: Array  # (T, B, O)  0 or 1
    weights: Array  # (T, B, O)  how much an answer counts; 0 where it is not graded


class Settings(NamedTuple):
    """How to train, and when to stop."""

    learning_rate: float = 0.1
    tolerance: float = 0.1  # solved when every graded |p - y| is below this
    epoch_limit: int = 400  # a seed that has not solved it by then is given up
    restart_limit: int = 5  # how many seeds more are tried


class Snapshot(NamedTuple):
    """The network after ``epoch`` updates, and how well it did; training can be resumed from any snapshot."""

    epoch: int
    theta: Array
    adam: AdamState
    loss: float
    worst_error: float  # the largest graded |p - y|


class Status(StrEnum):
    TRAINING = "training"
    SOLVED = "solved"
    FAILED = "failed"


@dataclass(frozen=True)
class Run:
    """A training run; ``advance`` makes a new one with one snapshot more."""

    shape: NetworkShape
    examples: Examples
    settings: Settings
    seed: int | None  # None if it did not begin from a seed; then it is never restarted
    theta: Array  # to be evaluated next
    adam: AdamState
    snapshots: tuple[Snapshot, ...] = ()
    failed_seeds: tuple[int, ...] = ()
    status: Status = Status.TRAINING
    began: int = 0  # the epoch from which the epoch limit counts

    @property
    def network(self) -> Network:
        """The newest network whose loss is known; before the first epoch, the one the seed gave."""
        return unflatten(self.snapshots[-1].theta if self.snapshots else self.theta, self.shape)


DEFAULTS = Settings()


def start(seed: int, shape: NetworkShape, examples: Examples, settings: Settings = DEFAULTS) -> Run:
    """A run at its beginning. The same arguments give the same run, number for number."""
    theta = initialise(np.random.default_rng(seed), shape)
    theta.flags.writeable = False  # networks are views into snapshots, which must stay as they were
    return Run(shape, examples, settings, seed, theta, adam_start(theta))


def start_from(theta: Array, shape: NetworkShape, examples: Examples, settings: Settings = DEFAULTS) -> Run:
    """A run that begins with given parameters; they are copied."""
    theta = theta.copy()
    theta.flags.writeable = False
    return Run(shape, examples, settings, None, theta, adam_start(theta))


def loss_and_gradient(network: Network, examples: Examples) -> tuple[float, Network, Array]:
    """Loss, its gradient for every parameter, and the probabilities p (T, B, O)."""
    reading = read(network, examples.xs)
    loss, dz = cross_entropy(reading.z, reading.p, examples.targets, examples.weights)
    gradient, _ = read_backward(network, reading, dz)
    return loss, gradient, reading.p


def advance(run: Run) -> Run:
    """One epoch on the full batch: evaluate the current network and keep it as a snapshot; unless solved, improve it.

    A seed that reaches the epoch limit is given up and noted in ``failed_seeds``; the run begins again from the next
    seed, until the restart limit ends it as failed. A finished run is returned as it is.
    """
    if run.status is not Status.TRAINING:
        return run
    loss, gradient, p = loss_and_gradient(unflatten(run.theta, run.shape), run.examples)
    errors = np.abs(p - run.examples.targets)[run.examples.weights > 0]
    snapshot = Snapshot(len(run.snapshots), run.theta, run.adam, loss, float(errors.max()))
    run = replace(run, snapshots=(*run.snapshots, snapshot))
    if snapshot.worst_error < run.settings.tolerance:
        return replace(run, status=Status.SOLVED)
    if snapshot.epoch - run.began < run.settings.epoch_limit:
        theta, state = adam(run.theta, flatten(gradient), run.adam, run.settings.learning_rate)
        theta.flags.writeable = False
        return replace(run, theta=theta, adam=state)
    if run.seed is None or len(run.failed_seeds) >= run.settings.restart_limit:
        return replace(run, status=Status.FAILED)
    again = start(run.seed + 1, run.shape, run.examples, run.settings)
    return replace(again, failed_seeds=(*run.failed_seeds, run.seed))


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
    run = replace(
        run, theta=snapshot.theta, adam=snapshot.adam, snapshots=run.snapshots[:epoch], status=Status.TRAINING
    )
    if examples is None:
        return run
    return replace(run, examples=examples, settings=run.settings._replace(restart_limit=0), began=epoch)


def train(run: Run) -> Run:
    """Advance until the run is solved or has failed."""
    while run.status is Status.TRAINING:
        run = advance(run)
    return run
