"""The learning rate as a reader sets it, by a preset or a field, and as it is told of a training."""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from demos.choices import Choice, choices
from demos.events import Events
from demos.field import field
from demos.html import Html
from demos.setting import Setting
from demos.typed_number import typed_number

LEAST, MOST = 1e-4, 10.0
TITLE = "Learning rate"


class SetRate(NamedTuple):
    """The learning rate of the next training, or of the updates to come of one that goes on."""

    text: str


def learning_rate(text: str) -> float:
    """The rate that was typed. Raises ValueError, which says what it may be."""
    rate = typed_number(text)
    if not LEAST <= rate <= MOST:
        raise ValueError(f"a learning rate is a number from {LEAST:g} to {MOST:g}")
    return rate


def rate_view(events: Events, instance: str, now: float, presets: tuple[float, ...]) -> Html:
    """The presets, and the field for any other."""
    options = [Choice(f"{rate:g}", events.message(SetRate, text=f"{rate:g}"), rate == now) for rate in presets]
    element, message = f"{instance}-rate", events.message(SetRate)
    return choices(TITLE, options, field("or", element, f"{now:g}", message, "decimal", f"{TITLE}, any"))


def rate_setting[S](read: Callable[[S, str], S], of: Callable[[S], float | None]) -> Setting[S]:
    """That of an address; ``of`` is the one for a link, None for the task's own."""

    def written(state: S) -> str | None:
        rate = of(state)
        return None if rate is None else f"{rate:g}"

    return Setting(read, written, others=("date",))


def rises(losses: tuple[float, ...]) -> int:
    """In how many updates the loss rose."""
    return sum(after > before for before, after in pairwise(losses))
