"""Ten minutes of training, and ten of drawing: memory and the time to an answer at the end, against the beginning."""

import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from bench.devtools import Tab, lone_tab
from bench.latency import figure
from bench.peers import ROOT
from bench.report import number, table
from bench.serving import serve
from bench.startup import READY

MINUTES, QUICK_MINUTES = 10.0, 1.0
PRESSES = 21
SAMPLES = 5  # of memory
ROUND = 10  # turns, after which all is as at the beginning
A_LINE, MOVES = 5.0, 60  # s, and moves a second
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


# Functions that those below begin with: to wait, and to press the button with these words.
COMMON = """
const settled = async (is) => { while (!is()) await new Promise(requestAnimationFrame); };
const press = async (words) => {
  const find = () => [...document.querySelectorAll("button")].find((e) => e.textContent.trim() === words);
  await settled(find);
  find().click();
};
"""
# Sets the bits of the target, trains, and waits for the end.
TRAIN = f"""
async (bits) => {{
  {COMMON}
  for (const [k, bit] of [...bits].entries()) {{
    const find = () => document.querySelector(`[role="switch"][aria-label="Target bit ${{k + 1}}"]`);
    if (find().ariaChecked === String(bit === "1")) continue;
    find().click();
    await settled(() => find().ariaChecked === String(bit === "1"));
  }}
  const isOver = () => /^(trained|not)/.test(document.querySelector('[aria-label="Training status"]').textContent);
  await press("Train");
  await settled(() => !isOver());
  await settled(isOver);
}}
"""
CLEAR = f"async () => {{ {COMMON} await press('Clear the pad'); }}"
BOX = """
() => {
  const canvas = document.querySelector("[data-pad] canvas");
  canvas.scrollIntoView({ block: "center" });
  const { x, y, width, height } = canvas.getBoundingClientRect();
  return { x, y, width, height };
}
"""


class SoakedPage(NamedTuple):
    """A page, what is done on it again and again, and a switch of which it is asked how long an answer takes."""

    page: str
    what: str
    once: Callable[[Tab, int], None]
    switch: str


def _train(tab: Tab, turn: int) -> None:
    tab.run(TRAIN, ("10", "01")[turn % 2])


def _draw(tab: Tab, turn: int) -> None:
    """Ink for some seconds, in one line; a round of lines begins on an empty pad."""
    if turn % ROUND == 0:
        tab.run(CLEAR)
    box = tab.run(BOX)
    tab.mouse("mousePressed", *figure(box, 0.0))
    began, moves = time.perf_counter(), 0
    while (now := time.perf_counter() - began) < A_LINE:
        tab.mouse("mouseMoved", *figure(box, now))
        moves += 1
        time.sleep(max(0.0, moves / MOVES - (time.perf_counter() - began)))
    tab.mouse("mouseReleased", *figure(box, A_LINE))


PLACES = (
    SoakedPage("two-bit.html", "training", _train, '[role="switch"][aria-label="Test bit 1"]'),
    SoakedPage("draw.html", "drawing and learning", _draw, '[role="switch"]'),
)


def memory_of(processes: Iterable[dict[str, Any]]) -> float:
    """What those of a browser's processes that show pages have in memory, in MB; shared pages by their share. On Linux;
    elsewhere 0.
    """
    files = [Path(f"/proc/{one['id']}/smaps_rollup") for one in processes if one["type"] == "renderer"]
    found = [re.search(r"^Pss: +(\d+) kB", file.read_text(), re.MULTILINE) for file in files if file.exists()]
    return sum(int(pss[1]) for pss in found if pss) * 1024 / 1e6


def needed(tab: Tab) -> float:
    """What is in memory, in MB, once garbage is collected; browsers give the rest back when it suits them."""
    tab.collect_garbage()
    return memory_of(tab.processes())


def soak(quick: bool) -> str:
    """The table, as Markdown with its note."""
    minutes = QUICK_MINUTES if quick else MINUTES
    rows = []
    with serve([("/", ROOT / "dist")]) as server:
        for place in PLACES:
            with lone_tab() as tab:
                tab.open(f"{server.url}/{place.page}", READY)
                turns, memories, times = 0, list[float](), list[float]()
                # The first turns fill caches; what counts begins after a tenth of the time.
                for share in (0.1, 1.0):
                    end = time.monotonic() + 60 * minutes * (share if share < 1 else 0.9)
                    while time.monotonic() < end or turns % ROUND:  # a pad has as much ink at both times
                        place.once(tab, turns)
                        turns += 1
                    memories.append(min(needed(tab) for _ in range(SAMPLES)))
                    times.append(tab.run(ANSWERED, [place.switch, PRESSES]))
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
