"""The experiment: which cell recalls how far, and with which bias? Many seeds for each, one after the other."""

from functools import cache
from typing import NamedTuple

from demos.budget import NO_TIME, Budget
from demos.memory.bias import BIASES
from demos.memory.cells import NAMES
from demos.memory.training import begin, go_on
from rnn.fresh_run import FreshRun
from tasks.recall import RecallTask

LENGTHS = (5, 10, 20, 30, 40)
SEEDS = tuple(range(16))
UNITS = 4
LENGTH = 20  # at which every bias is tried
WITH_BIAS = ("gru", "lstm")  # cells that have a gate to put it on


class GridTrial(NamedTuple):
    """One training."""

    seed: int
    cell: str
    length: int
    bias: str


class GridPlan(NamedTuple):
    """What is tried: every cell at every length with one bias, and at one length with every other bias."""

    bias: str
    units: int = UNITS
    lengths: tuple[int, ...] = LENGTHS
    length: int = LENGTH
    seeds: tuple[int, ...] = SEEDS

    @property
    def trials(self) -> list[GridTrial]:
        """In the order in which they are made: so that the tables fill evenly."""
        return _trials(self)


@cache
def _trials(plan: GridPlan) -> list[GridTrial]:
    cases = [(cell, length, plan.bias) for length in plan.lengths for cell in NAMES]
    cases += [(cell, plan.length, bias) for bias in BIASES if bias != plan.bias for cell in WITH_BIAS]
    return [GridTrial(seed, *case) for seed in plan.seeds for case in cases]


class GridExperiment(NamedTuple):
    """How far it has come."""

    plan: GridPlan
    solved_after: tuple[int | None, ...] = ()  # of each trial that is over: updates until all answers were right
    run: FreshRun | None = None  # the trial that is going on
    paused: bool = False

    @property
    def done(self) -> bool:
        """Whether every trial is over."""
        return len(self.solved_after) == len(self.plan.trials)

    def results(self, cell: str, length: int, bias: str) -> list[int | None]:
        """Of the trials of a cell at a length with a bias, those that are over."""
        pairs = zip(self.plan.trials, self.solved_after, strict=False)
        return [result for trial, result in pairs if trial[1:] == (cell, length, bias)]


class TableField(NamedTuple):
    """One field of the tables."""

    solved: int
    tried: int
    median: float | None  # of the updates that the solved ones took


def field(experiment: GridExperiment, cell: str, length: int, bias: str) -> TableField:
    """What the trials of a cell at a length with a bias came to so far."""
    results = experiment.results(cell, length, bias)
    solved = [updates for updates in results if updates is not None]
    return TableField(len(solved), len(results), median_of(solved) if solved else None)


def median_of(numbers: list[int]) -> float:
    """The median; ``statistics`` would import a dozen modules that nothing else here needs."""
    ordered, middle = sorted(numbers), len(numbers) // 2
    return float(ordered[middle]) if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def go_on_with(experiment: GridExperiment, budget: Budget) -> GridExperiment:
    """The experiment, gone on with while the budget lasts."""
    return budget.spend(experiment, _by_a_few_updates, lambda experiment: experiment.done)


def _by_a_few_updates(experiment: GridExperiment) -> GridExperiment:
    """A trial ends when it is solved or has no updates left; then the next one is begun with."""
    run = experiment.run
    if run is None:
        seed, cell, length, bias = experiment.plan.trials[len(experiment.solved_after)]
        run = begin(seed, cell, experiment.plan.units, RecallTask(length), bias)
    run = go_on(run, NO_TIME, paced=False)
    if run.done or run.solved_after is not None:
        return experiment._replace(solved_after=(*experiment.solved_after, run.solved_after), run=None)
    return experiment._replace(run=run)


def as_csv(experiment: GridExperiment) -> str:
    """One line a trial that is over."""
    plan = experiment.plan
    lines = ["cell,length,units,bias,seed,solved,updates"]
    for (seed, cell, length, bias), result in zip(plan.trials, experiment.solved_after, strict=False):
        solved, updates = ("no", "") if result is None else ("yes", str(result))
        lines.append(f"{cell},{length},{plan.units},{bias},{seed},{solved},{updates}")
    return "\n".join(lines) + "\n"
