"""Settings in the page's address."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.demo import Demo, open_demo

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("system", "theme"), [("light", "dark"), ("dark", "light")])
def test_a_theme_is_obeyed_before_python_is_there(new_page: NewPage, site: str, system: str, theme: str) -> None:
    page = new_page(color_scheme=system)
    page.goto(f"{site}/two-bit.html?theme={theme}", wait_until="domcontentloaded")
    brightness = page.evaluate("Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])")
    assert (brightness > 128) is (theme == "light")


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
