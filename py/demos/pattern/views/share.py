"""Taking the network along: a link, a file, and two lines that load it into PyTorch."""

from demos.html import Attribute, Html, el, join
from demos.pattern import events as e
from demos.pattern.events import EVENTS
from demos.pattern.settings import SETTINGS
from demos.pattern.state import State
from demos.settings import write_settings

OPENS = "This link opens the same target, input and size, and trains from the same seed."
FROM_DISK = " It leads to this file where it lies, on this computer; to others, send the file and what is behind the ?."
NOWHERE = (
    "No link leads to this page here, since it has no address of its own. Behind the address of another copy of it, "
    "these settings open the same target, input and size, and train from the same seed."
)


def share_panel(state: State) -> Html:
    """The link, with or without the weights, and the PyTorch lines; where the page has no address, settings for one."""
    nowhere = state.address.partition("?")[0] == ""
    link: dict[str, Attribute] = {
        "type": "text",
        "readonly": True,
        "class": "link-text",
        "id": f"{state.instance}-link",
        "aria-label": "Settings" if nowhere else "Link",
        "value": f"{state.address}{'&' if '?' in state.address else '?'}{write_settings(state, SETTINGS)}",
    }
    with_weights: dict[str, Attribute] = {
        "type": "checkbox",
        "id": f"{state.instance}-link-weights",
        "checked": state.weights_in_link,
        "data-event": EVENTS.message(e.PutWeightsInLink),
    }
    return join(
        [
            el("p", None, _words(state.address)),
            el(
                "div",
                {"class": "tabs"},
                el("input", link),
                el("button", {"type": "button", "class": "tab", "data-copy": f"{state.instance}-link"}, "Copy"),
                el("label", {"class": "check"}, el("input", with_weights), " with these very weights"),
            ),
            el(
                "div",
                {"class": "tabs"},
                *[
                    el("button", {"type": "button", "class": "tab", "data-picture": kind}, f"Diagram as {kind.upper()}")
                    for kind in ("svg", "png")
                ],
            ),
            el("p", None, "Export weights, below, gives a file for this page and for PyTorch:"),
            el("pre", None, el("code", None, snippet(state))),
        ]
    )


def _words(address: str) -> str:
    """What is said of the link."""
    if address.partition("?")[0] == "":
        return NOWHERE
    return OPENS + FROM_DISK if address.startswith("file:") else OPENS


def snippet(state: State) -> str:
    """Python that loads an exported file into PyTorch."""
    return (
        "import json, torch\n"
        'w = json.load(open("weights.json"))\n'
        f"lstm, linear = torch.nn.LSTM(1, {state.units}), torch.nn.Linear({state.units}, 1)\n"
        'lstm.load_state_dict({name: torch.tensor(value) for name, value in w["lstm"].items()})\n'
        'linear.load_state_dict({name: torch.tensor(value) for name, value in w["linear"].items()})'
    )
