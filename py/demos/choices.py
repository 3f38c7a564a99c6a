"""Buttons of which one is pressed, and plain ones."""

from collections.abc import Iterable
from typing import NamedTuple

from demos.html import Html, el


class Choice(NamedTuple):
    """One of several buttons, of which one is pressed."""

    text: str
    event: str  # JSON
    pressed: bool


def choices(title: str, options: Iterable[Choice], extra: Html | None = None) -> Html:
    """A row of buttons, of which one is pressed, and what else can be chosen."""
    buttons = [
        el(
            "button",
            {
                "type": "button",
                "class": "choice",
                "aria-pressed": "true" if option.pressed else "false",
                "data-event": option.event,
            },
            option.text,
        )
        for option in options
    ]
    group = {"class": "choices", "role": "group", "aria-label": title}
    return el("div", group, el("span", {"class": "label"}, title), *buttons, extra)


def button(title: str, event: str, pressed: bool | None = None) -> Html:
    """A plain button."""
    state = None if pressed is None else ("true" if pressed else "false")
    return el("button", {"type": "button", "class": "tab", "aria-pressed": state, "data-event": event}, title)
