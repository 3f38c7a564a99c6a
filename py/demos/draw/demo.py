"""The drawing demo as the page drives it: messages in, answers out."""

from typing import Any
from urllib.parse import parse_qs

import numpy as np

from demos.answer import Answer
from demos.draw.events import SetAdventure, parse_event
from demos.draw.state import Detail, State
from demos.draw.update import first_state, update
from demos.draw.views import view
from demos.themes import check_theme
from lstm.arrays import Array
from lstm.network import flatten
from lstm.state_dict import from_state_dicts
from tasks.stroke_network import SHAPE


class DrawDemo:
    """One pad on one page."""

    def __init__(self, data: dict[str, Any], query: str, address: str) -> None:
        self.state: State = settings(first_state(pretrained(data)), query)

    def handle(self, message: dict[str, Any]) -> Answer:
        """Change the state as an event asks.

        Raises:
            ValueError: the event is malformed or does not fit; the state is unchanged.
        """
        return self._show(update(self.state, parse_event(message)))

    def complain(self, reason: str) -> Answer:
        """Show the reader what went wrong."""
        return self._show(self.state._replace(notice=reason))

    def look(self) -> Answer:
        """The demo as it is."""
        return self._show(self.state)

    def _show(self, state: State) -> Answer:
        answer = Answer(view(state), state.busy, state.download, state.play)
        self.state = state._replace(download=None, play=None, detail=Detail.WHOLE)
        return answer


def pretrained(data: dict[str, Any]) -> Array:
    """The parameters (P,) that the page carries; ValueError if they do not fit."""
    return flatten(from_state_dicts(data, SHAPE))


def settings(state: State, query: str) -> State:
    """The state as the page's address asks for it; the notice says what cannot be."""
    complaints = []
    for name, texts in parse_qs(query.removeprefix("?"), keep_blank_values=True).items():
        text = texts[-1]
        try:
            if name == "adventure":
                state = update(state, SetAdventure(_number(text)))
            elif name == "learning":
                if text not in ("on", "off"):
                    raise ValueError("learning is on or off")
                state = state._replace(learning=text == "on")
            elif name == "theme":
                check_theme(text)
        except ValueError as error:
            complaints.append(f"The address asks for {name}={text[:20]}, but {error}.")
    return state._replace(notice=" ".join(complaints))


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise ValueError("that is no number") from None
    if not np.isfinite(number):
        raise ValueError("that is no number")
    return number
