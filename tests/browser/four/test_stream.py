"""A stream without end: what a network makes of it that knows only short sequences, and one taught on streams."""

import random
import re

import pytest
from playwright.sync_api import expect

from tests.browser.four.four_bit import FourBit, recompute_units
from tests.browser.patience import LONG_PATIENCE

pytestmark = pytest.mark.browser

TARGET = "1010"


def feed(demo: FourBit, bits: str) -> None:
    typed = demo.panel.get_by_label("Bits to feed")
    typed.fill(bits)
    typed.press("Enter")
    expect(demo.panel.get_by_role("status", name="Hit rate")).to_contain_text(f"{len(bits)} bits")


def test_marks_answers_and_hit_rate(four: FourBit) -> None:
    bits = "".join(random.Random(4).choices("01", k=40)) + TARGET
    four.open("A long stream")
    feed(four, bits)
    weights = four.weights()
    columns = four.panel.locator(".stream-bit")
    answers = columns.evaluate_all("all => all.map(e => Number(e.dataset.p))")
    expected = [recompute_units(weights, bits[: k + 1])[1] for k in range(len(bits))]
    assert answers == pytest.approx(expected, abs=1e-9)
    marked = columns.evaluate_all("all => all.map(e => e.classList.contains('pattern'))")
    assert marked == [bits[: k + 1].endswith(TARGET) for k in range(len(bits))]
    ends = [k for k in range(3, len(bits)) if marked[k]]
    found = sum(expected[k] > 0.5 for k in ends)
    alarms = sum(expected[k] > 0.5 for k in range(3, len(bits)) if not marked[k])
    rate = four.panel.get_by_role("status", name="Hit rate")
    expect(rate).to_contain_text(f"patterns noticed {found} of {len(ends)}")
    expect(rate).to_contain_text(f"false alarms {alarms} of {len(bits) - 3 - len(ends)}")


def test_training_on_streams_makes_the_difference(four: FourBit) -> None:
    bits = "".join(random.Random(5).choices("01", k=300))
    four.open("A long stream")

    def noticed() -> tuple[int, int]:
        four.panel.get_by_role("button", name="Clear").click()
        expect(four.panel.locator(".stream-bit")).to_have_count(0)
        feed(four, bits)
        text = four.panel.get_by_role("status", name="Hit rate").inner_text()
        found = re.search(r"noticed (\d+) of (\d+)", text)
        assert found, text
        return int(found[1]), int(found[2])

    before, asked = noticed()
    four.panel.get_by_role("button", name="Train on streams").click()
    expect(four.status).to_have_text(re.compile(r"^trained in \d+ epochs on streams"), timeout=LONG_PATIENCE)
    expect(four.panel).to_contain_text(f"The same bits, before the training: patterns noticed {before} of {asked}")
    again = re.search(r"noticed (\d+) of", four.panel.get_by_role("status", name="Hit rate").inner_text())
    after, _ = noticed()
    assert again
    assert int(again[1]) == after
    print(f"patterns noticed in 300 bits: {before} of {asked} after short sequences, {after} of {asked} after streams")
    assert before < after
    assert after > 0.9 * asked


def test_random_bits_come_in_until_they_are_stopped(four: FourBit) -> None:
    four.open("A long stream")
    four.panel.get_by_role("button", name="Clear").click()
    four.panel.get_by_role("button", name="Play random bits").click()
    expect(four.panel.locator(".stream-bit")).to_have_count(48)  # the oldest go
    four.panel.get_by_role("button", name="Stop").click()
    expect(four.panel.get_by_role("button", name="Play random bits")).to_be_visible()


def test_only_bits_are_fed(four: FourBit) -> None:
    four.open("A long stream")
    typed = four.panel.get_by_label("Bits to feed")
    typed.fill("01a")
    typed.press("Enter")
    expect(four.notice).to_contain_text("digits 0 and 1")
