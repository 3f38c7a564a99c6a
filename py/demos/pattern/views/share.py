"""Taking the network along: a link, a file, and two lines that load it into PyTorch."""

from demos.html import Attribute, Html, el, join
from demos.pattern.links import query_of
from demos.pattern.state import State

OPENS = "This link opens the same target, input and size, and trains from the same seed."
FROM_DISK = " It leads to this file where it lies, on this computer; to others, send the file and what is behind the ?."


def share_panel(state: State) -> Html:
    """The link, with or without the weights, and the PyTorch lines."""
    link: dict[str, Attribute] = {
        "type": "text",
        "readonly": True,
        "class": "link-text",
        "id": f"{state.preset.name}-link",
        "aria-label": "Link",
        "value": f"{state.address}{'&' if '?' in state.address else '?'}{query_of(state)}",
    }
    with_weights: dict[str, Attribute] = {
        "type": "checkbox",
        "id": f"{state.preset.name}-link-weights",
        "checked": state.weights_in_link,
        "data-event": '{"type":"put-weights-in-link"}',
    }
    return join(
        [
            el("p", None, OPENS, FROM_DISK if state.address.startswith("file:") else None),
            el(
                "div",
                {"class": "tabs"},
                el("input", link),
                el("button", {"type": "button", "class": "tab", "data-copy": f"{state.preset.name}-link"}, "Copy"),
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


def snippet(state: State) -> str:
    """Python that loads an exported file into PyTorch."""
    return (
        "import json, torch\n"
        'w = json.load(open("weights.json"))\n'
        f"lstm, linear = torch.nn.LSTM(1, {state.units}), torch.nn.Linear({state.units}, 1)\n"
        'lstm.load_state_dict({name: torch.tensor(value) for name, value in w["lstm"].items()})\n'
        'linear.load_state_dict({name: torch.tensor(value) for name, value in w["linear"].items()})'
    )
