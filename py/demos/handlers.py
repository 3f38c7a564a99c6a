"""What each event does, as a small function of its own; found by the event's class.

Like ``functools.singledispatch``, but without reading annotations, which takes time and code at every start.
"""

from collections.abc import Callable
from typing import Any


class Handlers[S]:
    """Functions from an event and a state to the state after it. To be called with both."""

    def __init__(self) -> None:
        self._by_kind: dict[type, Callable[[Any, S], S]] = {}

    def on[F: Callable[..., Any]](self, *kinds: type) -> Callable[[F], F]:
        """Register a function for the events of these classes.

        Raises:
            ValueError: another one does.
        """

        def keep(function: F) -> F:
            for kind in kinds:
                if kind in self._by_kind:
                    raise ValueError(f"{kind.__name__} is dealt with already")
                self._by_kind[kind] = function
            return function

        return keep

    def __contains__(self, kind: type) -> bool:
        """Whether a function deals with the events of a class."""
        return kind in self._by_kind

    def __call__(self, event: Any, state: S) -> S:
        """The state after an event. Raises KeyError if none deals with its class."""
        return self._by_kind[type(event)](event, state)
