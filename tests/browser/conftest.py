"""One server and one browser for all browser tests; pages that are ready are shared where that does no harm.

The site has two homes, a server and one file on disk; what takes `either` is tested in both.
"""

import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from bench.serving import serve
from bundler.fetch.browser import find_browser, without_windows
from bundler.server import serve_background
from tests.browser.blog import Blog
from tests.browser.demo import Demo, open_demo
from tests.browser.faulty_site import FaultySite, serve_faulty
from tests.browser.patience import PATIENCE
from tests.browser.record import Record, watch

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
RESULTS = ROOT / "test-results"
ARGUMENTS = (
    # Without WebAssembly's second compiler a page's start takes a third less computing (4.1 s on two cores, not 6.1 s).
    # Tests in Firefox, where that gains nothing, and the benchmark in Chromium run with all compilers.
    "--js-flags=--liftoff-only",
    *("--no-sandbox", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "color_scheme": "light",
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}

# The files that take longest, so that of processes side by side none is left with one of them at the end.
LONGEST = (
    *("test_firefox", "test_webkit", "test_without_address", "test_kept_first", "test_memory_places", "test_lesson"),
    *("test_exercise", "test_fault_matrix", "test_layout", "test_first_answers", "test_recovery", "test_toy_demo"),
)

type NewPage = Callable[..., Page]

expect.set_options(timeout=PATIENCE)


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """A context in which everything is waited for as long as elsewhere in these tests."""
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture(scope="session")
def results() -> Path:
    """Where screenshots for people to look at go."""
    RESULTS.mkdir(exist_ok=True)
    return RESULTS


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built site, so that a build meanwhile does not pull the files away."""
    built = ROOT / "dist"
    if not (built / "offline.html").is_file():
        pytest.fail("dist/ is not built; run python3 build.py first")
    return Path(shutil.copytree(built, tmp_path_factory.mktemp("site") / "dist"))


@pytest.fixture(scope="session")
def site(dist: Path) -> Iterator[str]:
    """The address of the built site."""
    with serve_background(dist) as url:
        yield url


@pytest.fixture(scope="session")
def disk(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a folder with the pages that are one file each, and nothing else.

    It is read-only, and its name has spaces and letters beyond ASCII.
    """
    folder = tmp_path_factory.mktemp("disk") / "Größe & 100 % – 日本"
    shutil.copytree(dist / "offline", folder)
    shutil.copy(dist / "offline.html", folder)
    for path in (*folder.iterdir(), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    return folder.as_uri()


@pytest.fixture
def faulty_site(dist: Path) -> Iterator[FaultySite]:
    """The built site on a server that can be told to fail."""
    with serve_faulty(dist) as site:
        yield site


@pytest.fixture
def own_site(dist: Path, tmp_path: Path) -> Iterator[FaultySite]:
    """A copy of the site in a folder lstm/, which may be changed and go away."""
    leave_out = shutil.ignore_patterns("offline*", "embed")
    shutil.copytree(dist, tmp_path / "lstm", ignore=leave_out)
    with serve_faulty(tmp_path) as site:
        yield site


@pytest.fixture
def blog(tmp_path: Path, dist: Path) -> Iterator[Blog]:
    """A page that people write, on a host of its own, with the site in its folder lstm/."""
    with serve([("/lstm/", dist), ("/", tmp_path)]) as server:
        yield Blog(tmp_path, server)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = find_browser()
    if program is None:
        pytest.fail("no Chromium-like browser was found; set LSTM_BROWSER to the path of one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=without_windows(program), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Makes pages in contexts of their own: new_page(**context_options)."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> Page:
        contexts.append(new_context(browser, **{**DESKTOP, **options}))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """An empty desktop page."""
    return new_page()


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    """An empty page on a small phone."""
    return new_page(**PHONE)


@pytest.fixture(scope="session")
def shared(browser: Browser, site: str) -> Iterator[tuple[Demo, Record]]:
    """two-bit.html, ready, and all that happened on it; shared by many tests, in any state."""
    page = new_context(browser, **DESKTOP).new_page()
    record = watch(page)
    yield open_demo(page, f"{site}/two-bit.html"), record
    page.context.close()


@pytest.fixture
def demo(shared: tuple[Demo, Record]) -> Iterator[Demo]:
    """The demo of the shared page, with the mouse out of its way."""
    demo, _ = shared
    demo.page.mouse.move(0, 0)
    yield demo
    demo.page.emulate_media(reduced_motion="no-preference", color_scheme="light")


@pytest.fixture(scope="session")
def shared_file(browser: Browser, disk: str) -> Iterator[tuple[Demo, Record]]:
    """two-bit.html in one file, opened from disk with the network off, ready, and all that happened on it."""
    page = new_context(browser, **DESKTOP, offline=True).new_page()
    record = watch(page)
    yield open_demo(page, f"{disk}/two-bit.html"), record
    page.context.close()


@pytest.fixture(params=["shared", "shared_file"], ids=["hosted", "file"])
def either(request: pytest.FixtureRequest) -> Iterator[Demo]:
    """The demo of a shared page, in one home and then in the other."""
    demo, _ = request.getfixturevalue(request.param)
    demo.page.mouse.move(0, 0)
    yield demo
    demo.page.emulate_media(reduced_motion="no-preference", color_scheme="light")


@pytest.fixture(scope="session")
def article(browser: Browser, site: str) -> Iterator[tuple[Demo, Record]]:
    """index.html, ready, and all that happened on it."""
    page = new_context(browser, **DESKTOP).new_page()
    record = watch(page)
    yield open_demo(page, f"{site}/index.html"), record
    page.context.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of the browser tests, those that take longest come first."""

    def place(item: pytest.Item) -> tuple[bool, int]:
        is_long = item.path.stem in LONGEST
        return item.path.is_relative_to(FOLDER), LONGEST.index(item.path.stem) if is_long else len(LONGEST)

    items.sort(key=place)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Leave a screenshot of every open page when a test fails."""
    report = yield
    browser = getattr(item, "funcargs", {}).get("browser")
    if report.failed and browser:
        RESULTS.mkdir(exist_ok=True)
        name = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in item.name)
        pages = [page for context in browser.contexts for page in context.pages]
        for k, page in enumerate(pages):
            try:
                page.screenshot(path=RESULTS / f"failed-{name}-{k}.png", full_page=True, timeout=5000)
            except Error as error:
                report.sections.append(("screenshot", str(error)))
    return report
