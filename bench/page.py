"""How a page comes and answers on a phone and on a desktop: by Lighthouse, and by its slowest interaction."""

from statistics import median
from typing import NamedTuple

from playwright.sync_api import Page

from bench.chromium import browser
from bench.peers import ROOT
from bench.report import number, table, verdict
from bench.slow_line import Line, Speed, serve_slowly
from bench.startup import READY, TIMEOUT
from tests.browser.with_lighthouse import report

PHONE_SLOWDOWN = 4  # as Lighthouse takes a phone to be
SCORE, BLOCKING = 95, 100.0  # budgets: at least; at most, in ms
SIZES = {"phone": (360, 740), "desktop": (1280, 900)}
# The longest time from an input until the next picture, of all so far, in ms.
OBSERVE = """() => {
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries())
      if (interactionId) window.longest = Math.max(window.longest, duration);
  }).observe({ type: "event", durationThreshold: 16 });
}"""


class PressedPage(NamedTuple):
    """A page, and what is pressed on it."""

    page: str
    presses: tuple[str, ...]  # names of buttons


PLACES = (
    PressedPage("index.html", ("Run inference", "Train", "What each gate has learned", "How the error flows back")),
    PressedPage("two-bit.html", ("Run inference", "Train", "What each gate has learned", "Change weights")),
    PressedPage("draw.html", ("Square", "Clear the pad", "Spiral")),
    PressedPage("own-cell.html", ("No forget gate (1997)", "Run", "Back to the original")),
)


def page(quick: bool) -> str:
    """The table, as Markdown with its notes."""
    rounds = 1 if quick else 3
    rows = []
    # As hosts do it, with gzip; how fast the line is, Lighthouse reckons by itself.
    with serve_slowly([("/", ROOT / "dist")], Line(Speed(bits=1e9, delay=0.0))) as server:
        for place in PLACES:
            for device in SIZES:
                address = f"{server.url}/{place.page}"
                found = [report(address, device, ("performance",)) for _ in range(rounds)]
                score = median(one.scores["performance"] for one in found)
                paint, blocking, shift = (
                    median(one.measures[name] for one in found) for name in ("firstPaint", "blocking", "shift")
                )
                budgets = ["", ""]
                if device == "phone":
                    budgets = [
                        f"≥ {SCORE}: {verdict(-score, -SCORE)}",
                        f"≤ {BLOCKING:g}: {verdict(blocking, BLOCKING)}",
                    ]
                cells = [f"{score:g}", budgets[0], number(paint), number(blocking), budgets[1], number(shift)]
                rows.append([f"{place.page}, {device}", *cells, number(slowest(address, device, place.presses))])
    head = ["page", "performance", "budget", "first paint, ms", "blocking, ms", "budget", "shift", "slowest press, ms"]
    note = (
        f"By Lighthouse, the median of {rounds} looks, with its throttling of a phone and of a desktop; the slowest "
        f"press is the longest time from an input to the next picture, of one look in which {PHONE_SLOWDOWN} times as "
        "slow a processor stands for the phone."
    )
    return f"{table(head, rows)}\n\n{note}"


def slowest(address: str, device: str, presses: tuple[str, ...]) -> float:
    """In ms, of these presses on a page that is ready; 0 if all took less than 16."""
    with browser() as running:
        width, height = SIZES[device]
        opened: Page = running.new_page(viewport={"width": width, "height": height})
        opened.goto(address)
        opened.wait_for_function(READY, timeout=TIMEOUT)
        if device == "phone":
            session = opened.context.new_cdp_session(opened)
            session.send("Emulation.setCPUThrottlingRate", {"rate": PHONE_SLOWDOWN})
        opened.evaluate(OBSERVE)
        for name in presses:
            opened.get_by_role("button", name=name).first.click()
            opened.wait_for_function("!document.querySelector('[data-waiting]')")
            opened.wait_for_timeout(1500)
        longest: float = opened.evaluate("window.longest")
        return longest
