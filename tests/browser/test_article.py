"""The article in a browser: its sentences are about the network on show, whatever a reader has it learn."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.article.of_memory import CELLS, TESTS
from tests.article.of_patterns import JUDGES
from tests.browser.conftest import PHONE, NewPage
from tests.browser.demo import Demo, open_demo
from tests.browser.four.four_bit import FourBit
from tests.browser.memory import MemoryPage

pytestmark = pytest.mark.browser

# What stands in the text around the demos, by id.
SAYS = """() => Object.fromEntries([...document.querySelectorAll('[data-says]')].map((e) => [e.id,
  (e.firstElementChild?.tagName === 'LI' ? [...e.children].map((li) => li.textContent).join('\\n') : e.textContent)
    .replaceAll('\\u00a0', ' ')]))"""


def said(page: Page, demo: str) -> dict[str, str]:
    """The sentences about a demo, by name."""
    found: dict[str, str] = page.evaluate(SAYS)
    return {name.removeprefix(f"{demo}-"): text for name, text in found.items() if name.startswith(f"{demo}-says")}


def check_said(demo: Demo, target: str, test_input: str) -> None:
    """All sentences there are about it are true of the weights that it exports."""
    weights: dict[str, Any] = json.loads(demo.export_text())
    sentences = said(demo.page, demo.name)
    assert len(sentences) >= 5
    for name, text in sentences.items():
        JUDGES[name](text, weights, tuple(map(int, target)), tuple(map(int, test_input)))


def test_the_text_follows_the_network(new_page: NewPage, site: str) -> None:
    page = new_page()
    demo = open_demo(page, f"{site}/index.html")
    four, memory, recall = FourBit(page), said(page, "memory"), said(page, "recall")
    check_said(demo, "10", "10")
    check_said(four, "1010", "1010")
    demo.switch("Test", 1).click()
    expect(page.locator("#two-bit-says-follow")).to_have_text("The network reads 00, one bit a step.")
    check_said(demo, "10", "00")
    demo.set_bits("Target", "01")
    demo.train()
    expect(page.locator("#two-bit-says-answer")).to_contain_text("The target is 01")
    check_said(demo, "01", "00")
    check_said(four, "1010", "1010")
    assert (said(page, "memory"), said(page, "recall")) == (memory, recall)


def test_a_race_in_its_chapter_is_told_when_it_is_over(new_page: NewPage, site: str) -> None:
    page = new_page()
    open_demo(page, f"{site}/index.html")
    demo = MemoryPage(page)
    demo.root = page.locator('[data-demo="recall"]')
    race = page.locator("#recall-says-race")
    expect(race).to_contain_text("None of them has been trained yet.")
    demo.press("Train all three")
    expect(race).not_to_contain_text("None of them has been trained yet.", timeout=120_000)
    right = {cell: round(TESTS * demo.accuracy(cell)) for cell in CELLS}
    for cell, words in CELLS.items():
        expect(race).to_contain_text(re.compile(rf"{words}( answers)? {right[cell]}\b"))


@pytest.mark.parametrize("device", ["desk", "phone"])
def test_a_link_to_a_question_leads_to_its_answer(new_page: NewPage, site: str, device: str) -> None:
    page = new_page(**(PHONE if device == "phone" else {}))
    page.goto(f"{site}/index.html#ask-bias")
    Demo(page).wait_ready()
    expect(page.locator("#ask-bias")).to_be_in_viewport()
    expect(Demo(page).notice).to_have_text("")  # it is no setting
    page.locator('.questions a[href="#ask-peepholes"]').click()
    expect(page.locator("#ask-peepholes")).to_be_in_viewport()
    expect(page.locator("#ask-peepholes + p")).to_be_visible()


def test_it_is_all_there_without_scripts_and_on_paper(new_page: NewPage, site: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{site}/index.html")
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        for place in page.locator("[data-says], [data-fact], .asked p, .say p, .contents a").all():
            expect(place).to_be_visible()
            expect(place).to_have_text(re.compile(r"\w"))


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_of_the_text_sticks_out(new_page: NewPage, site: str, width: int) -> None:
    page = new_page(viewport={"width": width, "height": 800}, java_script_enabled=False)
    page.goto(f"{site}/index.html")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    boxes = page.locator(".prose, .asked, .contents a, .questions a").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect()).map(b => [b.left, b.right, b.height])"
    )
    assert all(left >= 0 and right <= width for left, right, _ in boxes)
    links = page.locator(".contents a, .questions a").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert min(links) >= 40  # a finger hits each


def test_the_ring_of_what_has_the_focus_at_the_edge_of_a_chapter_is_whole(phone: Page, site: str) -> None:
    phone.goto(f"{site}/index.html")
    sample = phone.get_by_role("button", name="Loops", exact=True)
    sample.scroll_into_view_if_needed()
    phone.keyboard.press("Shift")  # so that what gets the focus shows it
    box = sample.bounding_box()
    assert box
    left = {"x": box["x"] - 4, "y": box["y"] + box["height"] / 2, "width": 4, "height": 4}
    without = phone.screenshot(clip=left)  # type: ignore[arg-type]
    sample.focus()
    assert phone.screenshot(clip=left) != without  # type: ignore[arg-type]
