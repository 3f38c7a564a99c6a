"""What the network knows before anybody has drawn: trained at build time on random practice strokes."""

from typing import NamedTuple

import numpy as np

from rnn.arrays import Array
from tasks.strokes.augment import BATCH, WINDOW, Whole, choose, places_between
from tasks.strokes.families import practice_stroke
from tasks.strokes.features import turns_of
from tasks.strokes.kernel import fastest
from tasks.strokes.network import START, StrokePath, new_parameters, start
from tasks.strokes.resample import Resampler

DIGITS = 5  # decimals of each weight, which the page has to carry
CALL = 100  # updates in one call


class Practice(NamedTuple):
    """How to pre-train."""

    strokes: int = 300
    updates: int = 6000
    rate: float = 1e-2  # of learning: rises for 100 updates, then falls along a cosine to 3 % of it
    keep: float = 0.995  # of the averaged parameters, in each update


PRACTICE = Practice()


def pretrain(seed: int = 0, practice: Practice = PRACTICE, path: StrokePath | None = None) -> Array:
    """Parameters (P,) that have practised, rounded to DIGITS. The same arguments give the same numbers."""
    path = fastest() if path is None else path
    rng = np.random.default_rng(seed)
    progress = start(new_parameters(rng))
    xs, places = _practice_steps(rng, practice.strokes, progress.theta, path)
    while progress.adam.steps < practice.updates:
        count = min(CALL, practice.updates - progress.adam.steps)
        n = progress.adam.steps + np.arange(count)
        falling = 0.03 + 0.97 * 0.5 * (1 + np.cos(np.pi * n / practice.updates))
        rates = practice.rate * np.minimum(1, (n + 1) / 100) * falling
        chosen = choose(rng, rng.choice(places, (count, BATCH)), WINDOW)
        lesson = path.learn(progress, xs, chosen, rates, practice.keep)
        if lesson.made < count:
            raise ArithmeticError(f"pre-training diverged after {lesson.progress.adam.steps} updates")
        progress = lesson.progress
    return progress.averaged.round(DIGITS)


def _practice_steps(rng: np.random.Generator, count: int, theta: Array, path: StrokePath) -> tuple[Array, Whole]:
    """Inputs (S, I) of many strokes one after another, and the places for windows."""
    xs: list[Array] = []
    places: list[Whole] = []
    rows = 0
    while len(xs) < count:
        turns = turns_of(np.array(Resampler().add(practice_stroke(rng).tolist())))
        if len(turns) >= WINDOW + 2:
            xs.append(path.read(theta, turns, START).xs)
            places.append(places_between(rows, rows + len(turns), WINDOW))
            rows += len(turns)
    return np.concatenate(xs), np.concatenate(places)
