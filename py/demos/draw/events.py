"""What a reader can do to the drawing demo."""

from typing import Any, NamedTuple

from demos.messages import parse


class Resize(NamedTuple):
    """The pad has this size now, in px."""

    width: float
    height: float


class Ink(NamedTuple):
    """The pen has drawn through these points, [[x, y], ...] in px from the pad's upper left corner."""

    points: list  # type: ignore[type-arg]  # what is in it comes from outside; see update.points_in


class Touch(NamedTuple):
    """The pen has come down on the pad; whether to draw is not said yet."""


class Lift(NamedTuple):
    """The pen has left the paper, or the pad."""


class Pause(NamedTuple):
    """The pen is down, but has not moved for a while."""


class Tick(NamedTuple):
    """Go on learning for at most ``budget`` milliseconds, and drawing; ``paced`` makes no difference here."""

    budget: float
    paced: bool = True


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
    """A clean sheet; what was learned stays."""


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


class ExportWeights(NamedTuple):
    """Hand the network over as a file."""


EVENTS: dict[str, Any] = {
    "resize": Resize,
    "ink": Ink,
    "touch": Touch,
    "lift": Lift,
    "pause": Pause,
    "tick": Tick,
    "play-sample": PlaySample,
    "toggle-learning": ToggleLearning,
    "set-temperature": SetTemperature,
    "forget": Forget,
    "clear": Clear,
    "draw-on": DrawOn,
    "look-at": LookAt,
    "look-near": LookNear,
    "pick-unit": PickUnit,
    "export-weights": ExportWeights,
}

type Event = (
    Resize
    | Ink
    | Touch
    | Lift
    | Pause
    | Tick
    | PlaySample
    | ToggleLearning
    | SetTemperature
    | Forget
    | Clear
    | DrawOn
    | LookAt
    | LookNear
    | PickUnit
    | ExportWeights
)


def parse_event(message: dict[str, Any]) -> Event:
    """A typed event from the page's message; ValueError, with the reason, if it is none of these."""
    event: Event = parse(message, EVENTS)
    return event
