"""The pattern demo as the page drives it: messages in, regions out."""

from dataclasses import replace
from typing import Any

from demos.html import Html
from demos.pattern.events import parse_event
from demos.pattern.presets import Preset
from demos.pattern.pretrained import from_json
from demos.pattern.state import Download, State
from demos.pattern.update import update
from demos.pattern.url import initial_state
from demos.pattern.views import view


class PatternDemo:
    """One demo on one page."""

    def __init__(self, preset: Preset, pretrained: dict[str, Any], query: str) -> None:
        self.state: State = initial_state(preset, from_json(pretrained, preset), query)

    def handle(self, message: dict[str, Any]) -> None:
        """Change the state as an event asks.

        Raises:
            ValueError: the event is malformed or does not fit; the state is unchanged.
        """
        self.state = update(self.state, parse_event(message))

    def complain(self, reason: str) -> None:
        """Show the reader what went wrong."""
        self.state = replace(self.state, notice=reason)

    def regions(self) -> dict[str, Html]:
        """The inner HTML of each region, by name."""
        return view(self.state)

    @property
    def busy(self) -> bool:
        """Whether the demo wants a tick every frame."""
        return self.state.run is not None

    def take_download(self) -> Download | None:
        """The file to be handed to the reader, once."""
        download = self.state.download
        if download:
            self.state = replace(self.state, download=None)
        return download
