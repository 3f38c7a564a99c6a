"""Every lesson, gone through on its page: by mouse, by touch and by keyboard alone."""

import json
from math import exp

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, NewPage, new_context
from tests.browser.patience import LONG_PATIENCE, PATIENCE

pytestmark = pytest.mark.browser

PAGES = ("two-bit.html", "four-bit.html", "memory.html", "draw.html")
ASKED = "[data-lesson-asks]"


def by_mouse(page: Page, what: Locator) -> None:
    what.scroll_into_view_if_needed()
    what.click()


def by_touch(page: Page, what: Locator) -> None:
    what.scroll_into_view_if_needed()
    what.tap()


def by_keyboard(page: Page, what: Locator) -> None:
    """Led there as the Tab key leads; Playwright's ``press`` focuses, so that it is reached without a hundred tabs."""
    what.press("Space")


WAYS = {"mouse": (by_mouse, DESKTOP), "touch": (by_touch, PHONE), "keyboard": (by_keyboard, DESKTOP)}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", PAGES)
def test_a_lesson_is_gone_through(browser: Browser, site: str, name: str, way: str) -> None:
    act, device = WAYS[way]
    page = new_context(browser, **{**device, "reduced_motion": "reduce"}).new_page()
    page.goto(f"{site}/{name}")
    expect(page.locator("html")).to_have_attribute("data-python", "ready", timeout=LONG_PATIENCE)
    lesson = page.get_by_role("region", name="Lesson")
    steps = int(lesson.get_attribute("data-lesson-steps") or 0)
    assert 5 <= steps <= 9
    guesses = 0
    for step in range(1, steps + 1):
        expect(lesson).to_have_attribute("data-lesson-step", str(step), timeout=PATIENCE)
        asked = page.locator(ASKED)
        if lesson.get_attribute("data-lesson-done") != "true":
            expect(asked).to_have_count(1)
            is_group = asked.evaluate("element => element.tagName") == "FIELDSET"
            is_guess = is_group and lesson.get_by_role("group", name="Your guess").count() == 1
            target = asked.get_by_role("radio").nth(step % 3) if is_group else asked
            act(page, target)
            expect(lesson).to_have_attribute("data-lesson-done", "true", timeout=LONG_PATIENCE)
            expect(asked).to_have_count(0)
            if is_guess:
                answer = lesson.locator("[data-truth]")
                guess, truth = (float(answer.get_attribute(f"data-{what}") or "nan") for what in ("guess", "truth"))
                assert abs(guess) <= 2  # as far as a curve is drawn
                assert abs(truth) <= 4  # c adds at most 1 a step
                expect(lesson.get_by_role("radio").nth(step % 3)).to_be_checked()
                guesses += 1
        else:
            expect(asked).to_have_count(0)
        if step < steps:
            act(page, lesson.get_by_role("button", name="Next"))
    assert guesses >= 3
    page.context.close()


@pytest.mark.parametrize("name", ["two-bit.html", "draw.html"])
def test_where_a_reader_is_survives_a_reload(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}/{name}")
    lesson = page.get_by_role("region", name="Lesson")
    for step in (2, 3):
        lesson.get_by_role("button", name="Next").click()  # before Python is there, too
        expect(lesson).to_have_attribute("data-lesson-step", str(step), timeout=LONG_PATIENCE)
    page.reload()
    expect(lesson).to_have_attribute("data-lesson-step", "3", timeout=LONG_PATIENCE)
    lesson.get_by_role("button", name="Leave the lesson").click()
    expect(lesson).not_to_have_attribute("data-lesson-step", "3")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-python", "ready", timeout=LONG_PATIENCE)
    expect(lesson.get_by_role("button", name="Start again")).to_be_visible()
    lesson.get_by_role("button", name="Start again").click()
    expect(lesson).to_have_attribute("data-lesson-step", "1")


def test_arrow_keys_lead_to_an_answer_and_do_not_give_it(page: Page, site: str) -> None:
    page.goto(f"{site}/two-bit.html")
    expect(page.locator("html")).to_have_attribute("data-python", "ready", timeout=LONG_PATIENCE)
    lesson = page.get_by_role("region", name="Lesson")
    lesson.get_by_role("button", name="Next").click()
    group = lesson.get_by_role("group", name="Your guess")
    options = group.get_by_role("radio")
    options.nth(0).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(options.nth(2)).to_be_focused()
    expect(lesson).to_have_attribute("data-lesson-done", "false")
    page.keyboard.press("Space")
    expect(lesson).to_have_attribute("data-lesson-done", "true")
    expect(options.nth(2)).to_be_checked()


def test_the_dot_is_dragged_on_its_curve(page: Page, site: str) -> None:
    page.goto(f"{site}/two-bit.html")
    expect(page.locator("html")).to_have_attribute("data-python", "ready", timeout=LONG_PATIENCE)
    lesson = page.get_by_role("region", name="Lesson")
    lesson.get_by_role("button", name="Next").click()
    slider = lesson.get_by_role("slider")
    box = slider.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    aimed = 1 / (1 + exp(-6 * float(slider.input_value())))
    assert aimed > 0.9
    button = lesson.get_by_role("button", name=f"Guess {aimed:.2f}")
    expect(button).to_be_visible()
    button.click()
    answer = lesson.locator("[data-truth]")
    assert float(answer.get_attribute("data-guess") or "nan") == pytest.approx(aimed, abs=0.005)


@pytest.mark.parametrize("name", ["two-bit.html", "four-bit.html", "memory.html", "draw.html"])
def test_nothing_below_moves_from_step_to_step(page: Page, site: str, name: str) -> None:
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{site}/{name}")
        expect(page.locator("html")).to_have_attribute("data-python", "ready", timeout=LONG_PATIENCE)
        lesson = page.get_by_role("region", name="Lesson")
        if width == 360:  # where it was left is remembered
            lesson.get_by_role("button", name="Start again").click()
        heights = set()
        steps = int(lesson.get_attribute("data-lesson-steps") or 0)
        for step in range(1, steps + 1):
            expect(lesson).to_have_attribute("data-lesson-step", str(step))
            radios = lesson.get_by_role("radio")
            heights.add(lesson.evaluate("element => element.offsetHeight"))
            if radios.count():
                radios.nth(1).check()
                expect(lesson).to_have_attribute("data-lesson-done", "true")
                heights.add(lesson.evaluate("element => element.offsetHeight"))
            if step < steps:
                lesson.get_by_role("button", name="Next").click()
        assert len(heights) == 1, heights


def test_the_answers_are_saved(page: Page, site: str) -> None:
    page.goto(f"{site}/two-bit.html")
    expect(page.locator("html")).to_have_attribute("data-python", "ready", timeout=LONG_PATIENCE)
    lesson = page.get_by_role("region", name="Lesson")
    lesson.get_by_role("button", name="Check yourself").click()
    expect(lesson).to_have_attribute("data-lesson-steps", "7")
    page.locator(ASKED).click()  # Train: the questions are about a network that is new
    for step in range(1, 7):
        expect(lesson).to_have_attribute("data-lesson-step", str(step))
        if step > 1:
            lesson.get_by_role("radio").nth(2).check()
        expect(lesson).to_have_attribute("data-lesson-done", "true", timeout=LONG_PATIENCE)
        lesson.get_by_role("button", name="Next").click()
    expect(lesson).to_contain_text("of 5 right")
    with page.expect_download() as download:
        lesson.get_by_role("button", name="Save the answers (CSV)").click()
    lines = download.value.path().read_text("utf-8").splitlines()
    assert len(lines) == 6
    assert json.dumps(lines[0]).startswith('"round,question,input,quantity')


def test_the_pad_hides_what_is_to_be_guessed_and_shows_it_then(page: Page, site: str) -> None:
    """After a reload the questions are about the example: its numbers were there with the page."""
    page.goto(f"{site}/draw.html")
    expect(page.locator("html")).to_have_attribute("data-python", "ready", timeout=LONG_PATIENCE)
    lesson = page.get_by_role("region", name="Lesson")
    for step in (2, 3, 4):
        lesson.get_by_role("button", name="Next").click()
        expect(lesson).to_have_attribute("data-lesson-step", str(step))
    strip = page.locator('[data-part="strip-f"]')
    expect(strip).to_have_attribute("data-lesson-lit", "true")
    expect(strip).to_contain_text("guess it first")
    expect(strip.get_by_role("img")).to_have_count(0)
    expect(page.locator(".pad-asked")).to_have_count(1)
    lesson.get_by_role("radio", name="near 1").check()
    answer = lesson.locator("[data-truth]")
    expect(strip.locator("[data-value]")).to_have_attribute("data-value", answer.get_attribute("data-truth") or "")
    expect(strip.get_by_role("img")).to_have_count(1)
    lesson.get_by_role("button", name="Leave the lesson").click()
    expect(page.locator(".pad-asked")).to_have_count(0)
    expect(page.get_by_text("guess it first")).to_have_count(0)


@pytest.mark.parametrize(("name", "steps"), [("memory.html", 3), ("four-bit.html", 2)])
def test_a_question_and_the_part_that_it_is_about_are_in_view_together(
    new_page: NewPage, site: str, name: str, steps: int
) -> None:
    page = new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page.goto(f"{site}/{name}")
    expect(page.locator("html")).to_have_attribute("data-python", "ready", timeout=LONG_PATIENCE)
    lesson = page.get_by_role("region", name="Lesson")
    for step in range(2, steps + 1):
        lesson.get_by_role("button", name="Next", exact=True).click()
        expect(lesson).to_have_attribute("data-lesson-step", str(step))
    group = lesson.get_by_role("group", name="Your guess")
    for _ in range(2):  # before and after the guess
        expect(page.locator("[data-lesson-lit]").first).to_be_in_viewport(ratio=0.99)
        expect(lesson).to_be_in_viewport(ratio=0.99)
        if group.get_by_role("radio").first.is_enabled():
            group.get_by_role("radio").first.check()
            expect(lesson).to_have_attribute("data-lesson-done", "true")


def test_where_there_is_no_room_for_both_a_button_leads_to_the_part(new_page: NewPage, site: str) -> None:
    page = new_page(**{**PHONE, "reduced_motion": "reduce"})
    page.goto(f"{site}/four-bit.html")
    expect(page.locator("html")).to_have_attribute("data-python", "ready", timeout=LONG_PATIENCE)
    lesson = page.get_by_role("region", name="Lesson")
    lesson.get_by_role("button", name="Next", exact=True).tap()
    expect(lesson).to_have_attribute("data-lesson-step", "2")
    lesson.get_by_role("button", name="Show me the part").tap()
    expect(page.locator("[data-lesson-lit]").first).to_be_in_viewport(ratio=0.99)
