"""A link that leads another reader to what is on show; where the page has no address, settings for one."""

from demos.html import Attribute, Html, el

FROM_DISK = " It leads to this file where it lies, on this computer; to others, send the file and what is behind the ?."
NOWHERE = (
    "No link leads to this page here, since it has no address of its own. Put behind the address of another copy of "
    "it, these settings do the same: "
)


def link_field(name: str, address: str, query: str) -> Html:
    """The link as text, in a field with this id."""
    attributes: dict[str, Attribute] = {
        "type": "text",
        "readonly": True,
        "class": "link-text",
        "id": name,
        "aria-label": "Settings" if _is_nowhere(address) else "Link",
        "value": f"{address}{'&' if '?' in address else '?'}{query}",
    }
    return el("input", attributes)


def copied_by(name: str, title: str) -> Html:
    """The button that copies the field with this id."""
    return el("button", {"type": "button", "class": "tab", "data-copy": name}, title)


def where_it_leads(address: str, opens: str, nowhere: str = "") -> str:
    """What is said of the link.

    Args:
        opens: a sentence on what it opens.
        nowhere: instead of that one where the page has no address, if another one is said there.
    """
    if _is_nowhere(address):
        return nowhere or NOWHERE + opens
    return opens + FROM_DISK if address.startswith("file:") else opens


def _is_nowhere(address: str) -> bool:
    return address.partition("?")[0] == ""
