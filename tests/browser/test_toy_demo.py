"""A demo is a folder: one that only tests have is put beside the others, and nothing else is touched.

Every event has another name there, too: no page, no script and no view knows one.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bundler.server import serve_background
from tests.browser.conftest import DESKTOP, ROOT, NewPage, new_context
from tests.browser.demo import Demo, open_demo
from tests.browser.draw.pad import Pad
from tests.browser.patience import LONG_PATIENCE
from tests.browser.record import watch
from tests.browser.test_recovery import HOLD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOY = ROOT / "tests" / "toy" / "counter"
SOURCES = ("py", "site", "package.json", "package-lock.json", "pyproject.toml", "requirements.txt", "build.py")
RENAMED = """

_plain = Events.__init__


def _renamed(self: Events, declared: Mapping[str, Declared]) -> None:
    _plain(self, {f"{name[::-1]}-renamed": entry for name, entry in declared.items()})


Events.__init__ = _renamed
"""
# Whether the state of the first demo came back after what was pressed last.
KEPT_SINCE = r"""() => {
  const last = (pattern) => window.sent.findLastIndex((text) => pattern.test(text));
  const asked = window.sent.findLastIndex((text) => /ask\W+keep/.test(text) && /demo\W+counter\W/.test(text));
  return last(/ask\W+event/) < asked && asked < last(/^kept$/);
}"""
BUILD = "import sys; sys.path.insert(0, 'py'); from bundler import cli; sys.exit(cli.main([]))"


@pytest.fixture(scope="module")
def toy_dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the build makes of a copy of the sources with one folder more."""
    root = tmp_path_factory.mktemp("with-toy")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, root)
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    shutil.copytree(TOY, root / "py" / "demos" / "counter")
    with (root / "py" / "demos" / "events.py").open("a", encoding="utf-8") as events:
        events.write(RENAMED)
    subprocess.run([sys.executable, "-P", "-c", BUILD], cwd=root, check=True)
    return root / "dist"


@pytest.fixture(scope="module")
def toy_site(toy_dist: Path) -> Iterator[str]:
    with serve_background(toy_dist) as url:
        yield url


def counter(page: Page, instance: str = "counter") -> Locator:
    return page.locator(f'[data-demo="{instance}"]')


def press(demo: Locator, name: str) -> None:
    demo.get_by_role("button", name=name, exact=True).click()


def check_counts(page: Page, address: str, count: int = 0) -> None:
    """It becomes ready, answers, works by itself, refuses, saves, and hears its own script."""
    record = watch(page)
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("data-python", "ready")
    demo = counter(page)
    told = demo.locator("output")
    expect(told).to_have_text(f"count {count}")
    press(demo, "Add")
    expect(told).to_have_text(f"count {count + 7}")
    press(demo, "Go on")
    expect(told).to_have_text(f"count {count + 28}")
    press(demo, "Knock")
    press(demo, "Knock")
    expect(demo).to_contain_text("knocked 2 times")
    expect(demo).to_have_attribute("data-echo", "2")
    with page.expect_download() as download:
        press(demo, "Hand over")
    assert Path(download.value.path()).read_text("utf-8") == str(count + 28)
    assert told.evaluate("(e) => getComputedStyle(e).letterSpacing") == "7px"
    assert record.errors == []


def test_it_has_a_page_of_its_own(new_page: NewPage, toy_site: str) -> None:
    check_counts(new_page(), f"{toy_site}/counter.html?count=40", count=40)


def test_it_stands_in_one_file(new_page: NewPage, toy_dist: Path) -> None:
    check_counts(new_page(offline=True), f"{(toy_dist / 'offline' / 'counter.html').as_uri()}?count=40", count=40)


def test_it_stands_in_a_frame(new_page: NewPage, toy_site: str) -> None:
    page = new_page()
    page.goto(f"{toy_site}/LICENSES.txt")
    page.evaluate(
        """(address) => {
          const frame = document.createElement("iframe");
          frame.src = address;
          document.body.replaceChildren(frame);
        }""",
        f"{toy_site}/counter.html?count=5",
    )
    frame = page.frame_locator("iframe")
    expect(frame.locator("html")).to_have_attribute("data-python", "ready")
    frame.get_by_role("button", name="Add").click()
    expect(frame.locator("output")).to_have_text("count 12")


def test_bad_settings_are_told_and_those_of_others_are_known(new_page: NewPage, toy_site: str) -> None:
    page = new_page()
    page.goto(f"{toy_site}/counter.html?count=many&units=3")
    notice = counter(page).locator("#counter-notice")
    expect(notice).to_contain_text("The address asks for count=many, but a count is a number.")
    expect(notice).to_contain_text("The address asks for units=3, but this demo has no such setting.")


def test_the_article_has_it_in_its_place_and_the_others_do_as_ever(browser: Browser, toy_site: str) -> None:
    page = new_context(browser, **DESKTOP).new_page()
    demo = open_demo(page, f"{toy_site}/index.html?demo=counter&count=3")
    demos = page.locator("[data-demo]").evaluate_all("(all) => all.map((e) => e.dataset.demo)")
    assert demos == ["two-bit", "counter", "memory", "four-bit", "draw"]
    expect(page.get_by_role("heading", name="A counter stands here, too")).to_be_visible()
    expect(counter(page).locator("output")).to_have_text("count 3")
    expect(page.get_by_role("link", name="counter.html", exact=True)).to_have_attribute("href", "counter.html")
    check_everything(demo)
    page.context.close()


def check_everything(demo: Demo) -> None:
    """A reader's way through the two-bit demo, all of whose events have other names."""
    demo.set_bits("Target", "01")
    demo.train()
    demo.run("01")
    expect(demo.root.locator("[data-result]")).to_have_attribute("data-result", "1")
    demo.explain("f", 1)
    expect(demo.explanation).to_contain_text("Forget gate f, step 1.")
    weights = demo.weights()
    epoch = demo.root.get_by_role("slider", name="Epoch")
    epoch.fill("3")
    expect(demo.status).to_contain_text("as it was after epoch 3")
    demo.root.get_by_role("button", name="A long stream").click()
    demo.root.get_by_role("textbox", name="Bits to feed").fill("0110")
    demo.root.get_by_role("textbox", name="Bits to feed").press("Enter")
    expect(demo.root.locator(".panel")).to_contain_text("After 4 bits")
    demo.root.get_by_role("slider", name="Epoch").fill(
        str(demo.root.get_by_role("slider", name="Epoch").get_attribute("max"))
    )
    assert demo.weights() == weights
    big = {"name": "big.json", "mimeType": "application/json", "buffer": b" " * 1_000_001}
    demo.root.locator("input[type=file]").set_input_files(big)  # type: ignore[arg-type]
    expect(demo.notice).to_contain_text("big.json was not loaded: it is larger than")


def test_the_pad_does_as_ever(new_page: NewPage, toy_site: str) -> None:
    pad = Pad(new_page()).open(f"{toy_site}/draw.html")
    pad.root.get_by_role("button", name="Clear the pad").click()
    pad.root.get_by_role("button", name="Wave").click()
    expect(pad.status).to_have_text("You are drawing.")
    expect(pad.status).to_have_text("It draws on by itself.")


def test_it_stands_on_one_page_twice(new_page: NewPage, toy_dist: Path, toy_site: str) -> None:
    """Each with ids, settings and state of its own."""
    text = (toy_dist / "counter.html").read_text("utf-8")
    begin, end = text.index('<section class="demo"'), text.index("</section>") + len("</section>")
    section = text[begin:end]
    second = section.replace('data-demo="counter"', 'data-demo="again"').replace('id="counter-', 'id="again-')
    (toy_dist / "twice.html").write_text(f"{text[:end]}{second}{text[end:]}", "utf-8")
    page = new_page()
    page.add_init_script(HOLD)
    page.goto(f"{toy_site}/twice.html?demo=again&count=100")
    expect(page.locator("html")).to_have_attribute("data-python", "ready")
    one, again = counter(page), counter(page, "again")
    expect(one.locator("#counter-told")).to_have_text("count 0")
    expect(again.locator("#again-told")).to_have_text("count 100")
    press(again, "Add")
    press(again, "Knock")
    expect(again.locator("output")).to_have_text("count 107")
    expect(again).to_contain_text("knocked 1 times")
    expect(one.locator("output")).to_have_text("count 0")
    expect(one).to_contain_text("knocked 0 times")
    press(one, "Add")
    expect(one.locator("output")).to_have_text("count 7")
    ids = page.locator("[id]").evaluate_all("(all) => all.map((e) => e.id)")
    assert len(set(ids)) == len(ids)
    # Python that is gone is started again, and both are where they were.
    page.wait_for_function(KEPT_SINCE)
    page.evaluate("document.querySelector('script[type=py]').xworker.terminate()")
    page.evaluate("document.documentElement.dataset.deadline = 2")
    press(one, "Add")
    expect(page.locator("html")).to_have_attribute("data-python", "failed")
    page.evaluate("document.documentElement.dataset.deadline = 60")
    press(again, "Retry")
    expect(page.locator("html")).to_have_attribute("data-python", "ready", timeout=LONG_PATIENCE)
    expect(again.locator("output")).to_have_text("count 107")
    expect(one.locator("output")).to_have_text("count 7")
    expect(one.locator("#counter-notice")).to_contain_text("What came last may not have been done.")
