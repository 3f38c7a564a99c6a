"""Everything fits, on a small phone and on a desk; pictures of it are kept for people to look at."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, ROOT, NewPage
from tests.browser.demo import Demo, open_demo

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


def picture(page: Page, results: Path, *names: str) -> None:
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
    picture(page, results, path, device, "1-before")
    if device == "desktop":  # pages of this size are open already
        page.context.close()
        demo, _ = request.getfixturevalue("shared" if path == "two-bit.html" else "article")
        page = demo.page
    demo.wait_ready()
    check_layout(demo, "ready")
    picture(page, results, path, device, "2-ready")
    page.emulate_media(reduced_motion="no-preference")
    demo.set_bits("Target", "01")
    demo.train_button.click()
    expect(demo.detail).to_contain_text(re.compile(r"epoch \d\d"))
    check_layout(demo, "training")
    picture(page, results, path, device, "3-training")
    demo.wait_trained()
    page.emulate_media(reduced_motion="reduce")
    demo.run("01")
    check_layout(demo, "after")
    picture(page, results, path, device, "4-after")
    for part, step in (("o", 1), ("c", 2), ("p", 2)):
        demo.explain(part, step)
        check_layout(demo, f"{part} {step} explained")
    picture(page, results, path, device, "5-explained")
    if device == "phone":
        check_explanations_stand_below_their_steps(demo)
        assert demo.root.evaluate(SMALL) == []
    page.emulate_media(reduced_motion="no-preference")


def check_explanations_stand_below_their_steps(demo: Demo) -> None:
    """A tap opens the formula right under the step that was tapped, and above the next."""
    for step in (1, 2):
        demo.part("f", step).locator(".dial-box").tap()
        expect(demo.explanation).to_contain_text(f"Forget gate f, step {step}.")
        boxes = [element.bounding_box() for element in (demo.cell(1), demo.cell(2), demo.explanation)]
        first, second, explanation = (box for box in boxes if box)
        tapped = (first, second)[step - 1]
        assert explanation["y"] >= tapped["y"] + tapped["height"] - 1
        assert explanation["y"] < tapped["y"] + tapped["height"] + 60
        if step == 1:
            assert explanation["y"] + explanation["height"] <= second["y"] + 1


@pytest.mark.skipif(not os.environ.get("LSTM_UPDATE_SCREENSHOT"), reason="only when LSTM_UPDATE_SCREENSHOT is set")
def test_take_the_picture_for_the_readme(new_page: NewPage, site: str) -> None:
    page = new_page(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    demo = open_demo(page, f"{site}/two-bit.html", target="10", input="10")
    demo.train()
    demo.run("10")
    page.mouse.move(0, 0)
    (ROOT / "docs").mkdir(exist_ok=True)
    page.screenshot(path=ROOT / "docs" / "two-bit.png", full_page=True)
