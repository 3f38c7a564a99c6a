"""From a state of the drawing demo to HTML."""

from demos.draw.state import COLUMNS, Detail, State, track
from demos.draw.views.controls import buttons_view, controls_view, samples_view
from demos.draw.views.experiments import experiments_view
from demos.draw.views.figures import figures_view
from demos.draw.views.memory import memory_view
from demos.draw.views.pad import pad_view
from demos.html import Html, el


def view(state: State, whole: bool = True) -> dict[str, Html]:
    """The inner HTML of each region, by its name; if not of the whole, of those that the state's ``detail`` says."""
    detail = Detail.WHOLE if whole else state.detail
    if detail is Detail.NOTHING:
        return {}
    row = track(state, COLUMNS)
    if detail is Detail.PAD:
        return {"pad": pad_view(state, row)}
    return {
        "notice": el("p", None, state.notice) if state.notice else Html(""),
        "samples": samples_view(state.instance),
        "pad": pad_view(state, row),
        "figures": figures_view(state),
        "buttons": buttons_view(state),
        "controls": controls_view(state),
        "experiments": experiments_view(state),
        "memory": memory_view(state, row),
    }
