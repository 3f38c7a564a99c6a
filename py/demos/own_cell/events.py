"""What can happen to a reader's own cell."""

from typing import NamedTuple

from demos.events import Declared, Events
from demos.rate import SetRate


class Edit(NamedTuple):
    """The editor holds this text now."""

    text: str


class RunCode(NamedTuple):
    """Train what the editor holds, which comes along; where it does not, the text that was told last."""

    text: str = ""


class Pause(NamedTuple):
    """Stop training for a while, or go on."""


class Cancel(NamedTuple):
    """End the training here."""


class Stopped(NamedTuple):
    """Python was started again, since the code did not end."""

    seconds: float  # that were waited


class ChooseSource(NamedTuple):
    """Have the editor hold one of the sources that there are."""

    name: str


class BackToOriginal(NamedTuple):
    """Have the editor hold the source that was chosen last."""


class Undo(NamedTuple):
    """Have the editor hold what it held before it was given something else."""


class ApplyExperiment(NamedTuple):
    """Change the code as an experiment says."""

    name: str


class ChooseTask(NamedTuple):
    """What is to be learned."""

    task: str


class SetUnits(NamedTuple):
    """How many units there are."""

    units: int


class SetSeed(NamedTuple):
    """From which random numbers the next training begins."""

    text: str


class Compare(NamedTuple):
    """Work out the gradient of the chosen cell twice: by hand, and by the record."""


class SaveCode(NamedTuple):
    """Hand the reader the code as a file."""


class LoadCode(NamedTuple):
    """Have the editor hold a file's text."""

    name: str
    text: str


class RefuseFile(NamedTuple):
    """A file that cannot be read."""

    name: str
    reason: str


EVENTS = Events(
    {
        "edit": Declared(Edit, latest=True, quiet=True),
        # Should Python have to be started again, code is not run unasked.
        "run": Declared(RunCode, latest=True, passing=True),
        "pause": Declared(Pause),
        "cancel": Declared(Cancel),
        "stopped": Declared(Stopped),
        "choose-source": Declared(ChooseSource),
        "back-to-original": Declared(BackToOriginal),
        "undo": Declared(Undo),
        "experiment": Declared(ApplyExperiment),
        "choose-task": Declared(ChooseTask),
        "set-units": Declared(SetUnits),
        "set-seed": Declared(SetSeed),
        "set-rate": Declared(SetRate),
        "compare": Declared(Compare),
        "save-code": Declared(SaveCode, passing=True),
        "load-code": Declared(LoadCode),
        "refuse-file": Declared(RefuseFile),
    }
)

type Event = (
    Edit
    | RunCode
    | Pause
    | Cancel
    | Stopped
    | ChooseSource
    | BackToOriginal
    | Undo
    | ApplyExperiment
    | ChooseTask
    | SetUnits
    | SetSeed
    | SetRate
    | Compare
    | SaveCode
    | LoadCode
    | RefuseFile
)
