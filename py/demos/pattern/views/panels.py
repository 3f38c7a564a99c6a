"""What can be opened beneath the stage, one thing at a time, where the question arises."""

from demos.cell_view.activations import Activations
from demos.choices import Choice, choices
from demos.counts import counted
from demos.html import Html, el, join
from demos.pattern import events as e
from demos.pattern import limits
from demos.pattern.events import EVENTS
from demos.pattern.state import Panel, State
from demos.pattern.views.backward import backward_panel
from demos.pattern.views.build import build_panel
from demos.pattern.views.maps import maps_panel
from demos.pattern.views.share import share_panel
from demos.pattern.views.stream import stream_panel
from demos.pattern.views.weights import weights_panel

TITLES = {
    Panel.BUILD: "Build it",
    Panel.MAPS: "What each gate has learned",
    Panel.BACKWARD: "How the error flows back",
    Panel.WEIGHTS: "Change weights",
    Panel.STREAM: "A long stream",
    Panel.SHARE: "Take it along",
    Panel.NETWORK: "Change the network",
}


def panels_view(state: State, activations: Activations) -> Html:
    """The row of buttons, and the panel that is open."""
    demo = state.instance
    buttons = [
        el(
            "button",
            {
                "type": "button",
                "class": "tab",
                "aria-expanded": "true" if state.panel is panel else "false",
                "aria-controls": f"{demo}-panel",
                "data-event": EVENTS.message(e.OpenPanel, panel=panel),
                "data-reveals": f"{demo}-panel",
            },
            TITLES[panel],
        )
        for panel in state.panels
    ]
    content = _content(state, activations)
    return join(
        [
            el("div", {"class": "tabs"}, *buttons),
            el("div", {"class": "panel", "id": f"{demo}-panel", "hidden": state.panel is None}, content),
        ]
    )


def _content(state: State, activations: Activations) -> Html:
    match state.panel:
        case None:
            return Html("")
        case Panel.BUILD:
            return build_panel(state, activations)
        case Panel.MAPS:
            return maps_panel(state, activations)
        case Panel.BACKWARD:
            return backward_panel(state)
        case Panel.WEIGHTS:
            return weights_panel(state)
        case Panel.STREAM:
            return stream_panel(state)
        case Panel.SHARE:
            return share_panel(state)
        case Panel.NETWORK:
            return _network_panel(state)


def _network_panel(state: State) -> Html:
    """How many units, how many bits."""

    def event(units: int, bits: int) -> str:
        return EVENTS.message(e.ChangeNetwork, units=units, bits=bits)

    return join(
        [
            el("p", None, "More units remember more; a new size begins with a random network, to be trained."),
            el("p", None, f"This one has {counted(state.shape)}."),
            choices("Units", [Choice(str(n), event(n, state.length), n == state.units) for n in limits.UNITS]),
            choices("Bits", [Choice(str(n), event(state.units, n), n == state.length) for n in limits.BITS]),
        ]
    )
