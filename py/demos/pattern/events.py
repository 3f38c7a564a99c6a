"""What a reader can do to the pattern demo, and the one door through which it comes in."""

from typing import Any, NamedTuple

from demos.messages import parse


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


class PlayBack(NamedTuple):
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


class TypeWeight(NamedTuple):
    """Change a weight to what was typed."""

    name: str
    text: str


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
    "play-back": PlayBack,
    "train-on": TrainOn,
    "train-on-streams": TrainOnStreams,
    "choose-weight": ChooseWeight,
    "set-weight": SetWeight,
    "type-weight": TypeWeight,
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
    | PlayBack
    | TrainOn
    | TrainOnStreams
    | ChooseWeight
    | SetWeight
    | TypeWeight
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
    """A typed event from the page's message; ValueError, with the reason, if it is none of these."""
    event: Event = parse(message, EVENTS)
    return event
