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


POSTS = """
<article><p><a href="#after-lstm-1">Skip past the demo</a></p><iframe data-lstm srcdoc="one" title="1"></iframe>
<p id="after-lstm-1"><a href="#">Back to top</a></p><p><a href="/next" id="next-1">next</a></p>%s</article>"""


@pytest.mark.parametrize("head", ["", '<base href="/">'], ids=["plain", "base"])
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


def test_a_frame_that_may_save_nothing_says_so(page: Page, blog: Blog) -> None:
    page.goto(blog.write(frame("lstm/offline/two-bit.html", 'sandbox="allow-scripts"') + SCRIPT))
    inside = page.frame_locator("iframe")
    check_training(inside)
    inside.get_by_role("button", name="Take it along").click()
    inside.get_by_role("button", name="Export weights").click()
    expect(inside.locator("#two-bit-notice")).to_contain_text("sandbox without allow-downloads")


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
    assert inside.locator("html").evaluate("e => getComputedStyle(e).getPropertyValue('--ink')")


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
        html = html.replace(script, script.replace("<script ", '<script type="text/held" '))
    late = """<script>addEventListener("load", () => setTimeout(async () => {
      for (const held of document.querySelectorAll('script[type="text/held"]')) {
        const script = document.createElement("script");
        for (const { name, value } of held.attributes) if (name !== "type") script.setAttribute(name, value);
        script.async = false;
        const run = new Promise((over) => (script.onload = over));
        held.replaceWith(script);
        await run;
      }
      document.dispatchEvent(new Event("load"));
    }));</script>"""
    base = '<base href="lstm/">'
    (blog.folder / "held.html").write_text(html.replace("<head>", f"<head>{base}").replace("</body>", f"{late}</body>"))
    page.goto(blog.write(frame("held.html") + SCRIPT))
    check_training(page.frame_locator("iframe"))
    check_height(page)
