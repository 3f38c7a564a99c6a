"""The settings in a page's address, as they were meant: what is known to happen to links on their way is undone here,
and what cannot be is told.

Comment fields and newsletters write ``&amp;`` for ``&``, encode what was encoded, break lines, and take the full stop
of a sentence into the link. Names of other people, such as those of campaigns, are none of ours and are passed over.
"""

import re
from collections.abc import Collection
from typing import Any, NamedTuple
from urllib.parse import unquote, unquote_plus

from demos.quoted import quoted
from demos.setting import Settings


class Ours(NamedTuple):
    """What an address of this site may speak of; all else is other people's."""

    settings: tuple[str, ...]  # of all demos
    demos: tuple[str, ...]
    others: tuple[str, ...]  # what other people may call theirs, though it is or resembles the name of a setting


LONGEST = 20_000  # characters that are read; the longest link of this page has less than 7,000
NEARLY = 5  # letters that a name of ours has at least, of which one may be wrong; short words are other people's too

# From here to `_meant` site/frame.js goes by the same rules, since it has to know the theme before Python is there.
_AMPERSAND = r"(?:amp|#0*38|#x0*26);"  # as HTML writes it, but for the ampersand before that
_PERCENT = "%(?:25){0,2}"  # also one that was encoded itself
_SETTING = r"(?=[a-z_]\w{0,30}=)"  # is what follows
# As HTML and JSON write them, and full-width; a backslash gets lost easily.
_EQUALS = re.compile(
    rf"&(?:{_AMPERSAND}){{0,3}}(?:equals|#0*61|#x0*3d);|(?:\\|{_PERCENT}5C)u003d"
    rf"|\uff1d|{_PERCENT}EF{_PERCENT}BC{_PERCENT}9D",
    re.IGNORECASE | re.ASCII,
)
_ENTITY = re.compile(
    rf"(?:&|\uff06|{_PERCENT}EF{_PERCENT}BC{_PERCENT}86|(?:\\|{_PERCENT}5C)u0026|u0026{_SETTING})(?:{_AMPERSAND})*",
    re.IGNORECASE | re.ASCII,
)
_SOFT_BREAK = re.compile("=(?:\r|%0D)?(?:\n|%0A)", re.IGNORECASE)  # of quoted-printable, as in mail
_BEGINNING = re.compile(rf"^(?:{_AMPERSAND}|[?&;])+", re.IGNORECASE)  # of a name
# In a value: here another setting begins.
_NEXT = re.compile(rf"(?<![?&;])[?&;]+(?:{_AMPERSAND}){{0,3}}{_SETTING}", re.IGNORECASE | re.ASCII)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")  # soft hyphens and the like
_WITHIN = re.compile(r"[ \\=]")  # what wrapping and escaping leave in a name or a short value
# What a text may put behind a link, and what is left of an escape that was cut off.
_END = re.compile(r"""(?:%[0-9a-f]?|[ .,:;!?()\[\]{}<>'"*`|\\\u2019\u201d\u00bb\u203a\u2026]){1,9}\Z""", re.IGNORECASE)
_MORE = re.compile(r"\W{1,9}(?:(?:read|see|show|view)\W{1,3})?more\W{0,9}\Z", re.IGNORECASE | re.ASCII)


class AddressRequest(NamedTuple):
    """What an address asks for."""

    settings: dict[str, str]  # by name, values as they were meant
    written: dict[str, str]  # the same as they arrived
    complaints: tuple[str, ...]  # sentences to the reader


def read_query(query: str, demo: Collection[str], known: Settings[Any], ours: Ours) -> AddressRequest:
    """The settings in a query string, which may begin with a question mark.

    Args:
        query: with what follows it in the address, since there the # of an HTML entity begins a fragment.
        demo: the names of the demo that reads it.
        known: the settings that this demo has.
        ours: all there are, of all demos of the site.
    """
    names = ("demo", *ours.settings)
    complaints: list[str] = []
    if len(query) > LONGEST:
        complaints.append(f"The address is longer than {LONGEST} characters; what is beyond was not read.")
    pieces, fragment = _pieces(query[:LONGEST])
    given: dict[str, list[str]] = {}
    resembled: dict[str, str] = {}
    left = ""  # of the name of a setting
    for piece, name, value in _pairs(pieces, names):
        if name in names:
            given.setdefault(name, []).append(value)
        elif "=" not in piece and _is_left(name, piece, names, among_ours=bool(given)):
            left = name
        elif meant := _resembled(name, ours) or _resembled(piece.rpartition("=")[0], ours):
            resembled[meant] = quoted(f"{name}={value}", 40)
    behind, is_setting, _ = fragment.partition("=")
    if is_setting and (meant := _resembled(f"#{behind}", ours)):
        resembled[meant] = quoted(f"#{fragment}", 40)
    if left:
        complaints.append(f"Of a setting the address has only {left}: the link was cut off.")
    for meant, instead in resembled.items():
        complaints.append(f"The address asks for {instead}, but the setting is called {meant}.")
    for name, values in given.items():
        first, last = quoted(values[0]), quoted(values[-1])
        if name == "demo":
            named = _meant(values[-1])
            is_cut = (
                [*given][-1] == "demo" and named not in ours.demos and any(one.startswith(named) for one in ours.demos)
            )
            then = ": the link was cut off" if is_cut else "; what else it asks for is done here"
            if named not in demo:
                complaints.append(f"The address asks for demo={last}, which is not on this page{then}.")
        elif name not in known:
            if name not in ours.others:
                complaints.append(f"The address asks for {name}={last}, but this demo has no such setting.")
        elif len({_meant(value, known[name].whole) for value in values}) > 1:
            complaints.append(f"The address asks for {name}={first} and for {name}={last}; the last one counts.")
    written = {name: values[-1] for name, values in given.items() if name in known}
    as_meant = {name: _meant(value, known[name].whole) for name, value in written.items()}
    return AddressRequest(as_meant, written, tuple(complaints))


def _pieces(query: str) -> tuple[list[str], str]:
    """What stands between the ampersands, and the fragment."""
    query = query.removeprefix("?")
    for _ in range(4):
        query = _ENTITY.sub("&", _EQUALS.sub("=", query))
        if "=" in query:
            break
        query = unquote(query)  # all of it was encoded
    query, _, fragment = query.partition("#")
    return [_unbroken(piece) for piece in query.split("&") if piece], fragment


def _unbroken(piece: str) -> str:
    """The piece without soft line breaks; but where that = is the only one, it is the setting's, which was wrapped."""
    joined = _SOFT_BREAK.sub("", piece)
    return joined if "=" in joined else piece


def _pairs(pieces: list[str], names: Collection[str]) -> list[tuple[str, str, str]]:
    """Every piece with its name and value."""
    pairs = []
    left = pieces[::-1]
    while left:
        piece = left.pop()
        raw_name, has_value, raw_value = piece.partition("=")
        name = _decoded(raw_name)
        name = _BEGINNING.sub("", _WITHIN.sub("", name) if has_value else _meant(name))
        if name.lower().startswith("amp") and name[3:] in names:  # of &amp, which HTML also takes without a semicolon
            name = name[3:]
        value = _decoded(raw_value)
        if name in names:
            value, *others = _NEXT.split(value)
            left += others[::-1]
        pairs.append((piece, name, value))
    return pairs


def _decoded(text: str) -> str:
    text = unquote_plus(text)
    for _ in range(2):  # what was encoded once more on its way
        text = unquote(text)
    return re.sub(r"\s", " ", _UNSEEN.sub("", text))


def _meant(value: str, whole: bool = False) -> str:
    """The value without what a text put around it and, unless it is to be left ``whole``, into it."""
    value = _MORE.sub("", value)
    if not whole:
        value = _WITHIN.sub("", value)
    return _END.sub("", value.removeprefix("3D"))  # =3D is how mail may write =


def _is_left(name: str, piece: str, names: Collection[str], among_ours: bool) -> bool:
    """Whether this is what was left of a setting; a single letter alone is other people's."""
    is_reported = among_ours or len(name) > 1 or re.search(r"\.\.|\u2026", _decoded(piece))
    return bool(name and is_reported) and any(ours.startswith(name) for ours in names)


def _resembled(name: str, ours: Ours) -> str | None:
    """The name of ours that another one was probably meant to be."""
    name = name.lower()
    if len(name) > 20 or name in ours.others:
        return None
    for one in ("demo", *ours.settings):
        if name in (one, f"{one}s", one.removesuffix("s")):
            return one
        if (_differ_by_one if len(one) >= NEARLY else _has_one_too_many)(name, one):
            return one
    return None


def _has_one_too_many(name: str, ours: str) -> bool:
    """Whether it is ours but for a character before or in it."""
    return len(name) == len(ours) + 1 and any(name == f"{ours[:k]}{name[k]}{ours[k:]}" for k in range(len(ours)))


def _differ_by_one(a: str, b: str) -> bool:
    """Whether one letter too many, too few, another, or two in the wrong order make the difference."""
    k = next((k for k, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))
    swapped = a[k : k + 2] == b[k : k + 2][::-1] and a[k + 2 :] == b[k + 2 :]
    return swapped or a[k + 1 :] in (b[k:], b[k + 1 :]) or a[k:] == b[k + 1 :]
