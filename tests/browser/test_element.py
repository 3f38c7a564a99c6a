"""<lstm-demo>: a frame made by an element, wherever it is put, and a light picture in its place until it is pressed."""

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect

from demos.page import all_pages
from tests.browser.blog import Blog
from tests.browser.conftest import NewPage
from tests.browser.patience import LONG_PATIENCE as START
from tests.browser.test_author_links import stand_in
from tests.browser.test_embed import check_training

pytestmark = pytest.mark.browser

SCRIPT = '<script src="lstm/embed/embed.js" async></script>'
PICTURED = [page.demo.name for page in all_pages() if page.picture]
MOST = 40_000  # bytes of a picture, as hosts send it
FRAME = "lstm-demo iframe"
PICTURE = "lstm-demo iframe[sandbox]"


def test_it_is_the_demo_with_its_settings_its_height_and_the_colours_of_the_page(page: Page, blog: Blog) -> None:
    dark = "<style>body { background: #111; color: #eee }</style>"
    page.goto(blog.write(f'<lstm-demo name="two-bit" target="01" class="wide" id="one"></lstm-demo>{SCRIPT}', dark))
    frame = page.locator(FRAME)
    expect(frame).to_have_attribute("src", f"{blog.url}/lstm/two-bit.html?target=01")
    first = frame.evaluate("frame => frame.clientHeight")
    inside = page.frame_locator(FRAME)
    expect(inside.get_by_role("switch", name="Target bit 1")).to_have_attribute("aria-checked", "false", timeout=START)
    check_training(inside)
    expect(inside.locator("html")).to_have_attribute("data-theme", "dark")
    page.wait_for_function(
        """() => {
          const frame = document.querySelector("lstm-demo").shadowRoot.querySelector("iframe");
          return Math.abs(frame.clientHeight - frame.contentDocument.documentElement.offsetHeight) < 2;
        }"""
    )
    assert first > 1000  # the usual height, before the demo said it


def test_inside_of_a_component_and_added_later(page: Page, blog: Blog) -> None:
    page.goto(blog.write(f"<div></div>{SCRIPT}"))
    page.wait_for_function("customElements.get('lstm-demo') !== undefined")
    page.evaluate(
        """() => {
          const root = document.querySelector("div").attachShadow({ mode: "open" });
          root.innerHTML = '<section><lstm-demo name="two-bit"></lstm-demo></section>';
        }"""
    )
    check_training(page.frame_locator(FRAME))
    height = page.locator(FRAME).evaluate("frame => frame.style.height")
    assert height.endswith("px")
    page.evaluate("document.querySelector('div').shadowRoot.querySelector('lstm-demo').setAttribute('target', '11')")
    inside = page.frame_locator(FRAME)
    expect(inside.get_by_role("switch", name="Target bit 2")).to_have_attribute("aria-checked", "true", timeout=START)


def test_a_sentence_moves_it_too(page: Page, blog: Blog) -> None:
    text = '<p><a href="#lstm:two-bit?hold=forget">hold it shut</a></p>'
    page.goto(blog.write(f'{text}<lstm-demo name="two-bit"></lstm-demo>{SCRIPT}'))
    inside = page.frame_locator(FRAME)
    expect(inside.locator("html")).to_have_attribute("data-python", "ready", timeout=START)
    page.get_by_role("button", name="hold it shut").click()
    expect(inside.get_by_role("button", name="Always forget (f = 0)")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("key", ["", "Enter"], ids=["mouse", "keyboard"])
def test_until_it_is_pressed_it_is_a_light_picture(page: Page, blog: Blog, key: str) -> None:
    body = f'<lstm-demo name="two-bit" load="click" title="Two bits"></lstm-demo>{SCRIPT}'
    asked = list[str]()
    page.on("request", lambda request: asked.append(request.url.split("#")[0]))
    page.goto(blog.write(body))
    picture = page.frame_locator("lstm-demo iframe[sandbox]")
    expect(picture.get_by_text("pattern recognised")).to_be_visible()
    high = picture.locator("html").evaluate("html => html.getBoundingClientRect().height")
    first_height = page.locator(FRAME).evaluate("frame => frame.clientHeight")
    assert first_height == pytest.approx(high, rel=0.04)
    kit = f"{blog.url}/lstm/embed"
    assert [url for url in asked if "/lstm/" in url] == [f"{kit}/embed.js", f"{kit}/pictures/two-bit.html"]
    button = page.get_by_role("button", name="Start: Two bits")
    if key:
        button.press(key)
    else:
        button.click()
    inside = page.frame_locator("lstm-demo iframe[title='Two bits']")
    check_training(inside)
    assert page.evaluate("document.activeElement.localName") == "lstm-demo"


@pytest.mark.parametrize("name", PICTURED)
def test_pictures_are_light_and_ask_for_nothing(new_page: NewPage, site: str, dist: Path, name: str) -> None:
    file = dist / "embed" / "pictures" / f"{name}.html"
    assert len(gzip.compress(file.read_bytes(), 9)) <= MOST
    page, asked = new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/embed/pictures/{name}.html#dark")
    assert len(asked) == 1
    grounds = [page.evaluate("getComputedStyle(document.body).backgroundColor")]
    page.goto(f"{site}/embed/pictures/{name}.html#light")
    grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(set(grounds)) == 2


def test_what_it_has_inside_is_shown_where_the_script_does_not_run(page: Page, blog: Blog) -> None:
    inside = '<a href="lstm/two-bit.html">An LSTM that learns two bits</a>'
    page.goto(blog.write(f'<lstm-demo name="two-bit">{inside}</lstm-demo>'))
    expect(page.get_by_role("link", name="An LSTM that learns two bits")).to_be_visible()


def test_without_a_name_it_says_so(page: Page, blog: Blog) -> None:
    page.goto(blog.write(f'<lstm-demo name="../x"></lstm-demo><lstm-demo></lstm-demo>{SCRIPT}'))
    for element in page.locator("lstm-demo").all():
        expect(element).to_have_text("Which demo? <lstm-demo> needs its name.")
    expect(page.locator(FRAME)).to_have_count(0)


def test_a_script_that_is_loaded_by_a_script_does_as_well(page: Page, blog: Blog) -> None:
    """As a module there is no current script."""
    script = '<script type="module" src="lstm/embed/embed.js"></script>'
    page.goto(blog.write(f'<lstm-demo name="two-bit"></lstm-demo>{script}'))
    expect(page.locator(FRAME)).to_have_attribute("src", f"{blog.url}/lstm/two-bit.html")


@pytest.mark.parametrize("policy", ["", "default-src 'none'; frame-src 'self'; script-src 'self'"], ids=["", "policy"])
def test_it_is_a_block_unless_the_page_says_otherwise(page: Page, blog: Blog, policy: str) -> None:
    stand_in(page)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">' if policy else ""
    demos = "".join(f'<lstm-demo name="two-bit" {more}></lstm-demo>' for more in ("", "hidden", "class=own"))
    page.goto(blog.write(f"{demos}{SCRIPT}", meta))
    expect(page.locator(FRAME)).to_have_count(3)
    # As a policy allows it; a page's own sheet would be from its host.
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(".own { display: flex }");
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    displays = page.locator("lstm-demo").evaluate_all("all => all.map((demo) => getComputedStyle(demo).display)")
    assert displays == ["block", "none", "flex"]


def test_without_its_name_it_is_nothing_and_with_it_a_demo_again(page: Page, blog: Blog) -> None:
    stand_in(page, "two-bit", "memory")
    thrown = list[Error]()
    page.on("pageerror", lambda error: thrown.append(error))
    page.goto(blog.write(f'<lstm-demo name="two-bit"></lstm-demo><lstm-demo name="memory"></lstm-demo>{SCRIPT}'))
    first, second = page.locator("lstm-demo").all()
    expect(page.locator(FRAME)).to_have_count(2)
    first.evaluate("demo => demo.setAttribute('name', '')")
    expect(first).to_have_text("Which demo? <lstm-demo> needs its name.")
    page.evaluate("document.body.style.background = '#111'")
    expect(second.locator("iframe")).to_have_css("color-scheme", "dark")
    first.evaluate("demo => demo.setAttribute('name', 'two-bit')")
    expect(first.locator("iframe")).to_have_attribute("src", f"{blog.url}/lstm/two-bit.html")
    expect(first.locator("iframe")).to_have_attribute("style", re.compile("height"))
    assert thrown == []


def test_a_demo_becomes_a_picture_and_a_demo_again(page: Page, blog: Blog) -> None:
    stand_in(page)
    page.goto(blog.write(f'<lstm-demo name="two-bit"></lstm-demo>{SCRIPT}'))
    expect(page.locator(FRAME)).to_have_count(1)
    page.locator("lstm-demo").evaluate("demo => demo.setAttribute('load', 'click')")
    expect(page.locator(PICTURE)).to_have_count(1)
    page.locator("lstm-demo").evaluate("demo => demo.removeAttribute('load')")
    expect(page.locator(FRAME)).to_have_attribute("src", f"{blog.url}/lstm/two-bit.html")
    page.locator("lstm-demo").evaluate("demo => demo.setAttribute('load', 'click')")
    page.get_by_role("button", name="Start: An LSTM").click()
    expect(page.locator(FRAME)).to_have_attribute("src", f"{blog.url}/lstm/two-bit.html")
    page.locator("lstm-demo").evaluate("demo => demo.setAttribute('target', '01')")
    expect(page.locator(FRAME)).to_have_attribute("src", f"{blog.url}/lstm/two-bit.html?target=01")


def test_a_picture_follows_the_colours_of_the_page_and_its_theme(page: Page, blog: Blog) -> None:
    page.goto(blog.write(f'<lstm-demo name="two-bit" load="click"></lstm-demo>{SCRIPT}'))
    address = f"{blog.url}/lstm/embed/pictures/two-bit.html"
    expect(page.locator(PICTURE)).to_have_attribute("src", f"{address}#light")
    steps = page.evaluate("history.length")
    page.get_by_role("button", name="Start").focus()
    page.evaluate("document.body.style.background = '#111'")
    expect(page.locator(PICTURE)).to_have_attribute("src", f"{address}#dark")
    expect(page.frame_locator(PICTURE).locator("html")).to_have_css("color-scheme", "dark")
    page.locator("lstm-demo").evaluate("demo => demo.setAttribute('theme', 'light')")
    expect(page.locator(PICTURE)).to_have_attribute("src", f"{address}#light")
    expect(page.frame_locator(PICTURE).locator("html")).to_have_css("color-scheme", "light")
    assert page.evaluate("history.length") == steps
    expect(page.get_by_role("button", name="Start")).to_be_focused()


def test_a_picture_stays_whatever_else_its_element_is_given(page: Page, blog: Blog) -> None:
    stand_in(page)
    page.goto(blog.write(f'<lstm-demo name="two-bit" load="click"></lstm-demo>{SCRIPT}'))
    page.locator(PICTURE).evaluate("frame => { frame.dataset.same = ''; }")
    page.get_by_role("button", name="Start").focus()
    page.locator("lstm-demo").evaluate(
        "demo => ['class', 'style', 'target', 'data-x'].forEach((name) => demo.setAttribute(name, '01'))"
    )
    expect(page.get_by_role("button", name="Start")).to_be_focused()
    expect(page.locator(PICTURE)).to_have_attribute("data-same", "")
    page.locator("lstm-demo").evaluate("demo => { demo.title = 'Two bits'; }")
    page.get_by_role("button", name="Start: Two bits").click()
    expect(page.locator(FRAME)).to_have_attribute("src", f"{blog.url}/lstm/two-bit.html?target=01")
