"""Posts that were written for an earlier build: what stands in them still brings a demo that trains."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.blog import Blog
from tests.browser.patience import LONG_PATIENCE as START
from tests.browser.test_embed import check_height, check_training

pytestmark = pytest.mark.browser

POSTS = Path(__file__).parents[1] / "contract"


def test_the_snippet_of_the_first_version(page: Page, blog: Blog) -> None:
    page.goto(blog.write((POSTS / "snippet.html").read_text("utf-8")))
    check_training(page.frame_locator("iframe"))
    check_height(page)
    page.get_by_role("link", name="Skip past the demo").click()
    expect(page.get_by_role("link", name="Back to top")).to_be_in_viewport()


def test_a_setting_by_its_former_name(page: Page, blog: Blog) -> None:
    page.goto(blog.write('<iframe src="lstm/draw.html?adventure=0.8" title="demo" width="700" height="900"></iframe>'))
    inside = page.frame_locator("iframe")
    expect(inside.locator("html")).to_have_attribute("data-python", "ready", timeout=START)
    expect(inside.get_by_role("slider").first).to_have_value("0.8")
