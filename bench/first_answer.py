"""How long a reader waits for the first answer over a slow line: a press at once, until it is answered."""

import shutil
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import BrowserContext, sync_playwright

from bench.chromium import fresh_profile
from bench.peers import ROOT, stock_mounts
from bench.report import ratio, spread, table, verdict
from bench.slow_line import Line, Speed, serve_slowly
from bench.startup import PAGES, READY, TIMEOUT

BUDGET, AIM = 0.15, 0.08  # of the time until a stock page is ready
# Presses the button as soon as it can be pressed. Times are milliseconds since the navigation began.
WATCH = f"""
window.bench = {{ painted: null, answered: null, ready: null }};
new PerformanceObserver((list) => {{
  for (const entry of list.getEntries())
    if (entry.name === "first-contentful-paint") window.bench.painted = entry.startTime;
}}).observe({{ type: "paint", buffered: true }});
document.addEventListener("DOMContentLoaded", () => {{
  const stage = document.getElementById("two-bit-stage");
  if (!stage) return;
  new MutationObserver(() => (window.bench.answered ??= performance.now())).observe(stage,
    {{ subtree: true, childList: true, attributes: true, attributeFilter: ["data-reached"] }});
  setTimeout(() => [...document.querySelectorAll("button")].find((one) => one.textContent.startsWith("Run")).click());
}});
const watching = setInterval(() => {{
  if (!({READY})) return;
  window.bench.ready = performance.now();
  clearInterval(watching);
}}, 5);
"""


def first_answer(quick: bool) -> str:
    """The table, as Markdown with its notes."""
    speed, rounds = Speed(), 2 if quick else 5
    mounts, has_micropip = stock_mounts()
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    with ExitStack() as stack:
        bare = Path(stack.enter_context(TemporaryDirectory())) / "dist"
        shutil.copytree(ROOT / "dist", bare, ignore=shutil.ignore_patterns("answers", "offline*"))
        server = stack.enter_context(serve_slowly([*mounts, ("/bench/", PAGES), ("/", ROOT / "dist")], Line(speed)))
        without = stack.enter_context(serve_slowly([("/", bare)], Line(speed)))
        playwright = stack.enter_context(sync_playwright())
        stock = f"{server.url}/bench/stock.html?micropip={'yes' if has_micropip else 'no'}"
        visits = [
            ("ours", f"{server.url}/two-bit.html"),
            ("ours, without first answers", f"{without.url}/two-bit.html"),
            ("stock PyScript", stock),
        ]
        for turn in range(rounds + 1):
            for name, url in visits if turn % 2 == 0 else reversed(visits):
                with fresh_profile(playwright) as context:
                    seen = _visit(context, url)
                if turn:  # in the first, the server still compresses
                    for what, value in seen.items():
                        if value is not None:
                            times[name, what].append(value)
    ready = times["stock PyScript", "ready"]
    rows = []
    for name, _ in visits:
        answered = times[name, "answered"]
        of_stock = ratio(answered, ready) if answered else None
        is_ours = name == "ours"
        rows.append(
            [
                name,
                str(spread(times[name, "painted"])) if times[name, "painted"] else "",
                str(spread(answered)) if answered else "",
                str(spread(times[name, "ready"])),
                str(of_stock) if of_stock else "",
                f"≤ {BUDGET}: {verdict(of_stock.median, BUDGET)}" if is_ours and of_stock else "",
            ]
        )
    later = ratio(times["ours", "ready"], times["ours, without first answers", "ready"])
    notes = (
        f"Milliseconds from the start of the navigation: median (smallest–largest) of {rounds} alternating rounds, "
        f"each with a fresh profile, over {speed.bits / 1e6:.0f} Mbit/s shared by all connections, "
        f"{1000 * speed.delay:.0f} ms an answer, with gzip. Run inference is pressed as soon as the page is there. "
        f"Python is ready after {later} of the time that it takes without first answers. The aim is {AIM}."
    )
    headings = ["page", "painted, ms", "first answer, ms", "Python ready, ms", "first answer / stock ready", "budget"]
    return table(headings, rows) + "\n\n" + notes


def _visit(context: BrowserContext, url: str) -> dict[str, float | None]:
    page = context.new_page()
    page.add_init_script(WATCH)
    page.wait_for_timeout(500)  # the browser has just started
    page.goto(url, wait_until="commit")
    over = "window.bench?.ready && (window.bench.answered || !document.getElementById('two-bit-stage'))"
    page.wait_for_function(over, timeout=TIMEOUT, polling=100)
    seen: dict[str, float | None] = page.evaluate("window.bench")
    page.close()
    return seen
