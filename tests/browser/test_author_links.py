"""An author's own sentence moves the demo beside it, and takes that back."""

import re

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser.blog import Blog
from tests.browser.conftest import NewPage
from tests.browser.patience import LONG_PATIENCE as START

pytestmark = pytest.mark.browser

SCRIPT = '<script src="lstm/embed/embed.js" async></script>'
FORGET = '<p><a href="#lstm:two-bit?step=1&hold=forget">hold the forget gate shut</a></p>'
MAPS = '<p><a href="#lstm:two-bit?panel=maps&target=01">see its maps</a></p>'


def frame(name: str, query: str = "", more: str = "") -> str:
    return f'<iframe data-lstm {more} src="lstm/{name}.html{query}" title="{name}" width="100%" height="900"></iframe>'


# In place of a demo: it can be moved, and shows all that it was asked for.
STAND_IN = """<!doctype html><title>A demo</title><ol></ol><script>
  addEventListener("message", ({ data }) => {
    if (data.show === undefined) return;
    const item = document.createElement("li");
    item.textContent = data.show || "as before";
    document.querySelector("ol").append(item);
  });
  parent.postMessage({ lstm: 1, moves: true }, "*");
</script>"""


def stand_in(page: Page, *names: str) -> None:
    """Have that loaded wherever a demo of these names would be."""
    for name in names or ("two-bit",):
        page.route(
            re.compile(rf"/lstm/{name}\.html"), lambda route: route.fulfill(body=STAND_IN, content_type="text/html")
        )


def check_asked(page: Page, selector: str, *shows: str) -> None:
    """What the demo in this frame was asked for, one after the other."""
    expect(page.frame_locator(selector).get_by_role("listitem")).to_have_text(list(shows))


def demo_in(page: Page, selector: str = "iframe") -> FrameLocator:
    inside = page.frame_locator(selector)
    expect(inside.locator("html")).to_have_attribute("data-python", "ready", timeout=START)
    return inside


def link(page: Page, words: str) -> Locator:
    return page.get_by_role("button", name=words)


def forget_gates(inside: FrameLocator) -> list[str]:
    return inside.locator("[data-quantity=f]").all_text_contents()


def check_holds(page: Page, words: str, holds: bool) -> None:
    """The link is marked, and is seen to be, or is not."""
    expect(link(page, words)).to_have_attribute("aria-pressed", "true" if holds else "false")
    ground = link(page, words).evaluate("link => getComputedStyle(link).backgroundColor")
    assert (ground == "rgba(0, 0, 0, 0)") is not holds


def train(inside: FrameLocator) -> str:
    """Train, and return what is said of it."""
    inside.get_by_role("button", name="Train", exact=True).click()
    status = inside.get_by_role("status", name="Training status")
    expect(status).to_have_text(re.compile("^trained in"), timeout=START)
    return f"{status.inner_text()} {inside.locator('.detail').inner_text()}"


@pytest.mark.parametrize("key", ["", "Enter", " "], ids=["mouse", "enter", "space"])
def test_a_sentence_moves_the_demo_and_a_second_press_gives_back_what_the_reader_had(
    page: Page, blog: Blog, key: str
) -> None:
    page.goto(blog.write(f"{FORGET}{frame('two-bit')}{SCRIPT}"))
    inside = demo_in(page)
    trained = train(inside)
    before = inside.locator("#two-bit-stage").inner_html()

    def press() -> None:
        if key:
            link(page, "hold the forget gate shut").press(key)
        else:
            link(page, "hold the forget gate shut").click()

    check_holds(page, "hold the forget gate shut", holds=False)
    press()
    held = inside.get_by_role("button", name="Always forget (f = 0)")
    expect(held).to_have_attribute("aria-pressed", "true")
    expect(inside.get_by_role("button", name="Run inference (step 2)")).to_be_visible()
    assert forget_gates(inside)[0] == "0.00"
    check_holds(page, "hold the forget gate shut", holds=True)
    assert page.url.endswith("index.html")
    press()
    expect(held).to_have_attribute("aria-pressed", "false")
    expect(inside.get_by_role("status", name="Training status")).to_have_text(re.compile("^trained in"))
    status = inside.get_by_role("status", name="Training status").inner_text()
    assert f"{status} {inside.locator('.detail').inner_text()}" == trained
    assert inside.locator("#two-bit-stage").inner_html() == before
    check_holds(page, "hold the forget gate shut", holds=False)


def test_another_sentence_takes_its_place_and_what_was_before_both_comes_back(page: Page, blog: Blog) -> None:
    page.goto(blog.write(f"{FORGET}{frame('two-bit', '?input=11')}{MAPS}{SCRIPT}"))
    inside = demo_in(page)
    link(page, "hold the forget gate shut").click()
    held = inside.get_by_role("button", name="Always forget (f = 0)")
    expect(held).to_have_attribute("aria-pressed", "true")
    link(page, "see its maps").click()
    expect(inside.get_by_role("group", name="Karnaugh maps")).to_be_visible()
    expect(held).to_have_attribute("aria-pressed", "false")
    expect(inside.get_by_role("switch", name="Target bit 1")).to_have_attribute("aria-checked", "false")
    expect(inside.get_by_role("switch", name="Test bit 2")).to_have_attribute("aria-checked", "true")  # of the address
    check_holds(page, "hold the forget gate shut", holds=False)
    check_holds(page, "see its maps", holds=True)
    link(page, "see its maps").click()
    expect(inside.get_by_role("group", name="Karnaugh maps")).to_have_count(0)
    expect(inside.get_by_role("switch", name="Target bit 1")).to_have_attribute("aria-checked", "true")


def test_the_nearest_demo_is_moved_and_of_a_name_the_nearest_of_that_name(page: Page, blog: Blog) -> None:
    body = (
        f"{frame('two-bit', more='id=first')}{frame('two-bit', more='id=second')}"
        '<p><a href="#lstm:?step=0">nothing is read</a></p>'
        f"<p>A paragraph.</p>{frame('memory', more='id=third')}{MAPS}"
    )
    page.goto(blog.write(f"{body}{SCRIPT}"))
    second = demo_in(page, "#second")
    link(page, "nothing is read").click()
    expect(second.get_by_role("button", name="Run inference (step 1)")).to_be_visible()
    expect(second.get_by_role("status", name="Result")).to_have_attribute("data-result", "")
    link(page, "see its maps").click()
    expect(second.get_by_role("group", name="Karnaugh maps")).to_be_visible()
    page.locator("#first").scroll_into_view_if_needed()
    first = demo_in(page, "#first")
    expect(first.get_by_role("group", name="Karnaugh maps")).to_have_count(0)


def test_what_comes_this_way_is_judged_like_an_address(page: Page, blog: Blog) -> None:
    link_text = '<p><a href="#lstm:two-bit?step=9&hold=everything&units=<b>2</b>&target=01">press</a></p>'
    page.goto(blog.write(f"{link_text}{frame('two-bit')}{SCRIPT}"))
    inside = demo_in(page)
    link(page, "press").click()
    notice = inside.locator("#two-bit-notice")
    expect(notice).to_contain_text("The address asks for step=9, but the step must be a whole number from 0 to 2.")
    expect(notice).to_contain_text("what can be held is keep, forget")
    expect(notice.locator("b")).to_have_count(0)
    expect(inside.get_by_role("switch", name="Target bit 1")).to_have_attribute("aria-checked", "false")


def test_pressed_before_python_is_there_it_comes_when_it_is(page: Page, blog: Blog) -> None:
    page.goto(blog.write(f"{FORGET}{frame('two-bit')}{SCRIPT}"))
    link(page, "hold the forget gate shut").click()
    inside = demo_in(page)
    expect(inside.get_by_role("button", name="Always forget (f = 0)")).to_have_attribute("aria-pressed", "true")


def test_without_the_script_it_is_harmless(new_page: NewPage, blog: Blog) -> None:
    page = new_page()
    page.goto(blog.write(f"{FORGET}{frame('two-bit')}"))
    inside = demo_in(page)
    before = forget_gates(inside)
    page.get_by_role("link", name="hold the forget gate shut").click()
    assert page.evaluate("scrollY") == 0
    assert forget_gates(inside) == before


def test_nobody_but_the_page_around_it_moves_a_demo(page: Page, blog: Blog) -> None:
    """Nor does it move where no page is around it."""
    page.goto(blog.write(f"{frame('two-bit')}{SCRIPT}"))
    inside = demo_in(page)
    before = forget_gates(inside)
    message = {"lstm": 1, "show": "hold=forget"}
    inside.locator("html").evaluate("(html, message) => window.postMessage(message, '*')", message)
    inside.get_by_role("button", name="Step back").click()
    expect(inside.get_by_role("button", name="Run inference (step 2)")).to_be_visible()
    inside.get_by_role("button", name="Run inference (step 2)").click()
    expect(inside.get_by_role("status", name="Result")).not_to_have_attribute("data-result", "")
    assert forget_gates(inside) == before


def test_settings_of_a_sentence_take_the_place_of_the_frames_own(page: Page, blog: Blog) -> None:
    page.goto(blog.write(f"{MAPS}{frame('two-bit', '?target=10&input=11')}{SCRIPT}"))
    inside = demo_in(page)
    link(page, "see its maps").click()
    expect(inside.get_by_role("switch", name="Target bit 1")).to_have_attribute("aria-checked", "false")
    expect(inside.get_by_role("alert").first).to_be_empty()
    link(page, "see its maps").click()
    expect(inside.get_by_role("switch", name="Target bit 1")).to_have_attribute("aria-checked", "true")


def test_a_picture_becomes_the_demo_that_a_sentence_moves(page: Page, blog: Blog) -> None:
    element = '<lstm-demo name="two-bit" load="click"></lstm-demo>'
    page.goto(blog.write(f"{FORGET}{element}{SCRIPT}"))
    check_holds(page, "hold the forget gate shut", False)
    link(page, "hold the forget gate shut").click()
    inside = page.locator("lstm-demo").locator("iframe").content_frame
    expect(inside.locator("html")).to_have_attribute("data-python", "ready", timeout=START)
    expect(inside.get_by_role("button", name="Always forget")).to_have_attribute("aria-pressed", "true", timeout=START)
    check_holds(page, "hold the forget gate shut", True)
    link(page, "hold the forget gate shut").click()
    expect(inside.get_by_role("button", name="Always forget")).to_have_attribute("aria-pressed", "false")


def test_a_sentence_about_no_demo_does_nothing(page: Page, blog: Blog) -> None:
    page.goto(blog.write(f"{FORGET}{frame('memory')}{SCRIPT}"))
    demo_in(page)
    before = page.evaluate("[location.href, history.length]")
    page.get_by_text("hold the forget gate shut").click()
    assert page.evaluate("[location.href, history.length]") == before
    expect(page.get_by_role("link", name="hold the forget gate shut")).to_be_visible()  # and says that it is no button


def test_what_is_not_shown_is_near_to_nothing(page: Page, blog: Blog) -> None:
    stand_in(page)
    hidden = f"<details>{frame('two-bit', more='id=hidden')}</details>"
    page.goto(blog.write(f"{FORGET}{hidden}<p>A paragraph.</p>{frame('two-bit', more='id=shown')}{SCRIPT}"))
    link(page, "hold the forget gate shut").click()
    check_asked(page, "#shown", "step=1&hold=forget")
    check_asked(page, "#hidden")


def test_what_a_link_moved_it_takes_back_although_another_demo_is_nearer_by_now(page: Page, blog: Blog) -> None:
    stand_in(page)
    first, second = (frame("two-bit", more=f"id={name}") for name in ("first", "second"))
    page.goto(blog.write(f"{FORGET}<div hidden>{second}</div>{first}{SCRIPT}"))
    link(page, "hold the forget gate shut").click()
    check_asked(page, "#first", "step=1&hold=forget")
    page.locator("div").evaluate("div => { div.hidden = false; }")
    link(page, "hold the forget gate shut").click()
    check_asked(page, "#first", "step=1&hold=forget", "as before")
    check_asked(page, "#second")
    check_holds(page, "hold the forget gate shut", holds=False)


def test_where_a_demo_goes_the_link_that_held_it_holds_nothing(page: Page, blog: Blog) -> None:
    stand_in(page)
    page.goto(blog.write(f'{FORGET}<lstm-demo name="two-bit"></lstm-demo><div></div>{SCRIPT}'))
    words, demo = "hold the forget gate shut", "lstm-demo iframe"
    link(page, words).click()
    check_asked(page, demo, "step=1&hold=forget")
    check_holds(page, words, holds=True)
    page.locator("lstm-demo").evaluate("demo => document.querySelector('div').append(demo)")
    check_holds(page, words, holds=False)
    check_asked(page, demo)
    link(page, words).click()
    check_asked(page, demo, "step=1&hold=forget")
    page.locator("lstm-demo").evaluate("demo => demo.remove()")
    check_holds(page, words, holds=False)


def test_a_sentence_inside_of_a_component(page: Page, blog: Blog) -> None:
    stand_in(page)
    page.goto(blog.write(f"<div></div>{frame('two-bit')}{SCRIPT}"))
    page.wait_for_function("window.lstmEmbed")
    page.locator("div").evaluate(
        "(div, html) => { div.attachShadow({ mode: 'open' }).innerHTML = html; }", FORGET.replace("shut", "<b>shut</b>")
    )
    before = page.evaluate("[location.href, history.length]")
    page.get_by_text("shut", exact=True).click()
    check_asked(page, "iframe", "step=1&hold=forget")
    check_holds(page, "hold the forget gate shut", holds=True)
    assert page.evaluate("[location.href, history.length]") == before
    link(page, "hold the forget gate shut").press(" ")
    check_asked(page, "iframe", "step=1&hold=forget", "as before")


def test_what_cannot_be_moved_is_passed_over(page: Page, blog: Blog) -> None:
    stand_in(page, "two-bit", "draw")
    picture = '<lstm-demo name="own-cell" load="click"></lstm-demo>'
    any_demo = '<p><a href="#lstm:?step=1">read one bit</a></p>'
    page.goto(
        blog.write(f"{any_demo}{picture}{frame('draw', more='id=pad')}{frame('two-bit', more='id=bits')}{SCRIPT}")
    )
    link(page, "read one bit").click()
    check_asked(page, "#bits", "step=1")
    check_asked(page, "#pad")
    expect(page.get_by_role("button", name="Start")).to_be_visible()


@pytest.mark.parametrize("href", ["#lstm:draw?learning=off", "#lstm:two-bit", "#lstm:two-bit?", "#lstm:"])
def test_a_sentence_that_moves_nothing_is_no_button(page: Page, blog: Blog, href: str) -> None:
    stand_in(page, "two-bit", "draw")
    frames = frame("draw", more="id=pad") + frame("two-bit", more="id=bits")
    page.goto(blog.write(f'{FORGET}<p><a href="{href}">a sentence</a></p>{frames}{SCRIPT}'))
    before = page.evaluate("[location.href, history.length]")
    expect(link(page, "hold the forget gate shut")).to_be_visible()  # the script has looked at all of them
    page.get_by_role("link", name="a sentence").click()
    expect(page.get_by_role("link", name="a sentence")).not_to_have_attribute("aria-pressed", re.compile(""))
    assert page.evaluate("[location.href, history.length]") == before
    link(page, "hold the forget gate shut").click()
    check_asked(page, "#bits", "step=1&hold=forget")
    check_asked(page, "#pad")
