"""An exercise: a teacher makes its link on a page, by mouse, by touch or by keyboard, and readers go through it."""

import csv
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from tests.browser.blog import Blog
from tests.browser.conftest import DESKTOP, PHONE, NewPage, new_context
from tests.browser.patience import LONG_PATIENCE
from tests.demos.lesson.linked import truth_of

pytestmark = pytest.mark.browser

type Choose = Callable[[Page, Locator, str, str], None]

LATCHED, OTHER = "01001011-10001000", "11001011-10010000"
# By demo: the page, the questions, and inputs and units of its network.
DEMOS = {
    "two-bit": ("two-bit.html", ("f2-10", "h2-01", "p2-11"), (1, 1)),
    "four-bit": ("four-bit.html", ("c3u2-1010", "i2u4-0110"), (1, 4)),
    "memory": ("memory.html", (f"f3-{LATCHED}", f"p8-{OTHER}"), (2, 1)),
    "recall": ("memory.html?task=recall&steps=5&units=2", ("g2u2-01001", "p5-11111"), (1, 2)),
}


def by_mouse(page: Page, form: Locator, name: str, value: str) -> None:
    field = form.get_by_label(name, exact=True)
    if field.evaluate("e => e.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.click(click_count=3)
        page.keyboard.type(value)


def by_keyboard(page: Page, form: Locator, name: str, value: str) -> None:
    """In a list that has the focus, arrow keys choose."""
    field = form.get_by_label(name, exact=True)
    field.focus()
    if field.evaluate("e => e.tagName") != "SELECT":
        page.keyboard.press("Control+A")
        page.keyboard.type(value)
        page.keyboard.press("Enter")
        return
    page.keyboard.press("Home")
    place = [option.get_attribute("value") for option in field.locator("option").all()].index(value)
    for _ in range(place):
        page.keyboard.press("ArrowDown")
    expect(field).to_have_value(value)
    expect(field).to_be_focused()


def press_by_key(page: Page, button: Locator) -> None:
    button.focus()
    page.keyboard.press("Enter")


WAYS: dict[str, tuple[Choose, Callable[[Page, Locator], None], dict[str, object]]] = {
    "mouse": (by_mouse, lambda page, button: button.click(), DESKTOP),
    "touch": (by_mouse, lambda page, button: button.tap(), PHONE),
    "keyboard": (by_keyboard, press_by_key, DESKTOP),
}


def make(page: Page, questions: tuple[str, ...], way: str) -> str:
    """Make the link that asks these, as a teacher does; nothing is left without the focus on the way."""
    choose, press, _ = WAYS[way]
    expect(page.locator("html")).to_have_attribute("data-python", "ready", timeout=LONG_PATIENCE)
    lesson = page.get_by_role("region", name="Lesson")
    press(page, lesson.get_by_role("button", name="Leave the lesson"))
    press(page, lesson.get_by_role("button", name="Make an exercise"))
    form = lesson.get_by_role("group", name="Next question")
    first = ("o1u2-" if len(questions[0].partition("-")[0]) > 2 else "o1-") + questions[0].partition("-")[2]
    for number, question in enumerate((first, *questions), 1):
        place, *rows = question.split("-")
        quantity, (step, _, unit) = place[0], place[1:].partition("u")
        choose(page, form, "Quantity", quantity)
        if quantity != "p":
            choose(page, form, "Step", step)
            if unit:
                choose(page, form, "Unit", unit)
        names = ("Input",) if form.get_by_label("Input").count() else ("Bits", "Marks")
        for name, row in zip(names, rows, strict=False):
            choose(page, form, name, row)
        press(page, form.get_by_role("button", name="Add question"))
        expect(lesson.get_by_role("listitem")).to_have_count(number)
    press(page, lesson.get_by_role("button", name="Remove question 1"))
    expect(lesson.get_by_role("listitem")).to_have_count(len(questions))
    if way != "touch":  # where a finger is, nothing has the focus
        expect(lesson.get_by_role("button", name="Remove question 1")).to_be_focused()
    link = lesson.get_by_role("textbox", name="Link")
    address = link.input_value()
    press(page, lesson.get_by_role("button", name="Copy exercise link"))
    expect(lesson.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return address


def guess(inside: Page | FrameLocator, link: str, question: str, size: tuple[int, int], third: int) -> None:
    """Guess, and see what a second computation has made of the weights in the link."""
    lesson = inside.get_by_role("region", name="Lesson")
    group = lesson.get_by_role("group", name="Your guess")
    expect(group).to_be_visible(timeout=LONG_PATIENCE)
    expect(lesson.locator("[data-truth]")).to_have_count(0)
    group.get_by_role("radio").nth(third).check()
    answer = lesson.locator("[data-truth]")
    expect(answer).to_be_visible()
    number = float(answer.get_attribute("data-truth") or "nan")
    assert number == pytest.approx(truth_of(link, question, *size), abs=1e-9)


def test_an_input_that_was_refused_does_not_come_back_when_the_field_is_cleared(page: Page, site: str) -> None:
    page.goto(f"{site}/two-bit.html")
    expect(page.locator("html")).to_have_attribute("data-python", "ready", timeout=LONG_PATIENCE)
    lesson = page.get_by_role("region", name="Lesson")
    lesson.get_by_role("button", name="Leave the lesson").click()
    lesson.get_by_role("button", name="Make an exercise").click()
    field = lesson.get_by_label("Input", exact=True)
    shown = field.input_value()
    field.fill("1")
    lesson.get_by_role("button", name="Add question").click()
    expect(lesson.get_by_role("status")).to_contain_text("Not added")
    field.fill("")
    field.press("Enter")
    expect(field).to_have_value(shown)
    lesson.get_by_role("button", name="Add question").click()
    expect(lesson.get_by_role("listitem")).to_have_count(1)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", DEMOS)
def test_a_link_is_made_opened_and_gone_through(
    browser: Browser, site: str, blog: Blog, name: str, way: str, tmp_path: Path
) -> None:
    page_of, questions, size = DEMOS[name]
    context = new_context(browser, **WAYS[way][2], permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site}/{page_of}")
    link = make(page, questions, way)
    assert link.startswith(f"{site}/{page_of.partition('?')[0]}?")

    reader = context.new_page()
    reader.goto(link)
    lesson = reader.get_by_role("region", name="Lesson")
    for number, question in enumerate(questions, 1):
        expect(lesson).to_have_attribute("data-lesson-step", str(number), timeout=LONG_PATIENCE)
        guess(reader, link, question, size, number % 3)
        lesson.get_by_role("button", name="Next").click()
        expect(lesson).to_have_attribute("data-lesson-step", str(number + 1))
        if number == 1:
            reader.reload()
            expect(reader.locator("html")).to_have_attribute("data-python", "ready", timeout=LONG_PATIENCE)
    expect(lesson).to_contain_text(f"of {len(questions)} right")  # the one before the reload counts
    with reader.expect_download() as download:
        lesson.get_by_role("button", name="Save the answers (CSV)").click()
    download.value.save_as(tmp_path / "answers.csv")
    with (tmp_path / "answers.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    truths = [truth_of(link, question, *size) for question in questions]
    assert [float(row["truth"]) for row in rows] == pytest.approx(truths, abs=1e-9)
    assert {row["round"] for row in rows} == {"exercise"}

    settings = link.partition("?")[2]
    frame = f'<iframe data-lstm src="lstm/{page_of.partition("?")[0]}?{escape(settings)}" width="100%" height="900">'
    reader.goto(blog.write(f"{frame}</iframe><script src='lstm/embed/embed.js' async></script>"))
    guess(reader.frame_locator("iframe"), link, questions[0], size, 0)
    context.close()


def test_the_one_file_opens_in_an_exercise_too(page: Page, disk: str, site: str) -> None:
    page.goto(f"{disk}/two-bit.html?ask=2.f2-10.c2-01")
    lesson = page.get_by_role("region", name="Lesson")
    expect(lesson).to_contain_text("Exercise, step 1 of 3", timeout=LONG_PATIENCE)
    lesson.get_by_role("radio").first.check()
    lesson.get_by_role("button", name="Next").click()
    expect(lesson).to_contain_text("What is c at step 2?")


def test_a_link_that_was_cut_off_says_so_and_nothing_else_is_lost(page: Page, site: str) -> None:
    page.goto(f"{site}/two-bit.html?target=01&ask=3.f2-10.c2-01.p")
    expect(page.get_by_role("alert")).to_contain_text("question 3, p, was left out", timeout=LONG_PATIENCE)
    lesson = page.get_by_role("region", name="Lesson")
    expect(lesson).to_contain_text("Exercise, step 1 of 3")
    expect(page.get_by_role("switch", name="Target bit 2")).to_have_attribute("aria-checked", "true")


def test_where_the_clipboard_is_refused_the_link_is_selected(new_page: NewPage, site: str) -> None:
    page = new_page(**DESKTOP)
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))")
    page.goto(f"{site}/two-bit.html")
    expect(page.locator("html")).to_have_attribute("data-python", "ready", timeout=LONG_PATIENCE)
    lesson = page.get_by_role("region", name="Lesson")
    lesson.get_by_role("button", name="Leave the lesson").click()
    lesson.get_by_role("button", name="Make an exercise").click()
    lesson.get_by_role("button", name="Add question").click()
    lesson.get_by_role("button", name="Copy exercise link").click()
    expect(lesson.get_by_role("button", name="Press Ctrl+C")).to_be_visible()
    assert page.evaluate("getSelection().toString()") == lesson.get_by_role("textbox", name="Link").input_value()


def test_an_exercise_is_left_and_taken_up_again_and_the_focus_stays(page: Page, site: str) -> None:
    page.goto(f"{site}/two-bit.html?ask=f2-10.c2-01")
    lesson = page.get_by_role("region", name="Lesson")
    expect(lesson).to_contain_text("Exercise, step 1 of 3", timeout=LONG_PATIENCE)
    lesson.get_by_role("radio").first.check()
    lesson.get_by_role("button", name="Next").click()
    press_by_key(page, lesson.get_by_role("button", name="Leave the lesson"))
    back = lesson.get_by_role("button", name="Go to the exercise")
    expect(back).to_be_visible()
    assert page.evaluate("document.activeElement.closest('[aria-label=Lesson]') !== null")
    press_by_key(page, back)
    expect(lesson).to_have_attribute("data-lesson-step", "2")
    assert page.evaluate("document.activeElement.closest('[aria-label=Lesson]') !== null")
    page.get_by_role("button", name="Always forget (f = 0)").click()
    expect(lesson).to_contain_text("the network on show is not that of the link")
    lesson.get_by_role("button", name="Back to the network of the link").click()
    expect(lesson.get_by_role("group", name="Your guess")).to_be_visible()
    lesson.get_by_role("button", name="Start again").click()
    expect(lesson).to_have_attribute("data-lesson-step", "1")
    expect(lesson).to_have_attribute("data-lesson-done", "false")
