"""The drawing demo as the page drives it: messages in, answers out."""

from time import perf_counter
from typing import Any

from demos.answer import Answer
from demos.draw.events import parse_event
from demos.draw.state import Detail, Pace, State
from demos.draw.update import first_state, update
from demos.draw.url import asked_for
from demos.draw.views import view
from demos.kept import from_kept, kept_text
from rnn.arrays import Array
from rnn.network import flatten
from rnn.state_dict import from_state_dicts
from tasks.strokes.network import SHAPE

STYLE = "style.css"  # beside this file


class DrawDemo:
    """One pad on one page."""

    def __init__(self, data: dict[str, Any], query: str, address: str) -> None:
        self.state: State = asked_for(first_state(pretrained(data)), query)

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

    def keep(self) -> str:
        """The state as text, for ``restore``."""
        return kept_text(self.state)

    def restore(self, text: str) -> None:
        """Take over the state that ``keep`` gave; ValueError if it cannot be."""
        state = from_kept(text, State)
        # The clock that these were read from has begun anew.
        self.state = state._replace(clock=perf_counter(), drawn=0.0, pace=Pace(state.pace.costs))

    def _show(self, state: State) -> Answer:
        answer = Answer(view(state), state.busy, state.download, state.play)
        self.state = state._replace(download=None, play=None, detail=Detail.WHOLE)
        return answer


def pretrained(data: dict[str, Any]) -> Array:
    """The parameters (P,) that the page carries; ValueError if they do not fit."""
    return flatten(from_state_dicts(data, SHAPE))
