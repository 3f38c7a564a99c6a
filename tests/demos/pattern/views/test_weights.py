import json
from xml.etree.ElementTree import Element

import pytest

from demos.pattern.edits import get_weight, weight_names
from demos.pattern.events import EVENTS, ChooseWeight, ClampGate, LookAt, Restore, SetWeight
from demos.pattern.state import State
from demos.pattern.views.weights import weights_panel
from rnn.network import flatten
from tests.demos.support import START, START_OF_FOUR, after, having, one, parse, text, update

STATES = {
    "two bits": START,
    "four bits": START_OF_FOUR,
    "unit 3": after(START_OF_FOUR, LookAt(3)),
    "edited": after(START_OF_FOUR, SetWeight("f-h2-1", -7.25)),
    "held": after(START_OF_FOUR, ClampGate("o", "1")),
}
each_state = pytest.mark.parametrize("state", STATES.values(), ids=STATES)


def panel(state: State) -> Element:
    return parse(weights_panel(state))


@each_state
def test_every_weight_of_the_unit_with_its_value(state: State) -> None:
    fields = {e.attrib["data-weight"]: e for e in having(panel(state), "data-weight")}
    names = weight_names(state.units, state.unit)
    assert fields.keys() == {name.text for name in names}
    for name in names:
        value, element = get_weight(state.network, name), fields[name.text]
        assert float(element.attrib["data-value"]) == value
        assert float(element.attrib["value"].replace("\N{MINUS SIGN}", "-")) == pytest.approx(value, rel=5e-4)
        assert ("negative" in element.attrib["class"].split()) == (value < 0)
    assert len({e.attrib["aria-label"] for e in fields.values()}) == len(fields)  # told apart by ear


def test_why_there_are_fewer_fields_than_parameters() -> None:
    """Of each gate's two biases there is but one field, and the panel says so."""
    for state in (START, START_OF_FOUR):
        fields = {name.text for unit in range(1, state.units + 1) for name in weight_names(state.units, unit)}
        assert len(having(panel(state), "data-weight")) == len(weight_names(state.units, 1))
        assert len(fields - {"p-b-2", "p-b-3", "p-b-4"}) == flatten(state.network).size - 4 * state.units
        assert "PyTorch keeps two biases for each gate; only their sum matters" in text(panel(state))


@each_state
def test_a_field_changes_the_weight_it_shows(state: State) -> None:
    for element in having(panel(state), "data-weight"):
        event = json.loads(element.attrib["data-change-event"]) | {element.attrib["data-field"]: "0.5"}
        changed = update(state, EVENTS.parse(event))
        edited = changed.edited
        assert edited is not None
        (name,) = [n for n in weight_names(state.units, state.unit) if n.text == element.attrib["data-weight"]]
        assert get_weight(edited, name) == pytest.approx(0.5, abs=1e-12)


def test_the_table_names_what_each_gate_looks_at() -> None:
    (head,) = one(panel(START_OF_FOUR), "aria-label", "Weights").iter("thead")
    assert [text(th) for th in head.iter("th")] == ["x", "h1", "h2", "h3", "h4", "bias"]
    (head,) = one(panel(START), "aria-label", "Weights").iter("thead")
    assert [text(th) for th in head.iter("th")] == ["x", "h", "bias"]


def test_the_weight_chosen_is_on_the_slider() -> None:
    assert not having(panel(START), "type", "range")
    for name in weight_names(1, 1):
        slider = one(panel(update(START, ChooseWeight(name.text))), "type", "range")
        value = get_weight(START.network, name)
        assert float(slider.attrib["value"]) == pytest.approx(value, abs=1e-4)
        assert float(slider.attrib["min"]) <= value <= float(slider.attrib["max"])
        event = EVENTS.parse(json.loads(slider.attrib["data-input-event"]) | {slider.attrib["data-field"]: -1.5})
        assert event == SetWeight(name.text, -1.5)


@pytest.mark.parametrize("gate", ["f", "i", "g", "o"])
def test_every_gate_can_be_held_at_its_extremes_and_let_go(gate: str) -> None:
    buttons = [
        e for e in having(panel(START), "data-event") if f'"clamp-gate","gate":"{gate}"' in e.attrib["data-event"]
    ]
    values = [text(e).replace("\N{MINUS SIGN}", "-") for e in buttons]
    assert values == ["free", "-1", "1"] if gate == "g" else ["free", "0", "1"]
    for value, element in zip(values, buttons, strict=True):
        state = update(START, EVENTS.parse(json.loads(element.attrib["data-event"])))
        held = [e for e in having(panel(state), "aria-pressed", "true") if f'"{gate}"' in e.attrib["data-event"]]
        assert [text(e).replace("\N{MINUS SIGN}", "-") for e in held] == [value]


def test_there_is_a_way_back_exactly_if_something_was_changed() -> None:
    for state in STATES.values():
        events = [json.loads(e.attrib["data-event"])["type"] for e in having(panel(state), "data-event")]
        changed = flatten(state.network).tobytes() != flatten(state.learned.network).tobytes()
        assert ("restore" in events) == ("train-on" in events) == changed
    assert "restore" not in weights_panel(update(STATES["edited"], Restore()))
