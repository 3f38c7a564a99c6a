"""Pages that are one file: they ask for nothing, start wherever they lie, and say what is wrong with them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bundler.server import serve_background
from tests.browser.conftest import DESKTOP, NewPage, new_context
from tests.browser.demo import Demo, open_demo
from tests.browser.draw.pad import LISTEN, Pad
from tests.browser.four.four_bit import FourBit
from tests.browser.patience import LONG_PATIENCE
from tests.browser.record import Record, watch
from tests.browser.test_failures import check_failed

pytestmark = pytest.mark.browser

# Keeps the worker that unpacks Python waiting until `release` is called.
HOLD = """
const Real = Worker;
const kept = [];
window.Worker = class extends Real {
  postMessage(...all) {
    kept.push(() => super.postMessage(...all));
    window.release = () => { for (const send of kept.splice(0)) send(); delete Worker.prototype.postMessage; };
  }
};
"""
# As browsers do with storage blocked: not even a look at it is allowed.
BLOCKED = """
Object.defineProperty(window, "indexedDB", {
  configurable: true,
  get() { throw new DOMException("no", "SecurityError"); },
});
"""
WASM = re.compile(r'(?<=/pyodide\.asm\.wasm">)[^<]*(?=</script>)')


@pytest.fixture(scope="module")
def article_file(browser: Browser, disk: str) -> Iterator[tuple[Page, Record]]:
    """offline.html with the network off, ready, and all that happened on it."""
    page = new_context(browser, **DESKTOP, offline=True).new_page()
    record = watch(page)
    open_demo(page, f"{disk}/offline.html")
    yield page, record
    page.context.close()


def test_the_article_trains_and_judges_in_every_demo(article_file: tuple[Page, Record]) -> None:
    page, _ = article_file
    two, four = Demo(page), FourBit(page)
    two.set_bits("Target", "01")
    assert two.train() > 0
    two.run("01")
    expect(two.result).to_have_attribute("data-result", "1")
    four.set_bits("Target", "0110")
    assert four.train() > 0
    four.run("0111")
    expect(four.result).to_have_attribute("data-result", "0")


def test_the_pad_of_the_article_learns_and_draws_on(article_file: tuple[Page, Record]) -> None:
    page, _ = article_file
    pad = Pad(page)
    page.evaluate(f"() => {{ {LISTEN} }}")
    pad.root.scroll_into_view_if_needed()  # before, it is not laid out
    expect(pad.counter).to_have_text(re.compile(r"\d"), use_inner_text=True)
    before = pad.updates()
    pad.play("Wave")
    page.wait_for_function("document.querySelector('.pad-own')?.getAttribute('d').split('L').length > 10")
    pad.wait_learned(before)


def test_nothing_is_asked_for_and_nothing_complains(article_file: tuple[Page, Record]) -> None:
    page, record = article_file
    Demo(page).root.get_by_role("button", name="Take it along").click()
    with page.expect_download():  # picture.js, which nothing needed so far
        page.get_by_role("button", name="SVG").first.click()
    assert [url for url in record.requests if not url.startswith(("data:", "blob:"))] == [page.url]
    assert any(url.startswith("blob:") for url in record.requests)  # so that such things would be seen
    assert record.errors == []
    assert record.console == []


def test_links_reach_every_demo_of_the_article(article_file: tuple[Page, Record], new_page: NewPage) -> None:
    page, _ = article_file
    four = FourBit(page)
    four.set_bits("Target", "1101")
    four.open("Take it along")
    link = four.panel.get_by_label("Link", exact=True).input_value()
    other = new_page(offline=True)
    open_demo(other, link)
    assert FourBit(other).bits("Target") == "1101"
    assert Demo(other).bits("Target") == "10"  # the settings are not for this one


def test_a_file_has_no_way_to_pages_that_may_not_be_there(article_file: tuple[Page, Record]) -> None:
    page, _ = article_file
    links = page.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert [link for link in links if not link.startswith(("#", "https://doi.org/", "https://arxiv.org/"))] == []


def test_early_clicks_wait_visibly_and_are_carried_out_in_order(new_page: NewPage, disk: str) -> None:
    page = new_page(offline=True)
    page.add_init_script(HOLD)
    page.goto(f"{disk}/two-bit.html")
    demo = Demo(page)
    target, test_bits = demo.bits("Target"), demo.bits("Test")
    flip = demo.switch("Target", 1)
    step = demo.root.get_by_role("button", name="Run inference")
    clicks = [flip, demo.train_button, flip, demo.switch("Test", 2), step]
    for control in clicks:
        control.click()
        expect(control).to_have_attribute("data-waiting", "")
    expect(page.locator("html")).to_have_attribute("data-python", "loading")
    page.wait_for_function("!!window.release")
    page.evaluate("release()")
    demo.wait_ready()
    expect(demo.cell(1)).to_have_attribute("data-reached", "true")  # by the last of the clicks
    expect(page.locator("[data-waiting]")).to_have_count(0)
    expect(demo.status).to_contain_text(f"still knows {'10'[int(target[0])]}{target[1]}")
    assert demo.bits("Target") == target
    assert demo.bits("Test") == test_bits[0] + "10"[int(test_bits[1])]


def test_the_picture_is_there_without_any_script(new_page: NewPage, disk: str) -> None:
    page = new_page(java_script_enabled=False, offline=True)
    page.goto(f"{disk}/two-bit.html")
    assert len(Demo(page).numbers()) == 19
    expect(Demo(page).result).to_have_attribute("data-result", "1")
    fonts = page.evaluate("document.fonts.ready.then((all) => [...all].filter((f) => f.status === 'loaded').length)")
    assert fonts > 0


def test_it_starts_where_storage_is_blocked(new_page: NewPage, disk: str) -> None:
    page = new_page(offline=True)
    page.add_init_script(BLOCKED)
    open_demo(page, f"{disk}/two-bit.html").train()


def test_it_starts_in_a_sandboxed_frame(page: Page, dist: Path, tmp_path: Path) -> None:
    """Such a frame has an origin of its own, and neither storage nor a server that it may ask."""
    (tmp_path / "two-bit.html").write_bytes((dist / "offline" / "two-bit.html").read_bytes())
    frame = '<iframe sandbox="allow-scripts" src="two-bit.html" style="width: 100%; height: 800px"></iframe>'
    (tmp_path / "index.html").write_text(f"<!doctype html><title>A blog</title>{frame}", "utf-8")
    with serve_background(tmp_path) as url:
        page.goto(url)
        inside = page.frame_locator("iframe")
        expect(inside.locator("html")).to_have_attribute("data-python", "ready", timeout=LONG_PATIENCE)
        inside.get_by_role("button", name="Train", exact=True).click()
        status = inside.get_by_role("status", name="Training status")
        expect(status).to_have_text(re.compile("trained in"), timeout=LONG_PATIENCE)


def within(text: str, share: float) -> int:
    """The place after a share of the WebAssembly."""
    found = WASM.search(text)
    assert found
    return found.start() + int(share * len(found[0]))


def cut(text: str) -> str:
    """The file up to two thirds of its WebAssembly."""
    return text[: within(text, 2 / 3)]


def damage(text: str) -> str:
    """The file with its WebAssembly damaged in the middle, as long as before."""
    middle = within(text, 1 / 2)
    return text[:middle] + "A" * 400 + text[middle + 400 :]


@pytest.mark.parametrize(
    ("spoil", "cause"),
    [
        (cut, "of this file's part pyodide.asm.wasm only 66 % are there; copy or download it anew"),
        (lambda text: WASM.sub("", text), "of this file's part pyodide.asm.wasm only 0 % are there"),
        (damage, "pyodide.asm.wasm of this file is damaged; copy or download it anew"),
        (lambda text: WASM.sub(lambda part: part[0] + "\n", text), "pyodide.asm.wasm was changed; copy or download it"),
    ],
    ids=["cut off", "a part lost", "damaged", "longer"],
)
def test_a_spoilt_file_says_so_and_retry_helps_once_it_is_whole(
    new_page: NewPage, dist: Path, tmp_path: Path, spoil: object, cause: str
) -> None:
    assert callable(spoil)
    whole = (dist / "offline" / "two-bit.html").read_text("utf-8")
    file = tmp_path / "two-bit.html"
    file.write_text(spoil(whole), "utf-8")
    page = new_page(offline=True)
    page.goto(file.as_uri())
    demo = Demo(page)
    check_failed(demo, cause)
    before = demo.bits("Test")
    demo.switch("Test", 2).click()  # what is pressed after a fault lives through the retry, too
    file.write_text(whole, "utf-8")
    with page.expect_event("domcontentloaded"):
        page.get_by_role("button", name="Retry").click()
    demo.wait_ready()
    expect(demo.switch("Test", 2)).to_have_attribute("aria-checked", "true" if before[1] == "0" else "false")


OLD = "This browser is too old for it: it lacks"


@pytest.mark.parametrize(
    ("lost", "complaint"),
    [
        ("delete window.DecompressionStream", f"{OLD} DecompressionStream\\. "),
        ("HTMLScriptElement.supports = () => false", f"{OLD} import maps\\. "),
        ("WebAssembly.validate = () => false", "a part of WebAssembly is switched off, as lockdown modes"),
        ("delete window.WebAssembly", "In this browser WebAssembly is switched off, as lockdown modes"),
        (
            "delete Promise.withResolvers; delete window.WebAssembly",
            f"{OLD} WebAssembly with SIMD, Promise.withResolvers\\. ",
        ),
    ],
)
@pytest.mark.parametrize("home", ["site", "disk"])
def test_a_browser_that_lacks_something_is_told_so(
    page: Page, request: pytest.FixtureRequest, home: str, lost: str, complaint: str
) -> None:
    page.add_init_script(lost)
    record = watch(page)
    page.goto(f"{request.getfixturevalue(home)}/two-bit.html")
    check_failed(Demo(page), complaint)
    assert not [url for url in record.requests if url.endswith(".wasm")]


REFUSE = """
const { instantiate } = WebAssembly;
WebAssembly.instantiate = (module, imports, ...more) =>
  %s ? Promise.reject(new RangeError("Out of memory")) : instantiate.call(WebAssembly, module, imports, ...more);
"""


@pytest.mark.parametrize("what", ["imports?.placeholder", "true"], ids=["Python", "anything"])
def test_where_there_is_no_memory_for_it_that_is_said_at_once(page: Page, disk: str, what: str) -> None:
    page.add_init_script(REFUSE % what)
    page.goto(f"{disk}/two-bit.html")
    check_failed(Demo(page), r"does not start \(Out of memory\)\..*close other tabs or programs")
