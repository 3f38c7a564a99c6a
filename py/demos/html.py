"""Elements as strings, escaped in one place.

A general-purpose element library took eight times as long per frame in the browser; see
docs/decisions/2026-11-23-own-elements.md.
"""

import re
from collections.abc import Mapping

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})

type Attribute = str | int | float | bool | None
type Child = str | None


class Html(str):
    """Text that is markup already and must not be escaped again."""

    __slots__ = ()


def escape(text: str) -> str:
    """Text made safe inside an element and inside a quoted attribute; ``Html`` is safe already."""
    return text if type(text) is Html else _escaped(text)


def _escaped(text: str) -> str:
    # Nearly all text needs no escaping, and one search is faster than five replacements.
    if not _needs_escape(text):
        return text
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;")


_needs_escape = re.compile("[&<>\"']").search


def el(tag: str, attributes: Mapping[str, Attribute] | None = None, *children: Child) -> Html:
    """One element.

    Args:
        attributes: by name; ``None`` and ``False`` leave the attribute out, ``True`` writes it without a value.
        children: plain strings are escaped, ``Html`` is not, ``None`` is left out.

    >>> el("p", {"class": "note", "hidden": False}, "1 < 2")
    '<p class="note">1 &lt; 2</p>'
    """
    opening = "<" + tag
    if attributes:
        for name, value in attributes.items():
            if value is None or value is False:
                continue
            if value is True:
                opening += " " + name
            else:
                opening += f' {name}="{_escaped(value) if isinstance(value, str) else value}"'
    if tag in VOID:
        return Html(opening + ">")
    content = "".join([escape(child) for child in children if child is not None])
    return Html(f"{opening}>{content}</{tag}>")


def scrolling(name: str, *children: Child, tag: str = "div") -> Html:
    """What may be wider than its place, and is scrolled by itself, by keyboard too; ``name`` is for screen readers."""
    return el(tag, {"class": "scroll", "role": "group", "aria-label": name, "tabindex": 0}, *children)


def join(children: list[Html]) -> Html:
    """Several elements in a row."""
    return Html("".join(children))
