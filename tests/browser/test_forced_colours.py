"""With colours that the reader chose (Windows' high contrast).

Controls are seen, states differ by more than colour, and colours that are values stay.
"""

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import DESKTOP, new_context
from tests.browser.demo import Demo
from tests.browser.draw.pad import Pad
from tests.browser.four.four_bit import FourBit
from tests.browser.pixels import coloured, painted

pytestmark = pytest.mark.browser

SCHEMES = ("light", "dark")


def css(element: Locator, name: str) -> str:
    return str(element.evaluate("(e, name) => getComputedStyle(e)[name]", name))


@pytest.fixture(scope="module", params=SCHEMES)
def four(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[FourBit]:
    page = new_context(browser, **{**DESKTOP, "color_scheme": request.param}, forced_colors="active").new_page()
    # Colours that somebody else chose for the page are no longer asked for.
    page.goto(f"{site}/four-bit.html?theme={'dark' if request.param == 'light' else 'light'}")
    demo = FourBit(page)
    demo.wait_ready()
    yield demo
    page.context.close()


@pytest.fixture(scope="module", params=SCHEMES)
def pad(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Pad]:
    page = new_context(browser, **{**DESKTOP, "color_scheme": request.param}, forced_colors="active").new_page()
    yield Pad(page).open(f"{site}/draw.html")
    page.context.close()


def assert_slider_is_seen(slider: Locator) -> None:
    pixels = painted(slider)
    paper = pixels[0, pixels.shape[1] // 2]
    ink = np.abs(pixels - paper).sum(-1) > 200
    assert ink.any(0).mean() > 0.9, "no track from end to end"
    assert ink.sum(0).max() >= 12, "no thumb"


def assert_pressed_is_seen(pressed: Locator, other: Locator) -> None:
    """A line under its text, besides another ground."""
    assert "underline" in css(pressed, "textDecorationLine")
    assert "underline" not in css(other, "textDecorationLine")
    pressed.page.mouse.move(0, 0)
    grounds = [painted(element)[6, 6] for element in (pressed, other)]
    assert np.abs(grounds[0] - grounds[1]).sum() > 150


def test_the_page_takes_the_readers_colours_only(four: FourBit) -> None:
    assert css(four.page.locator("html"), "colorScheme") == "light dark"
    canvas, text = four.page.evaluate("""() => {
        const probe = document.createElement("i");
        probe.style.cssText = "background: Canvas; color: CanvasText";
        document.body.append(probe);
        const { backgroundColor, color } = getComputedStyle(probe);
        return [backgroundColor, color];
    }""")
    assert css(four.page.locator("body"), "backgroundColor") == canvas
    assert css(four.page.locator(".dial-box").first, "fill") == canvas
    assert css(four.page.locator(".loss-line"), "stroke") == text


def test_sliders_are_seen(four: FourBit, pad: Pad) -> None:
    sliders = [four.slider, *pad.root.locator("input[type=range]").all()]
    assert len(sliders) == 3
    for slider in sliders:
        assert_slider_is_seen(slider)


def test_a_bit_that_is_on_is_seen(four: FourBit) -> None:
    four.set_bits("Target", "1010")
    assert_pressed_is_seen(four.switch("Target", 1), four.switch("Target", 2))


def test_values_keep_their_colours_in_the_lanes(four: FourBit) -> None:
    four.run("1010")
    strong = four.root.locator(".gate").evaluate_all("all => all.map(e => Math.abs(e.dataset.value) > 0.9)")
    gates = four.root.locator(".gate").all()
    shares = [coloured(painted(gate)) for gate, is_strong in zip(gates, strong, strict=True) if is_strong]
    assert len(shares) > 10
    assert min(shares) > 0.4
    for k in range(4):
        assert coloured(painted(four.root.locator(".bar").nth(k))) > 0.8
    assert coloured(painted(four.result.locator(".verdict-digit"))) > 0.03


def test_the_step_and_the_unit_that_is_open_are_marked(four: FourBit) -> None:
    four.run("1010")
    four.lane(2, 4).click()
    expect(four.lane(2, 4)).to_have_attribute("aria-pressed", "true")
    four.page.mouse.move(0, 0)
    assert css(four.lane(3, 4), "outlineStyle") == "dashed"
    assert css(four.lane(3, 3), "outlineStyle") == "none"
    four.page.locator("body").evaluate("() => document.activeElement.blur()")
    assert (css(four.lane(2, 4), "outlineStyle"), css(four.lane(2, 4), "outlineWidth")) == ("solid", "3px")
    assert "underline" in css(four.root.locator(".lane-bit.now .lane-step"), "textDecorationLine")


def test_maps_and_gradients_keep_their_colours(four: FourBit) -> None:
    panel = four.open("What each gate has learned")
    assert_pressed_is_seen(four.root.locator(".tab[aria-expanded=true]"), four.root.locator(".tab").nth(1))
    cells = panel.locator("[data-pick]").evaluate_all("all => all.map(e => Math.abs(e.dataset.value) > 0.9)")
    strong = [panel.locator("[data-pick]").nth(k) for k, is_strong in enumerate(cells) if is_strong]
    assert strong
    assert coloured(painted(strong[0])) > 0.6
    assert css(panel.locator("[aria-current]").first, "borderTopWidth") == "3px"
    panel = four.open("How the error flows back")
    assert coloured(painted(panel.locator(".gradient.ground:not([style*='--m:0'])").first)) > 0.5


def test_held_gates_and_weights(four: FourBit) -> None:
    panel = four.open("Change weights")
    held = panel.get_by_role("group", name="f, forget").get_by_role("button", name="1", exact=True)
    held.click()
    expect(held).to_have_attribute("aria-pressed", "true")
    free = panel.get_by_role("group", name="f, forget").get_by_role("button", name="free")
    assert_pressed_is_seen(held, free)
    free.click()
    expect(free).to_have_attribute("aria-pressed", "true")
    weight = panel.locator(".weight:not(.chosen)").first
    assert coloured(painted(weight)[:, :4]) > 0.5  # the edge that tells its sign


def marker(learning: Locator) -> int:
    """How far the middle of the switch's marker is from its ground."""
    pixels = painted(learning)
    style = "getComputedStyle(e, '::before')"
    left = learning.evaluate(f"e => parseFloat(getComputedStyle(e).paddingLeft) + parseFloat({style}.width) / 2 + 1.5")
    return int(np.abs(pixels[pixels.shape[0] // 2, round(left)] - pixels[6, 6]).sum())


def test_the_switch_tells_on_from_off(pad: Pad) -> None:
    pixels = {}
    for _ in range(2):
        pad.page.mouse.move(0, 0)
        pixels[pad.learning.get_attribute("aria-checked")] = marker(pad.learning)
        pad.learning.click()
        expect(pad.learning).not_to_have_attribute("aria-checked", list(pixels)[-1] or "")
    assert pixels["true"] > 300
    assert pixels["false"] < 60


def test_units_keep_their_colours_and_tell_which_is_chosen(pad: Pad) -> None:
    units = pad.root.locator(".draw-unit")
    assert sum(coloured(painted(units.nth(k))) > 0.15 for k in range(24)) > 8
    units.nth(4).click()
    expect(units.nth(4)).to_have_attribute("aria-pressed", "true")
    assert (css(units.nth(4), "borderTopWidth"), css(units.nth(5), "borderTopWidth")) == ("3px", "1px")
    expect(pad.page.locator(".pad-trace").first).to_be_visible()
    assert coloured(painted(pad.pad)) > 0.005


def test_ink_is_in_the_readers_colour(pad: Pad) -> None:
    pad.root.get_by_role("button", name="Clear the pad").click()
    expect(pad.page.locator(".pad-example")).to_have_count(0)
    pad.stroke([(100.0 + 3 * n, 60.0) for n in range(60)])
    *ink, alpha = pad.page.locator("canvas").evaluate("e => [...e.getContext('2d').getImageData(180, 60, 1, 1).data]")
    dark = pad.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert alpha > 100
    assert ink == [255 if dark else 0] * 3


def test_a_part_that_is_asked_about_is_marked(browser: Browser, site: str) -> None:
    page = new_context(browser, **DESKTOP, forced_colors="active").new_page()
    page.goto(f"{site}/two-bit.html")
    demo = Demo(page)
    demo.wait_ready()
    demo.explain("f", 1)
    box = demo.part("f", 1).locator(".dial-box")
    assert css(box, "strokeWidth") == "3px"
    assert css(box, "stroke") != css(demo.part("f", 2).locator(".dial-box"), "stroke")
    page.context.close()
