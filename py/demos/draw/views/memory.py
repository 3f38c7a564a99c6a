"""The states of all units along the stroke, and at one point of it."""

import numpy as np

from demos.draw import events as e
from demos.draw.events import EVENTS
from demos.draw.state import COLUMNS, State, Track
from demos.html import Html, el, join
from demos.numbers import fixed
from demos.palette import PALETTE, rgb
from demos.png import png_address
from rnn import cells
from rnn.arrays import Array
from rnn.cells import lstm
from tasks.strokes.network import UNITS

MIDDLE = 127


def _shades() -> Array:
    """The strips' colours. How strong is a matter of opacity: near zero nothing is seen."""
    palette = np.zeros((2 * MIDDLE + 1, 4))
    palette[:MIDDLE, :3], palette[MIDDLE:, :3] = rgb(PALETTE["negative"].between), rgb(PALETTE["positive"].between)
    palette[:, 3] = np.abs(np.arange(-MIDDLE, MIDDLE + 1)) * 2
    return palette


SHADES = _shades()


def _kind(state: str) -> str:
    """E.g. "long-term"."""
    return cells.quantity(lstm, state).noun.removesuffix(" state")


def memory_view(state: State, row: Track) -> Html:
    """Both strips, the slider that goes along them, and the units at the point it stands at."""
    at = len(row.points) if state.looked_at is None else state.looked_at - row.first
    known = bool(len(row.points))
    at = min(max(at, 1), len(row.points)) if known else 0
    column = COLUMNS - (len(row.points) - at)
    return join(
        [
            el(
                "div",
                {"class": "strips", "style": f"--at:{(column - 0.5) / COLUMNS:.4f};--own:{row.own / COLUMNS:.4f}"},
                *(_strip(_kind(name), name, rows) for name, rows in (("c", np.tanh(row.cs)), ("h", row.hs))),
                el(
                    "input",
                    {
                        "type": "range",
                        "min": 1,
                        "max": COLUMNS,
                        "value": column,
                        "disabled": not known,
                        "aria-label": "Point of the stroke to look at",
                        "aria-valuetext": _where(state, row, at),
                        "data-input-event": EVENTS.message(e.LookAt),
                        "data-field": "column",
                    },
                ),
            ),
            el("p", {"class": "detail strips-where"}, _where(state, row, at)),
            _units(state, row, at),
        ]
    )


def _strip(name: str, symbol: str, values: Array) -> Html:
    """A row a unit, a column a step; the newest step is at the right."""
    pixels = np.full((UNITS, COLUMNS), MIDDLE, np.uint8)
    if len(values):
        pixels[:, COLUMNS - len(values) :] = np.rint(values.T * MIDDLE) + MIDDLE
    return el(
        "div",
        {"class": "strip"},
        el("span", {"class": "strip-name"}, f"{name} ", el("i", None, symbol)),
        el("img", {"src": png_address(pixels, SHADES), "alt": f"{name} state of {UNITS} units along the stroke"}),
    )


def _where(state: State, row: Track, at: int) -> str:
    if not at:
        return "Nothing is drawn yet."
    back = len(row.points) - at
    who = "drawn by itself" if at > len(row.points) - row.own else "drawn by hand"
    if state.example and not row.own:
        who = "of the example"
    return f"At the pen, {who}" if not back else f"{back * 6} px behind the pen, {who}"


def _units(state: State, row: Track, at: int) -> Html:
    """A button a unit: its two states in colours; pressed, it colours the stroke."""
    buttons = []
    for unit in range(UNITS):
        c, h = (float(row.cs[at - 1, unit]), float(row.hs[at - 1, unit])) if at else (0.0, 0.0)
        buttons.append(
            el(
                "button",
                {
                    "type": "button",
                    "class": "draw-unit",
                    "aria-pressed": "true" if state.unit == unit + 1 else "false",
                    "aria-label": f"Colour the stroke by unit {unit + 1}",
                    "title": f"c {fixed(c)}, h {fixed(h)}",
                    "data-c": f"{c:.6g}",
                    "data-h": f"{h:.6g}",
                    "data-event": EVENTS.message(e.PickUnit, unit=unit + 1),
                },
                _half(np.tanh(c)),
                _half(h),
                el("span", {"class": "draw-unit-name"}, str(unit + 1)),
            )
        )
    return join(
        [
            el("div", {"class": "draw-units", "role": "group", "aria-label": "Units"}, *buttons),
            el(
                "p",
                {"class": "detail"},
                "Each unit there: above its ",
                el("i", None, "c"),
                ", below its ",
                el("i", None, "h"),
                ", orange above zero and blue below. Choose one to colour the line by its ",
                el("i", None, "c"),
                ".",
            ),
        ]
    )


def _half(value: float) -> Html:
    kind = "n" if value < 0 else "p"
    return el("span", {"class": f"draw-half {kind}", "style": f"--m:{abs(value):.2f}"})
