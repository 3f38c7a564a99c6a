"""The page as it is kept for reading offline: what a reader presses, what the browser holds then, and deploys."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Error, Page, expect
from playwright.sync_api import TimeoutError as TooLong

from bundler.publish.offline import write_service_worker
from tests.browser.faulty_site import FaultySite, unreachable

SOURCE = Path(__file__).resolve().parents[2] / "site" / "sw.js"
AT_LONGEST = 400_000  # ms
GLANCE = 3_000  # ms until an old worker is stopped; see wait_for
OFF = {"": unreachable}  # every file
KEEP = re.compile("Keep this page")
LET_GO = re.compile("Do not keep")
KEPT = "This page is kept in this browser and opens without a network."

# The sha256 of everything in all caches, by address. To open a cache that was just deleted would make it anew, so this
# waits until no worker is at them.
CONTENTS = """() => navigator.locks.request(`lstm-explainer ${new URL("./", location.href).href} `, async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      const response = await cache.match(url);
      if (!response) continue;
      const body = await response.arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
      found[url] = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    }
  }
  return found;
})"""
ARE_CACHES = """async (names) => {
  const registration = await navigator.serviceWorker.getRegistration();
  const isBusy = registration?.active && registration.active.state !== "activated";
  return !isBusy && (await caches.keys()).join() === names.join();
}"""
# What the browser has of workers, for the message where something was waited for in vain.
STATES = """navigator.serviceWorker.getRegistration().then((registration) =>
  ["installing", "waiting", "active"].map((kind) => `${kind}: ${registration?.[kind]?.state ?? "none"}`).join(", "))"""


def address(site: FaultySite) -> str:
    return f"{site.url}/lstm/"


def keep(page: Page) -> None:
    page.get_by_role("button", name=KEEP).click()
    expect(page.get_by_role("button", name=LET_GO)).to_be_enabled()


def let_go(page: Page) -> None:
    page.get_by_role("button", name=LET_GO).click()
    expect(page.get_by_role("button", name=KEEP)).to_be_enabled()


def expect_status(page: Page, words: str | re.Pattern[str]) -> None:
    """What the page says of being kept; looking at 13 MB may take a while."""
    expect(page.locator("[data-keep-status]")).to_have_text(words)


def caches(page: Page) -> list[str]:
    names: list[str] = page.evaluate("caches.keys()")
    return names


def wait_for_caches(page: Page, names: list[str]) -> None:
    """Wait until there are these caches and the worker that made them so has taken over.

    What a page asks for in that moment can get lost.
    """
    try:
        wait_for(page, ARE_CACHES, names)
    except Error:
        raise AssertionError(f"there are {caches(page)} instead of {names}; {page.evaluate(STATES)}") from None


def wait_for(page: Page, condition: str, wanted: object) -> None:
    """Wait until an async function of the page says yes; Playwright's own waiting takes its promise for a yes.

    What it looks at may just be deleted, and then it looks again. A new worker takes over when the old one has nothing
    to do. Where the old one is woken at that moment, Chromium waits until it has been idle for 30 s, and stops it; but
    not one that a debugger watches, as Playwright does: then it waits for five minutes. So this stops it.
    """
    look = f"""(wanted) => {{
      window.isSo = false;
      (async () => {{
        while (!(await ({condition})(wanted).catch(() => false))) await new Promise(requestAnimationFrame);
        window.isSo = true;
      }})();
    }}"""
    page.evaluate(look, wanted)
    for _ in range(AT_LONGEST // GLANCE):
        try:
            page.wait_for_function("window.isSo", timeout=GLANCE)
            return
        except TooLong:
            stop_old_worker(page)
    page.wait_for_function("window.isSo", timeout=GLANCE)


def stop_old_worker(page: Page) -> None:
    """Where a new one waits for it."""
    if "waiting: installed" not in page.evaluate(STATES):
        return
    session = page.context.new_cdp_session(page)
    states: dict[str, str] = {}  # by version
    session.on(
        "ServiceWorker.workerVersionUpdated",
        lambda event: states.update({version["versionId"]: version["status"] for version in event["versions"]}),
    )
    session.send("ServiceWorker.enable")
    for _ in range(100):
        if not states:
            page.evaluate("null")  # so that it may be told
    # Not the new one, which may have begun to take over meanwhile.
    for version in [version for version, state in states.items() if state == "activated"]:
        session.send("ServiceWorker.stopWorker", {"versionId": version})
    session.detach()


@contextmanager
def no_glance(page: Page) -> Iterator[None]:
    """The page does not look by itself every few seconds, as if nobody saw it, until the block is over."""
    page.evaluate("Object.defineProperty(document, 'hidden', { configurable: true, value: true }), undefined")
    try:
        yield
    finally:
        page.evaluate("void delete document.hidden")


def workers(page: Page) -> int:
    count: int = page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)")
    return count


def held_contents(page: Page) -> dict[str, str]:
    """The sha256 of all that is kept, by address."""
    found: dict[str, str] = page.evaluate(CONTENTS)
    return found


def wait_for_contents(page: Page, wanted: dict[str, str]) -> None:
    same = f"""async (wanted) => {{
      const found = await ({CONTENTS})();
      return Object.keys({{ ...found, ...wanted }}).every((url) => found[url] === wanted[url]);
    }}"""
    wait_for(page, same, wanted)


def listed(site: FaultySite) -> dict[str, str]:
    """What should be kept of the version that is on the server."""
    script = (site.dist / "lstm" / "sw.js").read_text("utf-8")
    files = json.loads(script.partition("FILES = ")[2].partition(";")[0])
    return {address(site) + path: digest for path, digest in files.items()}


def version(site: FaultySite) -> str:
    """What the cache of the version that is on the server is called."""
    head = (site.dist / "lstm" / "sw.js").read_text("utf-8").splitlines()[0]
    return f"lstm-explainer {address(site)} {head.split('"')[1]}"


def be_patient(site: FaultySite) -> None:
    """Have the worker wait for a newer version as long as that takes here, and not as long as a reader would."""
    script = site.dist / "lstm" / "sw.js"
    text = script.read_text("utf-8")
    assert "PATIENCE = 4000" in text
    script.write_text(text.replace("PATIENCE = 4000", "PATIENCE = 600_000"), "utf-8")


def renew(site: FaultySite) -> str:
    """A new version of the site, with other addresses and another heading; returns what its cache is called."""
    folder = site.dist / "lstm"
    [app] = folder.glob("assets/app-*")
    app.rename(app.with_name("app-renewed"))
    for file in folder.glob("*.html"):
        text = file.read_text("utf-8").replace(app.name, "app-renewed")
        file.write_text(text.replace("What does an LSTM", "News: what does an LSTM"), "utf-8")
    write_service_worker(SOURCE, folder)
    return version(site)
