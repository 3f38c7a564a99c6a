"""From a state of the pattern demo to HTML."""

from demos.html import Html
from demos.pattern.readings import read_all
from demos.pattern.state import State
from demos.pattern.views.controls import notice_view, teach_view, test_view
from demos.pattern.views.stage import stage_view


def view(state: State) -> dict[str, Html]:
    """The inner HTML of each region of the demo, by region name."""
    return {
        "notice": notice_view(state),
        "teach": teach_view(state),
        "test": test_view(state),
        "stage": stage_view(state, read_all(state)),
    }
