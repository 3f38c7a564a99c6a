import re
from math import inf, log, prod
from xml.etree.ElementTree import Element

import numpy as np
import pytest

from demos.numbers import fixed, scientific
from demos.pattern.events import ChangeNetwork, ClampGate, FlipInput, LookAt
from demos.pattern.gradients import gradients_of
from demos.pattern.state import State
from demos.pattern.views.backward import ROWS, backward_panel
from tests import printed
from tests.demos.support import (
    START,
    START_OF_FOUR,
    after,
    having,
    of_class,
    parse,
    recompute_units,
    style,
    text,
    with_network,
)

NUDGE = 1e-5

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
    assert cells.keys() == {(name, step) for name in names for step in range(1, state.length + 1)}
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
    wanted = {step: steps[step - 1]["f"][state.unit - 1] for step in range(2, state.length + 1)}
    assert factors == pytest.approx(wanted, abs=1e-12)


@each_state
def test_two_rows_add_up_to_the_gradient_of_c(state: State) -> None:
    root, gradients = panel(state), gradients_of(state)
    came = {(e.attrib["data-came"], int(e.attrib["data-step"])): e for e in having(root, "data-came")}
    assert came.keys() == {(name, step) for name in "ch" for step in range(1, state.length + 1)}
    for step in range(1, state.length + 1):
        parts = [came[name, step] for name in "ch"]
        total = sum(float(part.attrib["data-value"]) for part in parts)
        assert total == pytest.approx(gradients.value("c", step, state.unit), rel=1e-9, abs=1e-15)
        for part in parts:
            assert text(part) == scientific(float(part.attrib["data-value"]))
            assert 0 <= float(style(part)["--m"]) <= 1


@each_state
def test_the_sign_before_the_two_rows_says_whether_they_add_up_as_printed(state: State) -> None:
    check_parts(panel(state))


def test_that_sign_in_any_network() -> None:
    rng = np.random.default_rng(5)
    networks = [rng.uniform(-2, 2, START.shape.size).tolist() for _ in range(50)]
    assert {check_parts(panel(with_network(START, *numbers))) for numbers in networks} == {"=", "≈"}


def check_parts(root: Element) -> str:
    """The sign, which goes for all steps."""
    texts = {
        (e.get("data-came") or "whole", int(e.attrib["data-step"])): text(e)
        for e in (*having(root, "data-came"), *having(root, "data-gradient", "c"))
    }
    do_add_up = []
    for step in {step for _, step in texts}:
        total = texts["whole", step]
        parts = sum(printed.number(texts[name, step]) for name in "ch")
        do_add_up.append(abs(parts - printed.number(total)) <= printed.half_unit(total) * (1 + 1e-6))
    along, through = (text(e)[0] for e in of_class(root, "part-of"))
    assert (along, through) == ("=" if all(do_add_up) else "≈", "+")
    return along


def slope_of_c(state: State, step: int, unit: int) -> float:
    """dL/dc by nudging c, from plain floats alone."""
    losses = []
    for nudge in (NUDGE, -NUDGE):
        p = recompute_units(state.network, state.test_input, ("c", step, unit, nudge))[-1]["p"][0]
        losses.append(-log(p if state.test_input == state.target else 1 - p))
    return (losses[0] - losses[1]) / (2 * NUDGE)


FATES = (("grows", 2.0, inf), ("lives", 0.5, 2.0), ("fades", 0.1, 0.5), ("dies", 0.0, 0.1))


def check_sentence(state: State) -> None:
    unit, words = state.unit, text(panel(state))
    last, first = (slope_of_c(state, step, unit) for step in (state.length, 1))
    change = re.search(r"becomes (\S+) times as large: it (\w+)\.", words)
    assert change
    became = abs(first / last)
    (fate,) = [name for name, low, high in FATES if low <= became < high]
    if min(abs(became - limit) for limit in (0.1, 0.5, 2.0)) > 1e-4 * became:
        assert change[2] == fate
    factors = [q["f"][unit - 1] for q in recompute_units(state.network, state.test_input)[1:]]
    product = " × ".join(fixed(f) for f in reversed(factors))
    assert f"together by {product}" in words
    if len(factors) > 1:
        assert f", about {fixed(prod(factors))}." in words


@each_state
def test_the_sentence_tells_what_becomes_of_the_gradient(state: State) -> None:
    check_sentence(state)


@pytest.mark.parametrize("seed", range(50))
def test_the_sentence_is_true_of_networks_drawn_by_chance(seed: int) -> None:
    rng = np.random.default_rng(seed)
    state = with_network(START_OF_FOUR, *rng.normal(0, rng.uniform(0.3, 4), START_OF_FOUR.shape.size).tolist())
    check_sentence(after(state, LookAt(seed % 4 + 1)))


def test_chance_has_every_fate() -> None:
    fates = set()
    for seed in range(50):
        rng = np.random.default_rng(seed)
        state = with_network(START_OF_FOUR, *rng.normal(0, rng.uniform(0.3, 4), START_OF_FOUR.shape.size).tolist())
        fates |= set(re.findall(r"times as large: it (\w+)\.", text(panel(after(state, LookAt(seed % 4 + 1))))))
    assert fates == {"grows", "lives", "fades", "dies"}


def test_where_nothing_is_shown_nothing_goes_back() -> None:
    assert "the gradient of c is 0" in text(panel(after(START_OF_FOUR, ClampGate("o", "0"))))


def test_what_the_answer_should_be() -> None:
    assert "The answer to 10 should be 1;" in text(panel(START))
    assert "The answer to 00 should be 0;" in text(panel(after(START, FlipInput(1))))
