"""A training run: seeded, resumable, one snapshot an epoch, restarted from the next seed when a seed gets stuck."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from rnn.arrays import Array
from rnn.network import Network, NetworkShape, backward, flatten, forward, initialise, unflatten
from rnn.optim import AdamState, adam, adam_start
from rnn.readout import cross_entropy


class Examples(NamedTuple):
    """A batch of sequences with what the network should answer."""

    xs: Array  # (T, B, I)
    targets: Array  # (T, B, O)  0 or 1
    loss_weights: Array  # (T, B, O)  how much an answer counts; the mask of those that do is loss_weights > 0


class Settings(NamedTuple):
    """How to train, and when to stop."""

    learning_rate: float = 0.1
    tolerance: float = 0.1  # solved when every |p - y| in the mask is below this
    epoch_limit: int = 400  # a seed that has not solved it by then is given up
    restart_limit: int = 5  # how many seeds more are tried


class Snapshot(NamedTuple):
    """The network after ``epoch`` updates, and how well it did; training can be resumed from any snapshot."""

    epoch: int
    theta: Array
    adam: AdamState
    loss: float
    max_error: float  # the largest |p - y| in the mask


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
    forward_pass = forward(network, examples.xs)
    loss, dz = cross_entropy(forward_pass.z, forward_pass.p, examples.targets, examples.loss_weights)
    gradient, _ = backward(network, forward_pass, dz)
    return loss, gradient, forward_pass.p


class Chunk(NamedTuple):
    """Some epochs in a row, on the way to a network that is good enough."""

    snapshots: list[Snapshot]  # one or more; only the last one may be good enough
    theta: Array  # to be evaluated next, unless the last one is
    adam: AdamState


# Two paths lead to the same numbers: ``reference``, here, and the faster ``rnn.kernel``. A path does at least one
# epoch and at most as many as it is asked for, beginning with run.theta; it stops where every answer in the mask is
# within the tolerance.
type Backend = Callable[[Run, int], Chunk]


def reference(run: Run, epochs: int) -> Chunk:
    """Epochs on the full batch, with numpy: evaluate the current network, keep it as a snapshot, improve it."""
    theta, state, snapshots = run.theta, run.adam, list[Snapshot]()
    for epoch in range(len(run.snapshots), len(run.snapshots) + epochs):
        loss, gradient, p = loss_and_gradient(unflatten(theta, run.shape), run.examples)
        errors = np.abs(p - run.examples.targets)[run.examples.loss_weights > 0]
        snapshots.append(Snapshot(epoch, theta, state, loss, float(errors.max())))
        if snapshots[-1].max_error < run.settings.tolerance:
            break
        theta, state = adam(theta, flatten(gradient), state, run.settings.learning_rate)
        theta.flags.writeable = False
    return Chunk(snapshots, theta, state)


def advance(run: Run, epochs: int = 1, path: Backend = reference) -> Run:
    """The run with at most ``epochs`` (at least 1) snapshots more, made by ``path``; fewer where its seed ends.

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
    stretch = path(run, min(epochs, left))
    newest = stretch.snapshots[-1]
    run = run._replace(snapshots=(*run.snapshots, *stretch.snapshots), theta=newest.theta, adam=newest.adam)
    if newest.max_error < run.settings.tolerance:
        return run._replace(status=Status.SOLVED)
    if newest.epoch - run.began < run.settings.epoch_limit:
        return run._replace(theta=stretch.theta, adam=stretch.adam)
    if run.seed is None or len(run.failed_seeds) >= run.settings.restart_limit:
        return run._replace(status=Status.FAILED)
    again = start(run.seed + 1, run.shape, run.examples, run.settings)
    return again._replace(failed_seeds=(*run.failed_seeds, run.seed))


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
        theta=snapshot.theta, adam=snapshot.adam, snapshots=run.snapshots[:epoch], status=Status.TRAINING
    )
    if examples is None:
        return run
    return run._replace(examples=examples, settings=run.settings._replace(restart_limit=0), began=epoch)


def train(run: Run, path: Backend = reference) -> Run:
    """Advance until the run is solved or has failed."""
    while run.status is Status.TRAINING:
        run = advance(run, run.settings.epoch_limit + 1, path)
    return run
