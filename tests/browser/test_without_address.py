"""In other people's pages by srcdoc, blob: or document.write: it starts, trains and answers; no link there is dead."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.blog import Blog
from tests.browser.demo import Demo
from tests.browser.memory import MemoryPage
from tests.browser.patience import LONG_PATIENCE
from tests.browser.record import watch
from tests.browser.test_failures import check_failed
from tests.browser.without_address import FAILS_AT_FIRST, SAME_ORIGIN, SCRIPTS, with_first_script, write_around

pytestmark = pytest.mark.browser

WAYS = [  # where the page around is, how it holds the other, and what it allows it
    ("host", "srcdoc", None),
    ("host", "srcdoc", SCRIPTS),
    ("host", "srcdoc", SAME_ORIGIN),
    ("host", "blob", None),
    ("host", "blob", SCRIPTS),
    ("host", "written", None),
    ("disk", "srcdoc", None),
    ("disk", "srcdoc", SCRIPTS),
    ("disk", "blob", None),
]
NOT_OURS = "can escape its sandboxing"  # the browser's word on the page around
ANEW = re.compile("load the page around it anew, or open it once more")

type Around = Callable[..., str]


@pytest.fixture
def around(blog: Blog, dist: Path) -> Around:
    """Writes a page around one of ours, on a host or on disk, and gives back its address."""

    def write(
        home: str, way: str, sandbox: str | None = None, *, file: str = "offline/two-bit.html", first: str = ""
    ) -> str:
        page = with_first_script((dist / file).read_text("utf-8"), first)
        written = write_around(blog.folder, "notebook", page, way, sandbox)
        return f"{blog.url}/{written.name}" if home == "host" else written.as_uri()

    return write


class Inside(Demo):
    """Pressed by a script: a driver that clicks asks for the frame's element, megabytes of srcdoc, several times."""

    def click(self, what: Locator) -> None:
        what.dispatch_event("click")


def inside(page: Page, name: str = "two-bit") -> Demo:
    """A demo in the page's only frame."""
    frame = page.frames[1]
    return Inside(page, name, frame)


def check_training(demo: Demo) -> None:
    """What was learned is recognised, and its opposite is not."""
    demo.set_bits("Target", "01")
    assert demo.train() > 0
    for bits, result in (("01", "1"), ("10", "0")):
        demo.run(bits)
        expect(demo.result).to_have_attribute("data-result", result)


def check_settings(demo: Demo, start: str) -> None:
    """Take it along offers settings instead of a link."""
    demo.click(demo.root.get_by_role("button", name="Take it along"))
    expect(demo.root.get_by_text("No link leads to this page here")).to_be_visible()
    expect(demo.root.get_by_label("Settings", exact=True)).to_have_value(re.compile("^" + re.escape(start)))
    expect(demo.root.get_by_label("Link", exact=True)).to_have_count(0)


@pytest.mark.parametrize(("home", "way", "sandbox"), WAYS)
def test_it_starts_trains_and_judges(page: Page, around: Around, home: str, way: str, sandbox: str | None) -> None:
    record = watch(page)
    page.goto(around(home, way, sandbox))
    demo = inside(page)
    demo.wait_ready()
    check_training(demo)
    check_settings(demo, "?target=01&input=10&")
    assert record.errors == []
    assert [text for text in record.console if NOT_OURS not in text] == []


def test_the_article_does_with_all_its_demos(page: Page, around: Around) -> None:
    page.goto(around("disk", "srcdoc", SCRIPTS, file="offline.html"))
    demo = inside(page)
    demo.wait_ready()
    check_training(demo)
    check_settings(inside(page, "four-bit"), "?demo=four-bit&target=1010&")
    MemoryPage(page, page.frames[1]).race()
    pad = inside(page, "draw").root
    pad.get_by_role("button", name="Wave", exact=True).click()
    page.frames[1].wait_for_function(
        "document.querySelector('.pad-own')?.getAttribute('d').split('L').length > 10", timeout=LONG_PATIENCE
    )
    expect(pad.locator(".draw-learned")).not_to_have_text(re.compile("^0 "))


@pytest.mark.parametrize("sandbox", [None, SCRIPTS])
def test_a_page_with_a_folder_says_that_it_needs_an_address(
    page: Page, blog: Blog, dist: Path, site: str, sandbox: str | None
) -> None:
    text = with_first_script((dist / "two-bit.html").read_text("utf-8"), f'<base href="{site}/">')
    page.goto(f"{blog.url}/{write_around(blog.folder, 'notebook', text, 'srcdoc', sandbox).name}")
    check_failed(inside(page), "here the page has no address of its own")


@pytest.mark.parametrize("fragment", ["", "#part"])
def test_the_settings_of_a_page_that_writes_it_are_not_its_own(page: Page, around: Around, fragment: str) -> None:
    page.goto(around("host", "written") + f"?target=01&theme=dark{fragment}")
    demo = inside(page)
    demo.wait_ready()
    expect(demo.notice).to_be_empty()
    assert demo.bits("Target") == "10"
    expect(demo.place.locator("html")).not_to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("sandbox", [None, SCRIPTS])
def test_retry_carries_out_what_was_pressed(page: Page, around: Around, sandbox: str | None) -> None:
    page.goto(around("host", "srcdoc", sandbox, first=FAILS_AT_FIRST))
    demo = inside(page)
    check_failed(demo, "it lacks DecompressionStream")
    flipped = demo.switch("Test", 2)
    before = flipped.get_attribute("aria-checked")
    flipped.click()
    name = demo.place.evaluate("window.name")
    demo.place.get_by_role("button", name="Retry").click()
    demo.wait_healed()
    expect(flipped).to_have_attribute("aria-checked", "false" if before == "true" else "true")
    assert demo.place.evaluate("window.name") == name


@pytest.mark.parametrize(("way", "sandbox"), [("written", None), ("blob", SCRIPTS)])
def test_where_it_cannot_be_loaded_again_retry_says_so(
    page: Page, around: Around, way: str, sandbox: str | None
) -> None:
    page.goto(around("host", way, sandbox, first=FAILS_AT_FIRST))
    demo = inside(page)
    check_failed(demo, "it lacks DecompressionStream")
    demo.place.get_by_role("button", name="Retry").click()
    expect(demo.place.locator("[data-cause]").first).to_have_text(ANEW)
    assert len(page.frames) == 2
