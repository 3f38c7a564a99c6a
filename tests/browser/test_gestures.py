"""What is the browser's is left to it: keys with modifiers, two fingers. And a palm does not draw for the pen."""

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import NewPage
from tests.browser.demo import Demo, open_demo
from tests.browser.draw.pad import Pad

pytestmark = pytest.mark.browser

KEYS = ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Enter", "Space", "Escape")
MODIFIERS = ("Control", "Alt", "Meta")
PREVENTED = """
window.prevented = [];
addEventListener("keydown", (event) => {
  if (event.defaultPrevented) window.prevented.push(`${event.altKey ? "Alt+" : ""}${event.key}`);
  event.preventDefault(); // so that the page stays
});
"""
# What takes keys of its own.
TAKERS = ("[data-explain]", "[data-pick]")


def test_keys_with_a_modifier_are_the_browsers(page: Page, site: str) -> None:
    demo = open_demo(page, f"{site}/two-bit.html")
    demo.root.get_by_role("button", name="What each gate has learned").click()
    expect(demo.root.get_by_role("group", name="Karnaugh maps")).to_be_visible()
    page.evaluate(PREVENTED)
    for selector in TAKERS:
        element = demo.root.locator(f"{selector}:visible").first
        element.focus()
        for key in KEYS:
            for modifier in MODIFIERS:
                page.keyboard.press(f"{modifier}+{key}")
        expect(element).to_be_focused()
    assert page.evaluate("window.prevented") == []
    demo.root.locator("[data-explain]:visible").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("window.prevented") == ["ArrowRight"]  # alone it is the page's


def touch(session: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})


def test_a_pen_draws_though_a_palm_lay_there_before(new_page: NewPage, site: str) -> None:
    page = new_page(has_touch=True)
    pad = Pad(page).open(f"{site}/draw.html")
    page.get_by_role("button", name="Clear the pad").click()
    box = pad.pad.bounding_box()
    assert box
    x, y = box["x"] + 40, box["y"] + 60
    session = page.context.new_cdp_session(page)
    touch(session, "touchStart", (x + 200, y + 80))

    def pen(kind: str, at: float) -> None:
        place = {"x": x + at, "y": y, "pointerType": "pen", "button": "left", "buttons": 1, "clickCount": 1}
        session.send("Input.dispatchMouseEvent", {"type": kind, **place})

    pen("mousePressed", 0)
    for step in range(1, 30):
        pen("mouseMoved", 6 * step)
    touch(session, "touchEnd")
    for step in range(30, 40):
        pen("mouseMoved", 6 * step)
    pen("mouseReleased", 240)
    page.wait_for_function("document.querySelector('.pad-own, [data-pad] path') !== null")
    drawn = page.evaluate(
        """() => {
          const canvas = document.querySelector("[data-pad] canvas");
          const { data, width } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const columns = new Set();
          for (let k = 3; k < data.length; k += 4) if (data[k] > 128) columns.add(((k - 3) / 4) % width);
          return (Math.max(...columns) - Math.min(...columns)) / (canvas.width / canvas.clientWidth);
        }"""
    )
    assert drawn > 200  # px, in one line: also when the palm was lifted the pen went on


@pytest.mark.parametrize("selector", ["[data-pad]"])
def test_two_fingers_make_the_page_larger(phone: Page, site: str, selector: str) -> None:
    phone.goto(f"{site}/draw.html")
    Demo(phone, "draw").wait_ready()
    phone.locator(selector).scroll_into_view_if_needed()
    box = phone.locator(selector).bounding_box()
    assert box
    session = phone.context.new_cdp_session(phone)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session.send("Input.synthesizePinchGesture", {"x": x, "y": y, "scaleFactor": 2.0})
    phone.wait_for_function("visualViewport.scale > 1.3")
