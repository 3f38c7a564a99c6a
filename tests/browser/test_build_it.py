"""Build it, as a reader does: sliders by mouse, touch and keyboard; hints to the end; training from there."""

import re
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import new_context
from tests.browser.demo import Demo
from tests.browser.patience import LONG_PATIENCE
from tests.oracle.plain import read_bits

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
GROUPS = {"f": "forget gate f", "i": "input gate i", "g": "candidate g", "o": "output gate o", "p": "readout p"}


class Builder(Demo):
    """The two-bit demo with its weights on sliders."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.panel = self.root.locator("#two-bit-panel")
        self.hint = self.panel.get_by_role("status", name="Hint")
        self.answers = self.panel.get_by_role("status", name="Answers")
        self.table = self.panel.get_by_role("table", name="Truth table")

    def open(self, site: str, query: str = "") -> "Builder":
        self.page.goto(f"{site}/two-bit.html{query}")
        self.wait_ready()
        return self.build()

    def build(self) -> "Builder":
        self.button("Build it").click()
        expect(self.table).to_be_visible()
        return self

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def slider(self, label: str) -> Locator:
        """E.g. "input gate i, weight for the bit"."""
        group = label.partition(",")[0]
        if self.button(group).get_attribute("aria-pressed") != "true":
            self.button(group).click()
        return self.panel.get_by_role("slider", name=label, exact=True)

    def from_zero(self) -> None:
        self.button("Set all weights to 0").click()
        expect(self.answers).to_have_text("Every answer is 0.50, which counts as 0: 3 of 4 answers are right.")

    def check(self) -> int:
        """The table against the exported weights, in plain floats; how many answers are right."""
        rows = self.table.locator("[data-built-input]").evaluate_all(
            "rows => rows.map(row => [row.dataset.builtInput, row.dataset.right, row.innerText,"
            " ...[...row.querySelectorAll('[data-value]')].map(e => Number(e.dataset.value))])"
        )
        shown = self.table.locator("[data-built]").first.get_attribute("data-built")
        assert shown
        target, right = self.bits("Target"), 0
        weights = self.weights()
        assert [row[0] for row in rows] == ["".join(bits) for bits in product("01", repeat=2)]
        for bits, is_right, words, p, first, second in rows:
            one, two = read_bits(weights, bits)
            assert [p, first, second] == pytest.approx([two["p"][0], one[shown][0], two[shown][0]], abs=1e-9)
            wanted = (two["p"][0] > 0.5) == (bits == target)
            assert is_right == ("true" if wanted else "false")
            assert ("right" in words, "wrong" in words) == (wanted, not wanted)
            right += wanted
        met = "The truth table is met: all 4 answers are right."
        expect(self.answers).to_contain_text(met if right == 4 else f"{right} of 4 answers")
        return right


def walk(demo: Builder, move: Any) -> int:
    """Ask for hints and follow them until the table is met; how many it took."""
    for count in range(15):
        demo.button("Give a hint").click()
        expect(demo.hint).to_have_text(re.compile("^(For|h is|To the sum|The truth table is met)"))
        words = demo.hint.inner_text()
        if words.startswith("The truth table is met"):
            assert demo.check() == 4
            return count
        assert demo.check() < 4
        found = re.search(r"(Raise|Lower) .* from (\S+) to (\S+): ", words)
        assert found
        now, to = (float(text.replace("\N{MINUS SIGN}", "-")) for text in found.groups()[1:])
        assert (to > now) == (found[1] == "Raise")
        slider = demo.panel.locator("[data-hinted] input[type=range]")
        move(slider, to)
        expect(slider).to_have_attribute("aria-valuetext", found[3])
        expect(demo.hint).to_contain_text("Done.")
    raise AssertionError("hints lead nowhere")


def nudge(slider: Locator, to: float) -> None:
    """The last tenths by key: neither a mouse nor a finger is that exact."""
    for _ in range(200):
        off = round((to - float(slider.input_value())) * 10)
        if off == 0:
            return
        slider.press("ArrowRight" if off > 0 else "ArrowLeft")


def place(slider: Locator, value: float) -> tuple[float, float]:
    """Where the middle of the thumb, 16 px wide, is for a value."""
    box = slider.bounding_box()
    assert box
    return box["x"] + 8 + (value + 10) / 20 * (box["width"] - 16), box["y"] + box["height"] / 2


def drag(page: Page, slider: Locator, to: float) -> None:
    """With the mouse, little by little."""
    slider.scroll_into_view_if_needed()
    now = float(slider.input_value())
    page.mouse.move(*place(slider, now))
    page.mouse.down()
    for k in range(1, 9):
        page.mouse.move(*place(slider, now + (to - now) * k / 8))
    expect(slider).to_be_focused()
    page.mouse.up()
    nudge(slider, to)


def test_by_mouse(page: Page, site: str) -> None:
    demo = Builder(page).open(site)
    trained = demo.weights()
    assert demo.check() == 4  # it begins with the network as it is
    demo.from_zero()
    assert demo.check() == 3
    assert not any(value for row in demo.weights()["lstm"]["weight_ih_l0"] for value in row)
    for gate, label, value in (("i", "input gate i, weight for the bit", 3.0), ("g", "candidate g, bias", -1.5)):
        drag(page, demo.slider(label), value)
        expect(demo.panel.get_by_role("spinbutton", name=f"{label}, as a number")).to_have_value(
            f"{value:g}".replace("-", "\N{MINUS SIGN}")
        )
        demo.check()
        first = read_bits(demo.weights(), demo.bits("Test"))[0]
        assert demo.numbers()[gate, 1][0] == pytest.approx(first[gate][0], abs=1e-9)  # in the diagram, too
    field = demo.panel.get_by_role("spinbutton", name="candidate g, bias, as a number")
    field.fill("0,25")
    field.press("Enter")
    expect(demo.panel.get_by_role("slider", name="candidate g, bias", exact=True)).to_have_attribute(
        "aria-valuetext", "0.25"
    )
    demo.from_zero()
    assert walk(demo, lambda slider, to: drag(page, slider, to)) == 6
    demo.button("Back to the trained weights").click()
    expect(demo.status).to_contain_text("learned while this page was built")
    assert demo.weights() == trained
    expect(demo.notice).to_be_empty()


def test_by_keyboard_alone(page: Page, site: str) -> None:
    demo = Builder(page)
    page.goto(f"{site}/two-bit.html?target=11")
    demo.wait_ready()
    press = page.keyboard.press
    demo.button("Build it").focus()
    press("Enter")
    expect(demo.table).to_be_visible()
    demo.button("Set all weights to 0").focus()
    press("Enter")
    expect(demo.answers).to_contain_text("Every answer is 0.50")
    expect(demo.button("Set all weights to 0")).to_be_focused()

    def by_key(slider: Locator, to: float) -> None:
        slider.focus()
        press("Home" if to < -5 else "End" if to > 5 else "PageUp")
        expect(slider).to_be_focused()
        nudge(slider, to)

    assert walk(demo, by_key) == 5
    demo.button("Train from here").focus()
    press("Space")
    demo.wait_trained()
    expect(demo.button("Train from here")).to_be_focused()
    assert demo.check() == 4


@pytest.mark.parametrize("target", ["00", "01", "10"])
def test_on_a_phone_the_table_stays_in_sight_and_nothing_jumps(browser: Browser, site: str, target: str) -> None:
    page = new_context(browser, **PHONE).new_page()
    demo = Builder(page).open(site, f"?target={target}")
    demo.from_zero()
    heights = set()

    def by_touch(slider: Locator, to: float) -> None:
        slider.evaluate("e => { e.scrollIntoView({block: 'end'}); scrollBy(0, 20); }")  # wholly in sight
        before = slider.bounding_box()
        assert before
        page.touchscreen.tap(*place(slider, to))
        nudge(slider, to)
        expect(demo.hint).to_contain_text("Done.")
        after, table = slider.bounding_box(), demo.table.bounding_box()
        assert after == before
        assert table
        assert table["y"] >= 0
        assert table["y"] + table["height"] <= before["y"]
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        panel = demo.panel.bounding_box()
        assert panel
        heights.add(round(panel["height"]))

    assert walk(demo, by_touch) == (5 if target == "00" else 6)
    assert len(heights) == 1
    page.context.close()


def test_train_from_here(page: Page, site: str) -> None:
    demo = Builder(page).open(site)
    demo.from_zero()
    for label, value in (
        ("input gate i, weight for the bit", "3"),
        ("candidate g, weight for the bit", "1"),
        ("readout p, weight for h", "2"),
    ):
        demo.slider(label).fill(value)
        expect(demo.slider(label)).to_have_attribute("aria-valuetext", f"{value}.00")
    by_hand = demo.weights()
    demo.button("Train from here").click()
    epochs = demo.wait_trained()
    expect(demo.panel).to_contain_text(f"From the weights that stood here training took {epochs} epochs.")
    assert demo.check() == 4
    trained = demo.weights()
    slider = demo.slider("readout p, weight for h")
    expect(slider).to_have_value(f"{trained['linear']['weight'][0][0]:.1f}")
    field = demo.panel.get_by_role("spinbutton", name="readout p, weight for h, as a number")
    assert float(field.get_attribute("data-value") or "") == pytest.approx(trained["linear"]["weight"][0][0])
    demo.root.get_by_role("slider", name="Epoch").fill("0")
    expect(demo.status).to_contain_text("as it was after epoch 0")
    assert demo.weights() == by_hand  # what was set by hand is the beginning of the training


def test_from_zero_training_gets_nowhere_and_says_why(page: Page, site: str) -> None:
    demo = Builder(page).open(site)
    demo.from_zero()
    demo.button("Train from here").click()
    expect(demo.status).to_have_text(re.compile("^not learned"), timeout=LONG_PATIENCE)
    expect(demo.panel).to_contain_text("training moved nothing but the readout's bias")
    lstm = demo.weights()["lstm"]
    assert not any(any(row) for name in ("weight_ih_l0", "weight_hh_l0") for row in lstm[name])
    assert not any(lstm["bias_ih_l0"] + lstm["bias_hh_l0"])


def test_what_was_built_comes_along_in_the_link(page: Page, site: str) -> None:
    demo = Builder(page).open(site)
    demo.from_zero()
    demo.slider("output gate o, bias").fill("-2.5")
    expect(demo.slider("output gate o, bias")).to_have_attribute("aria-valuetext", "\N{MINUS SIGN}2.50")
    built = demo.weights()
    demo.button("Take it along").click()
    demo.panel.get_by_role("checkbox").check()
    link = demo.panel.get_by_role("textbox", name="Link")
    expect(link).to_have_value(re.compile("weights="))
    page.goto(link.input_value())
    demo.wait_ready()
    assert demo.weights() == built
    assert demo.build().check() == 3


@pytest.mark.parametrize("home", ["article", "shared_file"])
def test_it_is_one_click_away_in_the_article_and_in_one_file(home: str, request: pytest.FixtureRequest) -> None:
    shared, _ = request.getfixturevalue(home)
    demo = Builder(shared.page)
    demo.set_bits("Target", "10")
    demo.build().from_zero()

    def by_value(slider: Locator, to: float) -> None:
        slider.fill(f"{to:g}")

    assert walk(demo, by_value) == 6
    demo.root.get_by_role("button", name=re.compile("^Back to the ")).click()
    demo.button("Build it").click()
    expect(demo.table).to_be_hidden()
