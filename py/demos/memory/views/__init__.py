"""From a state of the memory demo to HTML."""

from demos.html import Html, el
from demos.memory.reading import activations_of
from demos.memory.state import LATCH, State
from demos.memory.views.code import code_view
from demos.memory.views.controls import sequence_view, setup_view
from demos.memory.views.gatekeeper import gatekeeper_view
from demos.memory.views.grid import grid_view
from demos.memory.views.learning import learning_view, training_view
from demos.memory.views.race import race_view
from demos.memory.views.reach import reach_view
from demos.memory.views.stage import stage_view, strips_view

NOTHING = Html("")


def view(state: State, whole: bool) -> dict[str, Html]:
    """The inner HTML of each region of the demo, by region name; if not whole, of those that move."""
    is_latch = state.task_name == LATCH
    whole = whole or not state.busy  # what has just ended shows its end
    regions: dict[str, Html] = {}
    if is_latch and (whole or state.training):
        activations = activations_of(state)
        regions["stage"] = stage_view(state, activations)
        if whole:
            regions["strips"] = strips_view(state, activations)
        regions["training"] = training_view(state)
    if whole or state.racing:
        regions["race"] = race_view(state)
    if not is_latch and (whole or state.experimenting):
        regions["grid"] = grid_view(state)
    if not whole:
        return regions
    regions["notice"] = el("p", None, state.notice) if state.notice else NOTHING
    regions["setup"] = setup_view(state)
    regions["code"] = code_view(state)
    regions["sequence"] = sequence_view(state) if is_latch else NOTHING
    regions["reach"] = NOTHING if is_latch else reach_view(state)
    regions["gatekeeper"] = gatekeeper_view(state) if is_latch else NOTHING
    regions["learning"] = learning_view(state) if is_latch else NOTHING
    for region in ("stage", "strips", "training", "grid"):
        regions.setdefault(region, NOTHING)
    return regions
