"""Everything the pattern demo knows; a new state is made for every change."""

from enum import StrEnum
from typing import NamedTuple

from demos.cell_view.table import Part
from demos.holding.holds import name_of
from demos.lesson.state import Lesson, Mode
from demos.pattern.edits import WeightName
from demos.pattern.hints import Hint
from demos.pattern.playback import Playback
from demos.pattern.presets import Preset
from demos.pattern.stream import Stream
from rnn.ablation import Clamp, clamped
from rnn.network import Network, NetworkShape
from rnn.run import Run, Status
from tasks.bits import Bits, BitsTask


class Origin(StrEnum):
    """Where the network on show has its weights from."""

    SEED = "seed"  # random, not trained yet
    BUILD = "build"  # trained when the page was built
    TRAINED = "trained"  # trained here, now or earlier
    FILE = "file"  # loaded by the reader
    LINK = "link"  # came with the page's address


class TrainingRecord(NamedTuple):
    """What is known of a training that is not at hand; the names are those of a run."""

    seed: int | None = None
    losses: tuple[float, ...] = ()
    failed_seeds: tuple[int, ...] = ()
    status: Status = Status.SOLVED


class Learned(NamedTuple):
    """What was learned, and how it came to be."""

    network: Network
    origin: Origin
    target: Bits | None  # the pattern it was taught; None if it was taught none, or a file does not say
    training: Run | TrainingRecord = TrainingRecord()  # as far as it was shown
    on_streams: bool = False  # taught on long streams instead of on single patterns
    shown_epoch: int | None = None  # the network is that of this epoch; None if it is the last
    held: tuple[Clamp, ...] = ()  # the gates that were held while it learned
    before: "Learned | None" = None  # what it was before that, to be given back when they are let go

    @property
    def run(self) -> Run | None:
        """The training, if it is at hand."""
        return self.training if isinstance(self.training, Run) else None

    @property
    def seed(self) -> int | None:
        """That it began from, if from any."""
        return self.training.seed

    @property
    def losses(self) -> tuple[float, ...]:
        """One an epoch, from before the first update on."""
        return self.training.losses

    @property
    def failed_seeds(self) -> tuple[int, ...]:
        """Given up before ``seed``."""
        return self.training.failed_seeds

    @property
    def status(self) -> Status:
        """How the training ended, if it did."""
        return self.training.status

    @property
    def epochs(self) -> int:
        """How many updates the training took so far."""
        return max(len(self.run.snapshots if self.run else self.losses) - 1, 0)

    @property
    def loss(self) -> float | None:
        """That of the network on show; None if it is not known."""
        if self.run:
            return self.run.snapshots[self.epoch].loss if self.run.snapshots else None
        return self.losses[self.epoch] if self.losses else None

    @property
    def epoch(self) -> int:
        """How many updates the network on show has had."""
        return self.epochs if self.shown_epoch is None else self.shown_epoch


class LetGoNetwork(NamedTuple):
    """What was learned with gates held, and changed by hand since, until they were let go."""

    learned: Learned
    edited: Network | None


class TrainingCost(NamedTuple):
    """What a training has cost so far, with every seed that was tried; measured."""

    epochs: int = 0  # updates of the network
    seconds: float = 0.0  # of computing them
    fallback_reason: str = ""  # why it was done on the reference path, if it was


SLIDER_LIMIT = 10.0  # at least


class Panel(StrEnum):
    """What can be opened beneath the stage, one at a time."""

    BUILD = "build"
    MAPS = "maps"
    BACKWARD = "backward"
    WEIGHTS = "weights"
    STREAM = "stream"
    SHARE = "share"
    NETWORK = "network"


class State(NamedTuple):
    """The pattern demo between two events."""

    preset: Preset
    instance: str  # the demo's name on the page, with which its ids begin
    units: int
    target: Bits  # as set by the switches; the network may still know another
    test_input: Bits  # as long as the target
    next_seed: int  # of the next training
    learned: Learned
    rate: float | None = None  # the learning rate; None for the task's own
    ahead: Run | None = None  # the same training as far as it was computed; None once all of it was shown
    cost: TrainingCost | None = None  # of the training done here last
    playback: Playback | None = None  # of the training, while it is being played back
    edited: Network | None = None  # the network as changed by hand; None if it is as it was learned
    clamps: tuple[Clamp, ...] = ()  # gates held at a value
    let_go: LetGoNetwork | None = None  # can be brought back
    chosen: WeightName | None = None  # the weight on the slider
    slider_limit: float = SLIDER_LIMIT  # the slider goes from minus this to this
    built: str = "i"  # the gate, or the readout, whose weights are on the sliders of Build it
    hint: Hint | None = None  # the one asked for last
    stream: Stream | None = None
    position: int = 0  # how many bits of the test input the network has read
    playing: int = 0  # the step whose five beats are being told; 0 when none
    unit: int = 1  # the unit that is looked at closely
    opened: int = 0  # the step of which its whole cell is drawn, where the stage shows lanes; 0 for none
    part: Part | None = None
    panel: Panel | None = None
    lesson: Lesson = Lesson()
    address: str = ""  # of the demo's own page, without settings
    weights_in_link: bool = False
    notice: str = ""  # what went wrong with the last event, for the reader

    @property
    def length(self) -> int:
        """N, the length of the pattern."""
        return len(self.target)

    @property
    def task(self) -> BitsTask:
        """What the switches ask the network to learn."""
        return BitsTask(self.target)

    @property
    def learning_rate(self) -> float:
        """That of the next training, or of the one that goes on."""
        return self.task.settings.learning_rate if self.rate is None else self.rate

    @property
    def rate_of_seed(self) -> float | None:
        """With which the training on show began from its seed; where there is none, that of the next one."""
        run = self.learned.run
        return run.rates[0][1] if run is not None and run.seed is not None else self.rate

    @property
    def shape(self) -> NetworkShape:
        """The sizes of the network."""
        return self.task.shape(self.units)

    @property
    def network(self) -> Network:
        """The network on show: what was learned, with what the reader changed."""
        return clamped(self.edited or self.learned.network, self.clamps)

    @property
    def free_network(self) -> Network:
        """The network without any gate held; where it has learned with gates held, the one from before."""
        before = self.learned.before
        return before.network if before else self.edited or self.learned.network

    @property
    def held(self) -> str:
        """The experiment that is on, if what is held is just what one of them holds."""
        return name_of(self.clamps, self.units)

    @property
    def was_let_go(self) -> LetGoNetwork | None:
        """What was trained with gates held and can be brought back: of as many units and bits as there are now."""
        found = self.let_go
        same = found is not None and found.learned.network.shape == self.shape
        return found if same and found is not None and len(found.learned.target or ()) == self.length else None

    @property
    def link_has_weights(self) -> bool:
        """Whether a link to what is on show has the network in it; one with questions has, which are about it."""
        return self.weights_in_link or self.lesson.mode is Mode.EXERCISE

    @property
    def changed_by_hand(self) -> bool:
        """Whether the network on show is another than the one that was learned."""
        return self.edited is not None or set(self.clamps) != set(self.learned.held)

    @property
    def untrained(self) -> bool:
        """Whether the network on show is still the random one that a seed gave."""
        learned = self.learned
        at_the_beginning = learned.loss is not None and learned.epoch == 0 and learned.seed is not None
        return not self.changed_by_hand and (learned.origin is Origin.SEED or at_the_beginning)

    @property
    def finished(self) -> bool:
        """Whether the whole test input has been read."""
        return self.position == self.length

    @property
    def training(self) -> bool:
        """Whether a training is going on."""
        return self.learned.status is Status.TRAINING

    @property
    def playing_back(self) -> bool:
        """Whether the training is being played back."""
        return self.playback is not None

    @property
    def busy(self) -> bool:
        """Whether something goes on by itself: a training, its playback, or a stream."""
        return self.changing or (self.stream is not None and self.stream.feeding)

    @property
    def changing(self) -> bool:
        """Whether the network on show is becoming another one: by a training, or as its epochs are played back."""
        return self.training or self.playing_back

    @property
    def compact(self) -> bool:
        """Whether the steps are drawn as lanes, because whole cells would be too many."""
        return self.units > 1 or self.length > 2

    @property
    def can_be_built(self) -> bool:
        """Whether the network is small enough to be built by hand: one unit, four inputs."""
        return self.units == 1 and self.length == 2

    @property
    def panels(self) -> tuple[Panel, ...]:
        """Those that there are for this network."""
        return tuple(panel for panel in Panel if self.can_be_built or panel is not Panel.BUILD)

    @property
    def step_looked_at(self) -> int:
        """The step that the closer views are about: the one opened, else the one read last, else the last of all."""
        return self.opened or self.position or self.length
