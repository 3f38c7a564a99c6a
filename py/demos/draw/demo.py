"""The demo in which a network learns from what is drawn, and draws on."""

from typing import Any

from demos.demo import Demo, Place
from demos.draw import events as e
from demos.draw.lesson import PLAN
from demos.draw.settings import SETTINGS, asked_for
from demos.draw.state import NAME, TITLE, Pace, State
from demos.draw.update import first_state, update
from demos.draw.views import view
from demos.draw.work import work
from demos.lesson.teach import with_lesson
from rnn.arrays import Array
from rnn.network import flatten
from rnn.state_dict import from_state_dicts
from tasks.strokes.network import SHAPE


def pretrained(data: Any) -> Array:
    """The parameters (P,) that the page carries; ValueError if they do not fit."""
    return flatten(from_state_dicts(data, SHAPE))


def _begin(data: Any, place: Place) -> State:
    return asked_for(first_state(pretrained(data), place.instance), place)


def _restored(state: State, place: Place) -> State:
    # The clock that times were read from has begun anew.
    return state._replace(instance=place.instance, clock=None, pace=Pace(state.pace.costs))


DEMOS = (
    with_lesson(
        Demo(
            name=NAME,
            title=TITLE,
            state=State,
            events=e.EVENTS,
            raised={
                "resize": e.Resize,
                "touch": e.Touch,
                "ink": e.AddInk,
                "pause": e.Pause,
                "lift": e.Lift,
                "look": e.LookNear,
                "column": e.LookAt,
            },
            settings=SETTINGS,
            begin=_begin,
            update=update,
            work=work,
            view=view,
            restored=_restored,
        ),
        PLAN,
    ),
)
