"""What the pattern demo costs as it grows: epochs and memory, and a view update in a real browser.

Run by `python3 build.py bench`. Prints one table, in Markdown, for the README.
"""

import os
import sys
import tracemalloc
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bundler.browser import ensure_browser
from bundler.server import serve_background
from lstm.training import Settings, advance, start
from tasks.bits import examples, network_shape

ROOT = Path(__file__).parents[2]
UNITS, BITS = (1, 2, 4, 8, 16), (2, 4, 6, 8)
REPEATS = 15
BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Runs in the page. Talks to Python as the page does, and takes the time of whole round trips.
MEASURE = """
async ({units, bits, repeats}) => {
  const worker = document.querySelector("script[type=py]").xworker;
  const ask = async (message) => JSON.parse(await worker.sync.dispatch(JSON.stringify({demo: "four-bit", ...message})));
  const timed = async (message) => {
    const start = performance.now();
    await ask(message);
    return performance.now() - start;
  };
  await ask({type: "change-network", units, bits});
  const zeros = "0".repeat(bits), ones = "1".repeat(bits);
  for (let k = 0; k < 20; k++) await ask({type: "replay", input: k % 2 ? zeros : ones}); // warms up
  const view = [], maps = [], epoch = [];
  for (let k = 0; k < repeats; k++) view.push(await timed({type: "replay", input: k % 2 ? zeros : ones}));
  await ask({type: "open-panel", panel: "maps"});
  for (let k = 0; k < repeats; k++) maps.push(await timed({type: "replay", input: k % 2 ? zeros : ones}));
  await ask({type: "open-panel", panel: "maps"});
  // A tick does as many epochs as fit, and a view update; the counter tells how many they were.
  const counter = (answer) => {
    const text = Object.values(answer.regions).join(" ").match(/(?:epoch |trained in )([0-9]+)/);
    return text ? Number(text[1]) : 0;
  };
  const drawn = view.sort((a, b) => a - b)[repeats >> 1];
  for (let k = 0; k < 9; k++) {
    const before = counter(await ask({type: "train"}));
    const start = performance.now();
    const after = counter(await ask({type: "tick", budget: 150, paced: false}));
    if (after > before) epoch.push((performance.now() - start - drawn) / (after - before));
  }
  return {view, maps, epoch};
}
"""


def main() -> None:
    """Measure every size and print the table."""
    rows = []
    with sync_playwright() as playwright, serve_background(ROOT / "dist") as site:
        browser = playwright.chromium.launch(executable_path=ensure_browser(), args=[*BROWSER_ARGUMENTS])
        page = browser.new_page()
        page.goto(f"{site}/four-bit.html")
        page.wait_for_function("document.documentElement.dataset.python == 'ready'", timeout=120_000)
        for units in UNITS:
            for bits in BITS:
                rows.append(_row(page, units, bits))
                print(".", end="", file=sys.stderr, flush=True)
        version = browser.version
        browser.close()
    print(file=sys.stderr)
    print(f"Chromium {version}, {os.cpu_count()} cores; medians, in milliseconds and kilobytes\n")
    print("| units | bits | epoch, ms | one epoch, kB | history per epoch, kB | view, ms | view with maps, ms |")
    print("|---|---|---|---|---|---|---|")
    print("\n".join(rows))


def _row(page: Page, units: int, bits: int) -> str:
    times: dict[str, Any] = page.evaluate(MEASURE, {"units": units, "bits": bits, "repeats": REPEATS})
    working, kept = _memory(units, bits)
    figures = [median(times["epoch"]), working, kept, median(times["view"]), median(times["maps"])]
    return f"| {units} | {bits} | " + " | ".join(f"{figure:.1f}" for figure in figures) + " |"


def _memory(units: int, bits: int) -> tuple[float, float]:
    """Kilobytes that one epoch needs while it runs, and that its snapshot keeps; counted by CPython's allocator."""
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


if __name__ == "__main__":
    main()
