"""Demos in frames of somebody else's page: height, colours, origins, and nothing that disturbs the page around them."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Error, FrameLocator, Page, expect

from bundler.fetch.browser import find_browser
from tests.browser.blog import Blog
from tests.browser.conftest import ARGUMENTS, DESKTOP, PHONE, NewPage
from tests.browser.patience import LONG_PATIENCE as START
from tests.browser.record import watch
from tests.browser.traffic import traffic, watch_work

pytestmark = pytest.mark.browser

TEXT = "<p>A long text.</p>" * 60


def frame(src: str, attributes: str = "") -> str:
    return f'<iframe data-lstm {attributes} src="{src}" title="demo" width="100%" height="900"></iframe>'


A_FRAME = "new Promise(requestAnimationFrame)"
# What there is of a demo when its page has just been read.
FIRST = """
addEventListener("DOMContentLoaded", () => {
  const demo = document.querySelector("[data-demo]");
  const isDrawn = demo && demo.getBoundingClientRect().height > 200;
  if (demo) window.first = { python: document.documentElement.dataset.python, isDrawn };
});
"""
SCRIPT = '<script src="lstm/embed/embed.js" async></script>'
VIEWPORT = '<meta name="viewport" content="width=device-width">'


@contextmanager
def persistent(page: Page, profile: Path) -> Iterator[Page]:
    """A page of the same browser as `page`, with a profile on disk."""
    browser = page.context.browser
    assert browser
    launch = browser.browser_type.launch_persistent_context
    context = launch(profile, executable_path=find_browser(), args=ARGUMENTS, **DESKTOP)
    try:
        yield context.new_page()
    finally:
        context.close()


def check_training(inside: FrameLocator) -> None:
    """The demo in a frame starts, trains and judges."""
    expect(inside.locator("html")).to_have_attribute("data-python", "ready", timeout=START)
    inside.get_by_role("button", name="Train", exact=True).click()
    status = inside.get_by_role("status", name="Training status")
    expect(status).to_have_text(re.compile("^trained in"), timeout=START)
    inside.get_by_role("button", name="Run inference (step 1)").click()
    inside.get_by_role("button", name="Run inference (step 2)").click()
    expect(inside.get_by_role("status", name="Result")).to_have_attribute("data-result", re.compile("[01]"))


def check_height(page: Page, selector: str = "iframe") -> float:
    """The frame is as high as all that is in it, with what sticks out of the body; returns how high that is."""
    inside = page.frame_locator(selector).locator("html")
    page.wait_for_function(
        """([selector, height]) => Math.abs(document.querySelector(selector).clientHeight - height) < 2""",
        arg=[selector, inside.evaluate("e => e.getBoundingClientRect().height")],
    )
    return float(inside.evaluate("e => e.getBoundingClientRect().height"))


@pytest.mark.parametrize("device", [{}, PHONE], ids=["desktop", "phone"])
def test_the_snippet_works_as_it_is_and_the_height_follows(
    new_page: NewPage, blog: Blog, dist: Path, device: dict[str, object]
) -> None:
    page = new_page(**device)
    page.goto(blog.write((dist / "embed" / "snippet.html").read_text("utf-8")))
    inside = page.frame_locator("iframe")
    check_training(inside)
    before = check_height(page)
    inside.get_by_role("button", name="What each gate has learned").click()
    expect(inside.get_by_role("group", name="Karnaugh maps")).to_be_visible()
    assert check_height(page) > before
    expect(page.get_by_role("link", name="Skip past the demo")).to_have_attribute("href", "#after-lstm-1")
    expect(page.locator("#after-lstm-1")).to_be_visible()


@pytest.mark.parametrize("sandbox", ["", 'sandbox="allow-scripts"'], ids=["cross-origin", "sandboxed"])
def test_from_another_host(page: Page, blog: Blog, site: str, sandbox: str) -> None:
    page.goto(blog.write(frame(f"{site}/two-bit.html", sandbox) + SCRIPT))
    check_training(page.frame_locator("iframe"))
    check_height(page)


def test_the_one_file_in_a_sandboxed_frame(page: Page, blog: Blog) -> None:
    page.goto(blog.write(frame("lstm/offline/two-bit.html", 'sandbox="allow-scripts"') + SCRIPT))
    check_training(page.frame_locator("iframe"))
    check_height(page)


def test_a_plain_frame_without_the_script_works(page: Page, blog: Blog) -> None:
    page.goto(blog.write(frame("lstm/two-bit.html")))
    check_training(page.frame_locator("iframe"))
    assert page.locator("iframe").evaluate("e => e.clientHeight") == 900


def test_a_strict_policy_that_the_guide_names_is_enough(page: Page, blog: Blog, dist: Path) -> None:
    policy = "default-src 'none'; frame-src 'self'; script-src 'self'"
    assert policy in " ".join((dist / "embed" / "GUIDE.txt").read_text("utf-8").split())
    record = watch(page)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    page.goto(blog.write((dist / "embed" / "snippet.html").read_text("utf-8"), meta))
    check_training(page.frame_locator("iframe"))
    check_height(page)
    assert [text for text in record.console if "Content Security Policy" in text] == []
    with pytest.raises(Error, match="Content Security Policy"):  # it holds
        page.add_script_tag(content="1")


def test_the_colours_of_the_page_are_taken_and_followed(page: Page, blog: Blog) -> None:
    both = frame("lstm/two-bit.html") + frame("lstm/two-bit.html?theme=light")
    page.goto(blog.write(both + SCRIPT, "<style>html { background: #fff } html.night { background: #111 }</style>"))
    frames = [page.locator("iframe").nth(k).content_frame.locator("html") for k in (0, 1)]
    expect(frames[0]).to_have_attribute("data-theme", "light")
    page.evaluate("document.documentElement.className = 'night'")
    expect(frames[0]).to_have_attribute("data-theme", "dark")
    expect(frames[1]).to_have_attribute("data-theme", "light")  # its address says so


@pytest.mark.parametrize(
    ("style", "switch"),
    [
        (
            "body { background: #fff; transition: background-color 0.3s } .night { background: #111 }",
            "document.body.className = 'night'",
        ),
        (
            "html { background: #fff } [data-mode=dark] { background: #111 }",
            "document.documentElement.dataset.mode = 'dark'",
        ),
        (
            "div { background: #fff } [hue=dark] { background: #111 }",
            "document.querySelector('div').setAttribute('hue', 'dark')",
        ),
    ],
    ids=["slowly", "by any attribute", "around the frame only"],
)
def test_however_a_page_becomes_dark_the_demo_follows(page: Page, blog: Blog, style: str, switch: str) -> None:
    page.goto(blog.write(f"<div>{frame('lstm/two-bit.html')}</div>{SCRIPT}", f"<style>{style}</style>"))
    inside = page.frame_locator("iframe").locator("html")
    expect(inside).to_have_attribute("data-theme", "light")
    page.evaluate(switch)
    expect(inside).to_have_attribute("data-theme", "dark")
    # A reload, as Retry makes one, does not forget it, and nothing is drawn in other colours before.
    page.frames[1].evaluate("window.isOld = true")
    page.frames[1].evaluate("location.reload()")
    page.wait_for_function("!frames[0].isOld && frames[0].document.readyState !== 'loading'")
    expect(inside).to_have_attribute("data-theme", "dark")


def test_the_colours_are_there_before_anything_is_drawn(page: Page, blog: Blog) -> None:
    """On a dark page the frame never is light."""
    page.add_init_script(
        """if (parent !== window) {
          window.seen = [];
          new PerformanceObserver(() => seen.push(getComputedStyle(document.body).backgroundColor))
            .observe({ type: "paint", buffered: true });
        }"""
    )
    page.goto(
        blog.write(
            SCRIPT.replace(" async", "") + frame("lstm/two-bit.html"), "<style>html { background: #111 }</style>"
        )
    )
    inside = page.frame_locator("iframe").locator("html")
    expect(inside).to_have_attribute("data-python", "ready", timeout=START)
    assert set(inside.evaluate("window.seen")) == {"rgb(24, 23, 21)"}


def test_only_a_demos_own_frame_is_believed_and_within_bounds(page: Page, blog: Blog) -> None:
    """Two frames of ours and one of somebody else's, which lies about itself and about the others."""
    (blog.folder / "liar.html").write_text("<!doctype html><title>liar</title>", "utf-8")
    liar = '<iframe id="liar" src="liar.html" height="150"></iframe>'
    fakes = "".join(f'<iframe data-lstm id="fake{k}" src="liar.html" height="300"></iframe>' for k in (1, 2))
    page.goto(blog.write(liar + fakes + SCRIPT))
    page.wait_for_function("window.lstmEmbed")
    page.evaluate("() => { window.heard = []; addEventListener('message', ({ data }) => heard.push(data)); }")

    def say(name: str, message: str) -> None:
        page.locator(name).content_frame.locator("html").evaluate(f"parent.postMessage({message}, '*')")

    def heights() -> list[int]:
        page.evaluate("heard.length = 0")
        for name in ("#liar", "#fake1", "#fake2"):  # what each of them said before this has been heard before this
            say(name, "'over'")
        page.wait_for_function("heard.filter((data) => data === 'over').length === 3")
        found: list[int] = page.locator("iframe").evaluate_all("all => all.map(e => e.clientHeight)")
        return found

    say("#liar", "{lstm: 1, height: 500}")
    for nonsense in ("{height: 500}", "{lstm: 1, height: '500'}", "{lstm: 1, height: NaN}", "{lstm: 2, height: 500}"):
        say("#fake1", nonsense)
    for nonsense in ("null", "'text'", "[1]"):
        say("#fake1", nonsense)
    assert heights() == [150, 300, 300]
    say("#fake1", "{lstm: 1, height: 1e9}")
    say("#fake2", "{lstm: 1, height: -5}")
    assert heights() == [150, 8000, 200]


SETTLE = """async () => {
  await Promise.allSettled([...document.fonts].map((font) => font.load())); // of the system's there are not all
  for (let k = 0; k < 2; k++) await new Promise(requestAnimationFrame);
}"""
# Asks the frame for its height once more: what either has told the other before has been heard when that comes.
HEAR_OUT = """() => new Promise((resolve) => {
  addEventListener("message", resolve, { once: true });
  frames[0].postMessage({ lstm: 1 }, "*");
})"""


def settle(page: Page) -> None:
    """Wait until page and frame are as high as they become, with all fonts, and have told each other so."""
    page.wait_for_load_state()
    page.wait_for_function("window.lstmEmbed")
    page.frames[1].evaluate(SETTLE)
    for _ in range(2):  # an answer that was under way may be taken for the first
        page.evaluate(HEAR_OUT)


def test_the_page_around_does_not_stutter_or_move(page: Page, blog: Blog) -> None:
    """Page and frame come from the same host, and so share a thread: neither is asked for much; see traffic.py."""
    watch_work(page)
    address = blog.write(frame("lstm/two-bit.html") + TEXT + SCRIPT)

    page.goto(address)
    inside = page.frame_locator("iframe").locator("html")
    expect(inside).to_have_attribute("data-python", "ready", timeout=START)
    check_height(page)
    settle(page)
    started = traffic(page)
    check_training(page.frame_locator("iframe"))
    assert page.evaluate("scrollY") == 0
    around, frame_ = traffic(page), traffic(page.frames[1])
    assert around.heavy == frame_.heavy == []
    assert (around.copied, around.log) == ([], [])
    assert max(frame_.copied) < 150_000  # bytes
    # How many there are goes by how often fonts change the height.
    assert 0 < max(started.message_lengths) < 100  # characters
    # Of training the page around hears nothing.
    assert (around.message_lengths, around.moved) == (started.message_lengths, started.moved)


def test_the_wheel_over_a_demo_scrolls_the_page(page: Page, blog: Blog) -> None:
    page.goto(blog.write(frame("lstm/two-bit.html") + TEXT + SCRIPT))
    check_height(page)
    page.mouse.move(640, 300)
    page.mouse.wheel(0, 400)
    page.wait_for_function("scrollY > 300")


def test_a_finger_beside_the_pad_scrolls_the_page_around(phone: Page, blog: Blog) -> None:
    phone.goto(blog.write(frame("lstm/draw.html?learning=off") + TEXT + SCRIPT, VIEWPORT))
    inside = phone.frame_locator("iframe")
    expect(inside.locator("html")).to_have_attribute("data-python", "ready", timeout=START)
    check_height(phone)
    touch = phone.context.new_cdp_session(phone)

    def swipe_up(x: float, y: float, length: float = 200) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for k in range(1, 21):
            at = {"x": x, "y": y - k * length / 20}
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [at]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    box = inside.locator("[data-pad]").bounding_box()
    assert box
    swipe_up(box["x"] + box["width"] / 2, box["y"] + box["height"] - 20)
    ink = inside.locator("[data-pad] canvas").evaluate(
        "e => e.getContext('2d').getImageData(0, 0, e.width, e.height).data.some((byte) => byte)"
    )
    assert ink
    assert phone.evaluate("scrollY") == 0
    swipe_up(box["x"] + box["width"] / 2, box["y"] + box["height"] + 240)
    phone.wait_for_function("scrollY > 100")


def test_a_demo_far_below_loads_when_the_reader_comes_near(page: Page, blog: Blog) -> None:
    page.add_init_script(FIRST)
    page.goto(blog.write(TEXT * 10 + frame("lstm/two-bit.html", 'loading="lazy"') + SCRIPT))
    page.evaluate(f"{A_FRAME}.then(() => {A_FRAME}).then(() => fetch('?later'))")  # browsers look once they have drawn
    assert blog.asked.count("/index.html") == 2
    assert [path for path in blog.asked if path.endswith("two-bit.html")] == []
    page.mouse.wheel(0, 1e6)
    inside = page.frame_locator("iframe")
    check_training(inside)
    # The picture was there before Python was.
    assert inside.locator("html").evaluate("window.first") == {"python": "loading", "isDrawn": True}


def test_the_keyboard_gets_past_a_demo_and_back_to_the_top(page: Page, blog: Blog, dist: Path) -> None:
    snippet = (dist / "embed" / "snippet.html").read_text("utf-8")
    page.goto(blog.write(snippet + TEXT))
    check_height(page)
    focused = "document.activeElement.textContent"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "Skip past the demo"
    page.keyboard.press("Enter")
    page.wait_for_function("scrollY > 0")
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "Back to top"
    page.keyboard.press("Enter")
    page.wait_for_function("scrollY === 0")


def test_with_third_party_storage_blocked(page: Page, blog: Blog, site: str, tmp_path: Path) -> None:
    """As the browser's own setting does it, in a frame from another site."""
    profile = tmp_path / "profile" / "Default"
    profile.mkdir(parents=True)
    settings = {"profile": {"block_third_party_cookies": True, "cookie_controls_mode": 1}}
    (profile / "Preferences").write_text(json.dumps(settings), "utf-8")
    other = site.replace("127.0.0.1", "localhost")
    assert other != site
    with persistent(page, profile.parent) as own:
        own.goto(blog.write(frame(f"{other}/two-bit.html") + SCRIPT))
        inside = own.frame_locator("iframe")
        with pytest.raises(Error, match="Access is denied"):
            inside.locator("html").evaluate("localStorage.length")
        check_training(inside)
        check_height(own)


def test_several_demos_at_once_share_one_download_and_keep_apart(page: Page, blog: Blog, tmp_path: Path) -> None:
    """With the cache that browsers have on disk: that of a private window is too small for the WebAssembly."""
    frames = frame("lstm/two-bit.html?target=01", 'id="a"') + frame("lstm/two-bit.html?target=11", 'id="b"')
    with persistent(page, tmp_path / "profile") as own:
        own.goto(blog.write(frames + SCRIPT))
        for name in ("#a", "#b"):
            check_training(own.frame_locator(name))
        assets = Counter(path for path in blog.asked if "/assets/" in path)
        assert any(path.endswith("pyodide.asm.wasm") for path in assets)
        assert [path for path, times in assets.items() if times > 1] == []
        for name, target in (("#a", "01"), ("#b", "11")):
            switches = own.frame_locator(name).get_by_role("switch", name=re.compile("Target bit"))
            assert switches.evaluate_all("all => all.map(e => e.ariaChecked === 'true' ? '1' : '0').join('')") == target
            check_height(own, name)
