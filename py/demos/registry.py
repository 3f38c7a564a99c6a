"""The demos there are, by name."""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from demos.html import Html
from demos.pattern.demo import PatternDemo
from demos.pattern.presets import PRESETS
from demos.pattern.state import Download


class Demo(Protocol):
    """What the page needs of a demo."""

    def handle(self, message: dict[str, Any]) -> None:
        """Change the state as a message from the page asks; ValueError, with the reason, if that cannot be."""

    def complain(self, reason: str) -> None:
        """Show the reader what went wrong."""

    def regions(self) -> dict[str, Html]:
        """The inner HTML of each region, by name."""

    @property
    def busy(self) -> bool:
        """Whether the demo wants a tick every frame."""

    def take_download(self) -> Download | None:
        """The file to be handed to the reader, once."""


DEMOS: dict[str, Callable[[dict[str, Any], str], Demo]] = {
    name: partial(PatternDemo, preset) for name, preset in PRESETS.items()
}
"""By name: from the data the page carries and the page's query string to the demo."""
