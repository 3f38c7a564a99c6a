"""How long it takes from a pointer event on the pad until the forecast in the document knows of it.

The page is watched from the moment it loads (``pages/watch_pad.js``) while a sample stroke is played into it, an event
a frame, or a mouse is moved over it. Messages to Python are sent one at a time, and points that come meanwhile are sent
together. So an event is found again by its coordinates in the first message that carries them, and what counts is when
the answer to that message was in the document. An event that made no step of the stroke (they are 6 px long) leaves the
forecast as it was; it cannot be seen to be answered, and is counted in two ways: not at all, and as if it had waited
for the next change.
"""

import math
import time
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page

from bench.startup import READY, TIMEOUT

WATCH = (Path(__file__).parent / "pages" / "watch_pad.js").read_text("utf-8")
# Nobody knows of this demo, so Python looks no further.
ECHO = """
async () => {
  const worker = document.querySelector("script[type=py]").xworker;
  const times = [];
  for (let k = 0; k < 101; k++) {
    const start = performance.now();
    await worker.sync.dispatch('{"demo": "none", "ask": "work"}');
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[50];
}
"""
DROPPED = 25.0  # ms between two frames, from which on one was missed
SETTLE = 1000.0  # ms that messages may still take after the last stroke

type Point = tuple[float, float]


class Event(NamedTuple):
    """A pen's move; times are ms."""

    made: float  # when the event says it happened
    came: float  # when the page was told
    point: Point  # px, as the page sends it


class Message(NamedTuple):
    """A message to Python and what came of it; times are ms."""

    type: str
    points: list[Point]  # of ink; none otherwise
    sent: float
    answered: float | None  # when the answer was back in the page; None if it never was
    patched: float | None  # when the page had put it into the document
    shown: float | None  # the same, if the forecast in there is another one than before
    busy: bool  # whether the answer said that learning goes on
    whole: bool = False  # whether it brought all of the view, not only the pad's


class Followed(NamedTuple):
    """An event and what became of it."""

    event: Event
    message: Message  # the first one that has it
    ahead: Message | None  # which was under way when the event came, so that this one had to wait
    changed: float | None  # when the forecast in the document changed next, with this answer or a later one
    learning: bool  # whether learning went on when it came


def events_of(raw: dict[str, Any]) -> tuple[list[Event], list[Message]]:
    """What watch_pad.js has noted, with types."""
    events = [Event(e["made"], e["came"], (e["point"][0], e["point"][1])) for e in raw["events"]]
    messages = [Message(**{**m, "points": [(x, y) for x, y in m["points"]]}) for m in raw["messages"]]
    return events, messages


def follow(events: Sequence[Event], messages: Sequence[Message]) -> list[Followed]:
    """Each event that was sent at all, with the first message that has its point. Both must be in order of time.

    The page drops events: those before the pen has moved far enough, and those beside the pad.
    """
    followed, begin = [], 0
    for at, message in enumerate(messages):
        for point in message.points:
            waiting = range(begin, len(events))
            found = next((k for k in waiting if events[k].came <= message.sent and events[k].point == point), None)
            if found is None:
                continue  # a point of an event that brought several, or where the pen came down
            event, begin = events[found], found + 1
            ahead = next((other for other in messages[:at] if _under_way(other, event.came)), None)
            changed = next((m.shown for m in messages[at:] if m.shown is not None), None)
            before = [m for m in messages[:at] if m.patched is not None and m.patched <= event.came]
            followed.append(Followed(event, message, ahead, changed, bool(before) and before[-1].busy))
    return followed


def _under_way(message: Message, at: float) -> bool:
    over = message.answered if message.patched is None else message.patched  # some answers bring nothing to patch
    return message.sent <= at and (over is None or over > at)


class Latency(NamedTuple):
    """Of one way to draw; times are ms."""

    events: int  # that came while learning went on, and were sent
    unanswered: int  # of these, those whose message was never answered
    unchanged: int  # of these, those that left the forecast as it was
    changing: list[float]  # of each of the others, from when the page was told until the document had the new forecast
    strict: list[float]  # of all of them, until the next change of the forecast, though it may not be due to them
    before: list[float]  # of the changing ones: from the event's own time stamp until the page was told
    waits: list[float]  # from there until the message left
    asks: list[float]  # from there until the answer was back
    patches: list[float]  # from there until it was in the document
    late: dict[str, int]  # of those over the budget, what was under way when they came, and what the answer brought
    frames: int
    dropped: int
    longest: float  # task of the page while strokes were drawn, 0 if none was as long as 50 ms
    rate: float | None  # gradient steps a second; None if not told


def latency(raw: dict[str, Any], budget: float) -> Latency:
    """What the notes of watch_pad.js come to, for events while learning went on."""
    events, messages = events_of(raw)
    learning = [one for one in follow(events, messages) if one.learning]
    answered = [one for one in learning if one.message.patched is not None]
    changing = [one for one in answered if one.message.shown is not None]
    late: dict[str, int] = {}
    for one in changing:
        if _until(one.message.shown, one.event) > budget:
            behind = "nothing" if one.ahead is None else one.ahead.type
            key = f"behind {behind}, {'whole view' if one.message.whole else 'pad only'}"
            late[key] = late.get(key, 0) + 1
    spans = [(begin, end) for begin, end in raw["strokes"] if end is not None]
    count, dropped = frames_in(raw["frames"], spans)
    return Latency(
        events=len(learning),
        unanswered=len(learning) - len(answered),
        unchanged=len(answered) - len(changing),
        changing=[_until(one.message.shown, one.event) for one in changing],
        strict=[_until(one.changed, one.event) for one in answered if one.changed is not None],
        before=[one.event.came - one.event.made for one in changing],
        waits=[one.message.sent - one.event.came for one in changing],
        asks=[_known(one.message.answered) - one.message.sent for one in changing],
        patches=[_known(one.message.shown) - _known(one.message.answered) for one in changing],
        late=late,
        frames=count,
        dropped=dropped,
        longest=max((long for at, long in raw["tasks"] if any(a <= at <= b for a, b in spans)), default=0.0),
        rate=rate_of(raw["learned"], spans),
    )


def _until(at: float | None, event: Event) -> float:
    return _known(at) - event.came


def _known(at: float | None) -> float:
    assert at is not None
    return at


def frames_in(frames: Sequence[float], spans: Iterable[tuple[float, float]]) -> tuple[int, int]:
    """How many frames there were while strokes were drawn, and how many of the gaps before them are too long."""
    count = dropped = 0
    for begin, end in spans:
        inside = [frame for frame in frames if begin <= frame <= end]
        count += len(inside)
        dropped += sum(b - a > DROPPED for a, b in pairwise(inside))
    return count, dropped


def rate_of(learned: Sequence[Sequence[float]], spans: Iterable[tuple[float, float]]) -> float | None:
    """Gradient steps a second while strokes were drawn, from notes of (ms, steps so far); None without any.

    Time counts from the first step of each stroke: before it there is not enough to learn from.
    """
    steps = seconds = 0.0
    for begin, end in spans:
        notes = [(at, count) for at, count in learned if begin <= at <= end]
        growing = [k for k in range(1, len(notes)) if notes[k][1] > notes[k - 1][1]]
        if growing:
            first, last = notes[growing[0] - 1], notes[-1]
            steps += last[1] - first[1]
            seconds += (last[0] - first[0]) / 1000
    return steps / seconds if seconds else None


def echo(page: Page) -> float:
    """Milliseconds that a message takes there and back if Python has nothing to do: the median."""
    median: float = page.evaluate(ECHO)
    return median


def play(page: Page, names: Sequence[str]) -> dict[str, Any]:
    """Let samples be played into the pad, one after another, and wait until each is over; the notes."""
    for count, name in enumerate(names, 1):
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_function(f"bench.strokes.length === {count} && bench.strokes.at(-1)[1]", polling=250)
        page.wait_for_timeout(SETTLE)
    raw: dict[str, Any] = page.evaluate("bench")
    return raw


def move_mouse(page: Page, seconds: float) -> dict[str, Any]:
    """Draw with the mouse; the notes."""
    move_mouse_over(page, seconds)
    page.wait_for_timeout(SETTLE)
    raw: dict[str, Any] = page.evaluate("bench")
    return raw


def move_mouse_over(page: Page, seconds: float) -> None:
    """Draw with the browser's own mouse, a figure that goes round the pad, about 60 moves a second."""
    box = page.locator("[data-pad] canvas").bounding_box()
    assert box is not None
    page.mouse.move(*figure(box, 0.0))
    page.mouse.down()
    began, moves = time.perf_counter(), 0
    while (now := time.perf_counter() - began) < seconds:
        page.mouse.move(*figure(box, now))
        moves += 1
        page.wait_for_timeout(max(0.0, 1000 * (moves / 60 - (time.perf_counter() - began))))
    page.mouse.up()


def figure(box: Any, at: float) -> tuple[float, float]:
    """Where the mouse is after so many seconds: an eight, at some 300 px a second."""
    angle = 1.6 * at
    x = box["x"] + box["width"] / 2 + 120 * math.sin(angle)
    y = box["y"] + box["height"] / 2 + 70 * math.sin(2 * angle)
    return x, y


def drawing_page(browser: Browser, url: str) -> Page:
    """The built page with the pad in sight and Python ready, watched."""
    page = browser.new_page()
    page.add_init_script(WATCH)
    page.goto(f"{url}/draw.html")
    page.wait_for_function(READY, timeout=TIMEOUT)
    page.locator("[data-pad]").scroll_into_view_if_needed()
    page.wait_for_timeout(SETTLE)
    return page
