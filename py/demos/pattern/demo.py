"""The pattern demo as the page drives it: messages in, answers out."""

from typing import Any

from demos.answer import Answer
from demos.kept import from_kept, kept_text
from demos.pattern.events import parse_event
from demos.pattern.presets import Preset
from demos.pattern.pretrained import from_json
from demos.pattern.state import State
from demos.pattern.update import update
from demos.pattern.url import initial_state
from demos.pattern.views import view

STYLE = "style.css"  # beside this file


class PatternDemo:
    """One demo on one page."""

    def __init__(self, preset: Preset, pretrained: dict[str, Any], query: str, address: str) -> None:
        state = initial_state(preset, from_json(pretrained, preset), query)
        self.state: State = state._replace(address=address)

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
        self.state = from_kept(text, State)._replace(address=self.state.address)

    def _show(self, state: State) -> Answer:
        """Draw a state and only then take it over, so that one that cannot be drawn changes nothing."""
        answer = Answer(view(state), state.busy, state.download)
        self.state = state._replace(download=None)
        return answer
