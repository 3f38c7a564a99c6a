"""Elements as strings, escaped in one place.

A general-purpose element library took eight times as long per frame in the browser (see the README's decisions).
"""

from collections.abc import Mapping

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})

type Attribute = str | int | float | bool | None
type Child = str | None


class Html(str):
    """Text that is markup already and must not be escaped again."""

    __slots__ = ()


def escape(text: str) -> Html:
    """Text made safe inside an element and inside a quoted attribute."""
    if isinstance(text, Html):
        return text
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Html(text.replace('"', "&quot;").replace("'", "&#39;"))


def el(tag: str, attributes: Mapping[str, Attribute] | None = None, *children: Child) -> Html:
    """One element.

    Args:
        attributes: by name; ``None`` and ``False`` leave the attribute out, ``True`` writes it without a value.
        children: plain strings are escaped, ``Html`` is not, ``None`` is left out.

    >>> el("p", {"class": "note", "hidden": False}, "1 < 2")
    '<p class="note">1 &lt; 2</p>'
    """
    parts = ["<", tag]
    for name, value in (attributes or {}).items():
        if value is None or value is False:
            continue
        if value is True:
            parts += (" ", name)
        else:
            parts += (" ", name, '="', escape(value) if isinstance(value, str) else str(value), '"')
    parts.append(">")
    if tag in VOID:
        return Html("".join(parts))
    parts += [escape(child) for child in children if child is not None]
    parts += ("</", tag, ">")
    return Html("".join(parts))


def join(children: list[Html]) -> Html:
    """Several elements in a row."""
    return Html("".join(children))
