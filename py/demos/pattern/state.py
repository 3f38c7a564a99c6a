"""Everything the pattern demo knows; a new state is made for every change."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from demos.pattern.presets import Preset
from lstm.network import Network
from lstm.training import Run, Status
from tasks.bits import Bits


class Origin(StrEnum):
    """Where the network on show has its weights from."""

    BUILD = "build"  # trained when the page was built
    TRAINED = "trained"  # trained here, now or earlier
    FILE = "file"  # loaded by the reader


@dataclass(frozen=True)
class Learned:
    """The network on show, and how it came to be."""

    network: Network
    origin: Origin
    target: Bits | None  # the pattern it was taught; None if a file does not say
    seed: int | None = None
    losses: tuple[float, ...] = ()  # one an epoch, from before the first update on
    failed_seeds: tuple[int, ...] = ()  # given up before ``seed``
    status: Status = Status.SOLVED

    @property
    def epochs(self) -> int:
        """How many updates the network has had."""
        return max(len(self.losses) - 1, 0)


class Part(NamedTuple):
    """A gate or wire of the diagram that the reader asks about."""

    name: str  # see views.formulas
    step: int  # from 1


class Download(NamedTuple):
    """A file for the reader."""

    name: str
    text: str


@dataclass(frozen=True)
class State:
    """The pattern demo between two events."""

    preset: Preset
    target: Bits  # as set by the switches; the network may still know another
    test_input: Bits
    next_seed: int  # of the next training
    learned: Learned
    run: Run | None = None  # the training going on, if any
    position: int = 0  # how many bits of the test input the network has read
    playing: int = 0  # the step whose five beats are being told; 0 when none
    part: Part | None = None
    notice: str = ""  # what went wrong with the last event, for the reader
    download: Download | None = None  # to be handed over with the next answer

    @property
    def finished(self) -> bool:
        """Whether the whole test input has been read."""
        return self.position == self.preset.bits
