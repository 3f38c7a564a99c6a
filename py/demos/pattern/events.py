"""What a reader can do to the pattern demo, and the one door through which it comes in."""

from dataclasses import MISSING, dataclass, fields
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


type Event = (
    FlipTarget | FlipInput | Train | Tick | Step | Skip | StartOver | Explain | ExportWeights | LoadWeights | RefuseFile
)

EVENTS: dict[str, type[Event]] = {
    "flip-target": FlipTarget,
    "flip-input": FlipInput,
    "train": Train,
    "tick": Tick,
    "step": Step,
    "skip": Skip,
    "start-over": StartOver,
    "explain": Explain,
    "export-weights": ExportWeights,
    "load-weights": LoadWeights,
    "refuse-file": RefuseFile,
}


def parse_event(message: dict[str, Any]) -> Event:
    """A typed event from the page's message {"type": ..., field: value, ...}.

    Raises:
        ValueError: the type is unknown, or a field is missing, unknown or of the wrong type.
    """
    message = dict(message)
    kind = message.pop("type", None)
    event = EVENTS.get(kind) if isinstance(kind, str) else None
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
    if wanted is float and type(value) is int:
        return float(value)
    if type(value) is not wanted:  # exactly: a bool must not pass as an int
        raise ValueError(f"{label} must be {getattr(wanted, '__name__', wanted)}, not {type(value).__name__}")
    return value
