"""Every weight of a unit, to be changed by hand, and its gates, to be held."""

from demos.cell_view.dial import sign_class
from demos.choices import Choice, button, choices
from demos.counts import counted
from demos.html import Attribute, Html, el, join, scrolling
from demos.numbers import fixed
from demos.pattern import events as e
from demos.pattern.cell import ANSWER, GATES, QUANTITIES, READ
from demos.pattern.edits import WeightName, get_weight, weight_names
from demos.pattern.events import EVENTS
from demos.pattern.state import State
from demos.pattern.views.parts import unit_picker
from rnn.network import Network

WHAT_TO_DO = "Change any number, or hold a gate at a value, and everything above follows at once."
ONE_FIELD = (
    " PyTorch keeps two biases for each gate; only their sum matters, so they count twice and are one field here."
)


def weights_panel(state: State) -> Html:
    """Clamps, the table of weights, and the slider for the one chosen."""
    changed = state.changed_by_hand
    restore = [button("Back to the trained weights", EVENTS.message(e.Restore))] if changed else []
    go_on = [button("Train on from here", EVENTS.message(e.TrainOn))] if changed else []
    return join(
        [
            el("p", None, WHAT_TO_DO + ONE_FIELD * all(QUANTITIES[gate].biases_add for gate in GATES)),
            el("p", None, f"The network has {counted(state.shape)}."),
            el(
                "div",
                {"class": "beside"},
                el("div", None, unit_picker(state), *[_clamp_row(state, gate) for gate in GATES]),
                el(
                    "div",
                    None,
                    scrolling("Table of weights", _table(state)),
                    _slider(state) if state.chosen else None,
                    el("div", {"class": "tabs"}, *restore, *go_on),
                ),
            ),
        ]
    )


def describe(name: WeightName, units: int) -> str:
    """What a weight does, for labels."""
    if name.gate == ANSWER:
        return "readout bias" if name.source == "b" else f"readout weight of h{name.source[1:] if units > 1 else ''}"
    if name.source == "b":
        return f"bias of {name.gate}"
    source = name.source if name.source in READ else f"h{name.source[1:] if units > 1 else ''}"
    return f"weight of {name.gate} for {source}"


def _clamp_row(state: State, gate: str) -> Html:
    held = next((clamp.value for clamp in state.clamps if (clamp.unit, clamp.gate) == (state.unit, gate)), None)
    values = [f"{value:g}" for value in (QUANTITIES[gate].low, QUANTITIES[gate].high)]
    options = [Choice("free", EVENTS.message(e.ClampGate, gate=gate, value="free"), held is None)]
    options += [
        Choice(
            value.replace("-", "\N{MINUS SIGN}"),
            EVENTS.message(e.ClampGate, gate=gate, value=value),
            held == float(value),
        )
        for value in values
    ]
    return choices(f"{gate}, {QUANTITIES[gate].noun.removesuffix(' gate')}", options)


def _table(state: State) -> Html:
    """A row a gate, a column for everything it looks at."""
    names = weight_names(state.units, state.unit)
    sources = list(dict.fromkeys(name.source for name in names if name.gate != ANSWER))
    network = state.network
    head = el("tr", None, el("td"), *[el("th", {"scope": "col"}, _source(source, state.units)) for source in sources])
    rows = []
    for gate in GATES:
        fields = [_field(state, network, name) for name in names if name.gate == gate]
        rows.append(el("tr", None, el("th", {"scope": "row"}, el("i", None, gate)), *fields))
    readout = {name.source: name for name in names if name.gate == ANSWER}
    cells = [_field(state, network, readout[source]) if source in readout else el("td") for source in sources]
    rows.append(el("tr", None, el("th", {"scope": "row"}, el("i", None, ANSWER)), *cells))
    return el("table", {"class": "weights", "aria-label": "Weights"}, el("thead", None, head), el("tbody", None, *rows))


def _source(source: str, units: int) -> Html:
    if source == "b":
        return el("span", None, "bias")
    number = el("sub", None, source[1:]) if source[0] == "h" and units > 1 else None
    return el("i", None, source[0], number)


def _field(state: State, network: Network, name: WeightName) -> Html:
    return el("td", None, weight_field(state, network, name, describe(name, state.units)))


def weight_field(state: State, network: Network, name: WeightName, label: str, disabled: bool = False) -> Html:
    """A weight as a number to be typed over."""
    value = get_weight(network, name)
    chosen = state.chosen == name
    attributes: dict[str, Attribute] = {
        # No number field: it would change under the mouse wheel, and swallow a decimal comma without a word.
        "type": "text",
        "role": "spinbutton",
        "aria-valuenow": f"{value:.4g}",
        "autocomplete": "off",
        "spellcheck": "false",
        "id": f"{state.instance}-weight-{name.text}",
        "class": f"weight {sign_class(value)}{' chosen' if chosen else ''}",
        "value": f"{value:.4g}".replace("-", "\N{MINUS SIGN}"),
        "aria-label": label,
        "data-weight": name.text,
        "data-value": repr(value),
        "data-focus-event": EVENTS.message(e.ChooseWeight, name=name.text),
        "data-change-event": EVENTS.message(e.TypeWeight, name=name.text),
        "data-field": "text",
        "placeholder": "0.5",
        "disabled": disabled,
    }
    return el("input", attributes)


def _slider(state: State) -> Html:
    name = state.chosen
    assert name is not None
    value = get_weight(state.network, name)
    slider_limit = max(state.slider_limit, abs(value))
    attributes: dict[str, Attribute] = {
        "type": "range",
        "id": f"{state.instance}-weight-slider",
        "min": f"{-slider_limit:g}",
        "max": f"{slider_limit:g}",
        "step": 0.01,
        "value": f"{value:.4f}",
        "aria-label": describe(name, state.units),
        "aria-valuetext": fixed(value),
        "data-input-event": EVENTS.message(e.SetWeight, name=name.text),
        "data-field": "value",
    }
    return el(
        "label", {"class": "weight-slider"}, f"{describe(name, state.units)}: {fixed(value)}", el("input", attributes)
    )
