"""Everything fits, on a small phone and on a desk; screenshots are kept for people to look at."""

import os
import re
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, ROOT, NewPage
from tests.browser.demo import IN_TRAINING, Demo, open_demo
from tests.browser.faulty_site import FaultySite, withheld
from tests.browser.four.four_bit import FourBit
from tests.browser.pixels import painted
from tests.browser.still import held_frames

pytestmark = pytest.mark.browser

PAGES = ("two-bit.html", "index.html")
DEVICES: dict[str, dict[str, Any]] = {"phone": PHONE, "desktop": DESKTOP}

# What sticks out of the window, and which texts stick out of their drawings.
MISFITS = """(root) => {
  const misfits = [];
  const width = document.documentElement.clientWidth;
  const whole = document.documentElement.scrollWidth;
  if (whole > width) misfits.push(`the page is ${whole} wide`);
  const name = (e) => `${e.tagName} ${e.className.baseVal ?? e.className} "${e.textContent.trim().slice(0, 30)}"`;
  for (const element of root.querySelectorAll("button, label, p, span, [role=status], math, svg, text, [data-part]")) {
    const box = element.getBoundingClientRect();
    if (!box.width || element.closest(".visually-hidden, [hidden]")) continue;
    if (box.left < -0.5 || box.right > width + 0.5) misfits.push(`${name(element)} from ${box.left} to ${box.right}`);
    const svg = element.tagName === "text" && element.closest("svg").getBoundingClientRect();
    if (!svg) continue;
    const inside = box.left >= svg.left - 1 && box.right <= svg.right + 1 && box.top >= svg.top - 1;
    if (!inside || box.bottom > svg.bottom + 1) misfits.push(`${name(element)} sticks out of its drawing`);
  }
  return misfits;
}"""

# Pairs of texts in one drawing that cover each other. Boxes of texts are higher than their letters, so they are shrunk.
OVERLAPS = """(root) => {
  const overlaps = [];
  for (const svg of root.querySelectorAll("svg")) {
    const texts = [...svg.querySelectorAll("text")].map((e) => [e.textContent, e.getBoundingClientRect()]);
    texts.forEach(([a, p], k) => {
      for (const [b, q] of texts.slice(k + 1)) {
        const across = Math.min(p.right, q.right) - Math.max(p.left, q.left);
        const down = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
        if (across > 1 && down > 0.35 * Math.min(p.height, q.height)) overlaps.push(`"${a}" and "${b}"`);
      }
    });
  }
  return overlaps;
}"""

SMALL = """(root) => [...root.querySelectorAll("button, label:has(input)")].map((e) => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.width && (box.width < 40 || box.height < 40))
  .map(([e, box]) => `${e.textContent}: ${box.width.toFixed(1)} x ${box.height.toFixed(1)}`)"""


def check_layout(demo: Demo, when: str) -> None:
    """Nothing is cut off or covered."""
    demo.page.evaluate("document.fonts.ready.then(() => {})")
    for script in (MISFITS, OVERLAPS):
        assert demo.root.evaluate(script) == [], when


def screenshot(page: Page, results: Path, *names: str) -> None:
    """For people to look at, who ask for it; those of a whole article take a minute of computing."""
    if os.environ.get("LSTM_SCREENSHOTS"):
        page.screenshot(path=results / ("-".join(names).replace(".html", "") + ".png"), full_page=True)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("path", PAGES)
def test_everything_fits_at_every_moment(
    new_page: NewPage, site: str, results: Path, path: str, device: str, request: pytest.FixtureRequest
) -> None:
    page = new_page(**DEVICES[device])
    page.goto(f"{site}/{path}", wait_until="domcontentloaded")
    demo = Demo(page)
    check_layout(demo, "before")
    screenshot(page, results, path, device, "1-before")
    if device == "desktop":  # pages of this size are open already
        page.context.close()
        demo, _ = request.getfixturevalue("shared" if path == "two-bit.html" else "article")
        page = demo.page
    demo.wait_ready()
    check_layout(demo, "ready")
    screenshot(page, results, path, device, "2-ready")
    page.emulate_media(reduced_motion="no-preference")
    demo.set_bits("Target", "01")
    with held_frames(page, when=IN_TRAINING):
        demo.train_button.click()
        expect(demo.detail).to_contain_text(re.compile(r"epoch \d\d"))
        check_layout(demo, "training")
        screenshot(page, results, path, device, "3-training")
    demo.wait_trained()
    page.emulate_media(reduced_motion="reduce")
    demo.run("01")
    check_layout(demo, "after")
    screenshot(page, results, path, device, "4-after")
    for part, step in (("o", 1), ("c", 2), ("p", 2)):
        demo.explain(part, step)
        check_layout(demo, f"{part} {step} explained")
    screenshot(page, results, path, device, "5-explained")
    if device == "phone":
        check_explanations_stand_below_their_steps(demo)
        assert demo.root.evaluate(SMALL) == []
    page.emulate_media(reduced_motion="no-preference")


BOXES = """(root) => ['[id$="-cell-1"]', '[id$="-cell-2"]', '[aria-label="Explanation"]']
  .map((which) => root.querySelector(which).getBoundingClientRect().toJSON())"""


def check_explanations_stand_below_their_steps(demo: Demo) -> None:
    """A tap opens the formula right under the step that was tapped, and above the next."""
    for step in (1, 2):
        demo.part("f", step).locator(".dial-box").tap()
        expect(demo.explanation).to_contain_text(f"Forget gate f, step {step}.")
        boxes = demo.root.evaluate(BOXES)  # at one moment, for the page may yet scroll to what was opened
        first, second, explanation = boxes
        tapped = (first, second)[step - 1]
        assert explanation["top"] >= tapped["bottom"] - 1
        assert explanation["top"] < tapped["bottom"] + 60
        if step == 1:
            assert explanation["bottom"] <= second["top"] + 1
        demo.root.get_by_role("button", name="Close the explanation").tap()
        expect(demo.explanation).to_be_empty()


# Counts how often the mouse is said to be over a part, and where.
OVER_PARTS = """() => {
  window.over = [];
  const note = ({ target, pointerType, screenX, screenY }) => {
    const part = target.closest("[data-explain]");
    if (part) over.push([part.dataset.part, pointerType, screenX, screenY]);
  };
  addEventListener("pointerover", note, true);
}"""


# Some frames, in which a browser says where the mouse is.
FRAMES = "new Promise((over) => { let left = 20; (function on() { left-- ? requestAnimationFrame(on) : over(); })(); })"


@pytest.mark.parametrize("pointer", ["mouse", "finger"])
def test_what_comes_under_the_pointer_when_the_page_moves_is_not_explained(
    new_page: NewPage, site: str, pointer: str
) -> None:
    """The page scrolls, and a mouse may rest where a finger taps."""
    device = PHONE if pointer == "finger" else {"viewport": PHONE["viewport"]}
    demo = open_demo(new_page(**device), f"{site}/two-bit.html")
    demo.run("11")
    demo.explain("p", 2)
    part = demo.part("f", 2)
    part.hover()
    expect(demo.explanation).to_contain_text("Forget gate f, step 2.")
    demo.explain("f", 1)
    if pointer == "finger":  # elsewhere, while the mouse rests where it was
        demo.root.locator(".teach .label").first.tap()
    part.scroll_into_view_if_needed()
    demo.page.evaluate(OVER_PARTS)
    demo.page.mouse.wheel(0, 60)
    demo.page.wait_for_function("scrollY > 0")
    demo.page.evaluate(FRAMES)
    demo.page.mouse.wheel(0, -60)
    demo.explain("o", 2)
    if pointer == "mouse":  # on a phone browsers say so only now and then
        demo.page.wait_for_function("over.some(([part, pointer]) => part === 'f' && pointer === 'mouse')")
    demo.page.evaluate(FRAMES)
    for target in ("01", "11", "10"):  # what was said meanwhile is answered before these
        demo.set_bits("Target", target)
    expect(demo.explanation).to_contain_text("Output gate o, step 2.")


# What moves, as browsers count it, and the heights that the page has.
SHIFTS = """
const shifts = [];
window.heights = new Set();
const note = (entries) => {
  for (const { value, sources } of entries) {
    const nodes = sources.map(({ node }) => (node?.nodeType === 3 ? node.parentElement : node)?.outerHTML.slice(0, 60));
    shifts.push({ value, nodes });
  }
};
const observer = new PerformanceObserver((list) => note(list.getEntries()));
observer.observe({ type: "layout-shift", buffered: true });
window.shiftsSoFar = () => (note(observer.takeRecords()), shifts);
addEventListener("DOMContentLoaded", () => new ResizeObserver(
  () => window.heights.add(document.body.getBoundingClientRect().height)
).observe(document.body));
"""

A_FRAME = "new Promise(requestAnimationFrame)"


@pytest.mark.parametrize("width", [360, 640, 768, 1280])
@pytest.mark.parametrize("path", [*PAGES, "memory.html", "draw.html", "own-cell.html"])
def test_nothing_moves_while_fonts_and_python_come(
    new_page: NewPage, faulty_site: FaultySite, path: str, width: int
) -> None:
    fonts = threading.Event()
    faulty_site.faults[".woff2"] = withheld(fonts)
    device = PHONE if width < 600 else DESKTOP
    page = new_page(**{**device, "viewport": {"width": width, "height": 740 if width < 600 else 900}})
    page.add_init_script(SHIFTS)
    page.goto(f"{faulty_site.url}/{path}", wait_until="domcontentloaded")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")  # in other fonts
    fonts.set()
    Demo(page).wait_ready()
    page.evaluate("document.fonts.ready.then(() => {})")
    assert page.evaluate("[...document.fonts].some((font) => font.status === 'loaded')")
    shifts = page.evaluate(f"{A_FRAME}.then(() => {A_FRAME}).then(() => shiftsSoFar())")
    # A paragraph may break elsewhere in the reader's own font: 0.1 is a good page, by the measure of browsers.
    assert sum(shift["value"] for shift in shifts) < (0.05 if path == "index.html" else 0.01), shifts
    if path != "index.html":  # in a frame, the page around would move
        assert len({round(height) for height in page.evaluate("[...window.heights]")}) == 1


def add_style(page: Page, text: str) -> None:
    """Playwright's own way waits for an event, which never comes where no script runs."""
    page.evaluate(
        "textContent => document.head.append(Object.assign(document.createElement('style'), { textContent }))", text
    )


def test_the_lines_that_tell_of_pythons_start_are_single(new_page: NewPage, site: str) -> None:
    page = new_page(java_script_enabled=False, viewport={"width": 320, "height": 740})
    page.goto(f"{site}/two-bit.html")
    add_style(page, ".python-status { display: flex !important; }")  # without scripts it is not shown
    status = page.locator("[data-python-status]")
    for width in (320, 360, 480, 640, 768, 800, 960, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        line = page.locator(".python-status").bounding_box()
        assert line
        assert line["height"] < 24, (width, status.inner_text())


@pytest.mark.parametrize("name", ["two-bit", "four-bit"])
def test_the_buttons_of_the_test_row_break_together(new_page: NewPage, site: str, name: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{site}/{name}.html")
    back, over = (page.locator(".test .quiet").nth(k) for k in range(2))
    add_style(page, ".test button:not(.bit) { display: revert !important; }")  # without scripts they are not shown
    seen = set()
    for width in range(320, 801, 10):
        page.set_viewport_size({"width": width, "height": 740})
        boxes = [element.bounding_box() for element in (back, over)]
        left, right = (box for box in boxes if box)
        assert left["y"] == right["y"], width
        assert left["x"] + left["width"] <= right["x"], width
        assert right["x"] + right["width"] <= width, width
        seen.add(left["x"] > 100)
    assert len(seen) == 2  # in the row and below it


def fading(page: Page, selector: str) -> float:
    """How much a box fades out at its right edge: 0 is not at all, 1 is to nothing but paper."""
    box = page.locator(selector).first
    before = painted(box)
    style = page.add_style_tag(content=f"{selector}::after {{ visibility: hidden; }}")
    without = painted(box)
    style.evaluate("e => e.remove()")
    contrast = [np.ptp(pixels[:, -8:-2], axis=0).sum() for pixels in (before, without)]
    return 1 - float(contrast[0] / contrast[1]) if contrast[1] else 0.0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_scrolls_sideways_says_so(new_page: NewPage, site: str, scheme: str) -> None:
    page = new_page(**{**PHONE, "color_scheme": scheme})
    page.goto(f"{site}/four-bit.html")
    demo = FourBit(page)
    demo.wait_ready()
    for title, selector in (
        ("What each gate has learned", ".maps"),
        ("How the error flows back", ".scroll"),
        ("Change weights", ".scroll"),
    ):
        demo.open(title)
        box = page.locator(selector)
        assert box.evaluate("e => (e.scrollLeft = 0, e.scrollWidth > e.clientWidth)"), title
        assert fading(page, selector) > 0.8, title
        box.evaluate("e => (e.scrollLeft = e.scrollWidth)")
        assert fading(page, selector) == 0, title  # nothing is hidden once all is scrolled


def test_no_line_of_the_code_is_cut_off_where_there_is_room(new_page: NewPage, site: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{site}/index.html")
    for folded in page.locator("details", has=page.locator("pre")).all():
        folded.evaluate("e => (e.open = true)")
    for block in page.locator(".prose pre").all():
        assert block.evaluate("e => [e.scrollWidth - e.clientWidth, e.scrollLeft]") == [0, 0]
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.locator(".prose pre").first.evaluate("e => e.scrollWidth > e.clientWidth")


@pytest.mark.skipif(not os.environ.get("LSTM_UPDATE_SCREENSHOT"), reason="only when LSTM_UPDATE_SCREENSHOT is set")
def test_take_the_picture_for_the_readme(new_page: NewPage, site: str) -> None:
    page = new_page(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    demo = open_demo(page, f"{site}/two-bit.html", target="10", input="10")
    demo.train()
    demo.run("10")
    page.mouse.move(0, 0)
    (ROOT / "docs").mkdir(exist_ok=True)
    page.screenshot(path=ROOT / "docs" / "two-bit.png", full_page=True)
