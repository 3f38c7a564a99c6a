"""For teachers: the codes of a class, and worksheets on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.blog import Blog
from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.patience import LONG_PATIENCE

pytestmark = pytest.mark.browser

ASKED = "two-bit.html?ask=2.f2-10.p2-11"
PRINTED = "window.printed = 0; window.print = () => { window.printed += 1; }"
NOT_ALLOWED = "does not let it print (sandbox without allow-modals)"


def test_a_class_hands_in_codes_and_its_teacher_counts_them(new_page: NewPage, site: str) -> None:
    codes = []
    for thirds in ((0, 2), (2, 2)):
        page = new_page(**DESKTOP, permissions=["clipboard-read", "clipboard-write"])
        page.goto(f"{site}/{ASKED}")
        lesson = page.get_by_role("region", name="Lesson")
        for step, third in enumerate(thirds, 1):
            expect(lesson).to_have_attribute("data-lesson-step", str(step), timeout=LONG_PATIENCE)
            lesson.get_by_role("radio").nth(third).check(timeout=LONG_PATIENCE)
            expect(lesson).to_have_attribute("data-lesson-done", "true")
            lesson.get_by_role("button", name="Next").click()
        code = lesson.get_by_role("textbox", name="The code of your guesses")
        expect(code).to_have_value(re.compile("^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$"))
        lesson.get_by_role("button", name="Copy code").click()
        expect(lesson.get_by_role("button", name="Copied")).to_be_visible()
        codes.append(page.evaluate("navigator.clipboard.readText()"))
    page = new_page(**PHONE)
    page.goto(f"{site}/{ASKED}")
    lesson = page.get_by_role("region", name="Lesson")
    lesson.get_by_role("button", name="Codes of a class").tap(timeout=LONG_PATIENCE)
    field = lesson.get_by_role("textbox", name="Codes")
    written = f"Ada {codes[0]}\nBo: {codes[1].lower()}\nCy forgot"
    field.press_sequentially(written)
    expect(lesson.get_by_role("status")).to_have_text("2 codes read. Line 3, Cy forgot: there is no code in it.")
    expect(field).to_have_value(written)  # whatever Python answered meanwhile
    bars = lesson.get_by_role("list", name="Guesses of the class").get_by_role("listitem").get_by_role("listitem")
    expect(bars).to_have_text(["near 0: 1", "in between: 0", "near 1: 1", "near 0: 0", "in between: 0", "near 1: 2"])
    lesson.get_by_role("button", name="Show the answers").tap()
    expect(bars.filter(has_text="\N{CHECK MARK}")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    lesson.get_by_role("button", name="Done").tap()
    lesson.get_by_role("button", name="Codes of a class").tap()
    expect(lesson.get_by_role("textbox", name="Codes")).to_have_value(written)


@pytest.mark.parametrize("name", ["two-bit", "four-bit", "memory"])
def test_a_worksheet_is_printed_in_place_of_the_page(page: Page, site: str, name: str) -> None:
    page.add_init_script(PRINTED)
    page.goto(f"{site}/{name}.html")
    expect(page.locator("html")).to_have_attribute("data-python", "ready", timeout=LONG_PATIENCE)
    lesson = page.get_by_role("region", name="Lesson")
    lesson.get_by_role("button", name="Leave the lesson").click()
    lesson.get_by_role("button", name="Print a worksheet").click()
    page.wait_for_function("window.printed === 1")
    sheets = page.locator("#print-sheets > section")
    expect(sheets).to_have_count(2)
    expect(sheets.first).to_be_hidden()  # nobody sees them on the screen
    page.emulate_media(media="print")
    expect(sheets.first).to_be_visible()
    expect(page.locator("main")).to_be_hidden()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(sheets).to_have_count(0)
    page.emulate_media(media="print")
    expect(page.locator("main")).to_be_visible()


def test_what_a_sandbox_forbids_is_said(page: Page, blog: Blog, site: str) -> None:
    frame = (
        '<iframe src="lstm/two-bit.html" sandbox="allow-scripts allow-same-origin" width="900" height="2000"></iframe>'
    )
    page.goto(blog.write(frame))
    inside = page.frame_locator("iframe")
    expect(inside.locator("html")).to_have_attribute("data-python", "ready", timeout=LONG_PATIENCE)
    inside.get_by_role("button", name="Leave the lesson").click()
    inside.get_by_role("button", name="Print a worksheet").click()
    expect(inside.get_by_role("alert").first).to_contain_text(NOT_ALLOWED)
