import json
from xml.etree.ElementTree import Element

import pytest

from demos.pattern import limits
from demos.pattern.activations import activations_of
from demos.pattern.events import EVENTS, ChangeNetwork, OpenPanel
from demos.pattern.state import Panel, State
from demos.pattern.views.panels import TITLES, panels_view
from tests.demos.support import START, START_OF_FOUR, after, having, one, parse, text, update

STATES = pytest.mark.parametrize("state", [START, START_OF_FOUR], ids=["two bits", "four bits"])
IN_EACH = {
    Panel.BUILD: "Truth table",
    Panel.MAPS: "Karnaugh maps",
    Panel.BACKWARD: "Gradients by step",
    Panel.WEIGHTS: "Weights",
    Panel.STREAM: "Hit rate",
    Panel.SHARE: "Link",
    Panel.NETWORK: "Units",
}


def drawn(state: State) -> Element:
    return parse(panels_view(state, activations_of(state)))


def content(root: Element, state: State) -> Element:
    return one(root, "id", f"{state.preset.name}-panel")


@STATES
def test_at_first_no_panel_is_open(state: State) -> None:
    root = drawn(state)
    assert not having(root, "aria-expanded", "true")
    assert "hidden" in content(root, state).attrib
    assert len(content(root, state)) == 0


@STATES
@pytest.mark.parametrize("panel", Panel)
def test_one_panel_is_open_and_its_button_says_so(state: State, panel: Panel) -> None:
    if panel not in state.panels:
        pytest.skip("there is none for this network")
    opened = update(state._replace(address="https://a.example/"), OpenPanel(panel.value))
    root = drawn(opened)
    (button,) = having(root, "aria-expanded", "true")
    assert text(button) == TITLES[panel]
    assert "hidden" not in content(root, state).attrib
    labels = {e.attrib["aria-label"] for e in having(content(root, state), "aria-label")}
    assert [one for one, label in IN_EACH.items() if label in labels] == [panel]


@STATES
def test_every_panel_has_a_button_that_opens_it(state: State) -> None:
    buttons = having(drawn(state), "aria-expanded")
    opened = [update(state, EVENTS.parse(json.loads(button.attrib["data-event"]))).panel for button in buttons]
    assert opened == list(state.panels)
    assert {button.attrib["aria-controls"] for button in buttons} == {f"{state.preset.name}-panel"}


@STATES
def test_every_size_can_be_chosen(state: State) -> None:
    root = content(drawn(update(state, OpenPanel("network"))), state)
    for title, allowed in (("Units", limits.UNITS), ("Bits", limits.BITS)):
        buttons = list(one(root, "aria-label", title).iter("button"))
        assert [text(button) for button in buttons] == [str(n) for n in allowed]
        for n, button in zip(allowed, buttons, strict=True):
            units, bits = (n, state.length) if title == "Units" else (state.units, n)
            assert EVENTS.parse(json.loads(button.attrib["data-event"])) == ChangeNetwork(units, bits)
            assert button.attrib["aria-pressed"] == (
                "true" if (units, bits) == (state.units, state.length) else "false"
            )


def test_the_panel_stays_open_when_the_size_changes() -> None:
    assert after(START, OpenPanel("network"), ChangeNetwork(3, 3)).panel is Panel.NETWORK
