"""Learns from strokes with the site's own Python in its worker; run by pages/worker.html, beside stroke_updates.py."""

import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from pyscript import sync  # type: ignore[import-not-found]  # exists only in the browser
from stroke_updates import EMA_DECAY, given_stroke  # type: ignore[import-not-found]  # put there by the page's configuration

from demos.draw.state import FUTURES
from demos.draw.work import MOST_AT_ONCE as CALL
from demos.session import WHOLE_EVERY
from rnn.network import unflatten
from rnn.state_dict import to_state_dicts
from tasks.strokes.learner import AHEAD, READ_ON, StrokeLearner
from tasks.strokes.native_backend import NativeStrokeBackend, load
from tasks.strokes.network import SHAPE, StrokeBackend, StrokeReference, start
from web.app import App

GIVEN = given_stroke()
MANY = 20_000  # points, some ten minutes of drawing


def path_of(name: str) -> StrokeBackend:
    """The path that is meant. Raises ImportError where the site has none."""
    if name == "numpy":
        return StrokeReference()
    native = load()
    if not isinstance(native, NativeStrokeBackend):
        raise ImportError(native.reason)
    return native


def learn(backend: StrokeBackend, updates: int, rate: float) -> dict[str, Any]:
    """From the beginning, with windows chosen as in the page, which is part of the time."""
    state, losses = start(GIVEN.theta), []
    begin = time.perf_counter()
    for done in range(0, updates, CALL):
        count = min(CALL, updates - done)
        chosen = GIVEN.windows(count, seed=done + 1)
        result = backend.learn(state, GIVEN.xs, chosen, np.full(count, rate), EMA_DECAY)
        state = result.state
        losses += result.losses.tolist()
    return {"losses": losses, "seconds": time.perf_counter() - begin}


def times(repeats: int) -> dict[str, Any]:
    """Seconds of each part of what the page does, by the median of so many times."""
    learner = StrokeLearner(GIVEN.theta)
    turns, position = np.zeros(READ_ON), learner.ink.position
    learner.add(_zigzag(400))
    app, data = App(), to_state_dicts(unflatten(GIVEN.theta, SHAPE))

    def ask(what: str, **message: Any) -> None:
        app.dispatch(json.dumps({"demo": "draw", "ask": what, **message}))

    def tell(**event: Any) -> None:
        ask("event", event=event)

    site = {"settings": ["learning"], "demos": ["draw"], "others": []}
    place = {"package": "draw", "name": "draw", "query": "?learning=off", "address": "http://x/", **site}
    ask("start", data=data, **place)
    tell(type="resize", width=700, height=400)
    tell(type="clear")
    pen = iter(_zigzag(40_000))
    tell(type="ink", points=[next(pen) for _ in range(400)])

    def ink() -> None:
        tell(type="ink", points=[next(pen), next(pen)])

    parts: dict[str, tuple[Callable[[], Any], float]] = {
        "forecast": (lambda: learner.predict(AHEAD, FUTURES, 0.5), 0),
        "read": (lambda: learner.backend.read(learner.theta, turns, position), 0),
        "learn": (lambda: learner.learn(CALL), 0),
        "ink": (ink, 0),
        "whole": (ink, 1.1 * WHOLE_EVERY),
    }
    seconds = {name: _median(*part, repeats) for name, part in parts.items()}
    for _ in range(MANY // 10):
        tell(type="ink", points=[next(pen) for _ in range(10)])
    return {**seconds, "late": _median(ink, 0, repeats)}


def _zigzag(points: int) -> list[tuple[float, float]]:
    """A pen's points, 5 px apart."""
    return [(50 + 5.0 * abs(k % 200 - 100), 60 + 30 * np.sin(k / 5) + 0.002 * k) for k in range(points)]


def _median(part: Callable[[], Any], pause: float, repeats: int) -> float:
    """Seconds that it takes, after a pause of so many."""
    seconds = []
    for _ in range(repeats):
        time.sleep(pause)
        begin = time.perf_counter()
        part()
        seconds.append(time.perf_counter() - begin)
    return sorted(seconds)[repeats // 2]


def train(request: str) -> str:
    """Answer {"path", "updates", "rate"} with {"losses", "seconds"} or {"missing": why}; {"repeats"} with `times`."""
    wanted = json.loads(request)
    if "repeats" in wanted:
        return json.dumps(times(wanted["repeats"]))
    try:
        path = path_of(wanted["path"])
    except ImportError as error:
        return json.dumps({"missing": str(error)})
    return json.dumps(learn(path, wanted["updates"], wanted["rate"]))


sync.train = train
