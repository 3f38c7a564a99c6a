"""What is called kept was looked at and found whole; what is not whole is mended, or else it is said."""

import re
import threading

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.faulty_site import FaultySite, unreachable, web_page, withheld
from tests.browser.keeping import (
    KEEP,
    KEPT,
    LET_GO,
    OFF,
    address,
    caches,
    expect_status,
    held_contents,
    keep,
    let_go,
    listed,
    no_glance,
    renew,
    wait_for_caches,
    wait_for_contents,
    workers,
)

pytestmark = pytest.mark.browser

NOT_WHOLE = re.compile(r"^This page is not kept whole \(.+\)\. Without a network it may not open\.$")
OFFER = re.compile("^It then takes")

# What may happen to what is kept, each done by a page of the same origin.
HARMS = {
    "all of it is gone": "for (const name of await caches.keys()) await caches.delete(name);",
    "all of it is gone but for the cache's name": """
        for (const name of await caches.keys()) { await caches.delete(name); await caches.open(name); }""",
    "the page is gone": "await cache.delete(scope + 'index.html');",
    "a script is gone": "await cache.delete(keys.find((url) => url.endsWith('pad.js')));",
    "another page is gone": "await cache.delete(scope + 'draw.html');",
    "a pack is damaged": """
        await cache.put(keys.find((url) => url.endsWith('python.bin')), new Response('damaged'));""",
    "a page is another": "await cache.put(scope + 'two-bit.html', new Response('<p>Please sign in.'));",
}
HARM = """async () => {
  const scope = new URL("./", location.href).href;
  const cache = await caches.open((await caches.keys())[0]);
  const keys = (await cache.keys()).map(({ url }) => url);
  %s
}"""
FOCUS = "dispatchEvent(new Event('focus'))"

# A worker for the whole origin that tidies up in the way many do.
STRANGER = """
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== "blog-v2") await caches.delete(name);
  await caches.open("blog-v2");
})()));
"""
SETTLED = """async () => {
  const registration = await navigator.serviceWorker.register("/sw.js", { scope: "/" });
  const worker = registration.installing ?? registration.active;
  while (worker.state !== "activated") await new Promise((resolve) => { worker.onstatechange = resolve; });
}"""


@pytest.fixture
def page(page: Page) -> Page:
    """An empty page in a browser that Python does not start in: it is not what is tested, and takes its time."""
    page.context.add_init_script("delete globalThis.WebAssembly")
    return page


def check_whole(page: Page, site: FaultySite) -> None:
    """The page says that it is kept, and everything is there."""
    expect_status(page, KEPT)
    expect(page.get_by_role("button", name=LET_GO)).to_be_visible()
    assert held_contents(page) == listed(site)


def check_nothing_kept(page: Page) -> None:
    expect(page.get_by_role("button", name=KEEP)).to_be_enabled()
    assert (workers(page), caches(page)) == (0, [])


def test_let_go_and_kept_again_in_one_tab(own_site: FaultySite, page: Page) -> None:
    page.goto(address(own_site))
    for _ in range(3):
        keep(page)
        check_whole(page, own_site)
        let_go(page)
        check_nothing_kept(page)
    keep(page)
    own_site.faults = dict(OFF)
    page.reload()
    check_whole(page, own_site)


def test_let_go_and_kept_again_from_a_site_that_is_renewed_meanwhile(own_site: FaultySite, page: Page) -> None:
    """The worker that comes back knows only what is no longer there."""
    page.goto(address(own_site))
    keep(page)
    let_go(page)
    renewed = renew(own_site)
    keep(page)
    check_whole(page, own_site)
    assert caches(page) == [renewed]


def test_a_page_that_was_let_go_leaves_nothing_when_it_loads_more(own_site: FaultySite, page: Page) -> None:
    page.goto(address(own_site))
    keep(page)
    let_go(page)
    page.evaluate("fetch('two-bit.html')")
    page.evaluate("fetch(document.querySelector('script[src*=shim]').src, { cache: 'reload' })")
    assert caches(page) == []


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_not_whole_is_mended(own_site: FaultySite, page: Page, harm: str) -> None:
    page.goto(address(own_site))
    keep(page)
    with no_glance(page):
        page.evaluate(HARM % HARMS[harm])
        assert held_contents(page) != listed(own_site)
    page.reload()
    check_whole(page, own_site)

    page.evaluate(HARM % HARMS[harm])
    page.evaluate(FOCUS)  # as when the reader comes back to the tab
    wait_for_contents(page, listed(own_site))
    check_whole(page, own_site)


def test_what_cannot_be_mended_is_told_and_mended_later(own_site: FaultySite, page: Page) -> None:
    page.goto(address(own_site))
    keep(page)
    own_site.faults = {"LICENSES.txt": unreachable}
    page.evaluate(HARM % "await cache.delete(scope + 'LICENSES.txt');")
    page.reload()
    expect_status(page, re.compile(r"not kept whole \(LICENSES.txt could not be fetched"))
    expect(page.get_by_role("button", name=LET_GO)).to_be_enabled()
    assert len(held_contents(page)) == len(listed(own_site)) - 1  # what is there, stays

    own_site.faults = {}
    page.evaluate("dispatchEvent(new Event('online'))")
    check_whole(page, own_site)


def test_what_is_not_whole_can_be_let_go(own_site: FaultySite, page: Page) -> None:
    page.goto(address(own_site))
    keep(page)
    own_site.faults = dict(OFF)
    page.evaluate(HARM % HARMS["a page is another"])
    page.evaluate(FOCUS)
    expect_status(page, NOT_WHOLE)
    let_go(page)
    check_nothing_kept(page)
    expect_status(page, OFFER)


def test_what_is_not_whole_gives_way_to_a_newer_version(own_site: FaultySite, page: Page) -> None:
    page.goto(address(own_site))
    keep(page)
    renewed = renew(own_site)
    page.evaluate(HARM % HARMS["a script is gone"])
    page.evaluate(FOCUS)
    wait_for_caches(page, [renewed])
    expect_status(page, KEPT)
    contents = held_contents(page)
    assert {url: contents[url] for url in listed(own_site)} == listed(own_site)


def test_another_worker_of_the_origin_deletes_what_it_does_not_know(own_site: FaultySite, page: Page) -> None:
    (own_site.dist / "sw.js").write_text(STRANGER)
    (own_site.dist / "index.html").write_text("<!doctype html><title>A blog</title>")
    page.goto(address(own_site))
    keep(page)
    page.goto(f"{own_site.url}/index.html")
    page.evaluate(SETTLED)
    assert caches(page) == ["blog-v2"]
    page.goto(address(own_site))
    check_whole(page, own_site)
    own_site.faults = dict(OFF)
    page.reload()
    check_whole(page, own_site)


def test_what_is_deleted_under_an_open_page_is_noticed_and_mended(own_site: FaultySite, page: Page) -> None:
    """Nobody comes back to the tab, nor loads anything."""
    page.goto(address(own_site))
    keep(page)
    with no_glance(page):
        page.evaluate("caches.keys().then((all) => Promise.all(all.map((name) => caches.delete(name))))")
        assert held_contents(page) == {}
    wait_for_contents(page, listed(own_site))
    check_whole(page, own_site)


def test_looking_makes_no_cache_anew_that_was_deleted_just_then(own_site: FaultySite, page: Page) -> None:
    page.goto(address(own_site))
    keep(page)
    gone = caches(page)[0] + "-gone"
    page.evaluate(
        """(gone) => {
          const { keys } = CacheStorage.prototype;
          window.looks = 0;
          CacheStorage.prototype.keys = async function () {
            const names = await keys.call(this);
            window.looks++;
            return [...names, gone];
          };
        }""",
        gone,
    )
    page.wait_for_function("looks > 1")  # so that the first is over
    assert not page.evaluate("(gone) => caches.has(gone)", gone)


def test_a_sign_in_page_in_place_of_a_file_is_not_kept(own_site: FaultySite, page: Page) -> None:
    """Retry asks for every file anew, past the caches."""
    page.goto(address(own_site))
    keep(page)
    own_site.faults = {"": web_page}
    again = "Promise.all(performance.getEntriesByType('resource').map(({ name }) => fetch(name, { cache: 'reload' })))"
    page.evaluate(f"{again}.then(() => undefined)")
    assert held_contents(page) == listed(own_site)


def two_tabs(context: BrowserContext, site: FaultySite) -> tuple[Page, Page]:
    pages = context.new_page(), context.new_page()
    for page in pages:
        page.goto(address(site))
    return pages


def test_kept_in_two_tabs_at_once(own_site: FaultySite, page: Page) -> None:
    one, two = two_tabs(page.context, own_site)
    for tab in (one, two):
        tab.get_by_role("button", name=KEEP).click()
    for tab in (one, two):
        check_whole(tab, own_site)
    assert (workers(one), len(caches(one))) == (1, 1)


def test_what_one_tab_does_the_other_says(own_site: FaultySite, page: Page) -> None:
    one, two = two_tabs(page.context, own_site)
    keep(one)
    expect_status(two, KEPT)
    let_go(two)
    expect_status(one, OFFER)
    check_nothing_kept(one)
    keep(one)
    expect_status(two, KEPT)
    check_whole(one, own_site)


def test_let_go_while_another_tab_mends(own_site: FaultySite, page: Page) -> None:
    one, two = two_tabs(page.context, own_site)
    keep(one)
    expect_status(two, KEPT)
    release = threading.Event()
    own_site.faults = {"LICENSES.txt": withheld(release)}
    one.evaluate(HARM % "await cache.delete(scope + 'LICENSES.txt');")
    one.evaluate(FOCUS)
    expect_status(one, re.compile("is being fetched again"))
    let_go(two)
    release.set()
    for tab in (one, two):
        expect_status(tab, OFFER)
        wait_for_caches(tab, [])  # the worker that was mending may first have to give up
        check_nothing_kept(tab)


def test_a_cache_that_is_made_anew_just_when_it_is_let_go_does_not_stay(own_site: FaultySite, page: Page) -> None:
    """As by a worker that looked whether there is one, and opened it when it had just been deleted."""
    page.goto(address(own_site))
    keep(page)
    mending = """async (name) => {
      await new Promise((begun) => navigator.locks.request(name.replace(/[^ ]+$/, ""), async () => {
        begun();
        await new Promise((over) => (window.over = over));
      }));
    }"""
    [name] = caches(page)
    page.evaluate(mending, name)
    let_go(page)
    page.evaluate("(name) => caches.open(name)", name)
    page.evaluate("window.over()")
    wait_for_caches(page, [])


def test_a_worker_that_is_asked_to_mend_what_was_let_go_makes_nothing(own_site: FaultySite, page: Page) -> None:
    """Another tab had looked at what was kept before, and found something missing."""
    page.goto(address(own_site))
    keep(page)
    page.reload()  # so that the worker answers for this page
    expect_status(page, KEPT)
    let_go(page)
    ask = """new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => resolve(data);
      navigator.serviceWorker.controller.postMessage("mend", [port2]);
    })"""
    assert page.evaluate(ask) == {"failed": "it was let go"}
    check_nothing_kept(page)
    keep(page)
    check_whole(page, own_site)


def test_where_there_is_no_room_nothing_is_half_kept(own_site: FaultySite, page: Page) -> None:
    page.goto(address(own_site))
    session = page.context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": own_site.url, "quotaSize": 3_000_000})
    page.get_by_role("button", name=KEEP).click()
    expect_status(page, "It could not be kept (the browser has no room left for it).")
    check_nothing_kept(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": own_site.url})
    keep(page)
    check_whole(page, own_site)


def test_without_a_network_it_cannot_be_kept(own_site: FaultySite, page: Page) -> None:
    page.goto(address(own_site))
    expect(page.get_by_role("button", name=KEEP)).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name=KEEP).click()
    expect_status(page, "It could not be kept (there is no network).")
    check_nothing_kept(page)
    page.context.set_offline(False)
    keep(page)
    let_go(page)
    own_site.faults = dict(OFF)  # now a worker is there, in this tab
    page.get_by_role("button", name=KEEP).click()
    expect_status(page, re.compile(r"^It could not be kept \(.+\)\.$"))
    check_nothing_kept(page)


def test_keep_pressed_in_a_tab_that_does_not_know_loses_nothing(own_site: FaultySite, page: Page) -> None:
    one, two = two_tabs(page.context, own_site)
    one.evaluate("Storage.prototype.setItem = () => {}")  # the other tab hears nothing of it
    keep(one)
    own_site.faults = dict(OFF)
    two.get_by_role("button", name=KEEP).evaluate("(button) => button.click()")  # a real click would give it the focus
    check_whole(two, own_site)


def test_what_a_worker_takes_away_is_not_made_anew_by_counting(own_site: FaultySite, page: Page) -> None:
    """A newer version that fails is taken away just when the page has seen that it is there, and opens it."""
    page.goto(address(own_site))
    keep(page)
    before = caches(page)
    failing = before[0].rsplit(" ", 1)[0] + " newer"
    page.evaluate(
        """async (failing) => {
          const [lock, open] = [failing.replace(/[^ ]+$/, ""), CacheStorage.prototype.open];
          await caches.open(failing);
          window.takenAway = 0;
          CacheStorage.prototype.open = async function (name) {
            if (name !== failing) return open.call(this, name);
            const takeAway = async (free) => free && (window.takenAway += await caches.delete(failing), true);
            const isDone = await navigator.locks.request(lock, { ifAvailable: true }, takeAway);
            if (!isDone) void navigator.locks.request(lock, takeAway); // as soon as the page lets it
            return open.call(this, name);
          };
        }""",
        failing,
    )
    page.wait_for_function("window.takenAway > 0")
    wait_for_caches(page, before)
    page.reload()
    expect_status(page, KEPT)
    wait_for_caches(page, before)
