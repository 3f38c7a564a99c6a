"""Every text can be read at any size of network, window and letters: none covers another, none is cut off.

Python does not run here: what it would draw of a state is put into the page, so that many states can be looked at.
"""

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from bundler.fetch.browser import find_browser
from demos.limits import WEIGHT
from demos.pattern.events import ChangeNetwork, Event, Explain, OpenPanel, OpenUnit
from demos.pattern.limits import BITS
from demos.pattern.state import Panel, State
from demos.pattern.views import view
from tests.browser.blog import Blog
from tests.browser.conftest import ARGUMENTS, DESKTOP
from tests.demos.support import START_OF_FOUR, update, with_network

pytestmark = pytest.mark.browser

WIDTHS = (320, 360, 412, 500, 560, 640, 720, 800, 912, 1024, 1280, 1600)
NARROW = (320, 331, 345, 360, 375, 400, 428, 500, 640, 800, 1280)  # most of them where lanes have little room
LETTERS = (16, 20, 24, 32)  # px, as readers set them in their browser
# As readers may have it who need more room (WCAG 1.4.12).
SPACED = "* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; line-height: 1.5 !important; }"

# Texts that stick out of what they stand in, or that cover each other; lines are higher than their letters. What
# can be scrolled sideways has its place beyond the edge.
MISFITS = """() => {
  const found = new Set();
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) found.add(`the page is ${page.scrollWidth} wide`);
  const root = document.querySelector("[data-demo]");
  const name = (e) => `${e.tagName.toLowerCase()}.${e.getAttribute("class") ?? e.parentElement.getAttribute("class")}`;
  const texts = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (element.closest(".visually-hidden, [hidden]") || size === 0) continue;
    if (size < 8) found.add(`${size} px are too small: ${name(element)}`);
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const { left, right, top, bottom, width, height } of range.getClientRects()) {
      if (width < 1) continue;
      // A line is higher than its letters, or wider where they stand upright.
      const text = getComputedStyle(element).writingMode.startsWith("vertical")
        ? { left: left + 0.2 * width, right: right - 0.2 * width, top, bottom }
        : { left, right, top: top + 0.2 * height, bottom: bottom - 0.2 * height };
      const told = `"${node.data.trim().slice(0, 20)}" in ${name(element)}`;
      texts.push({ ...text, card: element.closest(".told"), told });
      for (let around = element; around !== root.parentElement; around = around.parentElement) {
        const { display, overflowX, overflowY } = getComputedStyle(around);
        if (display === "inline" || (around.closest("svg") && around.tagName !== "svg")) continue;
        if (/auto|scroll/.test(overflowX)) break;
        const box = around.getBoundingClientRect();
        const out = Math.max(box.left - text.left, text.right - box.right);
        const cut = overflowY === "visible" ? 0 : Math.max(box.top - text.top, text.bottom - box.bottom);
        if (out < 1 && cut < 1) continue;
        found.add(`${texts.at(-1).told} sticks out of ${name(around)} by ${Math.max(out, cut).toFixed(1)} px`);
        break;
      }
    }
  }
  texts.sort((a, b) => a.top - b.top);
  texts.forEach((a, k) => {
    for (const b of texts.slice(k + 1)) {
      if (b.top > a.bottom - 1) break;
      if (a.card !== b.card) continue; // an explanation lies over what is below, until it is closed
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1) found.add(`${a.told} and ${b.told}`);
    }
  });
  return [...found];
}"""

SHOW = """(regions) => {
  for (const [id, html] of Object.entries(regions)) document.getElementById(id).innerHTML = html;
}"""


def network(units: int, bits: int, *events: Event, largest: float = 2.0) -> State:
    """A network with weights by chance that has read all its bits, after several events."""
    state = update(START_OF_FOUR, ChangeNetwork(units, bits))
    weights = np.random.default_rng(bits).uniform(-largest, largest, state.shape.size)
    state = with_network(state, *weights.tolist())._replace(position=bits)
    for event in events:
        state = update(state, event)
    return state


def still_page(browser: Browser, site: str) -> Page:
    page = browser.new_context(**DESKTOP).new_page()
    page.route("**/start.js", lambda route: route.abort())
    page.goto(f"{site}/four-bit.html")
    page.evaluate("document.fonts.ready.then(() => {})")
    return page


@pytest.fixture(scope="module")
def page(browser: Browser, site: str) -> Iterator[Page]:
    page = still_page(browser, site)
    yield page
    page.context.close()


def misfits(
    page: Page, state: State, widths: tuple[int, ...] = WIDTHS, letters: tuple[int, ...] = LETTERS
) -> list[str]:
    """What cannot be read, and at which sizes."""
    page.evaluate(SHOW, {f"{state.preset.name}-{name}": html for name, html in view(state).items()})
    found = []
    for size in letters:
        page.evaluate("size => { document.documentElement.style.fontSize = `${size}px`; }", size)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            found += [f"{width} px, letters of {size} px: {misfit}" for misfit in page.evaluate(MISFITS)]
    return found


@pytest.mark.parametrize("bits", BITS)
def test_the_numbers_of_every_step(page: Page, bits: int) -> None:
    """With the longest numbers, and before anything was read."""
    state = network(3, bits, largest=WEIGHT)
    assert misfits(page, state) == []
    assert misfits(page, state._replace(position=0), WIDTHS[::4]) == []


@pytest.mark.parametrize("bits", BITS)
def test_the_largest_letters_on_phones(page: Page, bits: int) -> None:
    assert misfits(page, network(2, bits), NARROW, (32,)) == []


@pytest.mark.parametrize("bits", BITS)
def test_more_room_between_letters(page: Page, bits: int) -> None:
    style = page.add_style_tag(content=SPACED)
    found = misfits(page, network(2, bits, largest=WEIGHT), NARROW, (16, 24))
    style.evaluate("e => e.remove()")
    assert found == []


@pytest.mark.parametrize("smallest", [14, 16])
def test_letters_that_a_browser_does_not_let_be_smaller(browser: Browser, site: str, smallest: int) -> None:
    arguments = [*ARGUMENTS, f"--blink-settings=minimumFontSize={smallest}"]
    own = browser.browser_type.launch(executable_path=find_browser(), args=arguments)
    page = still_page(own, site)
    sizes = page.locator("[data-demo] *").evaluate_all(
        "all => all.map((e) => parseFloat(getComputedStyle(e).fontSize))"
    )
    found = [misfit for bits in BITS for misfit in misfits(page, network(2, bits, largest=WEIGHT), NARROW, (16,))]
    own.close()
    assert found == []
    assert {size for size in sizes if size < smallest} <= {0}  # the browser does as it is told


@pytest.mark.parametrize("units", [1, 2, 9, 16])
def test_the_numbers_of_every_unit(page: Page, units: int) -> None:
    assert misfits(page, network(units, 8), WIDTHS[::2]) == []


@pytest.mark.parametrize(("units", "bits"), [(2, 2), (4, 4), (16, 8)])
def test_a_unit_that_is_opened(page: Page, units: int, bits: int) -> None:
    assert misfits(page, network(units, bits, OpenUnit(units, bits), Explain("c", bits)), WIDTHS[::2]) == []


@pytest.mark.parametrize("part", ["f", "c", "h", "p"])
def test_whole_cells(page: Page, part: str) -> None:
    assert misfits(page, network(1, 2, Explain(part, 2), largest=99), WIDTHS[::2]) == []


@pytest.mark.parametrize("panel", Panel)
@pytest.mark.parametrize(("units", "bits"), [(1, 2), (4, 4), (16, 8)])
def test_what_can_be_opened(page: Page, panel: Panel, units: int, bits: int) -> None:
    if panel in network(units, bits).panels:
        assert misfits(page, network(units, bits, OpenPanel(panel)), (320, 500, 800, 1280)) == []


@pytest.mark.parametrize("name", ["two-bit", "memory", "draw"])
def test_the_other_pages(browser: Browser, site: str, name: str) -> None:
    page = browser.new_context(**DESKTOP).new_page()
    page.route("**/start.js", lambda route: route.abort())
    page.goto(f"{site}/{name}.html")
    found = []
    for size in LETTERS:
        page.evaluate("size => { document.documentElement.style.fontSize = `${size}px`; }", size)
        for width in WIDTHS[::2]:
            page.set_viewport_size({"width": width, "height": 900})
            found += [f"{width} px, letters of {size} px: {misfit}" for misfit in page.evaluate(MISFITS)]
    page.context.close()
    assert found == []


@pytest.mark.parametrize("width", [500, 620, 800])
def test_in_a_frame_of_a_wide_page(browser: Browser, blog: Blog, width: int) -> None:
    """What counts is the frame's width, not that of the window."""
    page = browser.new_context(**DESKTOP).new_page()
    page.route("**/start.js", lambda route: route.abort())
    page.goto(blog.write(f'<iframe src="lstm/four-bit.html" width="{width}" height="900"></iframe>'))
    inside = page.frames[1]
    state = network(2, 8)
    inside.evaluate(SHOW, {f"four-bit-{name}": html for name, html in view(state).items()})
    assert inside.evaluate(MISFITS) == []
    page.context.close()


def test_what_is_looked_for_is_found(page: Page) -> None:
    """The measure itself: a number that is too wide, and one that is cut off."""
    state = network(2, 8)
    assert misfits(page, state, (1024,), (16,)) == []
    for style, complaint in (
        (".lane-numbers > span + span { margin-left: -2.5em }", " and "),
        (".lane-cell { overflow: hidden; height: 3.8rem }", "sticks out of button"),
        (".gate { font-size: 3rem }", "sticks out of span.gate"),
        (".lane-numbers { font-size: 7px }", "too small"),
    ):
        element = page.add_style_tag(content=style)
        assert any(complaint in misfit for misfit in misfits(page, state, (1024,), (16,))), style
        element.evaluate("e => e.remove()")
