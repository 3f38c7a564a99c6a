"""A reader's cell trained beside our three: the same task, seed, batches and number of units."""

from collections.abc import Callable
from time import perf_counter
from typing import Any, NamedTuple, Protocol, cast

import numpy as np

from own_cell.code import NAME, OwnCell, Problem, begun, compiled
from own_cell.recorded import Recorded
from rnn import cells
from rnn.arrays import Array
from rnn.fresh_run import TEST_SIZE, FreshBackend, FreshRun, SequenceSource, advance, start
from rnn.network import NetworkShape, flatten, initialise, unflatten
from rnn.rates import describe_rates

OTHERS = ("lstm", "gru", "rnn")

type Clock = Callable[[], float]


class TrialTask(SequenceSource, Protocol):
    """The part of a task that a trial needs."""

    def shape(self, units: int, cell: str = "lstm") -> NetworkShape:
        """That of a network for it."""


class Trial(NamedTuple):
    """How far the training of a reader's cell has come."""

    text: str  # its code
    cell: OwnCell
    run: FreshRun

    @property
    def done(self) -> bool:
        """Whether it has solved its task, or made all its updates."""
        return is_over(self.run)

    @property
    def backend(self) -> Recorded:
        """What trains it."""
        return Recorded(self.cell)


def begin(text: str, task: TrialTask, units: int, seed: int, clock: Clock = perf_counter) -> Trial:
    """The trial of this code, before its first update. One step is tried first, so that mistakes are reported at once.

    ``clock`` counts seconds, for code that does not end.

    Raises:
        Problem: the code is wrong; the cell that was registered before stays so.
    """
    cell = compiled(text, clock)
    shape = task.shape(units, NAME)
    sizes = cell.shapes(shape.inputs, units)
    params = cell.Params(*(np.zeros(size) for size in sizes))
    batch = task.recipe.batch
    zero = cell.State(*(np.zeros((batch, units)) for _ in cell.State._fields))
    with np.errstate(all="ignore"):
        cell.step(begun(cell, params), np.zeros((batch, shape.inputs)), zero)
        cells.register(cast(Any, cell))
        network = unflatten(initialise(np.random.default_rng(seed), shape), shape)
        theta = flatten(network._replace(cell=begun(cell, network.cell)))
        return Trial(text, cell, start(theta, shape, task, seed, Recorded(cell)))


def go_on(trial: Trial, updates: int) -> Trial:
    """So many updates more, or fewer where it ends. Raises Problem."""
    cells.register(cast(Any, trial.cell))  # another may have been tried in between
    trial.cell.watch.begin()
    with np.errstate(all="ignore"):  # NaN and infinity are reported below
        run = advance(trial.run, updates, trial.backend)
        if run.diverged:
            raise Problem(_not_a_number(trial._replace(run=run)))
    return trial._replace(run=run)


def quantities(trial: Trial, xs: Array) -> list[dict[str, Array]]:
    """The named quantities of each step, for inputs (T, B, I). Raises Problem."""
    cells.register(cast(Any, trial.cell))
    trial.cell.watch.begin()
    with np.errstate(all="ignore"):
        return trial.backend.quantities(trial.run.state.theta, trial.run.shape, xs)


def begin_other(name: str, task: TrialTask, units: int, seed: int, backend: FreshBackend) -> FreshRun:
    """The training of a cell of ours from the same seed."""
    shape = task.shape(units, name)
    return start(initialise(np.random.default_rng(seed), shape), shape, task, seed, backend)


def _not_a_number(trial: Trial) -> str:
    """Says which quantity is not finite, if that can be found."""
    examples = trial.run.source.sample(np.random.default_rng(0), 2)
    when = f"after {trial.run.made} updates"
    steps = trial.backend.quantities(trial.run.state.theta, trial.run.shape, examples.xs)
    for k, named in enumerate(steps, start=1):
        for name, value in named.items():
            if not np.isfinite(value).all():
                return f"{when} {name} is no number any more (NaN, or infinite), from step {k} on"
    return f"{when} the loss, or its gradient, is no number any more (NaN, or infinite)"


def describe_outcomes(own: FreshRun, others: dict[str, FreshRun]) -> str:
    """The outcomes of the reader's cell and of ours, in words."""
    sentences = [f"Your cell {outcome_of(own)}."]
    if done := [name for name in OTHERS if name in others and is_over(others[name])]:
        parts = [f"{_called(name)} {outcome_of(others[name])}" for name in done]
        sentences.append(f"With the same batches, {'; '.join(parts)}.")
    return " ".join(sentences)


def is_over(run: FreshRun) -> bool:
    """Whether it has solved its task, or made all its updates."""
    return run.done or run.solved_after is not None


def _called(name: str) -> str:
    return f"the {cells.named(name).TITLE}"


def outcome_of(run: FreshRun) -> str:
    """What came of a training so far: a predicate, to follow the cell's name."""
    right = round(run.accuracy * TEST_SIZE)
    made = run.made if run.solved_after is None else run.solved_after
    updates = f"{made} update{'' if made == 1 else 's'}"
    updates += describe_rates(run.rates, run.source.recipe.learning_rate, "update", made)
    if run.solved_after is not None:
        return f"solved it in {updates}: all {TEST_SIZE} fresh sequences are right"
    if run.done:
        return f"did not solve it in {updates}: {right} of {TEST_SIZE} fresh sequences are right"
    return f"has made {updates}: {right} of {TEST_SIZE} fresh sequences were right at the last check"
