"""The main journey: teach each pattern, feed each input, and every number on the page is right."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.demo import PATTERNS, Demo
from tests.browser.recompute import SIGNED, Numbers, recompute, shown

pytestmark = pytest.mark.browser


@pytest.fixture
def demo(either: Demo) -> Demo:
    """These tests are for both homes."""
    return either


IN_CELL = ("x", "h_prev", "c_prev", "i", "f", "g", "o", "c", "h")


def check_numbers(demo: Demo, expected: Numbers, read: int) -> None:
    """All numbers of the steps read so far, and no others, are on the page and right."""
    wanted = {(name, step) for step in range(1, read + 1) for name in IN_CELL}
    if read == 2:
        wanted.add(("p", 2))
    found = demo.numbers()
    assert found.keys() == wanted
    for key, (value, text) in found.items():
        assert value == pytest.approx(expected[key], abs=1e-9), key
        assert text == shown(value, signed=key[0] in SIGNED), key
    if read == 2:  # the state is handed over exactly
        assert found["h_prev", 2] == found["h", 1]
        assert found["c_prev", 2] == found["c", 1]


@pytest.mark.parametrize("target", PATTERNS)
def test_every_target_is_learned_and_every_input_judged(demo: Demo, target: str) -> None:
    demo.set_bits("Target", target)
    assert demo.train() > 0
    exported = demo.export()
    assert exported["about"]["target"] == target
    for test_input in PATTERNS:
        expected = recompute(exported, test_input)
        demo.set_bits("Test", test_input)
        demo.start_over.click()
        expect(demo.result).to_have_attribute("data-result", "")
        check_numbers(demo, expected, read=0)
        demo.step(1)
        expect(demo.result).to_have_attribute("data-result", "")
        check_numbers(demo, expected, read=1)
        demo.step(2)
        answer, words = ("1", "pattern recognised") if test_input == target else ("0", "not the pattern")
        expect(demo.result).to_have_attribute("data-result", answer)
        expect(demo.result).to_have_text(re.compile(rf"^{answer}, {words}"))
        assert (expected["p", 2] > 0.5) is (answer == "1")
        check_numbers(demo, expected, read=2)


def test_the_verdict_is_green_or_red(demo: Demo) -> None:
    colours = {}
    demo.set_bits("Target", "10")
    demo.train()
    for test_input in ("10", "01"):
        demo.run(test_input)
        digit = demo.result.get_by_text(re.compile("^[01]$"))
        colour = digit.evaluate("e => getComputedStyle(e).color")
        red, green, _ = map(int, re.findall(r"\d+", colour)[:3])
        colours[digit.inner_text()] = "green" if green > red else "red"
    assert colours == {"1": "green", "0": "red"}


def test_a_new_run_begins_by_itself_after_the_last_step(demo: Demo) -> None:
    demo.run("11")
    demo.step_button(1).click()
    expect(demo.cell(2)).to_have_attribute("data-reached", "false")
    expect(demo.cell(1)).to_have_attribute("data-reached", "true")


def test_flipping_a_test_bit_begins_a_new_run(demo: Demo) -> None:
    demo.run("11")
    demo.switch("Test", 1).click()
    expect(demo.cell(1)).to_have_attribute("data-reached", "false")
    expect(demo.result).to_have_attribute("data-result", "")
    assert demo.numbers() == {}
