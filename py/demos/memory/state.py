"""Everything the memory demo knows; a new state is made for every change."""

from enum import StrEnum
from typing import NamedTuple

from demos.cell_view.table import Part
from demos.holding.holds import held
from demos.lesson.state import Lesson, Mode
from demos.memory.cells import NAMES, as_large
from demos.memory.experiment import GridExperiment
from demos.memory.gatekeeper import Gatekeeper
from demos.memory.pretrained import Pretrained
from demos.memory.training import MemoryTask, begin
from rnn.fresh_run import FreshRun, at_rate
from rnn.network import Network
from tasks.bits import Bits
from tasks.latch import LatchTask
from tasks.recall import RecallTask

NAME, TITLE = "memory", "Why gates: remembering what was marked"
LATCH, RECALL = "latch", "recall"
TASKS = (LATCH, RECALL)
STRIPS = "strips"
STAGE = "lstm-on-stage"


class Origin(StrEnum):
    """Where a network on show has its weights from."""

    SEED = "seed"  # random, not trained yet
    BUILD = "build"  # trained when the page was built
    TRAINED = "trained"  # trained here
    FILE = "file"  # loaded by the reader
    LINK = "link"  # came with the page's address


class Learned(NamedTuple):
    """The LSTM on the stage, and how it came to be."""

    network: Network
    origin: Origin
    seed: int | None  # of its training; None where that is not known
    run: FreshRun | None = None  # its training, if it was made here
    held: str = ""  # the experiment during which it was trained
    before: "Learned | None" = None  # what it was before that, to be given back when the gates are let go


class Racer(NamedTuple):
    """One of the three cells that are trained side by side."""

    run: FreshRun
    origin: Origin = Origin.SEED

    @property
    def done(self) -> bool:
        """Whether it was trained here to the end."""
        return self.origin is Origin.TRAINED and self.run.done

    @property
    def goes_on(self) -> bool:
        """Whether it is being trained."""
        return self.origin is Origin.TRAINED and not self.run.done


class State(NamedTuple):
    """The memory demo between two events."""

    instance: str  # the demo's name on the page, with which its ids begin
    pretrained: Pretrained
    learned: Learned
    race: tuple[Racer, ...]  # in the order of NAMES
    grid: GridExperiment  # the reader's, or the one of the build
    bits: Bits
    marks: Bits
    task_name: str = LATCH
    units: int = 1
    delay: int = 20  # T of the recall task
    shuffled: int = 0  # how many random sequences were asked for
    seed: int = 7  # of what is trained next
    bias: str = "1"
    rate: float | None = None  # the learning rate; None for the task's own
    as_large: bool = False  # whether the other cells get about as many parameters as the LSTM, not as many units
    racing: bool = False
    grid_is_ours: bool = True  # made by the build
    held: str = ""  # the experiment that is on: gates held at a value
    let_go: Learned | None = None  # was trained with gates held until they were let go; can be brought back
    gatekeeper: Gatekeeper = Gatekeeper()  # the reader in the place of the gates
    position: int = 0  # how many steps of the sequence the network has read
    playing: int = 0  # the step whose five beats are being told; 0 when none
    at: int = 0  # the step that is drawn; 0 for the one read last
    unit: int = 1  # the unit that is looked at
    part: Part | None = None
    part_in: str = ""  # where it was asked for: STRIPS, or the diagram
    reach_of: str = "all"  # of the LSTM's state: "all", "h" or "c"
    reach_at_start: bool = False  # whether it is that of the networks before they learned
    coded: str = ""  # the network that is shown as a program: a cell of the race, or STAGE
    lesson: Lesson = Lesson()
    address: str = ""  # of the demo's own page, without settings
    notice: str = ""  # what went wrong with the last event, for the reader

    @property
    def task(self) -> MemoryTask:
        """What is to be learned."""
        return LatchTask(len(self.bits)) if self.task_name == LATCH else RecallTask(self.delay)

    @property
    def learning_rate(self) -> float:
        """Of what is trained next, or goes on."""
        return self.task.recipe.learning_rate if self.rate is None else self.rate

    @property
    def rule_is_asked(self) -> bool:
        """Whether the lesson asks just now by which rule the network answers, so that the page must not tell it."""
        lesson = self.lesson
        return self.task_name == LATCH and lesson.mode is Mode.LESSON and lesson.step == 1 and lesson.pick is None

    @property
    def network(self) -> Network:
        """The LSTM on the stage, with what is held."""
        return held(self.learned.network, self.held)

    @property
    def was_let_go(self) -> Learned | None:
        """What was trained with gates held and can be brought back, if it is as large as what is on the stage."""
        found = self.let_go
        same = found is not None and found.network.shape == self.learned.network.shape
        return found if same and self.task_name == LATCH else None

    @property
    def finished(self) -> bool:
        """Whether the whole sequence has been read."""
        return self.position == len(self.bits)

    @property
    def step_drawn(self) -> int:
        """The step of the cell's picture, from 1."""
        return self.at or self.position or 1

    @property
    def training(self) -> bool:
        """Whether the LSTM on the stage is being trained."""
        return self.learned.run is not None and not self.learned.run.done

    @property
    def changing(self) -> bool:
        """Whether the network that the lesson tells of becomes another one with every view."""
        return self.training

    @property
    def experimenting(self) -> bool:
        """Whether the experiment goes on."""
        return not self.grid.done and not self.grid.paused

    @property
    def busy(self) -> bool:
        """Whether something goes on by itself."""
        return self.training or self.racing or self.experimenting

    def units_of(self, cell: str) -> int:
        """How many a cell of the race has."""
        return as_large(self.task.shape(self.units, cell)) if self.as_large else self.units


def at_the_start(state: State) -> State:
    """The state with three cells that have learned nothing: begun from the seed, as the settings say."""
    runs = (begin(state.seed, cell, state.units_of(cell), state.task, state.bias) for cell in NAMES)
    return state._replace(race=tuple([Racer(at_rate(run, state.learning_rate)) for run in runs]), racing=False)
