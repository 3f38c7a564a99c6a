"""The browser that everything is measured in."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from bundler.fetch.browser import ensure_browser

ARGUMENTS = (
    *("--no-sandbox", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    # Whatever a page asks for must come from the server that all contenders share.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser for measurements that no cache can falsify."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=ensure_browser(), args=[*ARGUMENTS])
        yield running
        running.close()


@contextmanager
def fresh_profile(playwright: Playwright) -> Iterator[BrowserContext]:
    """A browser that has never been anywhere, with its caches on disk as a reader's browser has them."""
    with tempfile.TemporaryDirectory(prefix="lstm-bench-", ignore_cleanup_errors=True) as folder:
        context = playwright.chromium.launch_persistent_context(
            folder, executable_path=ensure_browser(), args=[*ARGUMENTS]
        )
        yield context
        context.close()
