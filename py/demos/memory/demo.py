"""The demo in which an LSTM must forget, and a plain RNN loses a race."""

from typing import Any

from demos.demo import Demo, Place
from demos.lesson.teach import with_lesson
from demos.memory import events as e
from demos.memory.lesson import PLAN
from demos.memory.pretrained import Pretrained
from demos.memory.says import says
from demos.memory.settings import SETTINGS, initial_state
from demos.memory.state import LATCH, NAME, TITLE, State
from demos.memory.update import update, work
from demos.memory.views import view


def _begin(data: Any, place: Place) -> State:
    return initial_state(Pretrained(data), place, data.get("task", LATCH))


def _restored(state: State, place: Place) -> State:
    return state._replace(instance=place.instance, address=place.address)


DEMOS = (
    with_lesson(
        Demo(
            name=NAME,
            title=TITLE,
            state=State,
            events=e.EVENTS,
            raised={"input": e.Skip, "refused-file": e.RefuseFile},
            settings=SETTINGS,
            begin=_begin,
            update=update,
            work=work,
            view=view,
            restored=_restored,
            says=says,
        ),
        PLAN,
    ),
)
