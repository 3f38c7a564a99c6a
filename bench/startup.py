"""How long a reader waits for Python: from the start of the navigation until it answers, first and second visit.

From a server on this machine, and over a line as many readers have it.
"""

import math
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import BrowserContext, sync_playwright

from bench.chromium import fresh_profile
from bench.other_browsers import started_elsewhere
from bench.peers import ROOT, stock_mounts, version_of
from bench.report import ratio, spread, table, verdict
from bench.serving import Server, serve
from bench.slow_line import Line, Speed, serve_slowly

PAGES = Path(__file__).parent / "pages"
READY = "document.documentElement.dataset.python === 'ready'"
IN_FRAME = "frames[0]?.document.documentElement?.dataset.python === 'ready'"
BUDGET = 0.35  # of the stock page's cold start
FILE_BUDGET = 0.45
SLOW_BUDGET = 0.3
LONGEST_TASK = 50.0  # ms
TIMEOUT = 120_000.0  # ms

# Runs in the page before anything of its own does. Times are milliseconds since the navigation began.
WATCH = """
window.bench = { ready: null, tasks: [] };
const observer = new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) window.bench.tasks.push(duration);
});
observer.observe({ type: "longtask", buffered: true });
const watching = setInterval(() => {
  if (!(READY)) return;
  window.bench.ready = performance.now();
  clearInterval(watching);
}, 5);
"""


WORTH_TELLING = 20_000  # bytes
# What the page says while Python starts, and when.
PHASES = """
window.phases = [];
new PerformanceObserver((list) => {
  for (const { name, startTime } of list.getEntries())
    if (name === "first-contentful-paint") window.phases.push(["first paint", startTime]);
}).observe({ type: "paint", buffered: true });
document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector("[data-python-status]");
  const note = () => {
    const words = place.textContent;
    if (window.phases.at(-1)?.[0] !== words) window.phases.push([words, performance.now()]);
  };
  note();
  new MutationObserver(note).observe(place, { childList: true, subtree: true, characterData: true });
  const watching = setInterval(() => {
    if (!(READY)) return;
    window.phases.push(["ready", performance.now()]);
    clearInterval(watching);
  }, 5);
});
"""


class Visit(NamedTuple):
    """A page whose start is timed."""

    name: str
    url: str
    ready: str = READY  # an expression in JavaScript, true once Python answers
    at_most: float | None = None  # budget: of the stock page's cold start
    longest_task: float | None = None  # budget, in ms


class Timing(NamedTuple):
    """What one visit took, in milliseconds."""

    ready: float
    tasks: list[float]  # on the page's main thread, those of more than 50 ms


def start_up(quick: bool) -> str:
    """The table, as Markdown with its notes."""
    mounts, has_micropip = stock_mounts()
    mounts = [*mounts, ("/bench/", PAGES), ("/", ROOT / "dist")]
    modules = ROOT / "node_modules"

    def stock(server: Server) -> Visit:
        return Visit("stock PyScript", f"{server.url}/bench/stock.html?micropip={'yes' if has_micropip else 'no'}")

    with serve(mounts) as server:
        visits = [
            Visit("ours, two-bit.html", f"{server.url}/two-bit.html", at_most=BUDGET, longest_task=LONGEST_TASK),
            Visit("a page with it in a frame", f"{server.url}/bench/host.html", IN_FRAME, longest_task=LONGEST_TASK),
            # Python runs on the page itself here, so there are long tasks.
            Visit("ours, offline.html from disk", (ROOT / "dist" / "offline.html").as_uri(), at_most=FILE_BUDGET),
            stock(server),
        ]
        timings, browser = measure(visits, rounds=2, seconds=75) if quick else measure(visits, rounds=5)
        elsewhere = "" if quick else started_elsewhere(visits[0].url, visits[-1].url, READY)
    speed = Speed()
    over = Line(speed)
    with serve_slowly(mounts, over) as server:
        over_line = [Visit("ours, two-bit.html", f"{server.url}/two-bit.html", at_most=SLOW_BUDGET), stock(server)]
        measure(over_line, rounds=1)  # in which the server compresses
        slow, _ = measure(over_line, rounds=2 if quick else 5)
        waits = profile(over_line[0].url, over)
    rows = [_row(visit, timings, visits[-1]) for visit in visits]
    slow_rows = [_row(visit, slow, over_line[-1]) for visit in over_line]
    versions = (
        f"PyScript {version_of(modules / '@pyscript' / 'core')}, Pyodide {version_of(modules / 'pyodide')}, "
        f"Chromium {browser}"
    )
    way = "by `packages`, with micropip" if has_micropip else 'by `packages` with `"packages_cache": "passthrough"`'
    notes = [
        f"{versions}. Milliseconds from the start of the navigation until Python answers a call: median "
        f"(smallest–largest) of {len(timings[visits[0].name, 'cold'])} alternating rounds, each with a fresh profile "
        "of the browser, and all but the file from one server on this machine, uncompressed. "
        "Ratios are taken round by round. Long tasks are all of more than 50 ms that were seen in the cold starts.",
        f"The stock page loads the same versions, and numpy {way}, in a worker.",
    ]
    if len(timings[visits[0].name, "cold"]) == 1:
        notes.append("There was time for one round only, so these figures say little.")
    if not has_micropip:
        notes.append("micropip could not be had here, so the stock page is spared loading it.")
    headings = ["page", "cold, ms", "warm, ms", "cold / stock", "budget", "warm / cold", "long tasks, ms", "budget"]
    line = (
        f"Over {speed.bits / 1e6:.0f} Mbit/s shared by all connections, {1000 * speed.delay:.0f} ms an answer, gzip, "
        f"the median of {len(slow[over_line[0].name, 'cold'])} rounds:"
    )
    parts = [table(headings, rows), "\n".join(notes), line, table(headings, slow_rows)]
    if elsewhere:
        parts += ["Once each in other browsers, cold, from the server on this machine:", elsewhere]
    return "\n\n".join([*parts, "Who waits for whom in one such start, in ms:", waits])


def profile(url: str, line: Line) -> str:
    """What one cold visit waits for: when the larger files were asked for and there, and when the page said what."""
    with sync_playwright() as playwright, fresh_profile(playwright) as context:
        page = context.new_page()
        page.add_init_script(PHASES.replace("READY", READY))
        page.wait_for_timeout(500)
        line.carried.clear()
        page.goto(url, wait_until="commit")
        page.wait_for_function("window.phases?.at(-1)?.[0] === 'ready'", timeout=TIMEOUT)
        page.wait_for_timeout(4000)
        said: list[tuple[str, float]] = page.evaluate("window.phases")
        began: float = page.evaluate("performance.timeOrigin")
    files = [
        (1000 * one.asked - began, f"`{one.name}` is asked for, and there at {1000 * one.done - began:.0f}", one.size)
        for one in line.carried
        if one.size > WORTH_TELLING
    ]
    events = [*files, *((at, f"the page: {words}", 0) for words, at in said)]
    rows = [[f"{at:.0f}", what, f"{count / 1000:.0f}" if count else ""] for at, what, count in sorted(events)]
    return table(["at", "what", "kB"], rows)


def _row(visit: Visit, timings: dict[tuple[str, str], list[Timing]], stock: Visit) -> list[str]:
    cold = [timing.ready for timing in timings[visit.name, "cold"]]
    warm = [timing.ready for timing in timings[visit.name, "warm"]]
    of_stock = ratio(cold, [timing.ready for timing in timings[stock.name, "cold"]])
    tasks = [task for timing in timings[visit.name, "cold"] for task in timing.tasks]
    return [
        *(visit.name, str(spread(cold)), str(spread(warm))),
        "1" if visit is stock else str(of_stock),
        "" if visit.at_most is None else f"≤ {visit.at_most}: {verdict(of_stock.median, visit.at_most)}",
        str(ratio(warm, cold)),
        tasks_text(tasks),
        ""
        if visit.longest_task is None
        else f"≤ {visit.longest_task:.0f}: {verdict(max(tasks, default=0.0), visit.longest_task)}",
    ]


def tasks_text(tasks: Sequence[float]) -> str:
    """Every long task that was seen, the longest first, in ms."""
    return ", ".join(f"{task:.0f}" for task in sorted(tasks, reverse=True)) or f"none over {LONGEST_TASK:.0f}"


def measure(
    visits: Sequence[Visit], rounds: int, seconds: float = math.inf
) -> tuple[dict[tuple[str, str], list[Timing]], str]:
    """Visit every page twice with a fresh profile, all pages once a round.

    After the first, no round begins that would probably end later than `seconds` after the start.

    Returns:
        By the name of the page and "cold" or "warm", the timings; and the browser's version.
    """
    timings: dict[tuple[str, str], list[Timing]] = defaultdict(list)
    version = ""
    start = time.perf_counter()
    with sync_playwright() as playwright:
        for turn in range(rounds):
            if turn > 0 and (time.perf_counter() - start) * (turn + 1) / turn > seconds:
                break
            for visit in visits if turn % 2 == 0 else reversed(visits):
                with fresh_profile(playwright) as context:
                    version = context.browser.version if context.browser else version
                    for temperature in ("cold", "warm"):
                        timings[visit.name, temperature].append(_time(context, visit))
    return timings, version


def _time(context: BrowserContext, visit: Visit) -> Timing:
    page = context.new_page()
    page.add_init_script(WATCH.replace("READY", visit.ready))
    page.wait_for_timeout(500)  # the browser has just started, or just closed the last page
    page.goto(visit.url, wait_until="commit")
    page.wait_for_function("window.bench?.ready", timeout=TIMEOUT, polling=100)
    page.wait_for_timeout(200)  # the task that ended the start is reported after it
    seen: dict[str, Any] = page.evaluate("window.bench")
    page.close()
    return Timing(seen["ready"], seen["tasks"])
