"""What a reader can do to the pattern demo, and the one door through which it comes in."""

from dataclasses import MISSING, dataclass, fields
from math import isfinite
from typing import Any


@dataclass(frozen=True)
class FlipTarget:
    """Flip one bit of the target pattern."""

    bit: int


@dataclass(frozen=True)
class FlipInput:
    """Flip one bit of the test input."""

    bit: int


@dataclass(frozen=True)
class Train:
    """Begin training on the target, from the next seed."""


@dataclass(frozen=True)
class Tick:
    """Go on with the training for at most ``budget`` milliseconds; with ``paced``, slowly enough for the eye."""

    budget: float
    paced: bool = True


@dataclass(frozen=True)
class Step:
    """Feed the next bit of the test input."""


@dataclass(frozen=True)
class StepBack:
    """Go back to before the bit read last."""


@dataclass(frozen=True)
class Skip:
    """End the telling of the current step."""


@dataclass(frozen=True)
class StartOver:
    """Forget what was read, but not what was learned."""


@dataclass(frozen=True)
class Explain:
    """Show the formula of one part of the diagram."""

    part: str
    step: int
    unit: int = 1


@dataclass(frozen=True)
class OpenUnit:
    """Look at one unit closely, at one step; the same again closes it."""

    unit: int
    step: int


@dataclass(frozen=True)
class LookAt:
    """Choose the unit that the closer views are about."""

    unit: int


@dataclass(frozen=True)
class OpenPanel:
    """Open a panel beneath the stage, or close it if it is open."""

    panel: str


@dataclass(frozen=True)
class Replay:
    """Let the network read a given input to its end."""

    input: str


@dataclass(frozen=True)
class ShowEpoch:
    """Show the network as it was after so many epochs of its training."""

    epoch: int


@dataclass(frozen=True)
class PlayFilm:
    """Play the training back from the beginning, or stop playing."""


@dataclass(frozen=True)
class TrainOn:
    """Train on from the network on show, on the target of the switches."""


@dataclass(frozen=True)
class TrainOnStreams:
    """Begin training on long streams, from the next seed."""


@dataclass(frozen=True)
class ChooseWeight:
    """Put a weight on the slider."""

    name: str


@dataclass(frozen=True)
class SetWeight:
    """Change a weight by hand."""

    name: str
    value: float


@dataclass(frozen=True)
class ClampGate:
    """Hold a gate of the unit looked at: at "-1", "0" or "1", or "free" again."""

    gate: str
    value: str


@dataclass(frozen=True)
class Restore:
    """Undo all changes by hand."""


@dataclass(frozen=True)
class FeedStream:
    """Let the stream's bits come in."""

    bits: str


@dataclass(frozen=True)
class PlayStream:
    """Let random bits come in, one a frame, or stop them."""


@dataclass(frozen=True)
class ResetStream:
    """Forget the stream and begin a new one."""


@dataclass(frozen=True)
class PutWeightsInLink:
    """Put the weights into the link to share, or leave them out."""


@dataclass(frozen=True)
class ChangeNetwork:
    """Begin with a new network of another size."""

    units: int
    bits: int


@dataclass(frozen=True)
class ExportWeights:
    """Hand over the weights as a file."""


@dataclass(frozen=True)
class LoadWeights:
    """Put weights from a file into the network."""

    name: str
    text: str


@dataclass(frozen=True)
class RefuseFile:
    """A file that the page could not even read, and why."""

    name: str
    reason: str


EVENTS: dict[str, type] = {
    "flip-target": FlipTarget,
    "flip-input": FlipInput,
    "train": Train,
    "tick": Tick,
    "step": Step,
    "step-back": StepBack,
    "skip": Skip,
    "start-over": StartOver,
    "explain": Explain,
    "open-unit": OpenUnit,
    "look-at": LookAt,
    "open-panel": OpenPanel,
    "replay": Replay,
    "show-epoch": ShowEpoch,
    "play-film": PlayFilm,
    "train-on": TrainOn,
    "train-on-streams": TrainOnStreams,
    "choose-weight": ChooseWeight,
    "set-weight": SetWeight,
    "clamp-gate": ClampGate,
    "restore": Restore,
    "feed-stream": FeedStream,
    "play-stream": PlayStream,
    "reset-stream": ResetStream,
    "put-weights-in-link": PutWeightsInLink,
    "change-network": ChangeNetwork,
    "export-weights": ExportWeights,
    "load-weights": LoadWeights,
    "refuse-file": RefuseFile,
}

type Event = (
    FlipTarget
    | FlipInput
    | Train
    | Tick
    | Step
    | StepBack
    | Skip
    | StartOver
    | Explain
    | OpenUnit
    | LookAt
    | OpenPanel
    | Replay
    | ShowEpoch
    | PlayFilm
    | TrainOn
    | TrainOnStreams
    | ChooseWeight
    | SetWeight
    | ClampGate
    | Restore
    | FeedStream
    | PlayStream
    | ResetStream
    | PutWeightsInLink
    | ChangeNetwork
    | ExportWeights
    | LoadWeights
    | RefuseFile
)


def parse_event(message: dict[str, Any]) -> Event:
    """A typed event from the page's message {"type": ..., field: value, ...}.

    Raises:
        ValueError: the type is unknown, or a field is missing, unknown or of the wrong type.
    """
    message = dict(message)
    kind = message.pop("type", None)
    event: type[Event] | None = EVENTS.get(kind) if isinstance(kind, str) else None
    if event is None:
        raise ValueError(f"there is no event {str(kind)[:40]!r}")
    values: dict[str, Any] = {}
    for field in fields(event):
        if field.name in message:
            values[field.name] = _checked(message.pop(field.name), field.type, f"{kind}.{field.name}")
        elif field.default is MISSING:
            raise ValueError(f"{kind}.{field.name} is missing")
    if message:
        raise ValueError(f"{kind} has no field {next(iter(message))[:40]!r}")
    return event(**values)


def _checked(value: object, wanted: object, label: str) -> object:
    if wanted is float and type(value) is int and abs(value) < 2**53:
        value = float(value)
    if type(value) is not wanted:  # exactly: a bool must not pass as an int
        raise ValueError(f"{label} must be {getattr(wanted, '__name__', wanted)}, not {type(value).__name__}")
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"{label} must be a finite number")
    return value
