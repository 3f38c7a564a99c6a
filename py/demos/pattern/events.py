"""What can happen to the pattern demo."""

from typing import NamedTuple

from demos.events import Declared, Events
from demos.rate import SetRate
from demos.weights_file import JSON


class FlipTarget(NamedTuple):
    """Flip one bit of the target pattern."""

    bit: int


class FlipInput(NamedTuple):
    """Flip one bit of the test input."""

    bit: int


class Train(NamedTuple):
    """Begin training on the target, from the next seed."""


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


class ExplainNothing(NamedTuple):
    """Take the formula away."""


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


class ZeroWeights(NamedTuple):
    """Put every weight at 0, to build a network from there."""


class LookAtGate(NamedTuple):
    """Put the weights of a gate, or of the readout, on the sliders."""

    gate: str


class AskHint(NamedTuple):
    """Ask what to do next to meet the truth table."""


class ClampGate(NamedTuple):
    """Hold a gate of the unit looked at: at "-1", "0" or "1", or "free" again."""

    gate: str
    value: str


class Hold(NamedTuple):
    """Hold gates of all units as an experiment says; the same again, or "", lets go."""

    name: str


class BringBack(NamedTuple):
    """Take again what was trained with a gate held, after that was let go."""


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

    kind: str = JSON  # or "safetensors"


class LoadWeights(NamedTuple):
    """Put weights from a file into the network."""

    name: str
    text: str


class RefuseFile(NamedTuple):
    """A file that the page could not even read, and why."""

    name: str
    reason: str


# Named tuples, because making thirty dataclasses took half of this program's import in the browser.
EVENTS = Events(
    {
        "flip-target": Declared(FlipTarget),
        "flip-input": Declared(FlipInput),
        "train": Declared(Train),
        "set-rate": Declared(SetRate),
        "step": Declared(Step),
        "step-back": Declared(StepBack),
        "skip": Declared(Skip, quiet=True, passing=True),
        "start-over": Declared(StartOver),
        "explain": Declared(Explain, latest=True, quiet=True, passing=True),
        "explain-nothing": Declared(ExplainNothing, quiet=True, passing=True),
        "open-unit": Declared(OpenUnit),
        "look-at": Declared(LookAt, latest=True),
        "open-panel": Declared(OpenPanel),
        "replay": Declared(Replay),
        "show-epoch": Declared(ShowEpoch, latest=True),
        "play-back": Declared(PlayBack),
        "train-on": Declared(TrainOn),
        "train-on-streams": Declared(TrainOnStreams),
        "choose-weight": Declared(ChooseWeight, quiet=True),
        "set-weight": Declared(SetWeight, latest=True),
        "type-weight": Declared(TypeWeight),
        "zero-weights": Declared(ZeroWeights),
        "look-at-gate": Declared(LookAtGate),
        "ask-hint": Declared(AskHint),
        "clamp-gate": Declared(ClampGate),
        "hold": Declared(Hold),
        "bring-back": Declared(BringBack),
        "restore": Declared(Restore),
        "feed-stream": Declared(FeedStream),
        "play-stream": Declared(PlayStream),
        "reset-stream": Declared(ResetStream),
        "put-weights-in-link": Declared(PutWeightsInLink),
        "change-network": Declared(ChangeNetwork),
        "export-weights": Declared(ExportWeights),
        "load-weights": Declared(LoadWeights),
        "refuse-file": Declared(RefuseFile),
    }
)

type Event = (
    FlipTarget
    | FlipInput
    | Train
    | SetRate
    | Step
    | StepBack
    | Skip
    | StartOver
    | Explain
    | ExplainNothing
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
    | ZeroWeights
    | LookAtGate
    | AskHint
    | ClampGate
    | Hold
    | BringBack
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
