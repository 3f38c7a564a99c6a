"""How high the embed kit makes a frame before its demo says so: about as high as it then is.

With LSTM_UPDATE_HEIGHTS=1 the table in heights.js and the heights of the snippets are written anew.
"""

import os
import re
from collections.abc import Sequence

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from demos.page import all_pages
from tests.browser.blog import Blog
from tests.browser.conftest import ROOT
from tests.browser.demo import Demo

pytestmark = pytest.mark.browser

KIT = ROOT / "site" / "embed"
SNIPPETS = ("snippet.html", "hugo-shortcode.html", "jekyll-include.html")
NAMES = ("two-bit", "memory", "four-bit", "draw", "own-cell")
PICTURES = tuple(f"pictures/{page.demo.name}" for page in all_pages() if page.picture)
WIDTHS = (*range(320, 700, 20), *range(700, 1001, 50))
FINER = 0.02  # of the height: where it changes by more, it is looked at more closely, down to the px
KEPT = 0.015  # what is left out of the table is as near as this
POST = 680  # px, as wide as the text of many blogs
NEAR = 0.04  # of the height; what is wrong by less hardly moves the text below
SETTLED = """async () => {
  const inner = frames[0].document.documentElement;
  for (let still = 0; still < 3; ) {
    await new Promise(requestAnimationFrame);
    still = Math.abs(postedHeight - inner.getBoundingClientRect().height) < 2 ? still + 1 : 0;
  }
}"""
MEASURE = """<script>Object.defineProperty(window, "postedHeight", {
  get: () => frames[0].document.documentElement.getBoundingClientRect().height,
})</script>"""
HEAR = '<script>addEventListener("message", ({ data }) => { if (data.height) postedHeight = data.height; });</script>'


def ready(page: Page, blog: Blog, name: str) -> None:
    if name in PICTURES:
        page.goto(blog.write(f'{MEASURE}<iframe src="lstm/embed/{name}.html" title="demo" height="900"></iframe>'))
        return
    frame = f'<iframe src="lstm/{name}.html" title="demo" height="3000" style="border: 0"></iframe>'
    page.goto(blog.write(HEAR + frame))
    Demo(page, name, page.frames[1]).wait_ready()


def heights(page: Page, widths: Sequence[int]) -> list[int]:
    """How high the demo says that it is in frames of these widths."""
    found = []
    for width in widths:
        page.evaluate("([width]) => { document.querySelector('iframe').width = width; }", [width])
        # The frame tells its height a frame or two after it was resized.
        page.evaluate(SETTLED)
        found.append(round(page.evaluate("postedHeight")))
    return found


def between(points: Sequence[tuple[int, int]], width: int) -> float:
    return float(np.interp(width, [width for width, _ in points], [height for _, height in points]))


def in_a_post(points: Sequence[tuple[int, int]]) -> int:
    """As the snippets say it."""
    return round(between(points, POST) / 10) * 10


def table_of(page: Page) -> list[tuple[int, int]]:
    """Widths and heights between which straight lines tell about how high the demo is."""
    points = dict(zip(WIDTHS, heights(page, WIDTHS), strict=True))
    narrow = list(WIDTHS)
    while narrow:
        low = narrow.pop()
        high = min((width for width in points if width > low), default=low)
        if high - low > 1 and abs(points[high] - points[low]) > FINER * points[low]:
            middle = (low + high) // 2
            points[middle] = heights(page, [middle])[0]
            narrow += [low, middle]
    kept = [min(points), max(points)]
    while True:
        table = [(width, points[width]) for width in sorted(kept)]
        wrong = {width: abs(between(table, width) / height - 1) for width, height in points.items()}
        worst = max(wrong, key=lambda width: wrong[width])
        if wrong[worst] < KEPT:
            return table
        kept.append(worst)


def written_table() -> dict[str, list[tuple[int, int]]]:
    """What stands in heights.js."""
    _, _, text = (KIT / "heights.js").read_text("utf-8").partition("const FIRST")
    found = re.findall(r'"([\w/-]+)":\s*"([\d :]+)"', text)
    return {name: [(int(w), int(h)) for w, h in (pair.split(":") for pair in pairs.split())] for name, pairs in found}


@pytest.mark.skipif(not os.environ.get("LSTM_UPDATE_HEIGHTS"), reason="only when LSTM_UPDATE_HEIGHTS is set")
@pytest.mark.parametrize("name", [*NAMES, *PICTURES])
def test_write_the_table(page: Page, blog: Blog, name: str) -> None:
    ready(page, blog, name)
    before, table = in_a_post(written_table()[name]), table_of(page)
    pairs = " ".join(f"{width}:{height}" for width, height in table)
    script = KIT / "heights.js"
    script.write_text(re.sub(rf'("{name}":\s*)"[\d :]*"', rf'\1"{pairs}"', script.read_text("utf-8")), "utf-8")
    for file in SNIPPETS if name in NAMES else ():
        text = (KIT / file).read_text("utf-8")
        (KIT / file).write_text(text.replace(f'"{before}"', f'"{in_a_post(table)}"'), "utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_they_are_about_what_the_demo_says(page: Page, blog: Blog, name: str) -> None:
    widths = (328, 375, 644, 648, POST, 768)
    ready(page, blog, name)
    stored = heights(page, widths)
    # Without the demo itself, which would soon say how high it is.
    page.route(f"**/{name}.html", lambda route: route.fulfill(body=""))
    frames = (
        f'<iframe data-lstm src="lstm/{name}.html" title="demo" width="{width}" frameborder="0"></iframe>'
        for width in widths
    )
    page.goto(blog.write("".join(frames) + '<script src="lstm/embed/embed.js" async></script>'))
    expect(page.locator("iframe").last).to_have_attribute("style", re.compile("height"))
    first = page.locator("iframe").evaluate_all("all => all.map((frame) => frame.clientHeight)")
    assert first == [pytest.approx(height, rel=NEAR) for height in stored]


@pytest.mark.parametrize("file", SNIPPETS)
def test_the_snippets_say_how_high_the_demo_is_in_a_post(file: str) -> None:
    text, table = (KIT / file).read_text("utf-8"), written_table()
    for name in ("two-bit",) if file == "snippet.html" else NAMES:
        assert f'"{in_a_post(table[name])}"' in text, name


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_as_high_as_the_table_says(page: Page, blog: Blog, name: str) -> None:
    ready(page, blog, name)
    widths = (328, 375, 644, POST, 768)
    table = written_table()[name]
    assert [round(between(table, width)) for width in widths] == [
        pytest.approx(height, rel=NEAR) for height in heights(page, widths)
    ]
