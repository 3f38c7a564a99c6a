"""Ten minutes of drawing give an event no more to do than the first one, and do not fill the memory."""

import gc
import sys
import tracemalloc
from types import FrameType
from typing import Any, NamedTuple

import numpy as np
import pytest

from tests.clock import Clock
from tests.demos.draw.drawing import Pad, start

POINTS, PART, AT_ONCE = 20_000, 2_000, 40
COUNTED = 8  # events at the end of each part: enough to have short and long ones among them
FRAME = 0.064  # seconds


class Work(NamedTuple):
    """What there is to do for some events; how long it takes is for the benchmark to say."""

    calls: int  # of functions, Python's own and numpy's
    room: int  # bytes that are needed at most while it is done: what numpy does many times in one call
    answer: int  # characters for the page


def work(demo: Pad, messages: list[dict[str, Any]]) -> Work:
    """Handle messages, and count."""
    calls = characters = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    gc.collect()
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    sys.setprofile(count)
    try:
        for message in messages:
            characters += sum(map(len, demo.handle(message).regions.values()))
    finally:
        sys.setprofile(None)
    return Work(calls, tracemalloc.get_traced_memory()[1] - before, characters)


@pytest.mark.slow
def test_twenty_thousand_points(clock: Clock) -> None:
    rng = np.random.default_rng(0)
    angles = np.cumsum(0.08 + 0.05 * rng.standard_normal(POINTS))
    centre, radius = 200 + 60 * np.sin(np.arange(POINTS) / 900), 80 + 40 * np.sin(np.arange(POINTS) / 700)
    points = np.stack((1.5 * centre + radius * np.cos(angles), centre + radius * np.sin(angles)), axis=1).tolist()
    demo, works, memory = start(), [], []
    tracemalloc.start()
    try:
        for part in range(0, POINTS, PART):
            messages = [{"type": "ink", "points": points[k : k + AT_ONCE]} for k in range(part, part + PART, AT_ONCE)]
            for message in messages[:-COUNTED]:
                demo.handle(message)
                clock.pass_by(FRAME)
                demo.work(1.0, paced=True)
            works.append(work(demo, messages[-COUNTED:]))
            demo.handle({"type": "lift"})
            gc.collect()
            memory.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    learner = demo.state.learner
    assert learner.updates > 300  # it learned all the while
    assert learner.ink.dropped > 10_000
    for early, late in zip(np.max(works[1:4], axis=0), np.max(works[-3:], axis=0), strict=True):
        assert late < 1.3 * early, works
    assert memory[-1] - memory[3] < 300_000, memory  # bytes; the ink kept is a hundred times that
    assert demo.state.forecast is not None
    assert np.isfinite(demo.state.forecast.futures).all()
    print(works)
