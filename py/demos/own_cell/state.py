"""The state of the demo with a reader's own cell."""

from enum import Enum
from typing import Any, NamedTuple

from own_cell.check import Compared
from own_cell.trial import Trial
from rnn.fresh_run import FreshRun
from tasks.drawn_bits import DrawnBitsTask
from tasks.latch import LatchTask
from tasks.recall import RecallTask

NAME, TITLE = "own-cell", "Your own cell"
LATCH, RECALL, BITS = "latch", "recall", "bits"
type OwnCellTask = LatchTask | RecallTask | DrawnBitsTask
TASKS: dict[str, OwnCellTask] = {LATCH: LatchTask(8), RECALL: RecallTask(12), BITS: DrawnBitsTask((1, 0, 1, 1))}
UNITS = range(1, 9)
RATES = (0.01, 0.05, 0.5)  # that are offered; each task has its own besides
MOST_TEXT = 50_000  # characters of code


class Stage(Enum):
    """How far what was asked for has come."""

    REST = "rest"
    ASKED = "asked"  # to be compiled
    RUNNING = "running"
    PAUSED = "paused"


class Live:
    """A training under way. Its cell is code that runs, which no text can hold: what is kept of it is nothing."""

    def __init__(self, trial: Trial | None = None) -> None:
        self.trial = trial

    def __reduce__(self) -> tuple[Any, ...]:
        return Live, ()


class TrainingOutcome(NamedTuple):
    """What came of training some code, or has come of it so far."""

    text: str
    of: str  # what it is called: an experiment, a source, or ""
    task: str
    run: FreshRun
    others: tuple[tuple[str, FreshRun], ...]  # the cells of ours on the same batches, by name
    values: tuple[tuple[str, tuple[tuple[float, ...], ...]], ...]  # by quantity: for each unit, step by step
    printed: tuple[str, ...]
    dropped: int  # lines that were printed, too, and are not kept
    over: bool  # whether nothing more will come


class Trouble(NamedTuple):
    """What is wrong with the code."""

    words: str
    line: int  # from 1; 0 if that cannot be said


class Change(NamedTuple):
    """What an experiment did to the code."""

    name: str
    after: str  # the code
    alone: bool  # whether what it changed was a source as it is


class State(NamedTuple):
    """All that the demo knows."""

    instance: str
    address: str
    sources: tuple[tuple[str, str], ...]  # by name: what the editor can be given
    text: str  # what it holds
    source: str = "lstm"  # the name of the one it was given last
    before: str | None = None  # what it held before it was given something else
    change: Change | None = None  # by the experiment that was chosen last
    task: str = LATCH
    units: int = 1
    seed: int = 1
    rate: float | None = None  # the learning rate; None for the task's own
    stage: Stage = Stage.REST
    live: Live = Live()
    outcome: TrainingOutcome | None = None
    good: TrainingOutcome | None = None  # the last one without trouble
    trouble: Trouble | None = None
    check: tuple[str, tuple[Compared, ...]] | None = None  # of which cell, and the gradients
    notice: str = ""

    @property
    def busy(self) -> bool:
        """Whether something goes on by itself."""
        return self.stage in (Stage.ASKED, Stage.RUNNING)

    @property
    def learning_rate(self) -> float:
        """That of the next training, or of the one that goes on."""
        return TASKS[self.task].recipe.learning_rate if self.rate is None else self.rate

    def source_of(self, name: str) -> str:
        """One of the sources. Raises KeyError."""
        return dict(self.sources)[name]
