import json
from xml.etree.ElementTree import Element

import pytest

from demos.cell_view.explanation import explanation
from demos.cell_view.table import Part
from demos.pattern.activations import activations_of
from demos.pattern.cell import GATES, QUANTITIES, STATES
from demos.pattern.events import EVENTS, Event, Explain, ExplainNothing, OpenUnit
from demos.pattern.state import State
from demos.pattern.views.stage import look_of, stage_view
from tests.demos.support import START, START_OF_FOUR, after, maths, of_class, one, parse, state_of, style, text


def explanation_of(state: State) -> Element:
    return parse(explanation(look_of(state), activations_of(state)))[0]


def test_the_steps_the_readout_the_verdict_and_the_formula() -> None:
    parts = parse(stage_view(START, activations_of(START)))[0]
    regions = [e.attrib["aria-label"] for e in parts if "aria-label" in e.attrib]
    assert regions == ["Step 1: the network reads 1", "Step 2: the network reads 0", "Readout", "Result", "Explanation"]
    (how,) = of_class(parse(stage_view(START, activations_of(START))), "hint")
    letters = {letter.text: (letter.tail or "").split(",")[0].strip() for letter in how.iter("i")}
    nouns = {QUANTITIES[name].symbol: QUANTITIES[name].noun for name in (*GATES, *STATES)}
    assert {letter: words.split(" (")[0] for letter, words in letters.items()} == nouns
    assert "for its formula" in text(how)


@pytest.mark.parametrize("state", [START_OF_FOUR, START_OF_FOUR._replace(test_input=(0, 0, 0, 0))])
def test_what_is_said_of_the_lanes_is_what_is_drawn(state: State) -> None:
    root = parse(stage_view(state, activations_of(state)))
    (how,), (note, *_) = of_class(root, "hint"), of_class(root, "lane-scale")
    scale = text(note).removeprefix("c \N{PLUS-MINUS SIGN}")
    assert f"A lane reaches from \N{MINUS SIGN}{scale} to {scale}." in text(how)


# --- The formula ---


def test_before_a_part_is_asked_about() -> None:
    element = explanation_of(START)
    assert list(element) == []
    assert not text(element)


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
    assert text(of_class(element, "formula")[0]).endswith("The numbers come when step 2 is run.")
    assert "0." not in text(element)


def test_it_can_be_put_away() -> None:
    (close,) = of_class(explanation_of(START._replace(part=Part("f", 1))), "close")
    assert EVENTS.parse(json.loads(close.attrib["data-event"])) == ExplainNothing()


def test_below_the_readout_stands_what_is_about_the_answer() -> None:
    assert style(explanation_of(START._replace(part=Part("p", 2)))) == {"--order": "99"}


@pytest.mark.parametrize(
    ("events", "is_inside"),
    [
        ([], False),
        ([Explain("p", 4)], False),
        ([OpenUnit(2, 3)], True),
        ([OpenUnit(2, 3), Explain("f", 3, 2)], True),
        ([OpenUnit(2, 3), Explain("share", 4, 2)], False),
        ([OpenUnit(2, 3), Explain("p", 4)], False),
    ],
)
def test_of_a_unit_that_is_open_it_is_told_beside_its_cell(events: list[Event], is_inside: bool) -> None:
    """There is one place for it at a time."""
    state = after(START_OF_FOUR, *events)
    root = parse(stage_view(state, activations_of(state)))
    element = one(root, "id", "four-bit-explanation")
    assert (element in one(root, "id", "four-bit-close-up").iter()) == is_inside
    explained = of_class(element, "told")
    assert [e.attrib["id"] for e in explained] == ["four-bit-told"] * (state.part is not None)
