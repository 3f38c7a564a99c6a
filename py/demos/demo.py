"""What a demo declares of itself; all that runs it, builds it and puts it on a page goes by this."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from demos.budget import Budget
from demos.effects import Effect
from demos.events import Events
from demos.html import Html
from demos.query import Ours
from demos.setting import Settings

type Regions = Mapping[str, Html]  # the inner HTML of each, by name
type Updated[S] = tuple[S, tuple[Effect, ...]]


def _nothing(state: Any) -> Regions:
    return {}


class State(Protocol):
    """The interface of a demo's state, a named tuple that changes by ``_replace``."""

    @property
    def notice(self) -> str:
        """What went wrong with the last event, for the reader; empty if nothing did."""

    @property
    def busy(self) -> bool:
        """Whether something goes on by itself, so that a slice of work is wanted every frame."""


class Place(NamedTuple):
    """Where on which page a demo stands."""

    instance: str  # its name on the page, with which its ids begin
    query: str = ""  # the settings in the page's address that are for it
    address: str = ""  # of the demo's own page, without settings
    ours: Ours | None = None  # what an address may speak of, where the demo is not alone
    says: tuple[str, ...] = ()  # sentences of the demo that stand in the text around it, by name
    remembered: str = ""  # what an effect Remember kept before the page was loaded again


class Demo[S: State](NamedTuple):
    """A demo, as its folder's ``demo.py`` declares it."""

    name: str  # in addresses, file names, and on the page where it stands there once
    title: str
    state: type[S]
    events: Events
    raised: Mapping[str, Any]
    """The classes of the events that the page itself raises, by what has happened: "input" by the reader while a step
    is being told; "refused-file" instead of a file that cannot be read; what else a demo's own script says."""

    settings: Settings[S]  # that it has in the page's address
    begin: Callable[[Any, Place], S]
    """The first state, from the data that the page carries; ValueError, with the reason, if these do not fit."""

    update: Callable[[S, Any], Updated[S]]
    """The state after an event, and what is to be done beside; ValueError, with the reason, if that cannot be."""

    work: Callable[[S, Budget, bool], S]
    """The state after a slice of what goes on by itself; if True, slowly enough for the eye."""

    view: Callable[[S, bool], Regions]
    """The picture: all of it, or, if False, what moves."""

    restored: Callable[[S, Place], S]
    """A state that was kept, for a Python that was started anew."""

    says: Callable[[S], Regions] = _nothing
    """What the text of the article says of the network on show, by name; worked out anew when the network is another.
    A place names those that stand there. Not asked while something goes on by itself."""
