"""From a state of the pattern demo to HTML."""

from demos.html import Html
from demos.pattern.activations import activations_of
from demos.pattern.state import State
from demos.pattern.views.controls import notice_view, teach_view, test_view
from demos.pattern.views.experiments import experiments_view
from demos.pattern.views.panels import panels_view
from demos.pattern.views.stage import stage_view


def view(state: State) -> dict[str, Html]:
    """The inner HTML of each region of the demo, by region name."""
    activations = activations_of(state)
    return {
        "notice": notice_view(state),
        "teach": teach_view(state, activations),
        "test": test_view(state),
        "stage": stage_view(state, activations),
        "experiments": experiments_view(state, activations),
        "panels": panels_view(state, activations),
    }
