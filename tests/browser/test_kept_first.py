"""What a reader sees of a page that is kept: the server's version where all of it can be had, and else the kept one."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.demo import Demo
from tests.browser.faulty_site import (
    Fault,
    FaultySite,
    answering,
    corrupted,
    cut_off,
    missing,
    only_once,
    sign_in,
    silent,
    stalled,
    unreachable,
    web_page,
    withheld,
)
from tests.browser.keeping import (
    KEPT,
    address,
    be_patient,
    caches,
    expect_status,
    held_contents,
    keep,
    listed,
    renew,
    wait_for_caches,
    wait_for_contents,
)

pytestmark = pytest.mark.browser

FAULTS: list[Fault] = [*(answering(code) for code in (403, 404, 429, 500, 503)), sign_in, web_page, silent, stalled]


def check_heading(page: Page, words: str) -> None:
    assert page.locator("h1").inner_text().startswith(words)


def check_kept_version_runs(page: Page, url: str) -> None:
    page.goto(url)
    check_heading(page, "What")
    Demo(page).wait_ready()


def test_a_server_that_fails_loses_to_what_is_kept(own_site: FaultySite, page: Page) -> None:
    page.goto(address(own_site))
    keep(page)
    for fault in FAULTS:
        own_site.faults = {"": fault}
        check_kept_version_runs(page, address(own_site))
        expect_status(page, KEPT)
    page.goto(f"{address(own_site)}two-bit?target=01")  # was never opened before; hosts may leave ".html" out
    Demo(page).wait_ready()
    assert page.url.endswith("two-bit?target=01")


def test_pages_alone_that_fail_lose_to_what_is_kept(own_site: FaultySite, page: Page) -> None:
    page.goto(address(own_site))
    keep(page)
    for fault in (missing, web_page):
        own_site.faults = {"/lstm/": fault, ".html": fault}
        check_kept_version_runs(page, address(own_site))


class Deploy:
    """The new version of a site and the old one, of which a half-done deploy has put some files in place."""

    def __init__(self, site: FaultySite, tmp_path: Path) -> None:
        self.site = site
        self.folder = site.dist / "lstm"
        self.new = tmp_path / "new"
        old = Path(shutil.copytree(self.folder, tmp_path / "old"))
        self.cache = renew(site)
        self.folder.rename(self.new)
        old.rename(self.folder)

    def put(self, *patterns: str) -> None:
        for pattern in patterns:
            for file in filter(Path.is_file, self.new.glob(pattern)):
                target = self.folder / file.relative_to(self.new)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, target)

    def remove_old_assets(self) -> None:
        for file in filter(Path.is_file, [*self.folder.glob("assets/app-*/**/*")]):
            if not (self.new / file.relative_to(self.folder)).exists():
                file.unlink()

    def finish(self) -> None:
        self.put("assets/**/*", "*")


def pages_first(deploy: Deploy) -> None:
    deploy.put("*.html")


def all_but_assets(deploy: Deploy) -> None:
    deploy.put("*.*")


def all_but_assets_and_old_ones_gone(deploy: Deploy) -> None:
    deploy.put("*.*")
    deploy.remove_old_assets()


def one_asset_missing(deploy: Deploy) -> None:
    deploy.put("*.*", "assets/**/*")
    (deploy.folder / "assets" / "app-renewed" / "draw" / "pad.js").unlink()


def worker_first(deploy: Deploy) -> None:
    deploy.put("sw.js")


def one_page_and_worker(deploy: Deploy) -> None:
    deploy.put("assets/**/*", "index.html", "sw.js")


def assets_only_and_old_ones_gone(deploy: Deploy) -> None:
    deploy.put("assets/**/*")
    deploy.remove_old_assets()


HALVES: list[Callable[[Deploy], None]] = [
    *(pages_first, all_but_assets, all_but_assets_and_old_ones_gone, one_asset_missing),
    *(worker_first, one_page_and_worker, assets_only_and_old_ones_gone),
]


@pytest.mark.parametrize("half", HALVES, ids=lambda half: half.__name__)
def test_half_a_deploy_loses_and_a_whole_one_wins(
    own_site: FaultySite, page: Page, tmp_path: Path, half: Callable[[Deploy], None]
) -> None:
    be_patient(own_site)
    page.goto(address(own_site))
    keep(page)
    before, whole = caches(page), listed(own_site)
    deploy = Deploy(own_site, tmp_path)
    half(deploy)
    check_kept_version_runs(page, address(own_site))
    expect_status(page, KEPT)
    wait_for_caches(page, before)
    wait_for_contents(page, whole)  # the worker of the newer version may yet try, and give up

    deploy.finish()
    page.goto(address(own_site))
    check_heading(page, "News")
    wait_for_caches(page, [deploy.cache])
    expect_status(page, KEPT)


@pytest.mark.parametrize("fault", [corrupted, cut_off, answering(503)], ids=["corrupted", "cut-off", "503"])
def test_a_newer_version_with_a_file_that_fails_loses(own_site: FaultySite, page: Page, fault: Fault) -> None:
    be_patient(own_site)
    page.goto(address(own_site))
    keep(page)
    renewed = renew(own_site)
    own_site.faults = {"app-renewed/lstm-explainer.bin": fault}
    check_kept_version_runs(page, address(own_site))
    own_site.faults = {}
    page.goto(address(own_site))
    check_heading(page, "News")
    wait_for_caches(page, [renewed])


def test_a_newer_version_that_comes_slowly_is_for_the_next_visit(own_site: FaultySite, page: Page) -> None:
    page.goto(address(own_site))
    keep(page)
    renewed = renew(own_site)
    release = threading.Event()
    own_site.faults = {"app-renewed/draw/pad.js": withheld(release)}
    check_kept_version_runs(page, address(own_site))
    release.set()
    wait_for_caches(page, [renewed])
    page.goto(address(own_site))
    check_heading(page, "News")


def test_a_script_that_gets_lost_between_two_workers_is_asked_for_once_more(own_site: FaultySite, page: Page) -> None:
    page.goto(address(own_site))
    keep(page)
    shim = page.evaluate("document.querySelector('[data-core]').src")
    page.evaluate("async (url) => (await caches.open((await caches.keys())[0])).delete(url)", shim)
    own_site.faults = {"/shim.js": only_once(unreachable)}
    page.goto(address(own_site))
    Demo(page).wait_ready()
    expect_status(page, KEPT)


def test_a_tab_on_the_older_version_goes_on_loading_from_it(own_site: FaultySite, page: Page) -> None:
    be_patient(own_site)
    page.goto(address(own_site))
    keep(page)
    page.reload()
    Demo(page).wait_ready()
    renewed = renew(own_site)  # the older assets are gone from the server
    other = page.context.new_page()
    other.goto(address(own_site))
    check_heading(other, "News")
    wait_for_caches(other, [renewed])
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    check_heading(page, "What")
    root = page.locator('[data-demo="two-bit"]')
    root.get_by_role("button", name="Take it along").click()
    with page.expect_download():
        root.get_by_role("button", name="Diagram as SVG").click()  # its script is loaded now
    assert [url for url in held_contents(other) if url not in listed(own_site)]

    context = page.context
    for tab in (page, other):
        tab.close()
    page = context.new_page()
    page.goto(address(own_site))
    expect_status(page, KEPT)
    wait_for_contents(page, listed(own_site))  # nobody needs the older assets any more
