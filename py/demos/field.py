"""A field for a number, whose value is told when it is left or Enter is pressed."""

from demos.html import Attribute, Html, el


def field(title: str, element: str, value: str, message: str, mode: str, label: str | None = None) -> Html:
    """The field and what it is called.

    Args:
        title: what stands before it.
        element: its id.
        message: the event, which gets the typed ``text``.
        mode: which keys a phone shows, "numeric" or "decimal".
        label: what it is called for those who do not see what stands around it; the title if not given.
    """
    attributes: dict[str, Attribute] = {
        "type": "text",
        "inputmode": mode,
        "autocomplete": "off",
        "id": element,
        "value": value,
        "aria-label": label,
        "data-change-event": message,
        "data-field": "text",
    }
    return el("label", {"class": "field"}, el("span", {"class": "label"}, title), el("input", attributes))
