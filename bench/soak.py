"""Ten minutes of training, and ten of drawing: memory and the time to an answer at the end, against the beginning."""

import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page

from bench.chromium import browser
from bench.latency import move_mouse_over
from bench.peers import ROOT
from bench.report import number, table
from bench.serving import serve
from bench.startup import READY, TIMEOUT
from tests.browser.demo import Demo

MINUTES, QUICK_MINUTES = 10.0, 1.0
PRESSES = 21
SAMPLES, SETTLES = 5, 1000.0  # of memory, each so many ms after it was to be given back
ROUND = 10  # turns, after which all is as at the beginning
# From a press until what stands on the page is another one, in ms: the median. The control is pressed an odd number of
# times and once more, so that it is as it was.
ANSWERED = """
async ([selector, presses]) => {
  const control = document.querySelector(selector);
  const demo = control.closest("[data-demo]");
  const times = [];
  for (let press = 0; press <= presses; press++) {
    const start = performance.now();
    const changed = new Promise((changed) => {
      const observer = new MutationObserver(() => (observer.disconnect(), changed()));
      observer.observe(demo, { subtree: true, childList: true, characterData: true, attributes: true });
    });
    document.querySelector(selector).click();
    await changed;
    times.push(performance.now() - start);
    await new Promise((over) => setTimeout(over, 100));
  }
  return times.sort((a, b) => a - b)[presses >> 1];
}
"""


class SoakedPage(NamedTuple):
    """A page, what is done on it again and again, and a switch of which it is asked how long an answer takes."""

    page: str
    what: str
    once: Callable[[Page, int], None]
    switch: str


def _train(page: Page, turn: int) -> None:
    demo = Demo(page)
    demo.set_bits("Target", ("10", "01")[turn % 2])
    demo.train()


def _draw(page: Page, turn: int) -> None:
    """Ink for some seconds, in one line; a round of lines begins on an empty pad."""
    if turn % ROUND == 0:
        page.get_by_role("button", name="Clear").click()
    move_mouse_over(page, 5)


PLACES = (
    SoakedPage("two-bit.html", "training", _train, '[role="switch"][aria-label="Test bit 1"]'),
    SoakedPage("draw.html", "drawing and learning", _draw, '[role="switch"]'),
)


def memory_of(running: Browser) -> float:
    """What all processes that show pages have in memory, in MB; shared pages by their share. On Linux; elsewhere 0."""
    processes = running.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    files = [Path(f"/proc/{one['id']}/smaps_rollup") for one in processes if one["type"] == "renderer"]
    found = [re.search(r"^Pss: +(\d+) kB", file.read_text(), re.MULTILINE) for file in files if file.exists()]
    return sum(int(pss[1]) for pss in found if pss) * 1024 / 1e6


def collect_garbage(page: Page) -> None:
    """In the page and in its workers, which a page's own collection leaves alone; and tell the browser that memory is
    short, whereupon it may give back what nobody uses.
    """
    session = page.context.new_cdp_session(page)
    over = set[int | None]()  # ids of answers; what a worker says of itself has none

    def heard(event: dict[str, str]) -> None:
        over.add(json.loads(event["message"]).get("id"))

    session.on("Target.receivedMessageFromTarget", heard)
    workers: list[str] = []
    session.on("Target.attachedToTarget", lambda event: workers.append(event["sessionId"]))
    session.send("Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": False})
    session.send("HeapProfiler.collectGarbage")
    for k, worker in enumerate(workers):
        message = json.dumps({"id": k, "method": "HeapProfiler.collectGarbage"})
        session.send("Target.sendMessageToTarget", {"sessionId": worker, "message": message})
    while not over.issuperset(range(len(workers))):
        page.wait_for_timeout(10)
    session.send("Memory.simulatePressureNotification", {"level": "critical"})
    page.wait_for_timeout(SETTLES)
    session.detach()


def needed(page: Page, running: Browser) -> float:
    """What is in memory, in MB, once garbage is collected; browsers give the rest back when it suits them."""
    collect_garbage(page)
    return memory_of(running)


def soak(quick: bool) -> str:
    """The table, as Markdown with its note."""
    minutes = QUICK_MINUTES if quick else MINUTES
    rows = []
    with serve([("/", ROOT / "dist")]) as server:
        for place in PLACES:
            with browser() as running:
                page = running.new_page()
                page.goto(f"{server.url}/{place.page}")
                page.wait_for_function(READY, timeout=TIMEOUT)
                turns, memories, times = 0, list[float](), list[float]()
                # The first turns fill caches; what counts begins after a tenth of the time.
                for share in (0.1, 1.0):
                    end = time.monotonic() + 60 * minutes * (share if share < 1 else 0.9)
                    while time.monotonic() < end or turns % ROUND:  # a pad has as much ink at both times
                        place.once(page, turns)
                        turns += 1
                    memories.append(min(needed(page, running) for _ in range(SAMPLES)))
                    times.append(page.evaluate(ANSWERED, [place.switch, PRESSES]))
                    print(".", end="", file=sys.stderr, flush=True)
                ratios = [number(after / before) if before else "–" for before, after in (memories, times)]
                cells = [
                    f"{memories[0]:.0f}, {memories[1]:.0f}",
                    ratios[0],
                    f"{times[0]:.1f}, {times[1]:.1f}",
                    ratios[1],
                ]
                rows.append([f"{place.page}: {place.what}", str(turns), *cells])
    head = ["page", "turns", "memory, MB", "end / beginning", "answer, ms", "end / beginning"]
    note = (
        f"{minutes:g} minutes each; the beginning is after a tenth of them. Memory is that of all processes that show "
        f"pages, garbage collected: the least of {SAMPLES} looks, each a second after the browser was told that memory "
        f"is short, which gives unused memory back when it likes. An answer is the median of {PRESSES} presses of a "
        "switch, until the page shows something else."
    )
    return f"{table(head, rows)}\n\n{note}"
