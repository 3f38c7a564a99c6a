from xml.etree.ElementTree import Element

import pytest

from demos.pattern.readings import read_all
from demos.pattern.state import Part, State
from demos.pattern.views.stage import explanation, stage_view, verdict
from tests.demos.support import START, always_answering, maths, of_class, parse, sigmoid, state_of, style, text


def verdict_of(state: State) -> Element:
    return parse(verdict(state, read_all(state)))[0]


def explanation_of(state: State) -> Element:
    return parse(explanation(state, read_all(state)))[0]


def test_the_steps_the_readout_the_verdict_and_the_formula() -> None:
    regions = [e.attrib["aria-label"] for e in parse(stage_view(START, read_all(START)))[0]]
    assert regions == ["Step 1: the network reads 1", "Step 2: the network reads 0", "Readout", "Result", "Explanation"]


# --- The verdict ---


@pytest.mark.parametrize(
    ("logit", "answer", "words"),
    [
        (3.0, "1", "pattern recognized"),
        (1e-9, "1", "pattern recognized"),
        (0.0, "0", "not the pattern"),  # one half is not above one half
        (-1e-9, "0", "not the pattern"),
        (-3.0, "0", "not the pattern"),
        (1000.0, "1", "pattern recognized"),
        (-1000.0, "0", "not the pattern"),
    ],
)
def test_above_one_half_is_a_1(logit: float, answer: str, words: str) -> None:
    element = verdict_of(always_answering(logit))
    assert element.attrib["data-result"] == answer
    p = sigmoid(max(logit, -700.0))
    assert text(element) == f"{answer}, {words} p = {p:.2f}"
    assert of_class(element, f"answer-{answer}")


@pytest.mark.parametrize("target", ["00", "01", "10", "11"])
@pytest.mark.parametrize("test_input", ["00", "01", "10", "11"])
def test_the_networks_on_the_page_are_right(target: str, test_input: str) -> None:
    assert verdict_of(state_of(target, test_input)).attrib["data-result"] == ("1" if target == test_input else "0")


@pytest.mark.parametrize(("position", "words"), [(0, "nothing read yet"), (1, "1 more bit to read")])
def test_before_the_last_bit_there_is_no_verdict(position: int, words: str) -> None:
    element = verdict_of(state_of(position=position))
    assert (text(element), element.attrib["data-result"]) == (words, "")


@pytest.mark.parametrize("position", [0, 2])
def test_it_is_a_status_named_result(position: int) -> None:
    element = verdict_of(state_of(position=position))
    assert (element.attrib["role"], element.attrib["aria-label"]) == ("status", "Result")


def test_it_plays_with_the_last_step_only() -> None:
    assert [bool(of_class(verdict_of(START._replace(playing=step)), "playing")) for step in (0, 1, 2)] == [0, 0, 1]


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
