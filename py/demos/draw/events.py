"""What can happen to the drawing demo."""

from typing import NamedTuple

from demos.events import Declared, Events
from demos.weights_file import JSON


class Resize(NamedTuple):
    """The pad has this size now, in px."""

    width: float
    height: float


class AddInk(NamedTuple):
    """The pen has drawn through these points, [[x, y], ...] in px from the pad's upper left corner."""

    points: list  # type: ignore[type-arg]  # what is in it comes from outside; see update.points_in


class Touch(NamedTuple):
    """The pen has come down on the pad; whether to draw is not said yet."""


class Lift(NamedTuple):
    """The pen has left the paper, or the pad."""


class Pause(NamedTuple):
    """The pen is down, but has not moved for a while."""


class PlaySample(NamedTuple):
    """Let a sample stroke be played into the pad."""

    name: str


class ToggleLearning(NamedTuple):
    """Learn from what is drawn, or leave the network as it is."""


class SetTemperature(NamedTuple):
    """How far from the likeliest next step it may stray: the temperature."""

    value: float


class Forget(NamedTuple):
    """Go back to the weights the page came with, or on to ``random`` ones."""

    random: bool = False


class Clear(NamedTuple):
    """Remove all strokes; what was learned stays."""


class DrawOn(NamedTuple):
    """Begin to draw on by itself, or stop it."""


class LookAt(NamedTuple):
    """Show the states at one column of the strips, from 1; the last one is wherever the pen is."""

    column: float


class LookNear(NamedTuple):
    """Show the states at that step of a stroke that is nearest to a point; at the pen, if none is near."""

    x: float
    y: float


class PickUnit(NamedTuple):
    """Colour the strokes by what one unit remembers, from 1; the same again, or 0, ends it."""

    unit: int


class Hold(NamedTuple):
    """Hold gates of all units as an experiment says; the same again, or "", lets go."""

    name: str


class BringBack(NamedTuple):
    """Take again what was trained with a gate held, after that was let go."""


class TrainHeld(NamedTuple):
    """Learn on from the strokes, with the gates held."""


class ExportWeights(NamedTuple):
    """Hand the network over as a file."""

    kind: str = JSON  # or "safetensors"


EVENTS = Events(
    {
        "resize": Declared(Resize, latest=True, quiet=True, aside=True),
        "ink": Declared(AddInk, latest=True, gathers="points", quiet=True, frequent=True),
        "touch": Declared(Touch, quiet=True),
        "lift": Declared(Lift, quiet=True),
        "pause": Declared(Pause, quiet=True),
        "play-sample": Declared(PlaySample),
        "toggle-learning": Declared(ToggleLearning),
        "set-temperature": Declared(SetTemperature, latest=True),
        "forget": Declared(Forget),
        "clear": Declared(Clear),
        "draw-on": Declared(DrawOn),
        "look-at": Declared(LookAt, latest=True, quiet=True),
        "look-near": Declared(LookNear, latest=True, quiet=True, passing=True),
        "pick-unit": Declared(PickUnit),
        "hold": Declared(Hold),
        "bring-back": Declared(BringBack),
        "train-held": Declared(TrainHeld),
        "export-weights": Declared(ExportWeights),
    }
)

type Event = (
    Resize
    | AddInk
    | Touch
    | Lift
    | Pause
    | PlaySample
    | ToggleLearning
    | SetTemperature
    | Forget
    | Clear
    | DrawOn
    | LookAt
    | LookNear
    | PickUnit
    | Hold
    | BringBack
    | TrainHeld
    | ExportWeights
)
