"""One whole journey with the keyboard alone, and one by touch on a small phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.four.four_bit import FourBit

pytestmark = pytest.mark.browser


def press_on(page: Page, name: str, key: str = "Enter") -> None:
    """Press Tab until the control has the focus, then a key."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.ariaLabel ?? document.activeElement.textContent).trim()") == name:
            page.keyboard.press(key)
            return
    pytest.fail(f"Tab never came to {name!r}")


def test_keyboard_alone(four: FourBit) -> None:
    page = four.page
    page.evaluate("document.activeElement.blur(), getSelection().collapse(document.body, 0)")
    four.start_over.click()
    press_on(page, "Target bit 4", "Space")
    expect(four.status).to_contain_text("still knows 1010")
    press_on(page, "Train")
    four.wait_trained()
    press_on(page, "Test bit 4", "Space")
    for step in (1, 2, 3, 4):
        press_on(page, f"Run inference (step {step})")
        expect(four.lane(1, step)).to_have_attribute("data-reached", "true")
    assert four.verdict == "1"
    four.lane(2, 4).focus()
    page.keyboard.press("Enter")
    expect(four.root.locator("#four-bit-cell-4")).to_be_visible()
    press_on(page, "What each gate has learned")
    expect(four.panel).to_be_visible()
    press_on(page, "Change weights")
    four.panel.get_by_role("spinbutton", name="weight of f for x").focus()
    page.keyboard.press("ArrowUp")
    expect(four.status).to_have_text("weights changed by hand")


def test_touch_on_a_small_phone(phone: Page, site: str) -> None:
    phone.goto(f"{site}/four-bit.html")
    demo = FourBit(phone)
    demo.wait_ready()

    def fits() -> None:
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360
        wide = phone.evaluate("""[...document.querySelectorAll(".demo *")]
            .filter(e => !e.closest(".scroll, .maps, pre, .visually-hidden"))
            .map(e => [e.tagName, e.className.baseVal ?? e.className, e.getBoundingClientRect()])
            .filter(([, , box]) => box.width && (box.left < -1 || box.right > 361))
            .map(([tag, name, box]) => `${tag}.${name} ${box.left}-${box.right}`)""")
        assert wide == []

    fits()
    demo.switch("Target", 1).tap()
    demo.train_button.tap()
    demo.wait_trained()
    demo.switch("Test", 1).tap()
    for step in (1, 2, 3, 4):
        demo.step_button(step).tap()
        expect(demo.lane(1, step)).to_have_attribute("data-reached", "true")
    assert demo.verdict == "1"
    demo.lane(4, 3).tap()
    expect(demo.root.locator("#four-bit-cell-3")).to_be_visible()
    fits()
    for title in (
        "What each gate has learned",
        "How the error flows back",
        "Change weights",
        "A long stream",
        "Take it along",
        "Change the network",
    ):
        demo.root.get_by_role("button", name=title).tap()
        expect(demo.panel).to_be_visible()
        fits()
    demo.panel.get_by_role("group", name="Bits").get_by_role("button", name="8").tap()
    expect(demo.lane(4, 8)).to_be_visible()
    fits()
