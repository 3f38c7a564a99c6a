"""What a reader can do to the pattern demo, and the one door through which it comes in."""

from math import isfinite
from typing import Any, NamedTuple


class FlipTarget(NamedTuple):
    """Flip one bit of the target pattern."""

    bit: int


class FlipInput(NamedTuple):
    """Flip one bit of the test input."""

    bit: int


class Train(NamedTuple):
    """Begin training on the target, from the next seed."""


class Tick(NamedTuple):
    """Go on with the training for at most ``budget`` milliseconds; with ``paced``, slowly enough for the eye."""

    budget: float
    paced: bool = True


class Step(NamedTuple):
    """Feed the next bit of the test input."""


class StepBack(NamedTuple):
    """Go back to before the bit read last."""


class Skip(NamedTuple):
    """End the telling of the current step."""


class StartOver(NamedTuple):
    """Forget what was read, but not what was learned."""


class Explain(NamedTuple):
    """Show the formula of one part of the diagram."""

    part: str
    step: int
    unit: int = 1


class OpenUnit(NamedTuple):
    """Look at one unit closely, at one step; the same again closes it."""

    unit: int
    step: int


class LookAt(NamedTuple):
    """Choose the unit that the closer views are about."""

    unit: int


class OpenPanel(NamedTuple):
    """Open a panel beneath the stage, or close it if it is open."""

    panel: str


class Replay(NamedTuple):
    """Let the network read a given input to its end."""

    input: str


class ShowEpoch(NamedTuple):
    """Show the network as it was after so many epochs of its training."""

    epoch: int


class PlayFilm(NamedTuple):
    """Play the training back from the beginning, or stop playing."""


class TrainOn(NamedTuple):
    """Train on from the network on show, on the target of the switches."""


class TrainOnStreams(NamedTuple):
    """Begin training on long streams, from the next seed."""


class ChooseWeight(NamedTuple):
    """Put a weight on the slider."""

    name: str


class SetWeight(NamedTuple):
    """Change a weight by hand."""

    name: str
    value: float


class ClampGate(NamedTuple):
    """Hold a gate of the unit looked at: at "-1", "0" or "1", or "free" again."""

    gate: str
    value: str


class Restore(NamedTuple):
    """Undo all changes by hand."""


class FeedStream(NamedTuple):
    """Let the stream's bits come in."""

    bits: str


class PlayStream(NamedTuple):
    """Let random bits come in, one a frame, or stop them."""


class ResetStream(NamedTuple):
    """Forget the stream and begin a new one."""


class PutWeightsInLink(NamedTuple):
    """Put the weights into the link to share, or leave them out."""


class ChangeNetwork(NamedTuple):
    """Begin with a new network of another size."""

    units: int
    bits: int


class ExportWeights(NamedTuple):
    """Hand over the weights as a file."""


class LoadWeights(NamedTuple):
    """Put weights from a file into the network."""

    name: str
    text: str


class RefuseFile(NamedTuple):
    """A file that the page could not even read, and why."""

    name: str
    reason: str


# Named tuples, because making thirty dataclasses took half of this program's import in the browser.
EVENTS: dict[str, Any] = {
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
    event = EVENTS.get(kind) if isinstance(kind, str) else None
    if event is None:
        raise ValueError(f"there is no event {str(kind)[:40]!r}")
    values: dict[str, Any] = {}
    for name in event._fields:
        if name in message:
            values[name] = _checked(message.pop(name), event.__annotations__[name], f"{kind}.{name}")
        elif name not in event._field_defaults:
            raise ValueError(f"{kind}.{name} is missing")
    if message:
        raise ValueError(f"{kind} has no field {next(iter(message))[:40]!r}")
    parsed: Event = event(**values)
    return parsed


def _checked(value: object, wanted: object, label: str) -> object:
    if wanted is float and type(value) is int and abs(value) < 2**53:
        value = float(value)
    if type(value) is not wanted:  # exactly: a bool must not pass as an int
        raise ValueError(f"{label} must be {getattr(wanted, '__name__', wanted)}, not {type(value).__name__}")
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"{label} must be a finite number")
    return value
