"""The demos there are, by name."""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from demos.answer import Answer
from demos.pattern.demo import PatternDemo
from demos.pattern.presets import PRESETS


class Demo(Protocol):
    """What the page needs of a demo."""

    def handle(self, message: dict[str, Any]) -> Answer:
        """Change the state as a message from the page asks; ValueError, with the reason, if that cannot be."""

    def complain(self, reason: str) -> Answer:
        """Show the reader what went wrong."""

    def look(self) -> Answer:
        """The demo as it is."""

    def keep(self) -> str:
        """All that the demo knows, as text for ``restore``."""

    def restore(self, text: str) -> None:
        """Go on from what ``keep`` gave; ValueError, with the reason, if that cannot be."""


def _draw(data: dict[str, Any], query: str, address: str) -> Demo:
    from demos.draw.demo import DrawDemo  # only where there is a pad: importing it takes a tenth of a second

    return DrawDemo(data, query, address)


DEMOS: dict[str, Callable[[dict[str, Any], str, str], Demo]] = {
    **{name: partial(PatternDemo, preset) for name, preset in PRESETS.items()},
    "draw": _draw,
}
"""By name: from the data the page carries, its query string, and the address of the demo's own page, to the demo."""
