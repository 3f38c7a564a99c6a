import re
from math import prod
from xml.etree.ElementTree import Element

import pytest

from demos.numbers import scientific
from demos.pattern.events import ChangeNetwork, ClampGate, FlipInput, LookAt
from demos.pattern.gradients import gradients_of
from demos.pattern.state import State
from demos.pattern.views.backward import DIES, ROWS, SURVIVES, backward_panel
from tests.demos.support import START, START_OF_FOUR, after, having, parse, recompute_units, style, text

STATES = {
    "two bits": START,
    "four bits": START_OF_FOUR,
    "unit 3, another input": after(START_OF_FOUR, LookAt(3), FlipInput(1)),
    "forgetting": after(START_OF_FOUR, ClampGate("f", "0")),
    "keeping": after(START_OF_FOUR, ClampGate("f", "1")),
    "two units, eight bits": after(START, ChangeNetwork(2, 8)),
}
each_state = pytest.mark.parametrize("state", STATES.values(), ids=STATES)


def panel(state: State) -> Element:
    return parse(backward_panel(state))


@each_state
def test_every_gradient_of_every_step(state: State) -> None:
    gradients = gradients_of(state)
    cells = {(e.attrib["data-gradient"], int(e.attrib["data-step"])): e for e in having(panel(state), "data-gradient")}
    names = [name for name, _ in ROWS]
    assert cells.keys() == {(name, step) for name in names for step in range(1, state.bits + 1)}
    values = {key: gradients.value(*key, state.unit) for key in cells}
    largest = max(map(abs, values.values()))
    for key, element in cells.items():
        value = values[key]
        assert float(element.attrib["data-value"]) == value
        assert text(element) == scientific(value)
        assert element.attrib["data-unit"] == str(state.unit)
        assert ("negative" in element.attrib["class"].split()) == (value < 0)
        assert float(style(element)["--m"]) == pytest.approx(abs(value) / largest, abs=0.005001)


@each_state
def test_between_the_steps_stand_the_forget_gates(state: State) -> None:
    steps = recompute_units(state.network, state.test_input)
    factors = {int(e.attrib["data-factor"]): float(e.attrib["data-value"]) for e in having(panel(state), "data-factor")}
    wanted = {step: steps[step - 1]["f"][state.unit - 1] for step in range(2, state.bits + 1)}
    assert factors == pytest.approx(wanted, abs=1e-12)


@each_state
def test_the_sentence_tells_what_becomes_of_the_gradient(state: State) -> None:
    steps = recompute_units(state.network, state.test_input)
    share = prod(q["f"][state.unit - 1] for q in steps[1:])
    words = text(panel(state))
    assert ("it dies on the way" in words) == (share <= DIES)
    assert ("most of it survives" in words) == (share > SURVIVES)
    told_share = re.search(r"by (?:.* = )?(\d\.\d\d), so", words)
    assert told_share
    assert float(told_share[1]) == pytest.approx(share, abs=0.005001)


def test_what_the_answer_should_be() -> None:
    assert "The answer to 10 should be 1;" in text(panel(START))
    assert "The answer to 00 should be 0;" in text(panel(after(START, FlipInput(1))))
