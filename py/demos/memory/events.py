"""What can happen to the memory demo."""

from typing import NamedTuple

from demos.events import Declared, Events
from demos.rate import SetRate
from demos.weights_file import JSON


class ChooseTask(NamedTuple):
    """Turn to the latch or to the recall task."""

    task: str


class FlipBit(NamedTuple):
    """Flip the bit of one step."""

    step: int


class FlipMark(NamedTuple):
    """Mark one step, or take its mark away."""

    step: int


class AddStep(NamedTuple):
    """A sequence that is longer by a step."""


class RemoveStep(NamedTuple):
    """A sequence without its last step."""


class Shuffle(NamedTuple):
    """A random sequence."""


class Step(NamedTuple):
    """Feed the next step."""


class StepBack(NamedTuple):
    """Go back to before the step read last."""


class Skip(NamedTuple):
    """End the telling of the current step."""


class StartOver(NamedTuple):
    """Forget what was read, but not what was learned."""


class DrawStep(NamedTuple):
    """Draw the cell in another step."""

    step: int


class Explain(NamedTuple):
    """Show the formula of one part of the diagram."""

    part: str
    step: int
    unit: int = 1
    place: str = ""  # where it was asked for: "strips", or the diagram


class ExplainNothing(NamedTuple):
    """Take the formula away."""


class LookAt(NamedTuple):
    """Choose the unit that is drawn."""

    unit: int


class Train(NamedTuple):
    """Train a new LSTM from the seed."""


class Hold(NamedTuple):
    """Hold gates as an experiment says; the same again, or "", lets go."""

    name: str


class BringBack(NamedTuple):
    """Take again what was trained with a gate held, after that was let go."""


class TrainHeld(NamedTuple):
    """Train on, with the gates held."""


class SetGate(NamedTuple):
    """Open or shut one of the gates that the reader has taken over: "f", "i" or "o" at 0 or 1."""

    gate: str
    value: int


class TakeStep(NamedTuple):
    """Read the next step with the gates as the reader has set them."""


class UndoStep(NamedTuple):
    """Take the last of these steps back."""


class PlayAgain(NamedTuple):
    """Be the gates once more, on the same sequence."""


class PlayAnother(NamedTuple):
    """Be the gates on another sequence."""


class SetUnits(NamedTuple):
    """So many units for what is trained next."""

    units: int


class SetBias(NamedTuple):
    """Another bias for what is trained next."""

    bias: str


class SetSeed(NamedTuple):
    """Begin what is trained next from the seed that was typed."""

    text: str


class AnotherSeed(NamedTuple):
    """Begin what is trained next from the seed after this one."""


class SetDelay(NamedTuple):
    """Another length of the recall task."""

    steps: float


class MatchSize(NamedTuple):
    """Give all cells as many units, or about as many parameters."""


class TrainAll(NamedTuple):
    """Train the three cells side by side, from the same seed."""


class ReachOf(NamedTuple):
    """Of which part of the LSTM's state the reach is shown: "all", "h" or "c"."""

    what: str


class ReachWhen(NamedTuple):
    """Whether the reach is that of the networks as they are, or as they began: "now" or "start"."""

    when: str


class RunExperiment(NamedTuple):
    """Begin the experiment with the bias that is chosen."""


class PauseExperiment(NamedTuple):
    """Stop it for a while, or go on."""


class CancelExperiment(NamedTuple):
    """End it, and show the one of the build again."""


class SaveExperiment(NamedTuple):
    """Hand over its results as a table."""


class ShowCode(NamedTuple):
    """Show a network as a program, or put that away: a cell of the race, or with "lstm-on-stage" the one drawn."""

    of: str


class ExportWeights(NamedTuple):
    """Hand over the weights of a cell of the race, or, with "", of the LSTM on the stage."""

    cell: str = ""
    kind: str = JSON  # or "safetensors"


class LoadWeights(NamedTuple):
    """Put weights from a file into a cell of the race, or, with "", into the LSTM on the stage."""

    name: str
    text: str
    cell: str = ""


class RefuseFile(NamedTuple):
    """A file that the page could not even read, and why."""

    name: str
    reason: str


EVENTS = Events(
    {
        "choose-task": Declared(ChooseTask),
        "flip-bit": Declared(FlipBit),
        "flip-mark": Declared(FlipMark),
        "add-step": Declared(AddStep),
        "remove-step": Declared(RemoveStep),
        "shuffle": Declared(Shuffle),
        "step": Declared(Step),
        "step-back": Declared(StepBack),
        "skip": Declared(Skip, quiet=True, passing=True),
        "start-over": Declared(StartOver),
        "draw-step": Declared(DrawStep, latest=True),
        "explain": Declared(Explain, latest=True, quiet=True, passing=True),
        "explain-nothing": Declared(ExplainNothing, quiet=True, passing=True),
        "look-at": Declared(LookAt, latest=True),
        "train": Declared(Train),
        "hold": Declared(Hold),
        "bring-back": Declared(BringBack),
        "train-held": Declared(TrainHeld),
        "set-gate": Declared(SetGate),
        "take-step": Declared(TakeStep),
        "undo-step": Declared(UndoStep),
        "play-again": Declared(PlayAgain),
        "play-another": Declared(PlayAnother),
        "set-units": Declared(SetUnits),
        "set-bias": Declared(SetBias),
        "set-seed": Declared(SetSeed),
        "another-seed": Declared(AnotherSeed),
        "set-rate": Declared(SetRate),
        "set-delay": Declared(SetDelay, latest=True),
        "match-size": Declared(MatchSize),
        "train-all": Declared(TrainAll),
        "reach-of": Declared(ReachOf),
        "reach-when": Declared(ReachWhen),
        "run-experiment": Declared(RunExperiment),
        "pause-experiment": Declared(PauseExperiment),
        "cancel-experiment": Declared(CancelExperiment),
        "save-experiment": Declared(SaveExperiment),
        "show-code": Declared(ShowCode),
        "export-weights": Declared(ExportWeights),
        "load-weights": Declared(LoadWeights),
        "refuse-file": Declared(RefuseFile),
    }
)

type Event = (
    ChooseTask
    | FlipBit
    | FlipMark
    | AddStep
    | RemoveStep
    | Shuffle
    | Step
    | StepBack
    | Skip
    | StartOver
    | DrawStep
    | Explain
    | ExplainNothing
    | LookAt
    | Train
    | Hold
    | BringBack
    | TrainHeld
    | SetGate
    | TakeStep
    | UndoStep
    | PlayAgain
    | PlayAnother
    | SetUnits
    | SetBias
    | SetSeed
    | AnotherSeed
    | SetRate
    | SetDelay
    | MatchSize
    | TrainAll
    | ReachOf
    | ReachWhen
    | RunExperiment
    | PauseExperiment
    | CancelExperiment
    | SaveExperiment
    | ShowCode
    | ExportWeights
    | LoadWeights
    | RefuseFile
)
