"""The demos in which a network learns a pattern of bits."""

from demos.demo import Demo, Place
from demos.lesson.teach import with_lesson
from demos.pattern import events as e
from demos.pattern.lesson import plan_of
from demos.pattern.presets import PRESETS, Preset
from demos.pattern.pretrained import from_json
from demos.pattern.says import says
from demos.pattern.settings import SETTINGS, initial_state
from demos.pattern.state import State
from demos.pattern.update import update, work
from demos.pattern.views import view


def _demo(preset: Preset) -> Demo[State]:
    demo = Demo(
        name=preset.name,
        title=preset.title,
        state=State,
        events=e.EVENTS,
        raised={"input": e.Skip, "refused-file": e.RefuseFile},
        settings=SETTINGS,
        begin=lambda data, place: initial_state(preset, from_json(data, preset), place),
        update=update,
        work=work,
        view=lambda state, whole: view(state),
        restored=_restored,
        says=says,
    )
    return with_lesson(demo, plan_of(preset))


def _restored(state: State, place: Place) -> State:
    return state._replace(instance=place.instance, address=place.address)


DEMOS = tuple(map(_demo, PRESETS.values()))
