"""Which units to look at: those whose c goes with the turn of the line, its heading, or the place on the stroke."""

from demos.draw import events as e
from demos.draw.events import EVENTS
from demos.draw.follows import ASPECTS, LAST, LEAST, STRONG, Follows, is_strong
from demos.draw.state import State
from demos.html import Html, el, join
from demos.numbers import fixed
from tasks.strokes.network import UNITS
from tasks.strokes.resample import SPACING

CALLED = {"turn": "the turn", "heading": "the heading", "place": "the place on the stroke"}
# What a correlation means, where it is positive and where it is negative.
TENDS = {
    "turn": ("Its c tends to be higher where the line turns right.", "Its c tends to be higher where it turns left."),
    "heading": ("Its c goes with the direction in which the pen moves.",) * 2,
    "place": ("Its c tends to rise along the stroke.", "Its c tends to fall along the stroke."),
    "end": tuple(f"Its c tends to be {how} over the last {LAST} points of the stroke." for how in ("higher", "lower")),
}
HOW = (
    "Each unit's c is correlated with the turn of the line, with its heading, by sine and cosine together, and with "
    f"the place: how many points there are since the stroke began, or whether this is one of its last {LAST}. Less "
    f"than {STRONG:.2f}, with either sign, does not count. A correlation does not say why."
)
WAITS = (
    f"Draw a line of {LEAST} points or more, which is {LEAST * SPACING:.0f} px, and rest the pen: here it is said "
    "which unit follows its turn, its heading, and the place on the stroke."
)


def follows_view(state: State) -> Html:
    """A sentence for each aspect; where a unit is suggested, it is a button that chooses the unit."""
    reading, title = state.reading, f"{state.instance}-follows-title"
    rows, heading = [el("p", None, _waiting(state))], "Units to look at"
    if reading is not None and reading.follows:
        rows = [_row(state, aspect, reading.follows[aspect]) for aspect in ASPECTS]
        where = "of the example" if state.example else "on the pad"
        heading += f", by the newest {len(reading.gates.f)} points {where}"
    return join(
        [
            el("span", {"class": "label", "id": title}, heading),
            el("div", {"class": "draw-follows", "role": "group", "aria-labelledby": title}, *rows),
            el("p", {"class": "detail"}, HOW),
        ]
    )


def _waiting(state: State) -> str:
    if state.reading is None and state.under_way is not None:
        return "The line is being read once more."
    return WAITS


def _row(state: State, aspect: str, best: Follows) -> Html:
    words = sentence(aspect, best)
    if not best.suggested:
        return el("p", {"data-aspect": aspect}, words)
    attributes = {
        "type": "button",
        "class": "draw-follow",
        "aria-pressed": "true" if state.unit == best.unit else "false",
        "data-aspect": aspect,
        "data-value": repr(best.correlation),
        "data-event": EVENTS.message(e.PickUnit, unit=best.unit),
    }
    tends = TENDS[best.measure][best.correlation < 0]
    return el("button", attributes, words, " ", el("span", {"class": "draw-tends"}, tends))


def sentence(aspect: str, best: Follows) -> str:
    """What there is to say of an aspect, with the number."""
    what, number = CALLED[aspect], fixed(best.correlation)
    if best.suggested:
        return f"Unit {best.unit} follows {what}: correlation {number}."
    title = f"{what[:1].upper()}{what[1:]}"
    if not best.unit:
        return f"{title} hardly changes here, so no unit can follow it."
    if is_strong(best.correlation):
        return f"{title}: unit {best.unit} follows it as well, and no other unit does; correlation {number}."
    strongest = f"The strongest correlation is {number}, of unit {best.unit}."
    return f"{title}: none of the {UNITS} units follows it here. {strongest}"
