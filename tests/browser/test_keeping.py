"""Keeping the page for reading offline: only who asks for it, undone when asked, and renewed with the site."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect

from bundler.publish.offline import write_service_worker
from tests.browser.demo import Demo
from tests.browser.faulty_site import FaultySite, missing
from tests.browser.keeping import (
    KEEP,
    LET_GO,
    OFF,
    SOURCE,
    address,
    be_patient,
    caches,
    keep,
    renew,
    wait_for_caches,
    workers,
)

pytestmark = pytest.mark.browser

# Looks for a new version, as browsers do by themselves, and waits until it is there or has failed.
UPDATE = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  const found = new Promise((resolve) => {
    registration.onupdatefound = () => resolve(registration.installing);
  });
  await registration.update().catch(() => {});
  const worker = await found;
  const over = () => ["activated", "redundant"].includes(worker.state);
  while (!over()) await new Promise((resolve) => { worker.onstatechange = resolve; });
}"""


def test_nothing_is_kept_unasked(own_site: FaultySite, page: Page) -> None:
    page.goto(address(own_site))
    expect(page.get_by_role("button", name=KEEP)).to_be_visible()
    expect(page.locator("[data-keep-status]")).to_have_text(re.compile(r"takes \d+ MB in this browser"))
    assert (workers(page), caches(page)) == (0, [])
    assert not [path for path in own_site.asked if path.endswith("sw.js")]


def test_kept_renewed_and_let_go(own_site: FaultySite, page: Page) -> None:
    be_patient(own_site)
    page.goto(address(own_site))
    keep(page)
    [first] = caches(page)

    own_site.faults = dict(OFF)
    page.reload()
    demo = Demo(page)
    demo.wait_ready()
    demo.train()
    page.goto(f"{address(own_site)}two-bit.html?target=01")  # was never opened before
    assert Demo(page).numbers()

    own_site.faults = {}
    renewed = renew(own_site)
    page.goto(address(own_site))
    expect(page.locator("h1")).to_have_text(re.compile("^News"))
    assert renewed != first
    # The browser looks for news by itself.
    wait_for_caches(page, [renewed])

    own_site.faults = dict(OFF)
    page.reload()
    expect(page.locator("h1")).to_have_text(re.compile("^News"))
    Demo(page).wait_ready()

    page.get_by_role("button", name=LET_GO).click()
    expect(page.get_by_role("button", name=KEEP)).to_be_visible()
    assert (workers(page), caches(page)) == (0, [])
    with pytest.raises(Error):
        page.reload()


def test_a_version_that_is_not_whole_does_not_replace_one_that_is(own_site: FaultySite, page: Page) -> None:
    page.goto(address(own_site))
    keep(page)
    before = caches(page)
    renew(own_site)
    own_site.faults = {"LICENSES.txt": missing}
    (own_site.dist / "lstm" / "LICENSES.txt").write_text("other words")
    write_service_worker(SOURCE, own_site.dist / "lstm")
    page.evaluate(UPDATE)
    assert own_site.asked[-1].endswith("LICENSES.txt")
    assert caches(page) == before
    own_site.faults = dict(OFF)
    page.reload()
    expect(page.locator("h1")).to_have_text(re.compile("^What"))


def test_what_cannot_be_kept_is_told_and_leaves_nothing(own_site: FaultySite, page: Page) -> None:
    own_site.faults = {"LICENSES.txt": missing}
    page.goto(address(own_site))
    page.get_by_role("button", name=KEEP).click()
    words = "It could not be kept (LICENSES.txt: the server answered 404)."
    expect(page.locator("[data-keep-status]")).to_have_text(words)
    assert caches(page) == []
    own_site.faults = {}
    keep(page)


def test_never_in_a_frame(own_site: FaultySite, page: Page) -> None:
    (own_site.dist / "index.html").write_text('<!doctype html><title>A blog</title><iframe src="lstm/"></iframe>')
    with page.expect_request("**/python.bin"):  # it is well after keep.js would be loaded
        page.goto(f"{own_site.url}/index.html")
    expect(page.frame_locator("iframe").locator("[data-keep]")).to_be_hidden()
    assert not [path for path in own_site.asked if path.endswith(("keep.js", "sw.js"))]


def test_never_in_one_file(dist: Path) -> None:
    assert "data-keep-button" in (dist / "index.html").read_text("utf-8")
    assert "data-keep-button" not in (dist / "offline.html").read_text("utf-8")
