"""Karnaugh maps: the whole truth on a grid, live, and every cell a button."""

import re
from itertools import product

import pytest
from playwright.sync_api import expect

from tests.browser.four.four_bit import FourBit, recompute_units

pytestmark = pytest.mark.browser

GRAY = ("00", "01", "11", "10")
TITLE = "What each gate has learned"


def cells(demo: FourBit, name: str) -> list[list[tuple[str, float]]]:
    """A map row by row: (input, value)."""
    rows = demo.panel.locator(f"[data-map={name}] tbody tr")
    found: list[list[tuple[str, float]]] = rows.evaluate_all(
        "rows => rows.map(r => [...r.querySelectorAll('button')].map(b => [b.dataset.pick, Number(b.dataset.value)]))"
    )
    return [[(text, value) for text, value in row] for row in found]


def test_every_cell_of_every_map(four: FourBit) -> None:
    four.run("0110")
    four.open(TITLE)
    four.panel.get_by_role("group", name="Unit").get_by_role("button", name="2").click()
    expect(four.panel).to_contain_text("of unit 2 at step 4")
    weights = four.weights()
    for name in ("f", "i", "g", "o", "c", "h", "p"):
        grid = cells(four, name)
        assert [[text for text, _ in row] for row in grid] == [[row + column for column in GRAY] for row in GRAY]
        for text, value in (cell for row in grid for cell in row):
            values, p = recompute_units(weights, text)
            assert value == pytest.approx(p if name == "p" else values[name, 4, 2], abs=1e-9)
    marked = four.panel.locator("[aria-current=true]").evaluate_all("all => all.map(e => e.dataset.pick)")
    assert marked == ["0110"] * 7


def test_a_cell_replays_its_input_by_mouse_and_by_key(four: FourBit) -> None:
    four.run("0000")
    four.open(TITLE)
    four.panel.locator("[data-map=p] [data-pick='1010']").click()
    expect(four.result).to_have_attribute("data-result", "1")
    assert four.bits("Test") == "1010"
    four.panel.locator("[data-map=f] [tabindex='0']").focus()
    four.page.keyboard.press("ArrowLeft")
    four.page.keyboard.press("ArrowUp")
    four.page.keyboard.press("Enter")
    expect(four.result).to_have_attribute("data-result", "0")
    assert four.bits("Test") == "1111"  # in Gray code, left of 10 is 11, and above 10 is 11


def test_maps_live_while_training(four: FourBit) -> None:
    four.open(TITLE)
    four.set_bits("Target", "0110")
    four.page.evaluate("""() => {
        window.seen = new Set();
        const cell = () => document.querySelector("[data-map=p] [data-pick='0110']")?.dataset.value;
        const watch = () => { seen.add(cell()); window.watching = requestAnimationFrame(watch); };
        watch();
    }""")
    four.train()
    four.page.evaluate("cancelAnimationFrame(window.watching)")
    assert four.page.evaluate("seen.size") > 5


def test_the_caption_is_true(four: FourBit) -> None:
    """The p of a trained network is higher for its target than for any other, and the caption says just that."""
    for target in ("1010", "0011"):
        four.set_bits("Target", target)
        four.train()
        four.run(target)
        four.open(TITLE)
        weights = four.weights()
        answers = {text: recompute_units(weights, text)[1] for text in map("".join, product("01", repeat=4))}
        assert max(answers, key=lambda text: answers[text]) == target
        expect(four.panel.locator(".maps-caption")).to_contain_text(f"higher for {target} than for any other")


def test_what_the_caption_says_of_every_input_holds_for_every_cell(four: FourBit) -> None:
    """At the beginning of a training little is constant, and what varies is not called so."""
    four.run("1010")
    four.open(TITLE)
    four.slider.fill("0")
    expect(four.status).to_contain_text("after epoch 0 of")
    caption = four.panel.locator(".maps-caption").inner_text().replace("\N{MINUS SIGN}", "-")
    checked = 0
    for clause in re.sub(r"^At step \d, |\.$", "", caption).split("; "):
        names = re.findall(r"\b[figochp]\b", re.split(r" (?:is|are|mix|mixes) ", clause)[0])
        for name in names:
            values = [value for row in cells(four, name) for _, value in row]
            if match := re.search(r"between (\S+) and (\S+) for every input", clause):
                assert (min(values), max(values)) == pytest.approx((float(match[1]), float(match[2])), abs=0.005001)
                checked += 1
            elif match := re.search(r"about (\S+) for every input", clause):
                assert values == pytest.approx([float(match[1])] * 16, abs=0.050001)
    assert checked
