from xml.etree.ElementTree import Element

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demos.cell_view.diagram import VIEW_HEIGHT, VIEW_WIDTH, cell_diagram, readout_diagram
from demos.cell_view.dial import SIGMOID, TANH, Curve
from demos.cell_view.table import Part
from demos.numbers import coordinate
from demos.pattern.activations import activations_of
from demos.pattern.cell import QUANTITIES
from demos.pattern.events import Step
from demos.pattern.state import State
from demos.pattern.views.stage import look_of
from tasks.bits import all_inputs
from tests.demos.support import (
    PARTS,
    PATTERNS,
    SIGNED,
    START,
    WRITTEN,
    having,
    of_class,
    parse,
    part,
    recompute,
    shown_number,
    shown_probability,
    state_of,
    style,
    text,
    update,
    with_network,
)

each_pair = pytest.mark.parametrize(("target", "test_input"), [(t, i) for t in PATTERNS for i in PATTERNS])
LONG = ("c_prev", "fc", "c")  # wires of the long-term state


def cell(state: State, step: int) -> Element:
    return parse(cell_diagram(look_of(state), activations_of(state), step))[0]


def readout(state: State) -> Element:
    return parse(readout_diagram(look_of(state), activations_of(state)))[0]


def diagrams(state: State) -> list[Element]:
    return [cell(state, 1), cell(state, 2), readout(state)]


def numbers(root: Element) -> dict[tuple[str, str], Element]:
    """The elements with a number, by quantity and step."""
    found = having(root, "data-value")
    named = {(e.attrib["data-quantity"], e.attrib["data-step"]): e for e in found}
    assert len(named) == len(found)
    return named


# --- Numbers ---


def check_numbers(state: State) -> None:
    """Every number of every step that was read equals the recomputed one, and its text is that number told."""
    steps = recompute(state.learned.network, state.test_input)
    for step, wanted in enumerate(steps[: state.position], start=1):
        shown = numbers(cell(state, step))
        assert shown.keys() == {(name, str(step)) for name in WRITTEN}
        for (name, _), element in shown.items():
            value = float(element.attrib["data-value"])
            assert value == pytest.approx(wanted[name], abs=1e-12)
            assert text(element) == shown_number(value, signed=name in SIGNED)
            assert element.attrib["data-unit"] == "1"
    if state.finished:
        ((key, p),) = numbers(readout(state)).items()
        assert key == ("p", "2")
        assert float(p.attrib["data-value"]) == pytest.approx(steps[-1]["p"], abs=1e-12)
        assert text(p) == shown_probability(float(p.attrib["data-value"]))
        assert "data-unit" not in p.attrib


@each_pair
def test_numbers_of_the_networks_on_the_page(target: str, test_input: str) -> None:
    for position in (0, 1, 2):
        check_numbers(state_of(target, test_input, position))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(-8, 8), min_size=18, max_size=18), st.sampled_from(all_inputs(2)))
def test_numbers_of_any_network(theta: list[float], test_input: tuple[int, ...]) -> None:
    check_numbers(with_network(START._replace(test_input=test_input), *theta))


@pytest.mark.parametrize("position", [0, 1])
def test_nothing_is_told_of_a_step_before_it_is_read(position: int) -> None:
    state = state_of(position=position)
    for step in range(position + 1, 3):
        root = cell(state, step)
        assert root.attrib["data-reached"] == "false"
        assert not numbers(root)
        for kind in ("wire", "dot-live", "stem", "bus"):
            assert not of_class(root, kind)
        labels = [e.attrib["aria-label"] for e in having(root, "data-part")]
        assert all(label.endswith("not computed yet") for label in labels)
    root = readout(state)
    assert not numbers(root)
    assert not of_class(root, "wire") + of_class(root, "dot-live")
    assert part(root, "p", 2).attrib["aria-label"] == "Probability p, step 2: not computed yet"


def test_a_step_that_was_read_says_so() -> None:
    assert [cell(state_of(position=1), step).attrib["data-reached"] for step in (1, 2)] == ["true", "false"]


@pytest.mark.parametrize("test_input", PATTERNS)
@pytest.mark.parametrize("position", [0, 2])
def test_the_bit_is_shown_from_the_start(test_input: str, position: int) -> None:
    state = state_of(test_input=test_input, position=position)
    for step, bit in enumerate(test_input, start=1):
        root = cell(state, step)
        assert root.attrib["aria-label"] == f"Step {step}: the network reads {bit}"
        assert [e.text for e in of_class(root, "bit-text")] == [bit]


# --- Wires ---


def check_wire(element: Element, value: float, long: bool) -> None:
    """One live wire over a track of the same path, its sign in the class, its magnitude in the two strengths."""
    (wire,) = of_class(element, "wire")
    track = of_class(element, "track")[0]
    assert wire.attrib["d"] == track.attrib["d"]
    kinds = set(wire.attrib["class"].split())
    assert kinds & {"positive", "negative"} == {"negative" if value < 0 else "positive"}
    assert ("long" in kinds) == ("long" in track.attrib["class"]) == long
    strength = {key: float(number) for key, number in style(wire).items()}
    width = abs(value) / 2 if long else abs(value)  # the long-term state's lines are thickest at 2
    assert strength == pytest.approx({"--m": min(abs(value), 1), "--w": min(width, 1)}, abs=0.005001)


@each_pair
def test_wires(target: str, test_input: str) -> None:
    state = state_of(target, test_input)
    steps = recompute(state.learned.network, state.test_input)
    for step, values in enumerate(steps, start=1):
        root = cell(state, step)
        for name in PARTS:
            check_wire(part(root, name, step), values[name], long=name in LONG)
    check_wire(part(readout(state), "p", 2), steps[-1]["h"], long=False)


def test_a_wire_arrives_in_its_beat() -> None:
    root = cell(START, 1)
    beats = {name: of_class(part(root, name, 1), "wire")[0].attrib["class"].split()[-1] for name in PARTS}
    assert {beats[name] for name in ("x", "h_prev", "c_prev")} == {"beat-1"}
    assert {beats[name] for name in ("f", "i", "g", "ig", "fc", "c")} == {"beat-3"}
    assert {beats[name] for name in ("o", "tanh_c", "h")} == {"beat-4"}
    assert all("beat-2" in dot.attrib["class"] for dot in of_class(root, "dot-live"))


def test_long_wires_of_a_large_memory_keep_growing_after_the_colour_is_full() -> None:
    theta = [0.0] * 18
    theta[8:12] = [50.0, 50.0, 50.0, 50.0]  # i = f = g = o = 1, so c counts the steps
    state = with_network(START, *theta)
    for step, width in ((1, "0.5"), (2, "1")):
        (wire,) = of_class(part(cell(state, step), "c", step), "wire")
        assert style(wire) == {"--m": "1", "--w": width}


# --- Dials ---


@each_pair
def test_dots_are_at_pre_activation_and_activation(target: str, test_input: str) -> None:
    state = state_of(target, test_input)
    steps = {pattern: recompute(state.learned.network, pattern) for pattern in all_inputs(2)}
    dials = [(cell(state, step), gate, f"a_{gate}", step) for step in (1, 2) for gate in "figo"]
    for root, name, a, step in [*dials, (readout(state), "p", "logit", 2)]:
        curve, element = TANH if name == "g" else SIGMOID, part(root, name, step)

        def place(values: dict[str, float], curve: Curve = curve, name: str = name, a: str = a) -> tuple[str, ...]:
            return tuple(map(coordinate, curve.place(values[a], values[name])))

        def dots(kind: str, element: Element = element) -> list[tuple[str, ...]]:
            return [(dot.attrib["cx"], dot.attrib["cy"]) for dot in of_class(element, kind)]

        assert dots("dot-live") == [place(steps[state.test_input][step - 1])]
        faint = dots("dot-other")
        assert len(faint) == len(set(faint))
        assert set(faint) == {place(of_pattern[step - 1]) for of_pattern in steps.values()}
        assert dots("dot-taught") == [place(steps[state.target][step - 1])]


def test_in_the_first_step_only_the_first_bit_matters() -> None:
    state = with_network(START, *np.random.default_rng(0).normal(0, 1, START.shape.size).tolist())
    assert len(of_class(part(cell(state, 1), "g", 1), "dot-other")) == 2
    assert len(of_class(part(cell(state, 2), "g", 2), "dot-other")) == 4


def test_gates_stand_in_the_order_f_i_g_o() -> None:
    root = cell(START, 1)
    places = [float(e.attrib["x"]) for name in "figo" for e in numbers(part(root, name, 1)).values()]
    assert places == sorted(places)


# --- Names and keys ---


@each_pair
def test_labels_tell_the_numbers(target: str, test_input: str) -> None:
    state = state_of(target, test_input)
    for step, values in enumerate(recompute(state.learned.network, state.test_input), start=1):
        root = cell(state, step)
        assert {e.attrib["data-part"] for e in having(root, "data-part")} == {*PARTS, "bus"}
        for name in PARTS:
            words = f"{NAMES[name]}, step {step}: {shown_number(values[name], signed=name in SIGNED)}"
            assert part(root, name, step).attrib["aria-label"] == words
    p = recompute(state.learned.network, state.test_input)[-1]["p"]
    assert part(readout(state), "p", 2).attrib["aria-label"] == f"Probability p, step 2: {shown_probability(p)}"


def test_every_part_has_a_name_and_a_formula() -> None:
    assert {name: known.label for name, known in QUANTITIES.items()} == NAMES
    assert set(NAMES) == {*PARTS, "p"}


NAMES = {
    "x": "Input x",
    "h_prev": "Short-term state h coming in",
    "c_prev": "Long-term state c coming in",
    "f": "Forget gate f",
    "i": "Input gate i",
    "g": "Candidate g",
    "o": "Output gate o",
    "fc": "What is kept, f times c",
    "ig": "What is written, i times g",
    "c": "Long-term state c",
    "tanh_c": "tanh of c",
    "h": "Short-term state h",
    "p": "Probability p",
}

SELECTIONS = [None, *[Part(name, step) for name in PARTS for step in (1, 2)], Part("p", 2)]


@pytest.mark.parametrize("selected", SELECTIONS, ids=str)
def test_each_diagram_has_exactly_one_tab_stop(selected: Part | None) -> None:
    for diagram in diagrams(START._replace(part=selected)):
        assert diagram.attrib["role"] == "group"
        stops = [e.attrib["data-part"] for e in having(diagram, "tabindex", 0)]
        assert len(stops) == 1, diagram.attrib["aria-label"]
        assert {e.attrib["tabindex"] for e in having(diagram, "role", "button")} <= {"0", "-1"}


@pytest.mark.parametrize("selected", SELECTIONS, ids=str)
def test_only_the_part_asked_about_is_pressed_and_it_is_the_tab_stop(selected: Part | None) -> None:
    pressed = [e for root in diagrams(START._replace(part=selected)) for e in having(root, "aria-pressed", "true")]
    if selected is None:
        assert pressed == []
    else:
        (element,) = pressed
        assert element.attrib["data-part"] == selected.name
        assert "selected" in element.attrib["class"].split()
        assert element.attrib["tabindex"] == "0"


def test_parts_are_buttons() -> None:
    for root in diagrams(START):
        for element in having(root, "data-part"):
            assert element.attrib["role"] == "button"
            assert element.attrib["data-reveals"] == "two-bit-told"


def test_every_circle_belongs_to_what_it_makes_and_can_be_touched() -> None:
    """Of those three that multiply, and of the one that adds; none lies outside of a part."""
    root = cell(START, 2)
    assert len(of_class(root, "operation")) == 4
    for name in ("fc", "ig", "c", "h"):
        (circle,) = of_class(part(root, name, 2), "operation")
        broad = of_class(circle, "touch")
        assert [float(e.attrib["r"]) for e in broad] == [16]
    for name in (*PARTS, "bus"):
        element = part(root, name, 2)
        assert of_class(element, "touch") or of_class(element, "dial-box"), name


@pytest.mark.parametrize("position", [0, 1, 2])
def test_the_bus_tells_what_the_gates_look_at(position: int) -> None:
    state = state_of("10", "01", position)
    steps = recompute(state.learned.network, state.test_input)
    for step, values in enumerate(steps, start=1):
        numbers = f"x {shown_number(values['x'], True)}, h {shown_number(values['h_prev'], True)}"
        words = numbers if step <= position else "not computed yet"
        label = part(cell(state, step), "bus", step).attrib["aria-label"]
        assert label == f"What the gates look at, step {step}: {words}"


# --- The drawing ---


def test_only_the_step_being_told_plays() -> None:
    state = update(state_of(position=0), Step())
    assert ["playing" in root.attrib["class"].split() for root in diagrams(state)] == [True, False, False]
    state = update(state, Step())
    assert ["playing" in root.attrib["class"].split() for root in diagrams(state)] == [False, True, True]


def test_numbers_and_dials_lie_in_the_picture() -> None:
    root = cell(START, 2)
    assert root.attrib["viewBox"] == f"0 0 {VIEW_WIDTH} {VIEW_HEIGHT}"
    for element in root.iter("text"):
        if "dial-function" not in element.attrib["class"]:
            assert 0 <= float(element.attrib["x"]) <= VIEW_WIDTH
            assert 0 <= float(element.attrib["y"]) <= VIEW_HEIGHT


def test_subscripts_count_the_steps() -> None:
    letters = {
        name: text(of_class(part(cell(START, 2), name, 2), "symbol")[0])
        for name in PARTS
        if name != "tanh_c" and name not in ("ig", "fc")
    }
    assert letters == {
        "x": "x2",
        "h_prev": "h1",
        "c_prev": "c1",
        "c": "c2",
        "h": "h2",
        "f": "f",
        "i": "i",
        "g": "g",
        "o": "o",
    }


def test_each_step_is_found_by_its_id() -> None:
    assert [cell(START, step).attrib["id"] for step in (1, 2)] == ["two-bit-cell-1", "two-bit-cell-2"]
