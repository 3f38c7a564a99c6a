"""A demo is a folder: one that only tests have is put beside the others, and nothing else is touched."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bundler.server import serve_background
from tests.browser.conftest import DESKTOP, ROOT, NewPage, new_context
from tests.browser.demo import open_demo
from tests.browser.own_build import build, copy_sources
from tests.browser.patience import LONG_PATIENCE
from tests.browser.record import watch
from tests.browser.test_recovery import HOLD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOY = ROOT / "tests" / "toy" / "counter"
# Whether the state of the first demo came back after what was pressed last.
KEPT_SINCE = r"""() => {
  const last = (pattern) => window.sent.findLastIndex((text) => pattern.test(text));
  const asked = window.sent.findLastIndex((text) => /ask\W+keep/.test(text) && /demo\W+counter\W/.test(text));
  return last(/ask\W+event/) < asked && asked < last(/^kept$/);
}"""


@pytest.fixture(scope="module")
def toy_dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the build makes of a copy of the sources with one folder more."""
    root = tmp_path_factory.mktemp("with-toy")
    copy_sources(root)
    shutil.copytree(TOY, root / "py" / "demos" / "counter")
    return build(root)


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
    output = demo.locator("output")
    expect(output).to_have_text(f"count {count}")
    press(demo, "Add")
    expect(output).to_have_text(f"count {count + 7}")
    press(demo, "Go on")
    expect(output).to_have_text(f"count {count + 28}")
    press(demo, "Knock")
    press(demo, "Knock")
    expect(demo).to_contain_text("knocked 2 times")
    expect(demo).to_have_attribute("data-echo", "2")
    with page.expect_download() as download:
        press(demo, "Hand over")
    assert Path(download.value.path()).read_text("utf-8") == str(count + 28)
    assert output.evaluate("(e) => getComputedStyle(e).letterSpacing") == "7px"
    assert record.errors == []


def test_it_has_a_page_of_its_own(new_page: NewPage, toy_site: str) -> None:
    check_counts(new_page(), f"{toy_site}/counter.html?count=40", count=40)


def test_it_stands_in_one_file(new_page: NewPage, toy_dist: Path) -> None:
    check_counts(new_page(offline=True), f"{(toy_dist / 'offline' / 'counter.html').as_uri()}?count=40", count=40)


def test_it_stands_in_a_post(new_page: NewPage, toy_dist: Path) -> None:
    """By what the build writes for people's posts: with its name in it, and how the folder is called here."""
    snippet = (toy_dist / "embed" / "snippet.html").read_text("utf-8")
    assert "lstm/two-bit.html?target=10" in snippet
    post = snippet.replace("two-bit.html?target=10", "counter.html?count=5").replace("lstm/", "dist/")
    (toy_dist.parent / "post.html").write_text(f"<!doctype html><title>A post</title><body>{post}</body>", "utf-8")
    page = new_page()
    with serve_background(toy_dist.parent) as url:
        page.goto(f"{url}/post.html")
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
    assert demos == ["two-bit", "counter", "memory", "recall", "four-bit", "draw"]
    expect(page.get_by_role("heading", name="Does a counter stand here, too?")).to_be_visible()
    expect(counter(page).locator("output")).to_have_text("count 3")
    expect(page.get_by_role("link", name="counter.html", exact=True)).to_have_attribute("href", "counter.html")
    demo.train()
    page.context.close()


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
