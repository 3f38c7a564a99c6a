"""The pad's settings in a page's address, e.g. ?temperature=0.8&learning=off."""

from demos.demo import Place
from demos.draw.events import SetTemperature
from demos.draw.state import NAME, State
from demos.draw.update import update
from demos.setting import Setting, Settings
from demos.settings import read_settings
from demos.typed_number import typed_number


def asked_for(state: State, place: Place) -> State:
    """The state as the page's address asks for it; the notice says what cannot be."""
    state, complaints, _ = read_settings(state, place, NAME, SETTINGS)
    return state._replace(notice=" ".join(complaints))


def _temperature(state: State, text: str) -> State:
    return update(state, SetTemperature(typed_number(text)))[0]


def _learning(state: State, text: str) -> State:
    if text not in ("on", "off"):
        raise ValueError("learning is on or off")
    return state._replace(learning=text == "on")


SETTINGS: Settings[State] = {
    "adventure": Setting(_temperature),  # as it was called in links before
    "temperature": Setting(_temperature),
    "learning": Setting(_learning, others=("earning", "leaning")),
}
