"""What a field shows is what the network has, except while a reader is at it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import DESKTOP
from tests.browser.demo import Demo, open_demo
from tests.browser.draw.pad import Pad
from tests.browser.patience import LONG_PATIENCE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def opened(browser: Browser, site: str) -> Iterator[Demo]:
    """two-bit.html, trained, with its weights open."""
    page = browser.new_context(**DESKTOP).new_page()
    demo = open_demo(page, f"{site}/two-bit.html")
    demo.train()
    demo.root.get_by_role("button", name="Change weights").click()
    yield demo
    page.context.close()


@pytest.fixture
def demo(opened: Demo) -> Demo:
    """As it was learned."""
    if opened.root.get_by_role("button", name="Back to the trained weights").count():
        opened.root.get_by_role("button", name="Back to the trained weights").click()
    opened.start_over.click()
    expect(opened.notice).to_be_empty()
    return opened


@pytest.fixture
def field(demo: Demo) -> Locator:
    return demo.root.get_by_role("spinbutton", name="weight of f for x")


def weight(demo: Demo) -> float:
    """What the network has, by the file that it gives."""
    return float(demo.weights()["lstm"]["weight_ih_l0"][1][0])


def check_shows(field: Locator, value: float) -> None:
    expect(field).to_have_value(f"{value:.4g}".replace("-", "\N{MINUS SIGN}"))


@pytest.mark.parametrize(
    ("typed", "value"),
    [("0.25", 0.25), ("0,25", 0.25), ("-1,5", -1.5), ("\N{MINUS SIGN}2", -2.0), (",5", 0.5), ("1e1", 10.0)],
)
def test_a_number_may_be_typed_as_people_write_it(demo: Demo, field: Locator, typed: str, value: float) -> None:
    field.fill("")
    field.press_sequentially(typed)
    field.press("Enter")
    check_shows(field, value)
    assert weight(demo) == value


@pytest.mark.parametrize("typed", ["5000", "abc", "1.234,5", "nan", "1e999"])
@pytest.mark.parametrize("leave", ["Enter", "Tab"])
def test_a_refused_number_is_told_and_the_field_shows_what_there_is(
    demo: Demo, field: Locator, typed: str, leave: str
) -> None:
    before = weight(demo)
    field.fill(typed)
    field.press(leave)
    expect(demo.notice).to_contain_text("Nothing was changed")
    expect(demo.notice).to_contain_text(typed)
    check_shows(field, before)
    demo.page.mouse.move(300, 300)  # over parts of the diagram, which are explained
    demo.page.mouse.move(600, 500)
    expect(demo.notice).to_contain_text(typed)


def test_what_was_refused_is_still_told_after_the_press_that_ended_the_typing(demo: Demo, field: Locator) -> None:
    before = weight(demo)
    field.fill("5000")
    demo.step_button(1).click()
    expect(demo.cell(1)).to_have_attribute("data-reached", "true")
    expect(demo.notice).to_contain_text("5000")
    check_shows(field, before)
    demo.start_over.click()
    expect(demo.notice).to_be_empty()


def test_what_is_given_up_goes_away(demo: Demo, field: Locator) -> None:
    before = weight(demo)
    field.fill("3")
    field.press("Escape")
    check_shows(field, before)
    demo.start_over.click()
    assert weight(demo) == before


def test_the_wheel_over_a_focused_field_scrolls_the_page(demo: Demo, field: Locator) -> None:
    before, page = weight(demo), demo.page
    field.focus()
    box = field.bounding_box()
    assert box
    page.evaluate("document.body.style.paddingBottom = '3000px'")
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.wheel(0, 200)
    page.wait_for_function("scrollY > 100")
    check_shows(field, before)
    assert weight(demo) == before
    page.evaluate("document.body.style.paddingBottom = ''; scrollTo(0, 0)")


def test_arrow_keys_change_a_field_by_a_tenth(demo: Demo, field: Locator) -> None:
    before = weight(demo)
    field.press("ArrowUp")
    check_shows(field, before + 0.1)
    field.press("ArrowDown")
    field.press("ArrowDown")
    check_shows(field, before - 0.1)
    assert weight(demo) == pytest.approx(before - 0.1)


def test_no_press_of_an_arrow_key_is_lost_however_fast(demo: Demo, field: Locator) -> None:
    field.fill("0")
    field.press("Enter")
    check_shows(field, 0)
    field.evaluate(
        """(field) => {
          const press = () => field.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true }));
          for (let k = 0; k < 30; k++) press();
        }"""
    )
    check_shows(field, 3)
    field.fill("0,25")
    field.press("ArrowUp")
    check_shows(field, 0.35)


def test_the_number_on_show_can_be_typed_though_it_is_rounded(demo: Demo, field: Locator) -> None:
    field.fill("999.99")
    field.press("Enter")
    expect(field).to_have_value("1000")
    field.fill("")
    field.press_sequentially("1000")
    field.press("Enter")
    expect(field).to_have_attribute("data-value", "1000.0")


def train_anew(demo: Demo) -> None:
    """Press Train and wait for the end of that training, and not of the one before."""
    before = demo.detail.inner_text()
    press(demo, "Train")
    expect(demo.detail).not_to_have_text(before)
    demo.wait_trained()


def test_a_focused_field_follows_the_training_and_a_typed_one_does_not(demo: Demo, field: Locator) -> None:
    field.focus()
    demo.page.evaluate("document.activeElement.same = true")
    before = field.input_value()
    train_anew(demo)
    assert demo.page.evaluate("document.activeElement.same")  # the field kept the focus
    after = weight(demo)
    assert f"{after:.4g}" != before
    check_shows(field, after)

    field.press_sequentially("77")
    typed = field.input_value()
    train_anew(demo)
    assert field.input_value() == typed
    field.press("Escape")
    check_shows(field, weight(demo))
    # Leaving the field has not put in what it shows, which is rounded.
    expect(demo.status).to_have_text(re.compile("^trained in"))
    demo.root.get_by_role("button", name="Change weights").focus()
    check_shows(field, weight(demo))


@pytest.mark.parametrize(("words", "comes"), [("Export weights", "download"), ("Load weights", "filechooser")])
def test_a_press_counts_for_what_is_moved_away_by_what_was_typed(
    demo: Demo, field: Locator, words: str, comes: str
) -> None:
    train_anew(demo)
    field.focus()
    field.press_sequentially("3")
    control = demo.root.locator("button, label").filter(has_text=re.compile(f"^{words}$"))
    control.scroll_into_view_if_needed()
    box = control.bounding_box()
    assert box is not None
    demo.page.mouse.move(box["x"] + 8, box["y"] + 4)
    with demo.page.expect_event(comes):
        demo.page.mouse.down()
        expect(demo.root.get_by_role("button", name="Back to the trained weights")).to_be_visible()
        now = control.bounding_box()
        assert now is not None
        assert now["y"] > box["y"] + 12
        demo.page.mouse.up()


def test_a_press_that_is_drawn_off_its_button_counts_for_nothing(demo: Demo) -> None:
    """Not even by the few pixels that a hand may move."""
    before, switch = demo.bits("Test"), demo.switch("Test", 1)
    switch.scroll_into_view_if_needed()
    box = switch.bounding_box()
    assert box is not None
    demo.page.mouse.move(box["x"] + 8, box["y"] + 1)
    demo.page.mouse.down()
    demo.page.mouse.move(box["x"] + 8, box["y"] - 3)
    demo.page.mouse.up()
    other = demo.switch("Test", 2)
    is_on = other.get_attribute("aria-checked")
    for _ in range(2):  # answered after whatever was asked before
        other.click()
        expect(other).not_to_have_attribute("aria-checked", is_on or "")
        is_on = other.get_attribute("aria-checked")
    assert demo.bits("Test") == before


def press(demo: Demo, name: str) -> None:
    """Without taking the focus away, as when something goes on by itself."""
    before = demo.detail.inner_text()
    demo.root.get_by_role("button", name=name, exact=True).evaluate("button => button.click()")
    expect(demo.detail).not_to_have_text(before)


def test_a_focused_slider_goes_along_with_the_playback(demo: Demo) -> None:
    slider = demo.root.get_by_role("slider", name="Epoch")
    last = slider.get_attribute("max")
    slider.focus()
    slider.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("epoch 0 of"))
    play = demo.root.get_by_role("button", name="Play it back")
    play.evaluate("button => button.click()")
    expect(play).to_have_count(1, timeout=LONG_PATIENCE)  # again, at its end
    expect(slider).to_have_js_property("value", last)
    expect(slider).to_be_focused()


def test_a_thumb_that_is_only_held_goes_along_with_the_playback(demo: Demo) -> None:
    slider = demo.root.get_by_role("slider", name="Epoch")
    slider.focus()
    slider.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("epoch 0 of"))
    box = slider.bounding_box()
    assert box
    demo.page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    demo.page.mouse.down()
    play = demo.root.get_by_role("button", name="Play it back")
    play.evaluate("button => button.click()")
    expect(play).to_have_count(1, timeout=LONG_PATIENCE)
    expect(slider).to_have_js_property("value", slider.get_attribute("max"))
    demo.page.mouse.up()


def test_a_slider_is_long_enough_for_its_weight(demo: Demo, field: Locator) -> None:
    field.fill("123.5")
    field.press("Enter")
    slider = demo.root.get_by_role("slider", name="weight of f for x")
    expect(slider).to_have_js_property("value", "123.5")
    slider.focus()
    slider.press("ArrowLeft")
    expect(slider).to_have_js_property("value", "123.49")
    check_shows(field, 123.49)


def test_every_press_of_a_key_on_a_slider_counts(demo: Demo, field: Locator) -> None:
    field.focus()
    slider = demo.root.get_by_role("slider", name="weight of f for x")
    expect(slider).to_have_attribute("min", "-10")
    slider.focus()
    slider.press("Home")
    for _ in range(20):
        slider.press("ArrowRight")
    check_shows(field, -9.8)
    expect(slider).to_have_js_property("value", "-9.8")


def test_the_pads_sliders_show_what_is_so(page: Page, site: str) -> None:
    pad = Pad(page).open(f"{site}/draw.html?adventure=0.83")
    adventure = pad.root.get_by_role("slider", name="Temperature: how much is left to chance")
    expect(adventure).to_have_js_property("value", "0.8")
    expect(pad.root.locator(".draw-temperature .draw-number")).to_have_text("0.8")
    where = pad.root.get_by_role("slider", name="Point of the stroke to look at")
    where.focus()
    where.press("ArrowLeft")
    expect(pad.root.locator(".strips-where")).to_contain_text("6 px behind the pen")
    pad.play("Wave")  # draws on by itself afterwards
    page.wait_for_function("document.querySelector('.pad-own')?.getAttribute('d').split('L').length > 10")
    expect(pad.root.locator(".strips-where")).to_contain_text("At the pen")
    assert where.evaluate("slider => slider.value === slider.defaultValue")


def test_a_switch_that_was_refused_stands_as_it_stood(demo: Demo) -> None:
    """A check box shows what is so, whatever was pressed."""
    demo.root.get_by_role("button", name="Take it along").click()
    box = demo.root.get_by_role("checkbox", name="with these very weights")
    box.evaluate("box => { box.checked = true; }")
    demo.start_over.click()
    expect(box).not_to_be_checked()
    demo.root.get_by_role("button", name="Change weights").click()
