"""Taking the network along: a link, a file, and two lines that load it into PyTorch."""

from demos.code_card.programs import TITLE, code_card
from demos.html import Attribute, Html, el, join, scrolling
from demos.lesson.state import Mode
from demos.link import copied_by, link_field, where_it_leads
from demos.pattern import events as e
from demos.pattern.events import EVENTS
from demos.pattern.settings import SETTINGS
from demos.pattern.state import State
from demos.settings import write_settings
from tasks.bits import encode

OPENS = "This link opens the same target, input and size, and trains from the same seed at the same learning rate."
NOWHERE = (
    "No link leads to this page here, since it has no address of its own. Behind the address of another copy of it, "
    "these settings open the same target, input and size, and train from the same seed at the same learning rate."
)


def share_panel(state: State) -> Html:
    """The link, with or without the weights, and the PyTorch lines; where the page has no address, settings for one."""
    field = f"{state.instance}-link"
    with_weights: dict[str, Attribute] = {
        "type": "checkbox",
        "id": f"{state.instance}-link-weights",
        "checked": state.link_has_weights,
        "disabled": state.lesson.mode is Mode.EXERCISE,  # whose questions are about them
        "data-event": EVENTS.message(e.PutWeightsInLink),
    }
    return join(
        [
            el("p", None, where_it_leads(state.address, OPENS, NOWHERE)),
            el(
                "div",
                {"class": "tabs"},
                link_field(field, state.address, write_settings(state, SETTINGS)),
                copied_by(field, "Copy"),
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
            scrolling("Code", el("code", None, snippet(state)), tag="pre"),
            el("h4", None, TITLE),
            code_card(f"{state.instance}-code", state.network, encode([state.test_input])[:, 0]),
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
