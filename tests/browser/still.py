"""Holding still what a page does by itself, so that a moment can be looked at, however long that takes.

What passes by itself - a training, its playback, a pen that rests - may be over before a slow machine has looked.
So its next step is kept back in the page: from one frame to the next, or after a while.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

# The page's scripts ask for frames and timers by these names each time, so they may be exchanged in between.
FRAMES = """() => {
  const real = window.requestAnimationFrame;
  const held = [];
  window.requestAnimationFrame = (act) => (WHEN ? -held.push(act) : real.call(window, act));
  window.letFramesGo = () => {
    window.requestAnimationFrame = real;
    held.forEach((act) => real.call(window, act));
  };
}"""
TIMERS = """() => {
  const { setTimeout: set, clearTimeout: clear } = window;
  const held = new Map(); // {number: [act, delay]}
  const going = new Map(); // {number: of the browser's}, of those that were held
  let count = 0;
  window.setTimeout = (act, delay = 0, ...given) => {
    if (delay < SHORTEST) return set.call(window, act, delay, ...given);
    held.set(--count, [() => act(...given), delay]);
    return count;
  };
  window.clearTimeout = (number) => {
    if (!held.delete(number)) clear.call(window, going.get(number) ?? number);
  };
  window.letTimersGo = () => {
    window.setTimeout = set;
    for (const [number, [act, delay]] of held) going.set(number, set.call(window, act, delay));
    held.clear();
  };
}"""
SHORTEST = 100  # ms of a timer that is held; shorter ones only let other tasks in between


@contextmanager
def held_frames(page: Page, when: str = "true") -> Iterator[None]:
    """Nothing goes on from frame to frame, from when an expression of the page is true until the block is over."""
    page.evaluate(FRAMES.replace("WHEN", f"({when})"))
    try:
        yield
    finally:
        page.evaluate("window.letFramesGo()")


@contextmanager
def held_timers(page: Page) -> Iterator[None]:
    """Nothing comes after a while, until the block is over: such time begins then."""
    page.evaluate(TIMERS.replace("SHORTEST", str(SHORTEST)))
    try:
        yield
    finally:
        page.evaluate("window.letTimersGo()")


@contextmanager
def held_animations(page: Page) -> Iterator[None]:
    """Animations begin, but no time passes in them until the block is over."""
    session = page.context.new_cdp_session(page)
    session.send("Animation.enable")
    session.send("Animation.setPlaybackRate", {"playbackRate": 0})
    try:
        yield
    finally:
        session.send("Animation.setPlaybackRate", {"playbackRate": 1})
        session.detach()
