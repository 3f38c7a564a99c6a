from xml.etree.ElementTree import Element

import pytest

from demos.cell_view.explanation import explanation
from demos.cell_view.table import Part
from demos.pattern.activations import activations_of
from demos.pattern.state import State
from demos.pattern.views.stage import look_of, stage_view
from tests.demos.support import START, maths, parse, state_of, style, text


def explanation_of(state: State) -> Element:
    return parse(explanation(look_of(state), activations_of(state)))[0]


def test_the_steps_the_readout_the_verdict_and_the_formula() -> None:
    regions = [e.attrib["aria-label"] for e in parse(stage_view(START, activations_of(START)))[0]]
    assert regions == ["Step 1: the network reads 1", "Step 2: the network reads 0", "Readout", "Result", "Explanation"]


# --- The formula ---


def test_before_a_part_is_asked_about() -> None:
    element = explanation_of(START)
    assert maths(element) == []
    assert text(element).startswith("Touch or hover")
    assert style(element) == {"--order": "1"}


@pytest.mark.parametrize("step", [1, 2])
def test_the_formula_with_its_title(step: int) -> None:
    element = explanation_of(START._replace(part=Part("f", step)))
    assert text(element).startswith(f"Forget gate f, step {step}. How much")
    symbols, *numbers = maths(element)
    assert symbols.startswith(f"f{step}=")
    assert [line[0] for line in numbers] == ["=", "+", "+", "="]  # one term a line, since a browser does not break them
    assert element.attrib["data-step"] == str(step)
    assert style(element) == {"--order": str(2 * step + 1)}  # under its step where the steps are stacked


@pytest.mark.parametrize("position", [0, 1])
def test_the_numbers_come_when_the_step_is_read(position: int) -> None:
    element = explanation_of(state_of(position=position)._replace(part=Part("f", 2)))
    (symbols,) = maths(element)
    assert symbols.startswith("f2=")
    assert text(element).endswith("The numbers come when step 2 is run.")
    assert "0." not in text(element)
