"""Weights changed by hand, gates held, gradients told."""

from itertools import product
from math import log
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.four.four_bit import FourBit, recompute_units

pytestmark = pytest.mark.browser


def plain_loss(weights: dict[str, Any], target: str) -> float:
    """The loss on all patterns of four bits, of which the target weighs as much as all others together."""
    answers = {text: recompute_units(weights, text)[1] for text in map("".join, product("01", repeat=4))}
    return sum(-15 * log(p) if text == target else -log(1 - p) for text, p in answers.items()) / 30


def test_a_weight_changes_and_comes_back(four: FourBit) -> None:
    trained = four.weights()
    four.run("1010")
    four.open("Change weights")
    field = four.panel.get_by_role("spinbutton", name="weight of f for h3")
    field.fill("-4.5")
    field.press("Enter")
    expect(four.status).to_have_text("weights changed by hand")
    changed = four.weights()
    assert changed["lstm"]["weight_hh_l0"][4][2] == -4.5  # rows 4 to 7 are the forget gates
    expected, _ = recompute_units(changed, "1010")
    assert four.quantities() == pytest.approx(expected, abs=1e-9)
    expect(four.detail).to_have_text(f"loss {plain_loss(changed, '1010'):.3f}")
    slider = four.panel.get_by_role("slider")
    slider.fill("2")
    expect(field).to_have_value("2")
    assert four.weights()["lstm"]["weight_hh_l0"][4][2] == 2
    four.panel.get_by_role("button", name="Back to the trained weights").click()
    expect(four.status).to_contain_text("trained in")
    assert four.weights() == trained


@pytest.mark.parametrize(("gate", "value"), [("f", "0"), ("f", "1"), ("o", "1"), ("g", "\N{MINUS SIGN}1")])
def test_a_gate_is_held(four: FourBit, gate: str, value: str) -> None:
    four.run("1010")
    four.open("Change weights")
    row = four.panel.get_by_role("group", name=f"{gate}, ")
    row.get_by_role("button", name=value, exact=True).click()
    expect(four.status).to_have_text("a gate held by hand")
    held = {step: number for (name, step, unit), number in four.quantities().items() if (name, unit) == (gate, 1)}
    assert held == dict.fromkeys((1, 2, 3, 4), float(value.replace("\N{MINUS SIGN}", "-")))
    expected, _ = recompute_units(four.weights(), "1010")
    assert four.quantities() == pytest.approx(expected, abs=1e-9)
    row.get_by_role("button", name="free").click()
    expect(four.status).to_contain_text("trained in")


def test_training_goes_on_from_changed_weights(four: FourBit) -> None:
    four.open("Change weights")
    bias = four.panel.get_by_role("spinbutton", name="readout bias")
    bias.fill("3")
    bias.press("Enter")
    expect(four.status).to_have_text("weights changed by hand")
    four.panel.get_by_role("button", name="Train on from here").click()
    four.wait_trained()
    four.run("1010")
    assert four.verdict == "1"


def test_what_cannot_be_a_weight_is_refused(four: FourBit) -> None:
    before = four.weights()
    four.open("Change weights")
    field = four.panel.get_by_role("spinbutton", name="weight of f for x")
    value = field.input_value()
    field.fill("1e9")
    field.press("Enter")
    expect(four.notice).to_contain_text("a weight must be a number from")
    field.fill("")
    field.press("Enter")
    expect(field).to_have_value(value)
    assert four.weights() == before


def test_the_error_flows_back(four: FourBit) -> None:
    """dL/dc of the step before is f times dL/dc, and what comes back through the gates; at step 4 it is o's share."""
    four.run("1010")
    four.open("How the error flows back")
    weights = four.weights()
    values, p = recompute_units(weights, "1010")
    read = four.panel.locator("[data-gradient]").evaluate_all("all => all.map(e => ({...e.dataset}))")
    found = {(one["gradient"], int(one["step"])): float(one["value"]) for one in read}
    dh = (p - 1) * weights["linear"]["weight"][0][0]  # the label is 1: the input is the pattern
    assert found["h", 4] == pytest.approx(dh, abs=1e-9)
    o, c, h = (values[name, 4, 1] for name in "och")
    assert found["c", 4] == pytest.approx(dh * (o - h * h / o if o else 0.0), abs=1e-9)
    assert found["o", 4] == pytest.approx(dh * h / o, abs=1e-9)
    assert found["f", 4] == pytest.approx(found["c", 4] * values["c", 3, 1], abs=1e-9)
    factors = four.panel.locator("[data-factor]").evaluate_all("all => all.map(e => Number(e.dataset.value))")
    assert factors == pytest.approx([values["f", step, 1] for step in (2, 3, 4)], abs=1e-9)
    assert c == pytest.approx(values["f", 4, 1] * values["c", 3, 1] + values["i", 4, 1] * values["g", 4, 1])
