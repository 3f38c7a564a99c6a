"""What tools that others wrote find: axe-core on pages in their states, html-validate on what is built and shown.

And what they cannot see: how small letters are, and how what is written on a coloured ground stands out.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from bundler.commands import run
from bundler.fetch.npm import node_modules
from tests.browser.conftest import NewPage
from tests.browser.demo import Demo

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).parent / "audit"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# What is found and stays, with the reason; 2026-11-28.
EXCEPTIONS = {
    # Parts of the diagram have words for names, "Long-term state c coming in, step 1: +0.00", and show "c0 +0.00".
    "label-content-name-mismatch",
    # Every demo has a region "Lesson", by the page's contract; in the article each is within one of its own name.
    *("landmark-unique", "unique-landmark"),
    # In a page that is one file the fonts come last, so that the picture does not wait for them.
    "element-permitted-content",
}
PAGES = (
    "two-bit",
    "four-bit",
    "memory",
    "memory?task=recall",
    "draw",
    "own-cell",
    "index",
    "four-bit?target=10101010&units=8",
)
LOOKS = {
    "phone, light": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"},
    "desktop, dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone, dark": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"},
    "desktop, light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
}
OPENED = (
    *("What each gate has learned", "How the error flows back", "Change weights", "A long stream", "Take it along"),
    *("Change the network", "Build it", "Check yourself", "Make an exercise"),
    *("Peepholes", "Compare both for the LSTM"),
)
AXE = """async (tags) => {
  const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
  const told = (id) => ({ target, failureSummary }) => [id, `${target} ${failureSummary}`];
  return violations.flatMap(({ id, nodes }) => nodes.map(told(id)));
}"""
# Letters smaller than 11 px, as they are drawn.
SMALL = """() => {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, element = text.parentElement, range = new Range();
    if (!text.data.trim() || element.closest("script, style, noscript, option, .visually-hidden")) continue;
    range.selectNode(text);
    const { width, height } = range.getBoundingClientRect();
    if (!width || !height) continue;
    const { a, b } = element.getScreenCTM?.() ?? { a: 1, b: 0 };
    const size = parseFloat(getComputedStyle(element).fontSize) * Math.hypot(a, b);
    if (size && size < 10.995) found.push(`${text.data.trim()}: ${size.toFixed(1)} px`);
  }
  return found;
}"""
# What is written on a coloured ground, with the contrast of the two as they are computed, each painted on a canvas.
WRITTEN = """() => {
  const CLEAR = "rgba(0, 0, 0, 0)";
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const parts = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part / 255);
    const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const isWritten = (element) => element.textContent.trim() && getComputedStyle(element).backgroundColor !== CLEAR;
  return [...document.querySelectorAll(".ground")].filter(isWritten).map((element) => {
    const { color, backgroundColor } = getComputedStyle(element);
    const [low, high] = [light(color), light(backgroundColor)].sort((a, b) => a - b);
    return [element.className, (high + 0.05) / (low + 0.05)];
  });
}"""


def states(page: Page) -> Iterator[str]:
    """Every state that a page is looked at in."""
    yield "ready"
    for name in OPENED:
        button = page.get_by_role("button", name=name, exact=True).first
        if button.count() and button.is_enabled():
            button.click()
            page.wait_for_function("!document.querySelector('[data-waiting]')")
            yield name


@pytest.fixture(params=LOOKS)
def opened(request: pytest.FixtureRequest, new_page: NewPage, site: str) -> Callable[[str], Page]:
    def open_(name: str) -> Page:
        page = new_page(**LOOKS[request.param], reduced_motion="reduce")
        path, _, query = name.partition("?")
        page.goto(f"{site}/{path}.html?{query}")
        # Far chapters are laid out when they come near, and axe takes them for lying over one another until then.
        page.add_style_tag(content=".chapter { content-visibility: visible !important; }")
        Demo(page).wait_ready()
        return page

    return open_


@pytest.mark.parametrize("name", PAGES)
def test_tools_and_eyes_find_nothing(opened: Callable[[str], Page], name: str) -> None:
    page = opened(name)
    page.add_script_tag(path=node_modules(FOLDER) / "axe-core" / "axe.min.js")
    found: dict[str, Any] = {}
    for state in states(page):
        violations = page.evaluate(AXE, list(TAGS))
        found[f"axe, {state}"] = [finding for finding in violations if finding[0] not in EXCEPTIONS]
        found[f"small, {state}"] = page.evaluate(SMALL)
        contrasts: list[tuple[str, float]] = page.evaluate(WRITTEN)
        found[f"faint, {state}"] = [finding for finding in contrasts if finding[1] < 4.5]
    assert {state: finding for state, finding in found.items() if finding} == {}


FAULTY = (
    '<button></button><p style="font-size: 10px">a</p>'
    '<p class="ground positive" style="--m: 0.5; color: #b55 !important">a</p>'
)


def test_an_audit_that_sees_finds(page: Page, site: str) -> None:
    """One of each kind, made on purpose."""
    page.goto(f"{site}/two-bit.html")
    page.add_script_tag(path=node_modules(FOLDER) / "axe-core" / "axe.min.js")
    page.evaluate("faulty => document.body.insertAdjacentHTML('beforeend', faulty)", FAULTY)
    assert "button-name" in [rule for rule, _ in page.evaluate(AXE, list(TAGS))]
    assert page.evaluate(SMALL) == ["a: 10.0 px"]
    assert [finding for finding in page.evaluate(WRITTEN) if finding[1] < 4.5]


def validate(*files: Path) -> dict[str, str]:
    """What html-validate finds, but for the exceptions."""
    node_modules(FOLDER)
    messages: dict[str, str] = json.loads(run(["node", FOLDER / "html.mjs", *files], what="html-validate", timeout=600))
    return {where: message for where, message in messages.items() if where.partition(":")[0] not in EXCEPTIONS}


def test_what_is_built_is_valid(dist: Path) -> None:
    assert validate(*sorted(dist.glob("*.html"))) == {}


@pytest.mark.parametrize("name", ["two-bit", "memory", "draw"])
def test_what_is_shown_after_a_journey_is_valid(page: Page, site: str, tmp_path: Path, name: str) -> None:
    page.goto(f"{site}/{name}.html")
    Demo(page).wait_ready()
    for _ in states(page):
        pass
    html = re.sub(r"<style>.*?</style>|<script.*?</script>", "", page.content(), flags=re.DOTALL)
    file = tmp_path / f"{name}.html"
    file.write_text(html, "utf-8")
    assert validate(file) == {}
