"""What an update asks for beside the new state. It does none of it: the session and the page do."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from demos.html import Html


class Save(NamedTuple):
    """Hand the reader a file."""

    name: str
    text: str = ""
    data: bytes = b""  # of a file that is no text


class Print(NamedTuple):
    """Hand the reader pages to print, which are not on show."""

    html: Html


class Tell(NamedTuple):
    """Have the demo's own script do what it calls ``what``, with these fields."""

    what: str
    fields: Mapping[str, object]


class Remember(NamedTuple):
    """Have the page keep a short text, and hand it over when it is loaded again in this tab."""

    text: str


class WorkAtOnce(NamedTuple):
    """What has just begun shows its beginning with this very answer: the smallest slice of work that there is."""


type Effect = Save | Print | Tell | Remember | WorkAtOnce


def for_page(effects: Sequence[Effect]) -> list[dict[str, object]]:
    """The effects that the page carries out, as it gets them."""
    messages: list[dict[str, object]] = []
    for effect in effects:
        match effect:
            case Save(name, text, data):
                content = {"base64": b64encode(data).decode()} if data else {"text": text}
                messages.append({"type": "save", "name": name, **content})
            case Print(html):
                messages.append({"type": "print", "html": html})
            case Remember(text):
                messages.append({"type": "remember", "text": text})
            case Tell(what, fields):
                messages.append({"type": what, **fields})
            case WorkAtOnce():
                pass  # done by the session
            case _:
                raise TypeError(f"{effect!r} is no effect")
    return messages
