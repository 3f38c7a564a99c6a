"""Demos in frames of pages that have habits of their own: styles for everything, a base, whole posts, sandboxes."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.blog import Blog
from tests.browser.faulty_site import FaultySite, missing
from tests.browser.patience import LONG_PATIENCE as START
from tests.browser.test_embed import SCRIPT, TEXT, VIEWPORT, check_height, check_training, frame

pytestmark = pytest.mark.browser

RESET = """<style>* { box-sizing: border-box } iframe { border: 7px solid; padding: 5px 0 }</style>"""


@pytest.mark.parametrize("head", [RESET, RESET.replace("border-box", "content-box")], ids=["border-box", "content-box"])
def test_a_frame_with_a_border_has_nothing_to_scroll(page: Page, blog: Blog, head: str) -> None:
    page.goto(blog.write(frame("lstm/two-bit.html") + SCRIPT + TEXT, VIEWPORT + head))
    inside = page.frame_locator("iframe")
    expect(inside.locator("html")).to_have_attribute("data-python", "ready", timeout=START)
    page.wait_for_function(
        """async () => {
          const frame = document.querySelector("iframe");
          const { paddingTop, paddingBottom } = getComputedStyle(frame);
          const inner = frame.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
          const { scrollHeight, clientHeight } = frame.contentDocument.documentElement;
          return scrollHeight === clientHeight && Math.abs(inner - clientHeight) < 1 && clientHeight > 500;
        }"""
    )
    page.locator("iframe").hover(position={"x": 40, "y": 200})
    page.mouse.wheel(0, 300)
    page.wait_for_function("scrollY > 200")  # the wheel is the page's


CAPS = (
    "iframe { max-height: 80vh }",
    "* { min-height: 0; max-height: 999px }",
    "iframe { height: 600px !important }",
    "iframe { height: auto !important; aspect-ratio: 16 / 9 }",
    "body { display: flex; flex-direction: column; height: 600px }",
)


@pytest.mark.parametrize("cap", CAPS)
def test_a_frame_is_as_high_as_its_demo_whatever_the_page_says_of_frames(page: Page, blog: Blog, cap: str) -> None:
    page.goto(blog.write(frame("lstm/two-bit.html") + SCRIPT, f"{VIEWPORT}<style>{cap}</style>"))
    page.wait_for_function(
        """() => {
          const { scrollHeight, clientHeight } = document.querySelector("iframe").contentDocument.documentElement;
          return scrollHeight === clientHeight && clientHeight > 1000;
        }"""
    )


POSTS = """
<article><p><a href="#after-lstm-1">Skip past the demo</a></p><iframe data-lstm srcdoc="one" title="1"></iframe>
<p id="after-lstm-1"><a href="#">Back to top</a></p><p><a href="/next" id="next-1">next</a></p>%s</article>"""


@pytest.mark.parametrize("head", ["", '<base href="/">', '<base target="_blank">'], ids=["plain", "base", "target"])
def test_links_around_a_frame_lead_past_that_frame(page: Page, blog: Blog, head: str) -> None:
    post = POSTS % TEXT
    address = blog.write(post + post.replace("next-1", "next-2") + SCRIPT, head, name="blog.html")
    page.goto(address)
    page.wait_for_function("window.lstmEmbed")
    for k in (0, 1):
        page.get_by_role("link", name="Skip past the demo").nth(k).focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Back to top").nth(k)).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.locator(f"#next-{k + 1}")).to_be_focused()
    assert page.evaluate("scrollY") > 500
    page.get_by_role("link", name="Back to top").nth(1).click()
    page.wait_for_function("scrollY === 0")
    assert page.url.partition("#")[0] == address
    assert len(page.context.pages) == 1


def test_a_frame_that_may_save_nothing_says_so(page: Page, blog: Blog) -> None:
    page.goto(blog.write(frame("lstm/offline/two-bit.html", 'sandbox="allow-scripts"') + SCRIPT))
    inside = page.frame_locator("iframe")
    check_training(inside)
    inside.get_by_role("button", name="Take it along").click()
    inside.get_by_role("button", name="Export weights").click()
    expect(inside.locator("#two-bit-notice")).to_contain_text("sandbox without allow-downloads")


SANDBOX = 'sandbox="allow-scripts allow-same-origin%s"'


@pytest.mark.parametrize(
    ("more", "words"), [("", "No file has come"), (" allow-downloads", "")], ids=["forbidden", "allowed"]
)
def test_a_frame_that_sees_its_sandbox_knows(page: Page, blog: Blog, more: str, words: str) -> None:
    page.goto(blog.write(frame("lstm/two-bit.html", SANDBOX % more) + SCRIPT))
    inside = page.frame_locator("iframe")
    check_training(inside)
    inside.get_by_role("button", name="Take it along").click()
    if more:
        with page.expect_download():
            inside.get_by_role("button", name="Export weights").click()
    else:
        inside.get_by_role("button", name="Export weights").click()
    expect(inside.locator("#two-bit-notice")).to_contain_text(words)
    assert more == "" or inside.locator("#two-bit-notice").inner_text() == ""


def test_a_frame_within_a_sandbox_knows_as_well(page: Page, blog: Blog) -> None:
    blog.write(frame("lstm/two-bit.html") + SCRIPT, name="inner.html")
    page.goto(blog.write(f'<iframe src="inner.html" {SANDBOX % ""} width="900" height="900"></iframe>'))
    inside = page.frame_locator("iframe").frame_locator("iframe")
    check_training(inside)
    inside.get_by_role("button", name="Export weights").click()
    expect(inside.locator("#two-bit-notice")).to_contain_text("No file has come")


def test_a_host_that_sends_a_sandbox_leaves_it_open_whether_a_file_came(page: Page, faulty_site: FaultySite) -> None:
    faulty_site.headers["Content-Security-Policy"] = "sandbox allow-scripts"
    page.goto(f"{faulty_site.url}/two-bit.html")
    expect(page.locator("html")).to_have_attribute("data-python", "ready", timeout=START)
    page.get_by_role("button", name="Export weights").click()
    expect(page.locator("#two-bit-notice")).to_contain_text("If no file has come")


def test_a_page_that_may_save_says_nothing(page: Page, site: str) -> None:
    page.goto(f"{site}/two-bit.html")
    expect(page.locator("html")).to_have_attribute("data-python", "ready", timeout=START)
    page.get_by_role("button", name="Take it along").click()
    with page.expect_download():
        page.get_by_role("button", name="Export weights").click()
    assert "allow-downloads" not in page.locator("#two-bit-notice").inner_text()


def test_a_sandbox_whose_host_lacks_the_header_names_it(page: Page, blog: Blog, faulty_site: FaultySite) -> None:
    faulty_site.without = {"Access-Control-Allow-Origin"}
    page.goto(blog.write(frame(f"{faulty_site.url}/two-bit.html", 'sandbox="allow-scripts"') + SCRIPT))
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("alert").filter(has_text="Python is not running.")).to_contain_text(
        "a header that its host does not send: Access-Control-Allow-Origin: *", timeout=START
    )
    expect(inside.locator('[data-part="f"]').first).to_be_visible()
    assert inside.locator("html").evaluate("e => getComputedStyle(e).getPropertyValue('--text')")


def test_a_sandbox_whose_host_forbids_other_origins_names_that_header(
    page: Page, blog: Blog, faulty_site: FaultySite
) -> None:
    faulty_site.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    page.goto(blog.write(frame(f"{faulty_site.url}/two-bit.html", 'sandbox="allow-scripts"') + SCRIPT))
    panel = page.frame_locator("iframe").get_by_role("alert").filter(has_text="Python is not running.")
    expect(panel).to_contain_text("without Cross-Origin-Resource-Policy: same-origin", timeout=START)


def test_where_a_file_is_missing_no_header_is_blamed(page: Page, blog: Blog, faulty_site: FaultySite) -> None:
    faulty_site.faults["start.js"] = missing
    page.goto(blog.write(frame(f"{faulty_site.url}/two-bit.html", 'sandbox="allow-scripts"') + SCRIPT))
    panel = page.frame_locator("iframe").get_by_role("alert").filter(has_text="Python is not running.")
    expect(panel).to_contain_text(re.compile("start.js could not be fetched .*404"), timeout=START)


def test_a_control_whose_script_does_not_come_says_so(page: Page, faulty_site: FaultySite) -> None:
    page.goto(f"{faulty_site.url}/two-bit.html")
    expect(page.locator("html")).to_have_attribute("data-python", "ready", timeout=START)
    faulty_site.faults["picture.js"] = missing
    page.get_by_role("button", name="Take it along").click()
    page.get_by_role("button", name="Diagram as SVG").click()
    expect(page.locator("#two-bit-notice")).to_contain_text("picture.js")
    faulty_site.faults.clear()
    with page.expect_download():
        page.get_by_role("button", name="Diagram as SVG").click()
    expect(page.locator("#two-bit-notice")).to_have_text("")


def test_a_picture_full_of_noise_is_not_given_out(page: Page, site: str) -> None:
    """As browsers make it that let no canvas be read, lest readers be told apart."""
    page.add_init_script(
        """const { getImageData } = CanvasRenderingContext2D.prototype;
        CanvasRenderingContext2D.prototype.getImageData = function (...box) {
          const found = getImageData.apply(this, box);
          crypto.getRandomValues(found.data.subarray(0, 1024));
          return found;
        };"""
    )
    page.goto(f"{site}/two-bit.html")
    expect(page.locator("html")).to_have_attribute("data-python", "ready", timeout=START)
    page.get_by_role("button", name="Take it along").click()
    page.get_by_role("button", name="Diagram as PNG").click()
    expect(page.locator("#two-bit-notice")).to_contain_text("noise")


def test_steps_go_from_left_to_right_on_a_page_that_goes_the_other_way(page: Page, site: str) -> None:
    """As a translation of the page makes it."""
    page.goto(f"{site}/two-bit.html")
    page.evaluate("document.documentElement.dir = 'rtl'")
    first, second = (page.locator(f"#two-bit-cell-{step}").bounding_box() for step in (1, 2))
    assert first
    assert second
    assert first["x"] < second["x"]
    switches = [page.get_by_role("switch", name=f"Target bit {bit}", exact=True).bounding_box() for bit in (1, 2)]
    assert switches[0]
    assert switches[1]
    assert switches[0]["x"] < switches[1]["x"]


def test_scripts_that_run_when_all_else_is_over_do(page: Page, blog: Blog, dist: Path) -> None:
    """As hosts do it that hold scripts back, and say again on the document that it was loaded."""
    html = (dist / "two-bit.html").read_text("utf-8")
    scripts = re.findall(r'<script src="[^"]+"[^>]*></script>', html)
    assert len(scripts) == 3
    for script in scripts:
        html = html.replace(script, script.replace("<script ", '<script type="text/withheld" '))
    late = """<script>addEventListener("load", () => setTimeout(async () => {
      for (const withheld of document.querySelectorAll('script[type="text/withheld"]')) {
        const script = document.createElement("script");
        for (const { name, value } of withheld.attributes) if (name !== "type") script.setAttribute(name, value);
        script.async = false;
        const run = new Promise((over) => (script.onload = over));
        withheld.replaceWith(script);
        await run;
      }
      document.dispatchEvent(new Event("load"));
    }));</script>"""
    base = '<base href="lstm/">'
    (blog.folder / "late.html").write_text(html.replace("<head>", f"<head>{base}").replace("</body>", f"{late}</body>"))
    page.goto(blog.write(frame("late.html") + SCRIPT))
    check_training(page.frame_locator("iframe"))
    check_height(page)
