"""Settings in the page's address."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.demo import Demo, open_demo
from tests.browser.four.four_bit import FourBit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("system", "theme"), [("light", "dark"), ("dark", "light")])
def test_a_theme_is_obeyed_before_python_is_there(new_page: NewPage, site: str, system: str, theme: str) -> None:
    page = new_page(color_scheme=system)
    page.goto(f"{site}/two-bit.html?theme={theme}", wait_until="domcontentloaded")
    brightness = page.evaluate("Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])")
    assert (brightness > 128) is (theme == "light")


MANGLED = ("&amp;", "&#38;", "&#038;", "%26amp%3B", "%26", "&amp%3B", "?", ";")


@pytest.mark.parametrize("ampersand", MANGLED)
def test_a_mangled_address_is_understood_by_the_page_and_by_python(page: Page, site: str, ampersand: str) -> None:
    page.goto(f"{site}/two-bit.html?target=01{ampersand}input=11{ampersand}theme=dark", wait_until="domcontentloaded")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    demo = Demo(page)
    demo.wait_ready()
    assert (demo.bits("Target"), demo.bits("Test")) == ("01", "11")
    expect(demo.notice).to_be_empty()


def test_a_mangled_address_names_the_demo_it_is_for(page: Page, disk: str) -> None:
    page.goto(f"{disk}/offline.html?demo=four-bit&amp;target=0110&amp;theme=dark")
    four = FourBit(page)
    four.wait_ready()
    assert four.bits("Target") == "0110"
    expect(four.notice).to_be_empty()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_page_that_opens_its_own_address_in_a_window_has_its_settings_there(page: Page, site: str) -> None:
    page.goto(f"{site}/two-bit.html?target=01&theme=dark", wait_until="domcontentloaded")
    with page.expect_popup() as opened:
        page.evaluate("void open(location.href)")
    expect(opened.value.locator("html")).to_have_attribute("data-theme", "dark")
    demo = Demo(opened.value)
    demo.wait_ready()
    assert demo.bits("Target") == "01"
    expect(demo.notice).to_be_empty()


def test_a_demo_that_is_not_there_is_told(page: Page, site: str) -> None:
    demo = open_demo(page, f"{site}/two-bit.html", demo="nine-bit", target="01")
    expect(demo.notice).to_contain_text("demo=nine-bit, which is not on this page")
    assert demo.bits("Target") == "01"


def test_names_that_resemble_ours_are_told_and_those_of_campaigns_are_not(page: Page, site: str) -> None:
    demo = open_demo(page, f"{site}/two-bit.html", Target="01", inputs="11", utm_source="x", fbclid="y", ref="z")
    expect(demo.notice).to_contain_text("Target=01, but the setting is called target")
    expect(demo.notice).to_contain_text("inputs=11, but the setting is called input")
    for name in ("utm", "fbclid", "ref"):
        expect(demo.notice).not_to_contain_text(name)


def test_bad_settings_are_told_and_leave_the_defaults(page: Page, site: str) -> None:
    bad = {"target": "12", "input": "101", "units": "99", "seed": "-1", "theme": "blue"}
    demo = open_demo(page, f"{site}/two-bit.html", **bad)
    expect(demo.notice).to_be_visible()
    for name, value in bad.items():
        expect(demo.notice).to_contain_text(f"{name}={value}")
    assert (demo.bits("Target"), demo.bits("Test")) == ("10", "10")
    expect(page.locator("html")).not_to_have_attribute("data-theme", "blue")
    demo.train()
    expect(demo.notice).to_be_empty()
    assert demo.seed >= 0


def test_an_empty_setting_and_one_with_markup_are_told_as_text(page: Page, site: str) -> None:
    demo = open_demo(page, f"{site}/two-bit.html", target="", seed="<b>1</b>", utm_source="letter")
    expect(demo.notice).to_contain_text("target=")
    expect(demo.notice).to_contain_text("seed=<b>1</b>")
    expect(demo.notice).not_to_contain_text("utm_source")
    expect(demo.notice.locator("b")).to_have_count(0)
    assert demo.bits("Target") == "10"


def test_the_default_picture_is_complete_and_right_before_python(new_page: NewPage, site: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{site}/two-bit.html")
    demo = Demo(page)
    assert (demo.bits("Target"), demo.bits("Test")) == ("10", "10")
    expect(demo.result).to_have_attribute("data-result", "1")
    assert len(demo.numbers()) == 19
