"""The pad's settings in a page's address, e.g. ?temperature=0.8&learning=off: one table, read here and nowhere else."""

from collections.abc import Callable

from demos.draw.events import SetTemperature
from demos.draw.state import NAME, State
from demos.draw.update import update
from demos.query import read_query, use
from demos.themes import check_theme
from demos.typed_number import typed_number


def asked_for(state: State, query: str) -> State:
    """The state as the page's address asks for it; the notice says what cannot be."""
    state, complaints = use(read_query(query, NAME, SETTINGS), state, SETTINGS)
    return state._replace(notice=" ".join(complaints))


def _temperature(state: State, text: str) -> State:
    return update(state, SetTemperature(typed_number(text)))


def _learning(state: State, text: str) -> State:
    if text not in ("on", "off"):
        raise ValueError("learning is on or off")
    return state._replace(learning=text == "on")


def _theme(state: State, text: str) -> State:
    check_theme(text)
    return state


SETTINGS: dict[str, Callable[[State, str], State]] = {
    "adventure": _temperature,  # as it was called in links before
    "temperature": _temperature,
    "learning": _learning,
    "theme": _theme,
}
