"""The states of all units along the line, and the gates of one, as strips; time runs to the right."""

import numpy as np

from demos.cell_view.strips import strip_number, strip_title
from demos.draw import events as e
from demos.draw.events import EVENTS
from demos.draw.gates import gates_along, shown_unit
from demos.draw.state import COLUMNS, State, Track
from demos.html import Attribute, Html, el
from demos.palette import PALETTE, rgb
from demos.png import png_address
from rnn import cells
from rnn.arrays import Array
from rnn.cells import lstm
from tasks.strokes.gates import GateTrace
from tasks.strokes.network import UNITS

FINE, COARSE = 127, 31  # shades of each colour: of a strip of all units, and of one that is a single row
NUMBERS = {name: cells.quantity(lstm, name) for name in GateTrace._fields}


def _shades(count: int) -> Array:
    """The strips' colours. How strong is a matter of opacity: near zero nothing is seen."""
    palette = np.zeros((2 * count + 1, 4))
    palette[:count, :3], palette[count:, :3] = rgb(PALETTE["negative"].between), rgb(PALETTE["positive"].between)
    palette[:, 3] = np.abs(np.arange(-count, count + 1)) * (255 // count)
    return palette


SHADES = {count: _shades(count) for count in (FINE, COARSE)}


def strips_view(state: State, row: Track, at: int, where: str) -> Html:
    """The strips, and the slider that goes along them; ``at`` is the step that is looked at, from 1, or 0 for none."""
    column = COLUMNS - (len(row.points) - at)
    unit = shown_unit(state)
    values = gates_along(state, row, unit) if unit else {}
    numbers = {name: float(value[at - 1]) for name, value in values.items() if at}
    numbers = {name: number for name, number in numbers.items() if not np.isnan(number)}
    asked = state.asked_now
    hidden = asked.hidden if asked and asked.unit == unit else ()
    for name in hidden:
        values[name] = np.full(len(row.points), np.nan)
        numbers.pop(name, None)
    spoken = [f"{NUMBERS[name].noun} {name} {strip_number(NUMBERS[name], number)}" for name, number in numbers.items()]
    inside = f". Unit {unit}: {', '.join(spoken)}" if spoken else ""
    return el(
        "div",
        {"class": "draw-strips", "style": f"--at:{(column - 0.5) / COLUMNS:.4f}"},
        *(_of_all(name, rows) for name, rows in (("c", np.tanh(row.cs)), ("h", row.hs))),
        el("p", {"class": "detail draw-inside"}, el("span", None, _inside(state, row, unit))),
        *(_of_one(name, unit, values.get(name), numbers.get(name), row.first + at, name in hidden) for name in NUMBERS),
        el(
            "input",
            {
                "type": "range",
                "min": 1,
                "max": COLUMNS,
                "value": column,
                "disabled": not at,
                "aria-label": "Point of the stroke to look at",
                "aria-valuetext": where + inside,
                "data-input-event": EVENTS.message(e.LookAt),
                "data-field": "column",
            },
        ),
    )


def _of_all(name: str, values: Array) -> Html:
    """A row a unit, a column a step; the newest step is at the right."""
    title = el("span", {"class": "strip-name"}, strip_title(cells.quantity(lstm, name)), " of all units")
    noun = cells.quantity(lstm, name).noun
    alt = f"{noun} of {UNITS} units along the stroke"
    return el("div", {"class": "draw-strip"}, title, _track(_picture(values.T, FINE), alt))


def _of_one(name: str, unit: int, values: Array | None, number: float | None, step: int, is_hidden: bool) -> Html:
    quantity = NUMBERS[name]
    note = el("span", {"class": "strip-hidden"}, "guess it first") if is_hidden else Html("")
    if number is not None:
        attributes: dict[str, Attribute] = {"class": "strip-number", "data-quantity": name, "data-unit": unit}
        attributes |= {"data-step": step, "data-value": repr(number)}
        note = el("span", attributes, strip_number(quantity, number))
    track = _track()
    if values is not None and not np.isnan(values).all():
        # Of c it is as in the strip of all units, and as on the line.
        shown = np.tanh(values) if name == "c" else values
        track = _track(_picture(np.nan_to_num(shown)[None], COARSE), f"{quantity.noun} of unit {unit} along the stroke")
    title = el("span", {"class": "strip-name"}, strip_title(quantity), " ", note)
    return el("div", {"class": "draw-strip draw-strip-one", "data-part": f"strip-{name}"}, title, track)


def _track(picture: str = "", alt: str = "") -> Html:
    """What can be pointed at; see pad.js."""
    # A pixel for each number, drawn as wide as there is room.
    drawn: dict[str, Attribute] = {"class": "draw-picture", "role": "img", "aria-label": alt}
    inside = el("div", {**drawn, "style": f"background-image:url({picture})"}) if picture else None
    return el("div", {"class": "draw-track", "data-columns": COLUMNS}, inside)


def _picture(values: Array, shades: int) -> str:
    """The address of a picture of rows of values (rows, n), from -1 to 1."""
    pixels = np.full((len(values), COLUMNS), shades, np.uint8)
    if values.shape[1]:
        pixels[:, COLUMNS - values.shape[1] :] = np.rint(values * shades) + shades
    return png_address(pixels, SHADES[shades])


def _inside(state: State, row: Track, unit: int) -> str:
    """Whose gates are shown, and how old what is shown is."""
    if not unit:
        return "Choose a unit, and its gates run here along the line."
    who = "the chosen one" if state.unit else "the first that is suggested"
    words = f"Inside unit {unit}, {who}."
    known, drawn = state.reading, row.first + len(row.points) - row.own
    if len(row.points) > row.own and (known is None or known.basis.end < drawn):
        return f"{words} Its gates are read when the pen rests."
    since = 0 if known is None else state.learner.updates - known.basis.updates
    if since <= 0:
        return words
    return f"{words} Read {since} gradient step{'' if since == 1 else 's'} ago, and again when learning is over."
