"""One to six demos in frames of a page, on a phone: when they are ready, and what they take of memory."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from bench.chromium import browser
from bench.peers import ROOT
from bench.report import table
from bench.serving import Server, serve
from bench.soak import memory_of
from bench.startup import READY, TIMEOUT
from tests.browser.conftest import PHONE

COUNTS, QUICK_COUNTS = range(1, 7), (1, 3)
# As browsers tell it, in GB: of a small phone, and of a large machine.
DEVICES = (2, 8)
NAMES = ("two-bit", "memory", "four-bit", "draw", "two-bit", "four-bit")
SETTLED = 4000  # ms after all were ready, in which those that are too many let go
READY_AT = f"""
new MutationObserver(() => {{
  if ({READY}) globalThis.readyAt ??= performance.timeOrigin + performance.now();
}}).observe(document, {{ subtree: true, attributes: true, attributeFilter: ["data-python"] }});
"""


def _measured(running: Browser, server: Server, page_file: Path, count: int, device: int) -> list[str]:
    """When the first and the last were ready, in s, how many keep their Python, and MB beyond an empty page."""
    names = NAMES[:count]
    frames = (f'<iframe src="lstm/{name}.html" title="{name}" width="100%" height="2600"></iframe>' for name in names)
    page_file.write_text(f"<!doctype html><title>A post</title>{''.join(frames)}", "utf-8")
    with running.new_context(**PHONE) as context:
        page = context.new_page()
        page.goto("about:blank")
        session = running.new_browser_cdp_session()
        before = memory_of(session.send("SystemInfo.getProcessInfo")["processInfo"])
        page.add_init_script(f"Object.defineProperty(Navigator.prototype, 'deviceMemory', {{ get: () => {device} }});")
        page.add_init_script(READY_AT)
        page.goto(f"{server.url}/{page_file.name}", wait_until="commit")
        began = page.evaluate("performance.timeOrigin")
        page.wait_for_load_state()
        inner = page.frames[1:]
        for frame in inner:
            frame.wait_for_function("globalThis.readyAt", timeout=TIMEOUT)
        times = [(frame.evaluate("readyAt") - began) / 1000 for frame in inner]
        page.wait_for_timeout(SETTLED)
        kept = sum(bool(frame.evaluate(READY)) for frame in inner)
        taken = memory_of(session.send("SystemInfo.getProcessInfo")["processInfo"]) - before
        return [f"{times[0]:.1f}", f"{max(times):.1f}", str(kept), f"{taken:.0f}"]


def frames(quick: bool) -> str:
    """The table, as Markdown with its note."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="lstm-bench-") as folder:
        post = Path(folder) / "post.html"
        with serve([("/lstm/", ROOT / "dist"), ("/", post.parent)]) as server:
            for count in QUICK_COUNTS if quick else COUNTS:
                cells = []
                for device in DEVICES:
                    with browser() as running:
                        cells += _measured(running, server, post, count, device)
                    print(".", end="", file=sys.stderr, flush=True)
                rows.append([str(count), *cells])
    columns = ("in view ready, s", "all ready, s", "Pythons kept", "MB")
    head = ["frames", *(f"{column}, of {device} GB" for device in DEVICES for column in columns)]
    note = (
        "All frames are loaded at once, of which one is in view, at 360 px, one run each. Memory is what the processes "
        f"that show pages have, beyond that of an empty page, {SETTLED // 1000} s after all were ready; shared pages "
        "count by their share."
    )
    return f"{table(head, rows)}\n\n{note}"
