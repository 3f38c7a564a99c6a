"""What a cell has over the steps of a sequence: a row a unit, a square a step, and the numbers to be read."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from demos.cell_view.dial import sign_class
from demos.html import Attribute, Html, el
from demos.numbers import coordinate, fixed


class Row(NamedTuple):
    """One quantity of one unit."""

    name: str  # of the quantity
    unit: int  # from 1; 0 where there is one alone, which needs no number
    values: Sequence[float]  # by step


def states(title: str, rows: Iterable[Row], steps: int) -> Html:
    """The rows under a title.

    A mouse over a square is told its number; the numbers of them all are there for fingers, keys and screen readers.
    """
    drawn, numbers = [], []
    for row in rows:
        label = el("span", {"class": "state-name"}, row.name, el("sub", None, str(row.unit)) if row.unit else None)
        attributes: dict[str, Attribute] = {
            "class": "state-row",
            "aria-hidden": "true",
            "data-state": row.name,
            "data-unit": row.unit or 1,
            "data-values": ",".join([f"{value:.10g}" for value in row.values]),
        }
        drawn.append(el("div", attributes, label, *[_square(value) for value in row.values]))
        listed = ", ".join([fixed(value, signed=True) for value in row.values])
        numbers.append(el("p", None, label, " by step: ", listed))
    # What is open stays open: the page does not close it when the numbers change.
    opened = el("details", {"class": "small"}, el("summary", None, "The numbers"), *numbers)
    name = el("div", {"class": "small"}, title)
    return el("div", {"class": "states", "style": f"--steps:{steps}"}, name, *drawn, opened)


def _square(value: float) -> Html:
    """There are hundreds of them, so what they have in common stands at their row."""
    attributes: dict[str, Attribute] = {
        "class": f"state {sign_class(value)[0]}",
        "style": f"--m:{coordinate(min(abs(value), 1.0))}",
        "title": fixed(value, signed=True),
    }
    return el("span", attributes)
