"""The demo's settings in a page's address, e.g. ?task=recall&units=4&seed=3. Code never comes from there."""

from demos.demo import Place
from demos.limits import SEEDS, whole_number
from demos.own_cell.state import NAME, TASKS, UNITS, State
from demos.rate import learning_rate, rate_setting
from demos.setting import Setting, Settings
from demos.settings import read_settings


def initial_state(sources: dict[str, str], place: Place) -> State:
    """The first state of a demo at its place on a page."""
    known = tuple(sources.items())
    state = State(place.instance, place.address, known, known[0][1], known[0][0])
    state, complaints, _ = read_settings(state, place, NAME, SETTINGS)
    return state._replace(notice=" ".join(complaints))


def _task(state: State, text: str) -> State:
    if text not in TASKS:
        raise ValueError(f"the tasks are {', '.join(TASKS)}")
    return state._replace(task=text)


def _units(state: State, text: str) -> State:
    return state._replace(units=whole_number(text, UNITS, "the number of units"))


def _seed(state: State, text: str) -> State:
    return state._replace(seed=whole_number(text, SEEDS, "a seed"))


def _rate(state: State, text: str) -> State:
    return state._replace(rate=learning_rate(text))


SETTINGS: Settings[State] = {
    "task": Setting(_task, lambda state: state.task, others=("tasks",)),
    "units": Setting(_units, lambda state: str(state.units), others=("unite", "unity")),
    "seed": Setting(_seed, lambda state: str(state.seed), others=("speed",)),
    "rate": rate_setting(_rate, lambda state: state.rate),
}
