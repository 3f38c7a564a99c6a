"""A demo's settings in a page's address: one table a demo, by which they are read and, for links, written."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from demos.demo import Place
from demos.query import Asked, Ours, read_query
from demos.told import told

# In a frame, the page around it is seen through the transparent ones; see site/frame.js.
THEMES = ("light", "dark", "transparent", "transparent-light", "transparent-dark")


def _in_no_link(state: Any) -> None:
    return None


class Setting[S](NamedTuple):
    """What one setting means to a demo."""

    read: Callable[[S, str], S]  # the state with a value; ValueError, with the reason, if that cannot be
    write: Callable[[S], str | None] = _in_no_link  # the value that leads another reader here; None for none


type Settings[S] = Mapping[str, Setting[S]]
"""By name, in the order in which they are read and written."""


def read_settings[S](state: S, place: Place, name: str, settings: Settings[S]) -> tuple[S, list[str], Asked]:
    """The state of a demo as the page's address asks for it, what to tell the reader, and all that was asked."""
    known: Settings[S] = {**settings, "theme": Setting(_theme)}
    ours = place.ours or Ours((*settings, "theme"), (name,))
    asked = read_query(place.query, (name, place.instance), known, ours)
    complaints = [*asked.complaints]
    for setting, (read, _) in known.items():
        if setting in asked.settings:
            try:
                state = read(state, asked.settings[setting])
            except ValueError as error:
                complaints.append(f"The address asks for {setting}={told(asked.written[setting])}, but {error}.")
    return state, complaints, asked


def write_settings[S](state: S, settings: Settings[S]) -> str:
    """The query string, without the question mark, of a link that leads another reader to what there is here."""
    written = ((name, setting.write(state)) for name, setting in settings.items())
    return "&".join(f"{name}={value}" for name, value in written if value is not None)


def _theme[S](state: S, text: str) -> S:
    """The page itself obeys it, before Python is there."""
    if text not in THEMES:
        raise ValueError("the themes are light, dark and transparent")
    return state
