"""What drawing costs: from a pointer event to the new forecast while learning goes on, and a gradient step."""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page

from bench.chromium import browser
from bench.latency import Latency, drawing_page, echo, latency, move_mouse, play
from bench.peers import ROOT, tfjs
from bench.report import number, percentile, ratio, spread, table, verdict
from bench.serving import serve
from bench.stroke_updates import as_json, given_stroke, one_bias_losses, reference_losses
from bench.trainers import TFJS_BACKENDS, TFJS_STYLES, Training, our_python
from bundler.errors import BuildError

HERE = Path(__file__).parent
ANSWERED = 16.0  # ms, budget: p95 from event to document
LATE = 1.6  # budget: an answer to ink after 20,000 points, by one near the beginning
STEPS = 200.0  # budget: gradient steps a second, at least
SAMPLES = ("Loops", "Zigzag", "Square", "Figure eight")
QUICK_SAMPLES = ("Square",)
COMPARED, TOLERANCE = 10, 1e-4  # gradient steps whose losses are compared with the reference path's, and how closely
CALM = 1e-3  # learning rate for that; with a larger one rounding in float32 grows
RATE = 4e-3  # otherwise: the page's largest
TRIED = 3  # gradient steps to begin with, to tell how long they take
AT_MOST = 2000  # gradient steps timed in one go, however fast they are
PARTS = {
    "forecast": "a forecast of 13 futures, 50 steps each",
    "read": "reading 48 steps, for the states at one",
    "learn": "learning: 16 gradient steps, and what comes with them in the page",
    "ink": "all of Python's part in an answer to ink, pad only",
    "whole": "the same with the whole view",
    "late": "as the answer to ink, after 20,000 points",
}

type Learn = Callable[[int, float], Training]  # so many updates from the beginning, at this rate


def drawing(quick: bool) -> str:
    """The tables, as Markdown with their notes."""
    with ExitStack() as stack:
        mounts = [("/bench/", HERE / "pages"), ("/bench/", HERE), ("/", ROOT / "dist")]
        missing = ""
        try:
            mounts.insert(0, ("/peers/", tfjs()))
        except BuildError as error:
            missing = str(error)
        server = stack.enter_context(serve(mounts))
        chromium = stack.enter_context(browser())
        return "\n\n".join(
            [
                _latencies(chromium, server.url, quick),
                _learning(chromium, server.url, quick, missing),
                f"Chromium {chromium.version}.",
            ]
        )


# ---- Latency ----


def _latencies(chromium: Browser, url: str, quick: bool) -> str:
    names = QUICK_SAMPLES if quick else SAMPLES
    ways: dict[str, Callable[[Page], dict[str, Any]]] = {
        f"samples {', '.join(names)}": lambda page: play(page, names),
        "mouse": lambda page: move_mouse(page, 4 if quick else 15),
    }
    found: dict[str, Latency] = {}
    for way, draw in ways.items():
        page = drawing_page(chromium, url)
        found[way] = latency(draw(page), ANSWERED)
        there_and_back = echo(page)
        page.close()
        _dot()
    headings = ["drawn by", "events", "p50, ms", "p95, ms", "budget", "longest, ms", "strictly: p50, p95"]
    parts = ["stamped: p95", "waiting", "asking", "patching"]
    others = ["dropped frames", "longest task, ms", "gradient steps a second"]
    notes = [
        "Milliseconds from a pointer event on the pad of `draw.html` until the document has the forecast that knows of "
        "it, while learning goes on. Counted are the events after which the forecast changed; strictly, an event that "
        "made no step of the stroke is counted too, up to the next change. Time begins when the page is told; by the "
        "event's own stamp the browser has known of it before, since it tells of moves once a frame. The parts are "
        "medians: until the message leaves, until Python's answer is back, until it is in the document. A message "
        f"that Python has nothing to do for is back after {there_and_back:.1f} ms.",
        *(f"{way}: {remarks(one)}" for way, one in found.items()),
    ]
    return table([*headings, *parts, *others], [latency_row(*one) for one in found.items()]) + "\n\n" + "\n".join(notes)


def latency_row(way: str, found: Latency) -> list[str]:
    """The cells of the table for one way to draw; there must have been events."""
    p95 = percentile(found.changing, 0.95)
    return [
        *(way, str(len(found.changing))),
        *(f"{percentile(found.changing, 0.5):.1f}", f"{p95:.1f}"),
        f"≤ {ANSWERED:g}: {verdict(p95, ANSWERED)}",
        f"{max(found.changing):.1f}",
        f"{percentile(found.strict, 0.5):.1f}, {percentile(found.strict, 0.95):.1f}",
        f"{percentile(map(sum, zip(found.before, found.changing, strict=True)), 0.95):.1f}",
        *(f"{median(part):.1f}" for part in (found.waits, found.asks, found.patches)),
        f"{found.dropped} of {found.frames}",
        number(found.longest) if found.longest else "none over 50",
        "–" if found.rate is None else f"{found.rate:.0f}",
    ]


def remarks(found: Latency) -> str:
    """What the figures leave out, and what those had to wait for that came late."""
    late = [f"{count} {why}" for why, count in Counter(found.late).most_common()]
    text = (
        f"of {found.events} events {found.unchanged} left the forecast as it was and {found.unanswered} were never "
        f"answered; {sum(found.late.values())} took more than {ANSWERED:g} ms"
    )
    return f"{text} ({', '.join(late)})." if late else f"{text}."


# ---- Learning ----


def _learning(chromium: Browser, url: str, quick: bool, missing: str) -> str:
    given = given_stroke()
    page = our_python(chromium, url, "strokes_in_worker.py", "stroke_updates.py")
    ways: dict[str, dict[str, Learn]] = {
        "kernel": {"": _in_python(page, "kernel")},
        "numpy in Pyodide": {"": _in_python(page, "numpy")},
    }
    if not missing:
        ways["TF.js"] = _in_tfjs(chromium, url, TFJS_BACKENDS[:2] if quick else TFJS_BACKENDS)
    expected = reference_losses(given, COMPARED, CALM)
    one_bias = one_bias_losses(given, COMPARED, CALM)
    for path, some in ways.items():
        for way, learn in some.items():
            check(f"{path} {way}".strip(), learn(COMPARED, CALM).losses, one_bias if "layers" in way else expected)
    _dot()
    seconds = alternate({path: fastest(some) for path, some in ways.items()}, *((3, 0.3) if quick else (7, 0.5)))
    kernel = seconds["kernel"]
    rows = []
    for path, times in seconds.items():
        budget = f"≥ {STEPS:g}: {verdict(STEPS, 1 / median(times))}" if path == "kernel" else ""
        against = "1" if path == "kernel" else str(ratio(kernel, times))
        rows.append([path, str(spread(1 / time for time in times)), str(spread(times).scaled(1000)), budget, against])
    parts = page.evaluate("ask", {"repeats": 21 if quick else 61})
    headings = ["way", "gradient steps a second", "ms", "budget", "kernel's time / its time"]
    notes = [
        "A gradient step: 24 windows of 48 steps, 13 inputs, 24 units, 12 outputs, mixture loss from step 8 on, "
        "clipping, Adam. Median (smallest–largest) of alternating rounds; TF.js stands for the fastest of its backends "
        "and of two ways to write it. Our paths also draw the windows, which TF.js is given. All did the "
        f"same work: the losses of the first {COMPARED} steps are within {TOLERANCE:g} of the reference path's.",
        *([f"TF.js is missing: {missing}"] if missing else []),
    ]
    late = parts["late"] / parts["ink"]
    notes.append(
        f"After 20,000 points an answer to ink takes {late:.2f} times as long; budget ≤ {LATE}: {verdict(late, LATE)}."
    )
    costs = table(["what Python does, in the page's worker", "ms"], part_rows(parts))
    return table(headings, rows) + "\n\n" + "\n".join(notes) + "\n\n" + costs


def part_rows(seconds: dict[str, float]) -> list[list[str]]:
    """What each part of the page's Python takes, as cells."""
    return [[PARTS[part], f"{1000 * time:.2f}"] for part, time in seconds.items()]


def _in_python(page: Page, path: str) -> Learn:
    def learn(updates: int, rate: float) -> Training:
        answer = page.evaluate("ask", {"path": path, "updates": updates, "rate": rate})
        if "missing" in answer:
            raise BuildError(answer["missing"])
        return Training(**answer)

    return learn


def _in_tfjs(chromium: Browser, url: str, backends: Sequence[str]) -> dict[str, Learn]:
    page = chromium.new_page()
    page.goto(f"{url}/bench/tfjs.html")
    page.evaluate("(given) => { stroke_updates = given; }", as_json(given_stroke(), COMPARED))

    def way(backend: str, style: str) -> Learn:
        def learn(updates: int, rate: float) -> Training:
            request = {"backend": backend, "style": style, "updates": updates, "rate": rate}
            return Training(**page.evaluate("learn", request))

        return learn

    starts = "async (name) => await tf.setBackend(name).catch(() => false)"
    running = [backend for backend in backends if page.evaluate(starts, backend)]
    return {f"{backend}, {style}": way(backend, style) for backend in running for style in TFJS_STYLES}


def check(name: str, losses: Sequence[float], expected: Sequence[float]) -> None:
    """Raise AssertionError unless these are the reference path's losses, and fall."""
    apart = max(abs(a - b) for a, b in zip(losses, expected, strict=True))
    assert apart <= TOLERANCE, f"{name} does other work: a loss is {apart} apart"
    assert losses[-1] < losses[0], f"{name} does not learn: {losses}"


def fastest(ways: dict[str, Learn]) -> tuple[str, Learn, float]:
    """The way that needs least time, its name, and about how many seconds a gradient step takes in it."""
    tried = {name: learn(TRIED, RATE).seconds / TRIED for name, learn in ways.items()}
    name = min(tried, key=lambda name: tried[name])
    return name, ways[name], tried[name]


def alternate(found: dict[str, tuple[str, Learn, float]], rounds: int, seconds: float) -> dict[str, list[float]]:
    """Seconds a gradient step in each round, by path and way; a round asks each in turn for about `seconds`."""
    times: dict[str, list[float]] = {f"{path} {name}".strip(): [] for path, (name, _, _) in found.items()}
    for _ in range(rounds):
        for path, (_, learn, estimate) in zip(times, found.values(), strict=True):
            count = min(max(TRIED, round(seconds / estimate)), AT_MOST)
            learn(max(TRIED, count // 4), RATE)  # caches are cold after the others' turns
            times[path].append(learn(count, RATE).seconds / count)
    return times


def _dot() -> None:
    print(".", end="", file=sys.stderr, flush=True)
