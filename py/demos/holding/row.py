"""The experiments as a row of buttons, one click each, and what can be done beside: learning around it, letting go."""

from collections.abc import Callable
from typing import NamedTuple

from demos.holding.holds import HOLDS
from demos.html import Attribute, Html, el

TITLE = "Take a gate away"
PROMPT = "Hold a gate at one value in every step, and see what is still right."


def hold_buttons(held: str, message: Callable[[str], str], disabled: bool = False) -> Html:
    """A button for each experiment; pressed is the one that is on.

    Args:
        message: the JSON of the event that begins an experiment, by its name; the same again ends it.
        disabled: whether the network is just being trained.
    """
    buttons = [
        _button(f"{hold.title} ({hold.equations})", message(name), name == held, disabled)
        for name, hold in HOLDS.items()
    ]
    return el("div", {"class": "holds", "role": "group", "aria-label": TITLE}, *buttons)


class BringBackOffer(NamedTuple):
    """What was trained with gates held, before they were let go."""

    name: str  # of the experiment; empty if the gates were held by hand
    bring_back: str  # the JSON of the event that brings it back

    @property
    def description(self) -> str:
        """What was held."""
        return f"{HOLDS[self.name].equations} held" if self.name else "gates held"


def more_buttons(
    held: str, train_on: str, let_go: str, was_let_go: BringBackOffer | None = None, disabled: bool = False
) -> Html:
    """Learning around it and letting go, where something is held; there is room for them always.

    Args:
        train_on: the JSON of the event that trains on with it held.
        let_go: that of the one that ends the experiment.
        was_let_go: what can be brought back, if anything.
        disabled: whether the network is just being trained.
    """
    buttons = []
    if held:
        buttons.append(_button("Train on with it held", train_on, None, disabled))
        buttons.append(_button("Let go", let_go, None, False))
    if was_let_go:
        title = f"Bring back what was trained with {was_let_go.description}"
        buttons.append(_button(title, was_let_go.bring_back, None, disabled))
    return el("div", {"class": "holds further"}, *buttons)


def let_go_words(was_let_go: BringBackOffer | None) -> str:
    """Where nothing is held: that the network has changed with letting go, and that nothing is lost."""
    if was_let_go is None:
        return ""
    kept = f"What was trained with {was_let_go.description} is kept and can be brought back."
    return f" The network from before is back. {kept}"


def _button(title: str, event: str, pressed: bool | None, disabled: bool) -> Html:
    state = None if pressed is None else "true" if pressed else "false"
    attributes: dict[str, Attribute] = {"type": "button", "class": "hold", "aria-pressed": state, "disabled": disabled}
    return el("button", {**attributes, "data-event": event}, title)
