"""The experiments as a row of buttons, one click each, and what can be done beside: learning around it, letting go."""

from collections.abc import Callable

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
        _button(f"{hold.title} ({hold.told})", message(name), name == held, disabled) for name, hold in HOLDS.items()
    ]
    return el("div", {"class": "holds", "role": "group", "aria-label": TITLE}, *buttons)


def further_buttons(held: str, train_on: str, let_go: str, disabled: bool = False) -> Html:
    """Learning around it and letting go, where something is held; there is room for them always.

    Args:
        train_on: the JSON of the event that trains on with it held.
        let_go: that of the one that ends the experiment.
        disabled: whether the network is just being trained.
    """
    buttons = [
        _button("Train on with it held", train_on, None, disabled),
        _button("Let go", let_go, None, False),
    ]
    return el("div", {"class": "holds further"}, *(buttons if held else []))


def _button(title: str, event: str, pressed: bool | None, disabled: bool) -> Html:
    state = None if pressed is None else "true" if pressed else "false"
    attributes: dict[str, Attribute] = {"type": "button", "class": "hold", "aria-pressed": state, "disabled": disabled}
    return el("button", {**attributes, "data-event": event}, title)
