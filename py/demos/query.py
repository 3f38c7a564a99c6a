"""The settings in a page's address, as they were meant: what is known to happen to links on their way is undone here,
and what cannot be is told.

Comment fields and newsletters write ``&amp;`` for ``&``, encode what was encoded, break lines, and take the full stop
of a sentence into the link. Names of other people, such as those of campaigns, are none of ours and are passed over.
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple
from urllib.parse import unquote, unquote_plus

from demos.told import told

NAMES = ("demo", "theme", "target", "input", "units", "seed", "with", "weights", "adventure", "learning")
"""All settings of all demos."""

LONGEST = 20_000  # characters that are read; the longest link of this page has less than 7,000
NEARLY = 5  # letters that a name of ours has at least, of which one may be wrong; short words are other people's too

_AMPERSAND = r"(?:amp|#0*38|#x0*26);"  # as HTML writes it, but for the ampersand before that
_ENTITY = re.compile(f"&(?:{_AMPERSAND})+", re.IGNORECASE)
_BEGINNING = re.compile(rf"^(?:{_AMPERSAND}|[?&;])+", re.IGNORECASE)  # of a name
# In a value: here another setting begins.
_NEXT = re.compile(rf"(?<![?&;])[?&;]++(?:{_AMPERSAND}){{0,3}}(?=[a-z_]\w*=)", re.IGNORECASE)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")  # soft hyphens and the like
_END = re.compile(r"""[\s.,:;!?)\]}>'"*`|\u2019\u201d\u00bb\u203a\u2026]{1,3}\Z""")  # what a text may put behind a link


class Asked(NamedTuple):
    """What an address asks for."""

    settings: dict[str, str]  # by name, values as they were meant
    written: dict[str, str]  # the same as they arrived
    complaints: tuple[str, ...]  # sentences to the reader


def read_query(query: str, demo: str, known: Collection[str]) -> Asked:
    """The settings in a query string, which may begin with a question mark.

    Args:
        query: with what follows it in the address, since there the # of an HTML entity begins a fragment.
        demo: the name of the demo that reads it.
        known: the settings that this demo has, of ``NAMES``.
    """
    complaints: list[str] = []
    if len(query) > LONGEST:
        complaints.append(f"The address is longer than {LONGEST} characters; what is beyond was not read.")
    pieces = _pieces(query[:LONGEST])
    given: dict[str, list[str]] = {}
    resembled: dict[str, str] = {}
    for name, value in _pairs(pieces):
        if name in NAMES:
            given.setdefault(name, []).append(value)
        elif meant := _resembled(name):
            resembled[meant] = told(f"{name}={value}", 40)
    for meant, instead in resembled.items():
        complaints.append(f"The address asks for {instead}, but the setting is called {meant}.")
    if pieces and any(name.startswith(pieces[-1]) and name != pieces[-1] for name in NAMES):
        complaints.append(f"The address ends in {pieces[-1]}: the link was cut off.")
    for name, values in given.items():
        first, last = told(values[0]), told(values[-1])
        if name == "demo":
            if _meant(values[-1]) != demo:
                complaints.append(
                    f"The address asks for demo={last}, which is not on this page; what else it asks for is done here."
                )
        elif name not in known and name != "with":
            complaints.append(f"The address asks for {name}={last}, but this demo has no such setting.")
        elif len({_meant(value) for value in values}) > 1:
            complaints.append(f"The address asks for {name}={first} and for {name}={last}; the last one counts.")
    written = {name: values[-1] for name, values in given.items() if name in known}
    return Asked({name: _meant(value) for name, value in written.items()}, written, tuple(complaints))


def use[S](asked: Asked, state: S, settings: Mapping[str, Callable[[S, str], S]]) -> tuple[S, list[str]]:
    """The state with what was asked for, in the order of the settings, and all complaints.

    Args:
        settings: by name, the state with a value; raises ValueError, with the reason, if that cannot be.
    """
    complaints = [*asked.complaints]
    for name, use_value in settings.items():
        if name in asked.settings:
            try:
                state = use_value(state, asked.settings[name])
            except ValueError as error:
                complaints.append(f"The address asks for {name}={told(asked.written[name])}, but {error}.")
    return state, complaints


def _pieces(query: str) -> list[str]:
    """What stands between the ampersands."""
    query = query.removeprefix("?")
    for _ in range(3):
        if "=" not in query:  # all of it was encoded
            query = unquote(query)
    query = _ENTITY.sub("&", query).partition("#")[0]
    return [piece for piece in query.split("&") if piece]


def _pairs(pieces: list[str]) -> list[tuple[str, str]]:
    """Names and values."""
    pairs = []
    left = pieces[::-1]
    while left:
        raw_name, _, raw_value = left.pop().partition("=")
        name = _BEGINNING.sub("", re.sub(r"\s", "", _decoded(raw_name)))
        if name.lower().startswith("amp") and name[3:] in NAMES:  # of &amp, which HTML also takes without a semicolon
            name = name[3:]
        value = _decoded(raw_value)
        if name in NAMES:
            value, *others = _NEXT.split(value)
            left += others[::-1]
        pairs.append((name, value))
    return pairs


def _decoded(text: str) -> str:
    text = unquote_plus(text)
    for _ in range(2):  # what was encoded once more on its way
        text = unquote(text)
    return _UNSEEN.sub("", text)


def _meant(value: str) -> str:
    """The value without what a text put around it."""
    return _END.sub("", value.removeprefix("3D"))  # =3D is how mail may write =


def _resembled(name: str) -> str | None:
    """The name of ours that another one was probably meant to be."""
    if len(name) > 20:
        return None
    for ours in NAMES:
        if name.lower() in (ours, f"{ours}s", ours.removesuffix("s")):
            return ours
        if len(ours) >= NEARLY and _differ_by_one(name.lower(), ours):
            return ours
    return None


def _differ_by_one(a: str, b: str) -> bool:
    """Whether one letter too many, too few, another, or two in the wrong order make the difference."""
    k = next((k for k, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))
    swapped = a[k : k + 2] == b[k : k + 2][::-1] and a[k + 2 :] == b[k + 2 :]
    return swapped or a[k + 1 :] in (b[k:], b[k + 1 :]) or a[k:] == b[k + 1 :]
