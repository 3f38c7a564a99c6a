"""What a demo gives back to the page."""

from collections.abc import Sequence
from typing import NamedTuple

from demos.html import Html


class Download(NamedTuple):
    """A file for the reader."""

    name: str
    text: str


class Answer(NamedTuple):
    """How the demo looks now."""

    regions: dict[str, Html]  # the inner HTML of each, by name
    busy: bool  # whether a tick is wanted every frame
    download: Download | None = None  # a file to be handed over now
    play: Sequence[tuple[float, float]] | None = None  # a stroke to be played into the demo's pad, a point every 1/60 s
