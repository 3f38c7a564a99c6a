"""Ten minutes of drawing neither slow the demo down nor fill the memory."""

import gc
import tracemalloc
from time import perf_counter

import numpy as np
import pytest

from tests.demos.draw.drawing import start

POINTS, PART, AT_ONCE = 20_000, 2_000, 5


@pytest.mark.slow
def test_twenty_thousand_points() -> None:
    rng = np.random.default_rng(0)
    angles = np.cumsum(0.08 + 0.05 * rng.standard_normal(POINTS))
    centre, radius = 200 + 60 * np.sin(np.arange(POINTS) / 900), 80 + 40 * np.sin(np.arange(POINTS) / 700)
    points = np.stack((1.5 * centre + radius * np.cos(angles), centre + radius * np.sin(angles)), axis=1).tolist()
    demo, times, memory = start(), [], []
    tracemalloc.start()
    try:
        for part in range(0, POINTS, PART):
            took = []
            for k in range(part, part + PART, AT_ONCE):
                begin = perf_counter()
                demo.handle({"type": "ink", "points": points[k : k + AT_ONCE]})
                took.append(perf_counter() - begin)
                demo.handle({"type": "tick", "budget": 1.0})
            demo.handle({"type": "lift"})
            gc.collect()
            times.append(float(np.median(took)))
            memory.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    learner = demo.state.learner
    assert learner.updates >= POINTS // AT_ONCE / 2
    assert learner.ink.dropped > 10_000
    assert np.median(times[-3:]) < 1.6 * np.median(times[1:4]), times
    assert memory[-1] - memory[3] < 300_000, memory  # bytes; the ink kept is a hundred times that
    assert demo.state.forecast is not None
    assert np.isfinite(demo.state.forecast.futures).all()
