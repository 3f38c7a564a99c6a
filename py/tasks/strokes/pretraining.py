"""The network's first parameters: pre-trained at build time on random shapes, and on what people wrote."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from rnn.arrays import Array
from tasks.strokes.augment import BATCH, WINDOW, IntArray, choose, places_in
from tasks.strokes.characters import ALPHABETS, written
from tasks.strokes.families import random_stroke
from tasks.strokes.features import turned, turns_of
from tasks.strokes.native_backend import fastest
from tasks.strokes.network import StrokeBackend, new_parameters, start, start_of
from tasks.strokes.resample import Resampler

DIGITS = 5  # decimals of each weight in the page
CALL = 100  # updates in one call


class Pretraining(NamedTuple):
    """How to pre-train."""

    strokes: int = 450  # random ones
    characters: int = 4000  # that people wrote, each drawn at random and with a random size
    updates: int = 16000
    of_shapes: int = BATCH * 2 // 3  # windows of an update; the others are from characters
    rate: float = 1e-2  # of learning: rises for 100 updates, then falls along a cosine to 3 % of it
    ema_decay: float = 0.995  # of the averaged parameters, in each update


PRETRAINING = Pretraining()


def pretrain(
    seed: int = 0,
    settings: Pretraining = PRETRAINING,
    backend: StrokeBackend | None = None,
    alphabets: Sequence[str] = ALPHABETS,
) -> Array:
    """Parameters (P,) that were pre-trained, rounded to DIGITS. The same arguments give the same numbers.

    The windows of each update are from shapes, and from characters of the ``alphabets``.
    """
    backend = fastest() if backend is None else backend
    rng = np.random.default_rng(seed)
    state = start(new_parameters(rng))
    strokes = (turned(random_stroke(rng), rng.uniform(0, 2 * np.pi)) for _ in range(settings.strokes))
    shapes, places = _steps_of(strokes, state.theta, backend)
    writing, others = _steps_of(written(rng, settings.characters, alphabets), state.theta, backend)
    xs = np.concatenate((shapes, writing))
    others[:, 0] += len(shapes)
    while state.adam.updates < settings.updates:
        count = min(CALL, settings.updates - state.adam.updates)
        n = state.adam.updates + np.arange(count)
        falling = 0.03 + 0.97 * 0.5 * (1 + np.cos(np.pi * n / settings.updates))
        rates = settings.rate * np.minimum(1, (n + 1) / 100) * falling
        of_shapes, of_writing = (count, settings.of_shapes), (count, BATCH - settings.of_shapes)
        chosen = np.concatenate((rng.choice(places, of_shapes), rng.choice(others, of_writing)), axis=1)
        result = backend.learn(state, xs, choose(rng, chosen, WINDOW), rates, settings.ema_decay)
        if result.made < count:
            raise ArithmeticError(f"pre-training diverged after {result.state.adam.updates} updates")
        state = result.state
    return state.ema_theta.round(DIGITS)


def _steps_of(strokes: Iterable[Array], theta: Array, backend: StrokeBackend) -> tuple[Array, IntArray]:
    """Inputs (S, I) of strokes one after another, and the places for windows."""
    xs: list[Array] = []
    begins = [0]
    for stroke in strokes:
        points = np.array(Resampler().add(stroke.tolist()))
        if len(points) > 2:
            turns = turns_of(points)
            xs.append(backend.read(theta, turns, start_of(points)).xs)
            begins.append(begins[-1] + len(turns))
    return np.concatenate(xs), places_in(np.array(begins[:-1]), begins[-1], WINDOW)
