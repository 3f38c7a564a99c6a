"""Wires, numbers and letters: what the diagrams are drawn with."""

from demos.cell_view.dial import sign_class
from demos.cell_view.table import Part
from demos.html import Attribute, Html, el, join
from demos.numbers import coordinate, fixed


def wire(path: str, value: float | None, beat: int, full: float = 1.0, kind: str = "") -> Html:
    """A wire: a pale track, and over it, once there is a value, a line whose colour and width tell it.

    Args:
        path: SVG path data, in the direction in which the value flows.
        beat: the beat, from 1 to 5, in which the value arrives.
        full: the absolute value at which it is thickest; its colour is fullest at 1.
        kind: "long" for the long-term state's heavy line.
    """
    track = el("path", {"class": f"track {kind}".strip(), "d": path})
    if value is None:
        return track
    colour = min(abs(value), 1.0)
    width = min(abs(value) / full, 1.0)
    live = el(
        "path",
        {
            "class": " ".join(filter(None, ("wire", kind, sign_class(value), f"beat-{beat}"))),
            "d": path,
            "pathLength": 1,
            "style": f"--m:{coordinate(colour)};--w:{coordinate(width)}",
        },
    )
    return join([track, live])


def quantity(
    name: str,
    value: float,
    signed: bool,
    step: int,
    beat: int,
    at: tuple[float, float],
    anchor: str,
    unit: int | None,
    decimals: int = 2,
) -> Html:
    """A number on the page: two decimals to see, or as many as are asked for; full precision in ``data-value``."""
    attributes: dict[str, Attribute] = {
        "class": f"number beat-{beat}",
        "x": coordinate(at[0]),
        "y": coordinate(at[1]),
        "text-anchor": None if anchor == "start" else anchor,
        "data-quantity": name,
        "data-step": step,
        "data-unit": unit,
        "data-value": repr(value),
    }
    return el("text", attributes, fixed(value, signed=signed, decimals=decimals))


def symbol(letter: str, subscript: int | None, x: float, y: float, anchor: str = "start") -> Html:
    """A quantity's letter with its step as subscript."""
    small = None if subscript is None else el("tspan", {"class": "subscript", "dy": 4}, str(subscript))
    attributes: dict[str, Attribute] = {
        "class": "symbol",
        "x": coordinate(x),
        "y": coordinate(y),
        "text-anchor": None if anchor == "start" else anchor,
    }
    return el("text", attributes, letter, small)


TOUCHED = 16  # so far from its middle a circle is touched: 24 px and more across, also where it is drawn small


def operation(sign: str, x: float, y: float) -> Html:
    """A circle with an arithmetic sign, and a broad invisible one around it, for fingers."""
    place = f"translate({coordinate(x)} {coordinate(y)})"
    arms = {"\N{MULTIPLICATION SIGN}": "M-4-4L4 4M-4 4L4-4", "+": "M-5 0H5M0-5V5"}[sign]
    return el(
        "g",
        {"class": "operation", "transform": place},
        el("circle", {"r": 9}),
        el("path", {"d": arms}),
        el("circle", {"class": "touch", "r": TOUCHED}),
    )


def touch(path: str) -> Html:
    """A broad invisible line over a wire, for fingers."""
    return el("path", {"class": "touch", "d": path})


def part(which: Part, event: str, reveals: str, label: str, selected: bool, reachable: bool, *children: Html) -> Html:
    """A piece of the diagram that tells its formula on hover, focus, tap, or Enter.

    Args:
        event: what the page sends then, as JSON.
        reveals: the id of what a tap or Enter brings into view.
        label: its accessible name.
        reachable: whether it is in the tab order; arrow keys move the focus to the other parts of the step.
    """
    return el(
        "g",
        {
            "class": "part selected" if selected else "part",
            "role": "button",
            "tabindex": 0 if reachable else -1,
            "aria-label": label,
            "aria-pressed": "true" if selected else "false",
            "data-part": which.name,
            "data-explain": event,
            "data-reveals": reveals,
        },
        *children,
    )
