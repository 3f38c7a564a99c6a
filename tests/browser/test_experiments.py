"""Gates held by name, one click in sight of the stage: by mouse with four units, by keyboard alone with one."""

import re
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.patience import LONG_PATIENCE
from tests.oracle.plain import Vector, read_bits

pytestmark = pytest.mark.browser

HOLDS: dict[str, dict[str, float]] = {
    "Always keep (f = 1)": {"f": 1.0},
    "Always forget (f = 0)": {"f": 0.0},
    "Always overwrite (f = 0, i = 1)": {"f": 0.0, "i": 1.0},
    "Always write (i = 1)": {"i": 1.0},
    "Never show (o = 0)": {"o": 0.0},
    "Always show (o = 1)": {"o": 1.0},
}


class Experiments(Demo):
    """A pattern demo, and what can be taken away from it."""

    def __init__(self, page: Page, name: str) -> None:
        super().__init__(page, name)
        self.experiment_status = self.root.get_by_role("status", name="Experiment", exact=True)
        self.list = self.root.get_by_role("list", name="All inputs")

    def open(self, site: str) -> "Experiments":
        self.page.goto(f"{site}/{self.name}.html")
        self.wait_ready()
        return self

    def button(self, name: str) -> Any:
        return self.root.get_by_role("button", name=name, exact=True)

    def judged(self) -> dict[str, tuple[float, bool]]:
        """p of each input, and whether it is said to be judged wrongly."""
        found = self.list.locator("[data-input]").evaluate_all("all => all.map(e => ({...e.dataset}))")
        return {one["input"]: (float(one["value"]), one["wrong"] == "true") for one in found}

    def check(self, weights: dict[str, Any], target: str, gates: dict[str, float]) -> int:
        """The list and the count, as they follow from the weights with gates put at a value; how many are wrong."""

        def put(step: int, name: str, values: Vector) -> Vector:
            return [gates[name]] * len(values) if name in gates else values

        texts = ["".join(bits) for bits in product("01", repeat=len(target))]
        p = {text: read_bits(weights, tuple(map(int, text)), put)[-1]["p"][0] for text in texts}
        found = self.judged()
        assert {text: value for text, (value, _) in found.items()} == pytest.approx(p, abs=1e-9)
        wrong = {text: (p[text] > 0.5) != (text == target) for text in texts}
        assert {text: is_wrong for text, (_, is_wrong) in found.items()} == wrong
        return sum(wrong.values())


def test_by_mouse(page: Page, site: str) -> None:
    demo = Experiments(page, "four-bit").open(site)
    free = demo.weights()
    for name, gates in HOLDS.items():
        demo.button(name).click()
        expect(demo.button(name)).to_have_attribute("aria-pressed", "true")
        wrong = demo.check(free, "1010", gates)
        words = (
            "stays right" if not wrong else f"Now {wrong} of 16 inputs {'is' if wrong == 1 else 'are'} judged wrongly"
        )
        expect(demo.experiment_status).to_contain_text(words)
        held = demo.weights()  # what is exported is what is shown, so the gates are held in it
        demo.check(held, "1010", {})
        assert held != free
    demo.list.get_by_role("button", name=re.compile("^0110")).click()
    expect(demo.result).to_have_attribute("data-result", "1" if demo.judged()["0110"][0] > 0.5 else "0")
    demo.button("Never show (o = 0)").click()
    demo.button("Train on with it held").click()
    expect(demo.status).to_have_text(re.compile("^not learned with o = 0 held"), timeout=LONG_PATIENCE)
    expect(demo.experiment_status).to_contain_text("it did not learn around it: 1 of 16 inputs is judged wrongly")
    assert demo.check(demo.weights(), "1010", {"o": 0.0}) == 1
    demo.button("Let go").click()
    expect(demo.button("Never show (o = 0)")).to_have_attribute("aria-pressed", "false")
    assert demo.weights() == free


def test_by_keyboard_alone(page: Page, site: str) -> None:
    demo = Experiments(page, "two-bit").open(site)
    free = demo.weights()
    press = page.keyboard.press
    demo.button("Always keep (f = 1)").focus()
    for name, gates in HOLDS.items():
        expect(demo.button(name)).to_be_focused()
        press("Enter")
        expect(demo.button(name)).to_have_attribute("aria-pressed", "true")
        expect(demo.button(name)).to_be_focused()
        demo.check({**free}, "10", gates)
        press("Tab")
    expect(demo.list.get_by_role("button").first).to_be_focused()
    for _ in range(5):  # past the four inputs, and back to Always forget
        press("Shift+Tab")
    expect(demo.button("Always forget (f = 0)")).to_be_focused()
    press("Space")
    expect(demo.button("Always forget (f = 0)")).to_have_attribute("aria-pressed", "true")
    for _ in range(9):
        press("Tab")
    expect(demo.button("Train on with it held")).to_be_focused()
    press("Enter")
    demo.wait_trained()
    expect(demo.status).to_contain_text("with f = 0 held")
    expect(demo.experiment_status).to_contain_text("it learned around it: 0 of 4 inputs are judged wrongly")
    assert demo.check(demo.weights(), "10", {"f": 0.0}) == 0
    expect(demo.notice).to_be_empty()


def test_on_the_pad(page: Page, site: str) -> None:
    """By mouse and by key: a forecast with a gate held, one that has learned around it, and the one from before."""
    pad = Experiments(page, "draw").open(site)
    distances = pad.experiment_status.locator("[data-distance]")

    def distances_shown() -> dict[str, str]:
        pairs = distances.evaluate_all("all => all.map(e => [e.dataset.distance, e.dataset.value])")
        return dict(pairs)

    free = pad.weights()
    expect(distances).to_have_count(0)
    pad.button("Never show (o = 0)").click()
    expect(distances).to_have_count(2)
    first = distances_shown()
    held = pad.weights()
    assert not any(map(any, held["lstm"]["weight_ih_l0"][72:]))  # the rows of o
    pad.button("Always keep (f = 1)").focus()
    page.keyboard.press("Enter")
    expect(pad.button("Never show (o = 0)")).to_have_attribute("aria-pressed", "false")
    second = distances_shown()
    assert second["free"] == first["free"]
    assert second["held"] != first["held"]
    pad.button("Train on with it held").click()
    expect(pad.experiment_status).to_contain_text("Trained on with it held", timeout=LONG_PATIENCE)
    assert distances_shown()["free"] == first["free"]
    assert distances_shown()["held"] != second["held"]
    pad.button("Let go").click()
    expect(distances).to_have_count(0)
    assert pad.weights() == free
