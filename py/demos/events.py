"""What can happen to a demo: one table of names, classes and policies, and the one parser of messages.

A demo writes what its buttons and fields send by the same table (``Events.message``), and its page gets the policies as
data (``Events.policies``): neither the page nor a view knows an event by its name.
"""

from collections.abc import Mapping
from json import dumps
from math import isfinite
from typing import Any, NamedTuple


class Declared(NamedTuple):
    """An event, and its policies: how the page may queue it, and what an answer to it contains."""

    kind: Any  # a named tuple class; its annotations say exactly which type each field must have
    latest: bool = False  # of several that wait in a row only the last one counts
    gathers: str = ""  # the field, a list, in which the last one holds what came in all that wait in a row
    quiet: bool = False  # leaves the notice to the reader as it is
    passing: bool = False  # not kept for a restart of Python: it changes nothing that lasts
    aside: bool = False  # has no part in what other events change of the picture
    frequent: bool = False  # comes so often that all of the picture is drawn only now and then


class Events:
    """All events of a demo."""

    def __init__(self, declared: Mapping[str, Declared]) -> None:
        self._by_name = dict(declared)
        self._names = {entry.kind: name for name, entry in declared.items()}

    def __iter__(self) -> Any:
        return iter(self._by_name)

    def with_more(self, declared: Mapping[str, Declared]) -> "Events":
        """These and some others."""
        return Events({**self._by_name, **declared})

    def of(self, event: Any) -> Declared:
        """What is declared of an event."""
        return self._by_name[self._names[type(event)]]

    def name(self, kind: Any) -> str:
        """The name of the events of a class."""
        return self._names[kind]

    def message(self, kind: Any, /, **fields: str | float) -> str:
        """The JSON with which the page sends an event of this class; fields left out are added there.

        >>> Events({"step": Declared(tuple)}).message(tuple, unit=1, name="f")
        '{"type":"step","unit":1,"name":"f"}'
        """
        text = f'{{"type":"{self._names[kind]}"'
        for name, value in fields.items():
            if type(value) is not int:  # most words need nothing, and asking first is faster
                value = f'"{value}"' if isinstance(value, str) and value.isidentifier() else dumps(value)
            text += f',"{name}":{value}'
        return text + "}"

    def policies(self) -> dict[str, dict[str, bool | str]]:
        """The policies for the page, by the name of the event; defaults are left out."""
        wanted = ("latest", "gathers", "quiet", "passing", "aside")
        table = {
            name: {policy: value for policy in wanted if (value := getattr(entry, policy))}
            for name, entry in self._by_name.items()
        }
        return {name: policies for name, policies in table.items() if policies}

    def parse(self, message: object) -> Any:
        """An event from a message {"type": name, field: value, ...}; whole numbers pass where ``float`` is asked for.

        Raises:
            ValueError: there is no such event, or a field is missing, unknown or of the wrong type.
        """
        if not isinstance(message, dict):
            raise ValueError("that is no event")
        fields = dict(message)
        name = fields.pop("type", None)
        declared = self._by_name.get(name) if isinstance(name, str) else None
        if declared is None:
            raise ValueError(f"there is no event {str(name)[:40]!r}")
        kind = declared.kind
        values: dict[str, Any] = {}
        for field in kind._fields:
            if field in fields:
                values[field] = _checked(fields.pop(field), kind.__annotations__[field], f"{name}.{field}")
            elif field not in kind._field_defaults:
                raise ValueError(f"{name}.{field} is missing")
        if fields:
            raise ValueError(f"{name} has no field {next(iter(fields))[:40]!r}")
        return kind(**values)


def _checked(value: object, wanted: object, label: str) -> object:
    if wanted is float and type(value) is int and abs(value) < 2**53:
        value = float(value)
    if wanted is float and value is None:  # what a number field holds that is empty, or holds anything but a number
        raise ValueError("type a number, for example 0.5")
    if type(value) is not wanted:  # exactly: a bool is an int too
        raise ValueError(f"{label} must be {getattr(wanted, '__name__', wanted)}, not {type(value).__name__}")
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"{label} must be a finite number")
    return value
