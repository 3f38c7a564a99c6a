"""A demo's settings in a page's address: one table a demo, by which they are read and, for links, written."""

from collections.abc import Mapping
from typing import Any

from demos.demo import Place
from demos.query import AddressRequest, Ours, read_query
from demos.quoted import quoted
from demos.setting import PartlyError, Setting, Settings

# In a frame, the page around it is seen through the transparent ones; see site/frame.js.
THEMES = ("light", "dark", "transparent", "transparent-light", "transparent-dark")


def read_settings[S](state: S, place: Place, name: str, settings: Settings[S]) -> tuple[S, list[str], AddressRequest]:
    """The state of a demo as the page's address asks for it, what to tell the reader, and all that was asked."""
    known = _with_theme(settings)
    asked = read_query(place.query, (name, place.instance), known, place.ours or all_of({name: settings}))
    complaints = [*asked.complaints]
    for setting, declared in known.items():
        if setting in asked.settings:
            try:
                state = declared.read(state, asked.settings[setting])
            except ValueError as error:
                state = error.state if isinstance(error, PartlyError) else state
                complaints.append(f"The address asks for {setting}={quoted(asked.written[setting])}, but {error}.")
    return state, complaints, asked


def all_of(demos: Mapping[str, Settings[Any]]) -> Ours:
    """What an address may speak of on a site with these demos, whose settings are given."""
    declared = _with_theme({name: setting for settings in demos.values() for name, setting in settings.items()})
    others = [word for settings in (*demos.values(), declared) for one in settings.values() for word in one.others]
    return Ours(tuple(declared), tuple(demos), tuple(dict.fromkeys(others)))


def write_settings[S](state: S, settings: Settings[S]) -> str:
    """The query string, without the question mark, of a link that leads another reader to what there is here."""
    written = ((name, setting.write(state)) for name, setting in settings.items())
    return "&".join(f"{name}={value}" for name, value in written if value is not None)


def _with_theme(settings: Settings[Any]) -> Settings[Any]:
    return {**settings, "theme": Setting(_theme, others=("thema", "themed", "them", "there", "these", "thyme"))}


def _theme[S](state: S, text: str) -> S:
    """The page itself obeys it, before Python is there."""
    if text not in THEMES:
        raise ValueError("the themes are light, dark and transparent")
    return state
