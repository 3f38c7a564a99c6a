"""All units at one point of the line, each a button."""

import numpy as np

from demos.draw import events as e
from demos.draw.events import EVENTS
from demos.draw.state import State, Track
from demos.html import Html, el, join
from demos.numbers import fixed
from tasks.strokes.network import UNITS


def units_view(state: State, row: Track, at: int) -> Html:
    """A button a unit: its two states in colours; pressed, the unit is the chosen one."""
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
                    "aria-label": f"Choose unit {unit + 1}",
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
                "Each unit at the point that is looked at: above its ",
                el("i", None, "c"),
                ", below its ",
                el("i", None, "h"),
                ", orange above zero and blue below. Choose one to colour the line by its ",
                el("i", None, "c"),
                " and to see its gates.",
            ),
        ]
    )


def _half(value: float) -> Html:
    kind = "n" if value < 0 else "p"
    return el("span", {"class": f"draw-half {kind}", "style": f"--m:{abs(value):.2f}"})
