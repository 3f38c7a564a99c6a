"""The one door through which messages from the page come in, and become typed events."""

from collections.abc import Mapping
from math import isfinite
from typing import Any


def parse(message: Mapping[str, Any], events: Mapping[str, Any]) -> Any:
    """An event from a message {"type": ..., field: value, ...}.

    Args:
        events: by type, a named tuple class. Its annotations say exactly which type each field must have; whole numbers
            pass where ``float`` is asked for.

    Raises:
        ValueError: the type is unknown, or a field is missing, unknown or of the wrong type.
    """
    fields = dict(message)
    kind = fields.pop("type", None)
    event = events.get(kind) if isinstance(kind, str) else None
    if event is None:
        raise ValueError(f"there is no event {str(kind)[:40]!r}")
    values: dict[str, Any] = {}
    for name in event._fields:
        if name in fields:
            values[name] = _checked(fields.pop(name), event.__annotations__[name], f"{kind}.{name}")
        elif name not in event._field_defaults:
            raise ValueError(f"{kind}.{name} is missing")
    if fields:
        raise ValueError(f"{kind} has no field {next(iter(fields))[:40]!r}")
    return event(**values)


def _checked(value: object, wanted: object, label: str) -> object:
    if wanted is float and type(value) is int and abs(value) < 2**53:
        value = float(value)
    if wanted is float and value is None:  # what a number field holds that is empty, or holds anything but a number
        raise ValueError("type a number, for example 0.5")
    if type(value) is not wanted:  # exactly: a bool must not pass as an int
        raise ValueError(f"{label} must be {getattr(wanted, '__name__', wanted)}, not {type(value).__name__}")
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"{label} must be a finite number")
    return value
