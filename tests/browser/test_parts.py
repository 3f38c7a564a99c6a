"""Circles and wires answer to a touch; the formula is beside them, and nothing moves; what opens comes into view."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import PHONE, NewPage
from tests.browser.demo import IN_TRAINING, Demo, open_demo
from tests.browser.four.four_bit import FourBit
from tests.browser.memory import open_memory
from tests.browser.still import held_frames

pytestmark = pytest.mark.browser

TARGET = 24  # px across, at least (WCAG 2.5.8)
CIRCLES = ("fc", "ig", "c", "h")

# The parts that are touched at the middle of an element and so many px above, below and beside it.
AROUND = """(element, away) => {
  element.scrollIntoView({ block: "center", behavior: "instant" });
  const box = element.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const places = [[0, 0], [away, 0], [-away, 0], [0, away], [0, -away]];
  const found = places.map(([a, b]) => document.elementFromPoint(x + a, y + b)?.closest("[data-part]")?.dataset.part);
  return [...new Set(found)];
}"""

# The same at points along a wire and on both sides of it, in the coordinates of its drawing.
BESIDE = """(element, [x, y, across, away]) => {
  element.scrollIntoView({ block: "center", behavior: "instant" });
  const svg = element.closest("svg");
  const { x: left, y: top } = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM());
  const places = [-away, 0, away].map((d) => (across ? [left, top + d] : [left + d, top]));
  const found = places.map(([a, b]) => document.elementFromPoint(a, b)?.closest("[data-part]")?.dataset.part);
  return [...new Set(found)];
}"""

# Where everything is on the page, but for what comes and goes with the formula.
PLACES = """(root) => [...root.querySelectorAll("*")].filter((e) => !e.closest(".told, .explanation"))
  .map((e) => e.getBoundingClientRect()).filter((box) => box.width)
  .map((box) => [box.left, box.top + scrollY, box.width, box.height]
  .map((n) => Math.round(n)).join(" "))"""


def phone_of(new_page: NewPage, width: int) -> Any:
    return new_page(**{**PHONE, "viewport": {"width": width, "height": 740}, "reduced_motion": "reduce"})


def check_targets(cell: Locator) -> None:
    """Circles, gates, the tanh and the inputs at their middle; wires where they are alone."""
    away = TARGET / 2 - 0.1
    for name in CIRCLES:
        circle = cell.locator(f'[data-part="{name}"] .operation circle').first
        assert circle.evaluate(AROUND, away) == [name]
    for name, inner in (*((gate, ".dial-box") for gate in "figo"), ("tanh_c", ".pill"), ("x", ".bit-box")):
        assert cell.locator(f'[data-part="{name}"] {inner}').evaluate(AROUND, away) == [name]
    for name, x, y, across in (
        ("c_prev", 16, 52, True),
        ("fc", 110, 52, True),
        ("c", 240, 52, True),
        ("f", 56, 110, False),
        ("ig", 167, 86, False),
        ("h", 334, 220, False),
        ("bus", 160, 264, True),
        ("h_prev", 10, 264, True),
    ):
        assert cell.locator(f'[data-part="{name}"]').evaluate(BESIDE, [x, y, across, away]) == [name], name


@pytest.mark.parametrize("width", [320, 360])
def test_everything_in_a_cell_is_touched_by_a_finger(new_page: NewPage, site: str, width: int) -> None:
    demo = open_demo(phone_of(new_page, width), f"{site}/two-bit.html", target="10", input="10")
    for step in (1, 2):
        check_targets(demo.cell(step))
    assert demo.part("p", 2).locator(".dial-box").evaluate(AROUND, TARGET / 2) == ["p"]
    memory = open_memory(demo.page, site)
    check_targets(memory.root.locator(".cell"))
    assert memory.root.locator('.cell [data-part="m"] .bit-box').evaluate(AROUND, TARGET / 2) == ["m"]
    page = demo.page
    page.goto(f"{site}/four-bit.html")
    four = FourBit(page)
    four.wait_ready()
    four.lane(2, 3).tap()
    check_targets(four.root.locator(".cell"))
    share = four.root.locator('[data-part="share"]').nth(2)
    assert share.evaluate(AROUND, TARGET / 2) == ["share"]


def check_stays(demo: Demo, before: list[str]) -> None:
    assert demo.root.evaluate(PLACES) == before


def wait_in_view(element: Locator) -> None:
    """Wait until all of it is in the window, where it may still be on its way to."""
    whole = "e => ((b) => b.height > 0 && b.top >= -1 && b.bottom <= innerHeight + 1)(e.getBoundingClientRect())"
    element.page.wait_for_function(whole, arg=element.element_handle())


def test_a_tap_tells_the_formula_below_its_step_and_nothing_moves(new_page: NewPage, site: str) -> None:
    demo = open_demo(phone_of(new_page, 360), f"{site}/two-bit.html", target="10", input="10")
    before = demo.root.evaluate(PLACES)
    explanation = demo.root.locator(".told")
    for step in (1, 2):
        for name in (*CIRCLES, "f", "o", "tanh_c", "x"):
            part = demo.part(name, step)
            part.evaluate("e => scrollTo({ top: scrollY + e.getBoundingClientRect().bottom - innerHeight + 8 })")
            touched = part.locator(".operation .touch, .dial-box, .pill, .bit-box").first
            touched.tap(force=True)
            expect(part).to_have_attribute("aria-pressed", "true")
            expect(demo.explanation).to_contain_text(f"step {step}.")
            demo.page.wait_for_function("id => document.getElementById(id).offsetHeight > 0", arg="two-bit-told")
            wait_in_view(explanation)
            wait_in_view(touched)
            boxes = [one.bounding_box() for one in (demo.cell(step), explanation)]
            cell, card = (box for box in boxes if box)
            assert 0 <= card["y"] - (cell["y"] + cell["height"]) < 40
            check_stays(demo, before)
        demo.root.get_by_role("button", name="Close the explanation").tap()  # it lies over the next step
        expect(demo.explanation).to_be_empty()
    demo.part("p", 2).locator(".dial-box").tap()
    expect(demo.explanation).to_contain_text("Probability p, step 2.")
    check_stays(demo, before)
    demo.root.get_by_role("button", name="Close the explanation").tap()
    expect(demo.explanation).to_be_empty()
    check_stays(demo, before)


@pytest.mark.parametrize("width", [360, 1280])
def test_where_a_unit_is_open_and_in_the_memory_demo_nothing_moves_either(
    new_page: NewPage, site: str, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 740}, reduced_motion="reduce")
    page.goto(f"{site}/four-bit.html")
    four = FourBit(page)
    four.wait_ready()
    before = four.root.evaluate(PLACES)
    share = four.root.locator('[data-part="share"]').nth(1)
    share.click()
    expect(four.explanation).to_contain_text("What unit 2 adds to the answer, step 4.")
    check_stays(four, before)
    wait_in_view(four.root.locator(".told"))
    four.lane(2, 3).click()
    expect(four.root.locator(".close-up h3")).to_have_text("Inside unit 2, step 3")
    wait_in_view(four.root.locator(".close-up"))
    page.keyboard.press("Escape")
    before = four.root.evaluate(PLACES)
    for name, words in (("bus", "What the gates look at, step 3."), ("c", "Long-term state c, unit 2, step 3.")):
        four.root.locator(f'.cell [data-part="{name}"]').dispatch_event("click")
        expect(four.explanation).to_contain_text(words)
        check_stays(four, before)
    memory = open_memory(page, site)
    before = memory.root.evaluate(PLACES)
    memory.root.locator('.cell [data-part="fc"] .operation .touch').click()
    expect(memory.explanation).to_contain_text("What is kept, step 8.")
    check_stays(memory, before)
    wait_in_view(memory.root.locator(".told"))
    memory.square("f", 2).click()
    expect(memory.explanation).to_contain_text("Forget gate f, step 2.")
    check_stays(memory, before)
    wait_in_view(memory.root.locator(".told"))
    wait_in_view(memory.square("f", 2))


def test_by_keys_it_is_asked_for_put_away_and_asked_for_again(demo: Demo) -> None:
    page = demo.page
    page.emulate_media(reduced_motion="reduce")
    demo.run("10")
    demo.part("h", 1).focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    expect(demo.explanation).to_contain_text("Short-term state h, step 1.")
    page.keyboard.press("Escape")
    expect(demo.explanation).to_be_empty()
    expect(demo.part("h", 1)).to_be_focused()
    for key in ("Enter", "Space"):
        page.keyboard.press(key)
        expect(demo.explanation).to_contain_text("Short-term state h, step 1.")
        page.keyboard.press("Escape")
        expect(demo.explanation).to_be_empty()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_panel_that_is_opened_comes_into_view(new_page: NewPage, site: str, width: int) -> None:
    page = new_page(viewport={"width": width, "height": 740}, reduced_motion="reduce")
    demo = open_demo(page, f"{site}/two-bit.html")
    for title in ("What each gate has learned", "How the error flows back", "Take it along"):
        tab = demo.root.get_by_role("button", name=title)
        tab.evaluate("e => scrollTo({ top: scrollY + e.getBoundingClientRect().bottom - innerHeight + 2 })")
        tab.click()
        expect(tab).to_have_attribute("aria-expanded", "true")
        panel = demo.root.locator("#two-bit-panel")
        # All of it, or, where it is higher than the window, from its beginning on.
        page.wait_for_function(
            "e => ((b) => b.bottom <= innerHeight + 1 || (b.top >= -1 && b.top < 40))(e.getBoundingClientRect())",
            arg=panel.element_handle(),
        )
        at = page.evaluate("scrollY")
        tab.evaluate("e => e.click()")
        expect(tab).to_have_attribute("aria-expanded", "false")
        assert page.evaluate("scrollY") <= at  # nothing is opened: the page at most becomes shorter


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["two-bit", "four-bit"])
def test_while_it_trains_the_picture_stays_full_and_where_it_is(
    new_page: NewPage, site: str, name: str, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 740})
    page.goto(f"{site}/{name}.html")
    demo = Demo(page, name) if name == "two-bit" else FourBit(page)
    demo.wait_ready()
    stage = demo.root.locator(".stage")
    shape = "e => [e.getBoundingClientRect().top + scrollY, e.getBoundingClientRect().height].map(Math.round)"
    before, numbers = stage.evaluate(shape), demo.root.locator(".stage [data-quantity]").count()
    values = "all => all.map((e) => e.dataset.value).join()"
    shown = demo.root.locator(".stage [data-quantity]").evaluate_all(values)
    with held_frames(page, when=IN_TRAINING):
        demo.train_button.click()
        expect(demo.detail).to_contain_text("epoch 1")
        page.wait_for_function(IN_TRAINING)
        assert demo.root.locator(".stage [data-quantity]").count() == numbers > 0
        assert demo.root.locator(".stage [data-quantity]").evaluate_all(values) != shown
        assert stage.evaluate(shape) == before
        expect(demo.step_button(1)).to_be_visible()
    demo.wait_trained()
    assert demo.root.locator(".stage [data-quantity]").count() == numbers
    assert stage.evaluate(shape) == before


@pytest.mark.parametrize("page", ["two-bit", "memory"])
def test_the_verdict_tells_its_formula_too(new_page: NewPage, site: str, page: str) -> None:
    opened = new_page(**PHONE, reduced_motion="reduce")
    demo = open_memory(opened, site) if page == "memory" else open_demo(opened, f"{site}/two-bit.html")
    verdict = demo.root.get_by_role("status", name="Result", exact=True).get_by_role("button")
    verdict.tap()
    explanation = demo.root.get_by_role("status", name="Explanation")
    expect(explanation.locator("strong").first).to_contain_text("Probability p")
    expect(explanation).to_contain_text("\N{GREEK SMALL LETTER SIGMA}")
    expect(explanation).to_be_in_viewport()
    demo.root.get_by_role("button", name="Close the explanation").tap()
    expect(explanation).to_be_empty()
