"""The demo in which a reader rewrites the cell, trains it, and races it."""

from typing import Any

from demos.demo import Demo, Place
from demos.own_cell import events as e
from demos.own_cell.settings import SETTINGS, initial_state
from demos.own_cell.state import NAME, TITLE, Live, Stage, State
from demos.own_cell.update import update
from demos.own_cell.views import view
from demos.own_cell.work import work


def _begin(data: Any, place: Place) -> State:
    return initial_state(data["sources"], place)


def _restored(state: State, place: Place) -> State:
    """Code is not run unasked: a training that went on has ended, and what was good before stays."""
    outcome = state.outcome if state.outcome is None or state.outcome.over else state.good
    state = state._replace(stage=Stage.REST, live=Live(), outcome=outcome)
    return state._replace(instance=place.instance, address=place.address)


DEMOS = (
    Demo(
        name=NAME,
        title=TITLE,
        state=State,
        events=e.EVENTS,
        raised={"edit": e.Edit, "refused-file": e.RefuseFile, "stopped": e.Stopped},
        settings=SETTINGS,
        begin=_begin,
        update=update,
        work=work,
        view=view,
        restored=_restored,
    ),
)
