"""Four targets are taught, and every input is fed bit by bit."""

import re
from itertools import product

import pytest
from playwright.sync_api import expect

from tests.browser.four.four_bit import FourBit, recompute_units
from tests.browser.patience import LONG_PATIENCE
from tests.oracle.plain import sigmoid

pytestmark = pytest.mark.browser

INPUTS = ["".join(bits) for bits in product("01", repeat=4)]


@pytest.mark.parametrize("target", ["1010", "0000", "0111", "1101"])
def test_all_verdicts_of_a_target(four: FourBit, target: str) -> None:
    check_all_verdicts(four, target)


@pytest.mark.parametrize("target", ["0111"])
def test_all_verdicts_of_a_target_in_one_file(four_file: FourBit, target: str) -> None:
    check_all_verdicts(four_file, target)


def check_all_verdicts(four: FourBit, target: str) -> None:
    four.set_bits("Target", target)
    four.train()
    weights = four.weights()
    for test_input in INPUTS:
        four.run(test_input)
        expect(four.result).to_have_attribute("data-result", "1" if test_input == target else "0")
        expected, p = recompute_units(weights, test_input)
        assert four.quantities() == pytest.approx(expected, abs=1e-9)
        assert float(str(four.root.locator("[data-quantity=p]").get_attribute("data-value"))) == pytest.approx(p)
        assert (p > 0.5) == (test_input == target)


def test_the_steps_can_be_gone_back(four: FourBit) -> None:
    four.run("1010")
    whole = four.quantities()
    back = four.root.get_by_role("button", name="Step back")
    for position in (3, 2, 1):
        back.click()
        expect(four.lane(1, position + 1)).to_have_attribute("data-reached", "false")
        remembered = {key: value for key, value in whole.items() if key[1] <= position}
        assert four.quantities() == remembered
    assert four.verdict == ""
    four.step(2)
    expect(four.lane(1, 2)).to_have_class("lane-cell now playing")


def test_a_unit_opens_to_the_whole_cell(four: FourBit) -> None:
    four.run("1010")
    four.lane(3, 2).click()  # an earlier step: the run stays at its end
    cell = four.root.locator("#four-bit-cell-2")
    expect(cell).to_be_visible()
    expect(four.root.get_by_role("heading", name="Inside unit 3, step 2")).to_be_visible()
    assert four.verdict == "1"
    expect(four.lane(3, 4)).to_have_attribute("data-reached", "true")
    values, _ = recompute_units(four.weights(), "1010")
    for name in ("f", "i", "g", "o", "c", "h"):
        number = cell.locator(f"[data-quantity={name}]")
        assert float(str(number.get_attribute("data-value"))) == pytest.approx(values[name, 2, 3], abs=1e-9)
        assert number.get_attribute("data-unit") == "3"
    four.root.get_by_role("button", name="Step back").click()  # the open cell goes along
    expect(four.root.locator("#four-bit-cell-3")).to_be_visible()
    four.step(4)
    expect(four.root.locator("#four-bit-cell-4")).to_be_visible()
    four.lane(3, 4).click()
    expect(four.root.locator(".cell")).to_have_count(0)


def test_what_each_unit_adds_sums_up_with_the_bias_to_the_answer(four: FourBit) -> None:
    for test_input in ("1010", "0110"):
        four.run(test_input)
        parts = four.root.locator("[data-contribution]").evaluate_all("all => all.map(e => Number(e.dataset.value))")
        weights = four.weights()
        values, p = recompute_units(weights, test_input)
        expected = [weights["linear"]["weight"][0][k] * values["h", 4, k + 1] for k in range(4)]
        assert parts == pytest.approx([*expected, weights["linear"]["bias"][0]], abs=1e-9)
        assert sigmoid(sum(parts)) == pytest.approx(p, abs=1e-9)
        shown = float(str(four.root.locator("[data-quantity=p]").get_attribute("data-value")))
        assert sigmoid(sum(parts)) == pytest.approx(shown, abs=1e-9)
        logit = float(str(four.root.locator("[data-logit]").get_attribute("data-value")))
        assert sum(parts) == pytest.approx(logit, abs=1e-9)


def test_an_answer_that_is_wrong_is_called_wrong(four: FourBit) -> None:
    four.run("1010")
    expect(four.result).not_to_contain_text("wrong")
    four.set_bits("Target", "1011")
    expect(four.result).to_contain_text("wrong: the target is 1011")
    expect(four.result).to_have_attribute("data-result", "1")
    four.run("1011")
    expect(four.result).to_contain_text("wrong: this is the target")
    expect(four.result).to_have_attribute("data-result", "0")
    digit = four.result.get_by_text("0", exact=True)
    assert digit.evaluate("e => getComputedStyle(e).color === getComputedStyle(document.body).color")


def test_an_untrained_network_claims_nothing(four: FourBit) -> None:
    four.change_network(3, 4)
    four.run("1111")
    expect(four.result).to_contain_text("not trained yet; press Train")
    expect(four.result).to_have_attribute("data-result", "")
    _, p = recompute_units(four.weights(), "1111")
    expect(four.result).to_contain_text(f"p = {p:.2f}")


def test_too_little_memory_says_what_it_got_wrong(four: FourBit) -> None:
    """One unit cannot tell all six-bit patterns apart; if it does not learn, it has to say so, with its errors."""
    four.change_network(1, 6)
    four.set_bits("Target", "010110")
    four.train_button.click()
    words = four.root.locator(".training-words")
    expect(four.status).to_have_text(re.compile("^not learned"), timeout=LONG_PATIENCE)
    expect(four.status).to_contain_text("given up")
    mistakes = words.locator(".mistakes").inner_text()
    assert "p = " in mistakes
    weights = four.weights()
    first = mistakes.split(" about ")[1].split(" ")[0]  # one that is wrong, or, if none is, one that is not sure
    _, p = recompute_units(weights, first)
    assert f"{first} (p = {p:.2f})" in mistakes
