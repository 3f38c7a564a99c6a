"""Our own backward pass beside the record of the step: the same gradient twice."""

import numpy as np

from demos.html import Attribute, Html, el, join, scrolling
from demos.numbers import scientific
from demos.own_cell import events as e
from demos.own_cell.events import EVENTS
from demos.own_cell.state import State
from rnn import cells

WORDS = (
    "Your step has no backward pass: numpy's calls are recorded as it runs, and the record is gone through backwards. "
    "The cells of ours have one that was written by hand. Both ways must come to the same gradient."
)


def check_view(state: State) -> Html:
    """The button, and both gradients side by side."""
    has_hand = state.source in cells.NAMES
    name = cells.named(state.source).TITLE if has_hand else state.source
    press: dict[str, Attribute] = {"type": "button", "class": "secondary", "data-event": EVENTS.message(e.Compare)}
    button = el("button", {**press, "disabled": not has_hand}, f"Compare both for the {name}")
    return join([el("h3", None, "Where the gradient comes from"), el("p", None, WORDS), button, _table(state)])


def _table(state: State) -> Html:
    if state.check is None:
        return Html("")
    name, found = state.check
    head = el("tr", None, *[el("th", {"scope": "col"}, title) for title in HEADINGS])
    rows = [
        el(
            "tr",
            {"data-difference": repr(one.difference)},
            el("th", {"scope": "row"}, el("code", None, one.name)),
            el("td", None, " x ".join(map(str, one.by_hand.shape))),
            el("td", None, scientific(_norm(one.by_hand))),
            el("td", None, scientific(_norm(one.recorded))),
            el("td", None, scientific(one.difference)),
        )
        for one in found
    ]
    title = f"The gradient of the {cells.named(name).TITLE}'s loss on one batch"
    table = el(
        "table", {"class": "own-check"}, el("caption", None, title), el("thead", None, head), el("tbody", None, *rows)
    )
    return scrolling(title, table)


HEADINGS = ("Parameter", "Shape", "Length, by hand", "Length, recorded", "Largest difference")


def _norm(gradient: np.ndarray) -> float:
    return float(np.sqrt((gradient**2).sum()))
