"""What a hosted page is where no script runs, on paper, and to those who look at what it is made of."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.demo import Demo

pytestmark = pytest.mark.browser


def assert_no_controls(page: Page) -> None:
    """There is nothing that would not answer; bits, lanes and strips are part of the picture, names of the text."""
    shown = page.locator("button:not(.bit, .lane-cell, .square, .strip-step, .named)").filter(visible=True)
    expect(shown).to_have_count(0)
    expect(page.locator("input:not([type=file])").filter(visible=True)).to_have_count(0)


@pytest.mark.parametrize("name", ["two-bit", "memory", "four-bit", "draw", "own-cell"])
def test_without_scripts_the_picture_stays_and_says_what_is_missing(new_page: NewPage, site: str, name: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{site}/{name}.html")
    expect(page.locator(".no-script")).to_contain_text("the page needs JavaScript, which is off here.")
    expect(page.get_by_text("Python is loading")).to_be_hidden()
    assert_no_controls(page)
    if name == "two-bit":
        assert len(Demo(page).numbers()) == 19
        expect(Demo(page).switch("Target", 1)).to_be_visible()


def test_with_scripts_nothing_is_said_about_them(demo: Demo) -> None:
    expect(demo.page.locator(".no-script")).to_have_count(0)


def test_on_paper_ink_on_white_and_no_controls(new_page: NewPage, site: str, results: Path) -> None:
    page = new_page(color_scheme="dark")
    page.goto(f"{site}/index.html")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    expect(page.get_by_role("button", name="Train").first).to_be_visible()
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert_no_controls(page)
    assert page.locator(".named").first.evaluate("e => getComputedStyle(e).textDecorationLine") == "none"
    expect(page.locator("#two-bit-cell-1")).to_be_visible()
    expect(page.locator(".pad")).to_be_visible()
    assert page.locator(".gate").first.evaluate("e => getComputedStyle(e).printColorAdjust") == "exact"
    page.screenshot(path=results / "print.png", full_page=True)


def test_the_licences_are_a_click_away(page: Page, site: str) -> None:
    page.goto(f"{site}/index.html")
    page.get_by_role("link", name="their licences").click()
    expect(page.locator("body")).to_contain_text(re.compile("Mozilla Public License Version 2.0"))


def test_the_manifest_and_its_icon_are_there(page: Page, site: str) -> None:
    page.goto(f"{site}/two-bit.html")
    manifest = page.request.get(f"{site}/{page.locator('link[rel=manifest]').get_attribute('href')}")
    assert manifest.headers["content-type"] == "application/manifest+json"
    [icon] = manifest.json()["icons"]
    assert page.request.get(f"{site}/{icon['src']}").ok
    assert page.request.get(f"{site}/card.png").ok
