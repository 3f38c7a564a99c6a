"""Whether the page, and one around it, stutter: the long tasks of a start and of a training, and frames meanwhile.

Other programs of the machine take the processor from its thread, so these figures are no tests. Frames while it trains
are compared with frames just before, on the same page.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import BrowserContext, sync_playwright

from bench.chromium import fresh_profile
from bench.peers import ROOT, stock_mounts
from bench.report import Spread, number, spread, table, verdict
from bench.serving import serve
from bench.startup import IN_FRAME, LONGEST_TASK, PAGES, READY, TIMEOUT, tasks_text

WATCH = (Path(__file__).parent / "pages" / "watch_frames.js").read_text("utf-8")
CALM = 1000.0  # ms in which nothing happens, before the training
SETTLE = 300.0  # ms after which also the last task is told of
FRAMES = 0.9  # budget: of the frames there are when nothing happens, at least


class WatchedPage(NamedTuple):
    """A page whose thread is watched."""

    name: str
    url: str
    ready: str = READY
    trains: bool = True


class Notes(NamedTuple):
    """What watch_frames.js saw of one visit; times are ms."""

    ready: float
    calm: tuple[float, float]  # when nothing happened
    trained: tuple[float, float] | None  # from the click to the end
    tasks: Sequence[Sequence[float]]  # begin and duration
    frames: Sequence[float]
    patches: Sequence[float]


class Smoothness(NamedTuple):
    """What came of one visit."""

    start: list[float]  # long tasks until Python answered, ms
    blocked: float  # share of that time which they took
    training: list[float]  # long tasks while it trained, ms
    ratio: float | None  # frames a second while it trained / when nothing happened
    patches: float | None  # a second while it trained
    a_frame: float | None  # patches a frame


def smoothness_of(notes: Notes) -> Smoothness:
    """The figures of a visit."""
    start = [long for begin, long in notes.tasks if begin < notes.ready]
    blocked = sum(start) / notes.ready
    if notes.trained is None:
        return Smoothness(start, blocked, [], None, None, None)
    begin, end = notes.trained
    training = [long for at, long in notes.tasks if begin <= at <= end]
    frames, calm = count(notes.frames, begin, end), count(notes.frames, *notes.calm)
    seconds, calm_seconds = (end - begin) / 1000, (notes.calm[1] - notes.calm[0]) / 1000
    patches = count(notes.patches, begin, end)
    ratio = (frames / seconds) / (calm / calm_seconds)
    return Smoothness(start, blocked, training, ratio, patches / seconds, patches / frames)


def count(times: Iterable[float], begin: float, end: float) -> int:
    """How many of the times lie between two others."""
    return sum(begin <= time <= end for time in times)


def smoothness(quick: bool) -> str:
    """The table, as Markdown with its notes."""
    rounds = 1 if quick else 5
    mounts, has_micropip = stock_mounts()
    found: dict[str, list[Smoothness]] = {}
    with serve([*mounts, ("/bench/", PAGES), ("/", ROOT / "dist")]) as server, sync_playwright() as playwright:
        stock = f"{server.url}/bench/stock.html?micropip={'yes' if has_micropip else 'no'}"
        places = [
            WatchedPage("ours, two-bit.html", f"{server.url}/two-bit.html"),
            WatchedPage("a page with it in a frame", f"{server.url}/bench/host.html", IN_FRAME),
            WatchedPage("stock PyScript", stock, trains=False),
        ]
        for turn in range(rounds):
            for place in places if turn % 2 == 0 else reversed(places):
                with fresh_profile(playwright) as context:
                    found.setdefault(place.name, []).append(smoothness_of(_visit(context, place)))
                print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    headings = ["page", "long tasks of the start, ms", "of its time", "long tasks of a training, ms", "budget"]
    headings += ["frames, training / idle", "budget", "patches a second", "patches a frame"]
    note = (
        f"Long tasks are those of more than 50 ms on the page's thread, all that were seen in {rounds} rounds, each "
        "with a fresh profile, and how much of the time until Python answers they took. A training is the one that a "
        f"click on Train begins; frames a second meanwhile are divided by those of the {CALM / 1000:g} s before it. "
        "Page and frame are from one host, and share a thread."
    )
    return table(headings, [row(place.name, found[place.name]) for place in places]) + f"\n\n{note}"


def row(name: str, rounds: Sequence[Smoothness]) -> list[str]:
    """The cells of the table for a page."""
    start, training = ([task for one in rounds for task in getattr(one, what)] for what in ("start", "training"))
    ratio, patches, a_frame = (
        _spread(getattr(one, what) for one in rounds) for what in ("ratio", "patches", "a_frame")
    )
    longest = max([*start, *training], default=0.0)
    return [
        *(name, tasks_text(start), str(spread(one.blocked for one in rounds))),
        "" if ratio is None else tasks_text(training),
        "" if ratio is None else f"≤ {LONGEST_TASK:g}: {verdict(longest, LONGEST_TASK)}",
        "" if ratio is None else str(ratio),
        "" if ratio is None else f"≥ {FRAMES}: {verdict(FRAMES, ratio.median)}",
        *("" if figure is None else number(figure.median) for figure in (patches, a_frame)),
    ]


def _spread(values: Iterable[float | None]) -> Spread | None:
    known = [value for value in values if value is not None]
    return spread(known) if known else None


def _visit(context: BrowserContext, place: WatchedPage) -> Notes:
    page = context.new_page()
    page.add_init_script(WATCH.replace("READY", place.ready))
    page.wait_for_timeout(500)  # the browser has just started
    page.goto(place.url, wait_until="commit")
    page.wait_for_function("window.bench?.ready", timeout=TIMEOUT, polling=100)
    page.wait_for_timeout(SETTLE)
    calm = trained = (0.0, 0.0)
    if place.trains:
        begin: float = page.evaluate("performance.now()")
        page.wait_for_timeout(CALM)
        calm = (begin, page.evaluate("performance.now()"))
        demo = page.frames[-1].locator("[data-demo]")
        demo.get_by_role("button", name="Train", exact=True).click()
        page.wait_for_function("bench.trained", timeout=TIMEOUT, polling=100)
        page.wait_for_timeout(SETTLE)
        trained = (calm[1], page.evaluate("bench.trained"))
    seen: dict[str, Any] = page.evaluate("bench")
    page.close()
    notes = (seen["tasks"], seen["frames"], seen["patches"])
    return Notes(seen["ready"], calm, trained if place.trains else None, *notes)
