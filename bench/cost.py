"""What the pattern demo costs as it grows: memory, and a view update in a real browser."""

import sys
import tracemalloc
from statistics import median
from typing import Any

from playwright.sync_api import Page

from bench.chromium import browser
from bench.epochs import QUICK, SIZES
from bench.peers import ROOT
from bench.report import table
from bench.startup import READY, TIMEOUT
from bundler.server import serve_background
from rnn.run import Settings, advance, start
from tasks.bits import examples, network_shape

REPEATS = 15
# Runs in the page. Talks to Python as the page does, and takes the time of whole round trips.
MEASURE = """
async ({units, bits, repeats}) => {
  const worker = document.querySelector("script[type=py]").xworker;
  const ask = async (event) =>
    JSON.parse(await worker.sync.dispatch(JSON.stringify({demo: "four-bit", ask: "event", event})));
  const timed = async (event) => {
    const start = performance.now();
    await ask(event);
    return performance.now() - start;
  };
  await ask({type: "change-network", units, bits});
  const zeros = "0".repeat(bits), ones = "1".repeat(bits);
  for (let k = 0; k < 20; k++) await ask({type: "replay", input: k % 2 ? zeros : ones}); // warms up
  const view = [], maps = [];
  for (let k = 0; k < repeats; k++) view.push(await timed({type: "replay", input: k % 2 ? zeros : ones}));
  await ask({type: "open-panel", panel: "maps"});
  for (let k = 0; k < repeats; k++) maps.push(await timed({type: "replay", input: k % 2 ? zeros : ones}));
  await ask({type: "open-panel", panel: "maps"});
  return {view, maps};
}
"""


def views(quick: bool) -> str:
    """The table, as Markdown with its note."""
    rows = []
    with browser() as chromium, serve_background(ROOT / "dist") as site:
        page = chromium.new_page()
        page.goto(f"{site}/four-bit.html")
        page.wait_for_function(READY, timeout=TIMEOUT)
        for units, bits in QUICK if quick else SIZES:
            rows.append(_row(page, units, bits))
            print(".", end="", file=sys.stderr, flush=True)
        version = chromium.version
    print(file=sys.stderr)
    costs = ["one epoch, kB", "history per epoch, kB", "view, ms", "view with maps, ms"]
    return table(["units", "bits", *costs], rows) + f"\n\nChromium {version}; medians."


def _row(page: Page, units: int, bits: int) -> list[str]:
    times: dict[str, Any] = page.evaluate(MEASURE, {"units": units, "bits": bits, "repeats": REPEATS})
    working, kept = _memory(units, bits)
    figures = [working, kept, median(times["view"]), median(times["maps"])]
    return [str(units), str(bits), *(f"{figure:.1f}" for figure in figures)]


def _memory(units: int, bits: int) -> tuple[float, float]:
    """Kilobytes that an epoch of the reference path needs while it runs, and that its snapshot keeps.

    Counted by CPython's allocator.
    """
    epochs = 10
    never = Settings(tolerance=0.0)  # so that no run ends early
    run = advance(start(1, network_shape(units), examples((1,) * bits), never))
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for _ in range(epochs):
        run = advance(run)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    run = advance(run)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (peak - after) / 1000, (after - before) / epochs / 1000
