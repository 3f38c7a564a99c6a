"""A control that several panels share."""

from demos.choices import Choice, choices
from demos.html import Html
from demos.pattern import events as e
from demos.pattern.events import EVENTS
from demos.pattern.state import State


def unit_picker(state: State) -> Html | None:
    """Which unit the panel is about; nothing where there is but one."""
    if state.units == 1:
        return None
    options = [
        Choice(str(unit), EVENTS.message(e.LookAt, unit=unit), unit == state.unit) for unit in range(1, state.units + 1)
    ]
    return choices("Unit", options)
