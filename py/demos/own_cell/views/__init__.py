"""From a state of the demo with a reader's own cell to HTML."""

from demos.html import Html, el
from demos.own_cell.state import State
from demos.own_cell.views.check import check_view
from demos.own_cell.views.controls import experiments_view, setup_view, tools_view
from demos.own_cell.views.outcome import curves_view, printed_view, status_view, strips_view

NOTHING = Html("")


def view(state: State, whole: bool) -> dict[str, Html]:
    """The inner HTML of each region of the demo, by region name; if not whole, of those that move."""
    regions = {"told": status_view(state), "curves": curves_view(state)}
    if state.busy and not whole:
        return regions
    return regions | {
        "strips": strips_view(state),
        "printed": printed_view(state),
        "tools": tools_view(state),
        "problem": _problem(state),
        "setup": setup_view(state),
        "experiments": experiments_view(state),
        "check": check_view(state),
        "notice": el("p", None, state.notice) if state.notice else NOTHING,
    }


def _problem(state: State) -> Html:
    if state.trouble is None:
        return NOTHING
    words, line = state.trouble
    attributes = {"class": "own-problem", "role": "alert", "aria-label": "Problem", "data-line": line or None}
    stays = el("span", {"class": "small"}, " What is shown is what came out before.") if state.good else None
    where = f"Line {line}: " if line else ""
    end = "" if words.endswith((".", "?", "!")) else "."
    return el("div", attributes, el("strong", None, where), f"{words}{end}", stays)
