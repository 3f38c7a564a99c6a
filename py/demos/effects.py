"""What an update asks for beside the new state. It does none of it: the session and the page do."""

from collections.abc import Sequence
from typing import NamedTuple


class Save(NamedTuple):
    """Hand the reader a file."""

    name: str
    text: str


class Play(NamedTuple):
    """Have the demo's own script play a stroke, a point every 1/60 s."""

    points: Sequence[tuple[float, float]]


class WorkAtOnce(NamedTuple):
    """What has just begun shows its beginning with this very answer: the smallest slice of work that there is."""


type Effect = Save | Play | WorkAtOnce

NAMES = {Save: "save", Play: "play"}
"""Of those that are for the page."""


def for_page(effects: Sequence[Effect]) -> list[dict[str, object]]:
    """The effects that the page carries out, as it gets them."""
    return [{"type": NAMES[type(effect)], **effect._asdict()} for effect in effects if type(effect) in NAMES]
