"""The learning rate as a reader sets it, by a preset or a field, and as it is told of a training."""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple, Protocol

from demos.choices import Choice, choices
from demos.events import Events
from demos.field import field
from demos.html import Html
from demos.setting import Setting
from demos.typed_number import typed_number
from rnn.rates import Rates

LEAST, MOST = 1e-4, 10.0
TITLE = "Learning rate"
TOLD = 3  # rates that are told one by one


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


class _HasRate(Protocol):
    @property
    def rate(self) -> float | None:
        """The reader's; None for the task's own."""


def rate_setting[S: _HasRate](read: Callable[[S, str], S]) -> Setting[S]:
    """That of an address."""
    return Setting(read, lambda state: None if state.rate is None else f"{state.rate:g}", others=("date",))


def rates_told(rates: Rates, own: float, unit: str) -> str:
    """With which rates a training was made, as what follows its length; "" if with its task's own.

    Args:
        rates: they hold after so many updates.
        own: the task's.
        unit: what an update is called, "epoch" or "update".

    >>> rates_told(((0, 0.1), (50, 1.0)), 0.1, "epoch")
    ' at a learning rate of 0.1 and, from epoch 50 on, 1'
    """
    if rates == ((0, own),):
        return ""
    if len(rates) > TOLD:
        since, rate = rates[-1]
        return f" at a learning rate that was changed {len(rates) - 1} times, to {rate:g} from {unit} {since} on"
    first, *later = [f"{rate:g}" if not since else f"from {unit} {since} on, {rate:g}" for since, rate in rates]
    return f" at a learning rate of {' and, '.join((first, *later))}"


def rises(losses: tuple[float, ...]) -> int:
    """In how many updates the loss rose."""
    return sum(after > before for before, after in pairwise(losses))
