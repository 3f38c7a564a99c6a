"""One setting of a demo in a page's address: all that is special about it is declared here."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


def _in_no_link(state: Any) -> None:
    return None


class PartlyError(ValueError):
    """A value of which only a part can be used; its text is the reason."""

    def __init__(self, state: Any, reason: str) -> None:
        super().__init__(reason)
        self.state = state  # with that part


class Setting[S](NamedTuple):
    """What one setting means to a demo."""

    read: Callable[[S, str], S]  # the state with a value; ValueError, with the reason, if that cannot be
    write: Callable[[S], str | None] = _in_no_link  # the value that leads another reader here; None for none
    others: tuple[str, ...] = ()
    """Names that other sites may use in addresses though they equal this one, or nearly so: they are not reported as
    misspelled."""

    whole: bool = False  # whether ``read`` gets the value verbatim, without removing what wrapping leaves in one


type Settings[S] = Mapping[str, Setting[S]]
"""By name, in the order in which they are read and written."""
