"""What the network knows before anybody has drawn: trained at build time on random strokes."""

from typing import NamedTuple

import numpy as np

from rnn.arrays import Array
from tasks.strokes.augment import BATCH, WINDOW, IntArray, choose, places_between
from tasks.strokes.families import random_stroke
from tasks.strokes.features import turns_of
from tasks.strokes.native_backend import fastest
from tasks.strokes.network import START, Backend, new_parameters, start
from tasks.strokes.resample import Resampler

DIGITS = 5  # decimals of each weight, which the page has to carry
CALL = 100  # updates in one call


class Pretraining(NamedTuple):
    """How to pre-train."""

    strokes: int = 300
    updates: int = 6000
    rate: float = 1e-2  # of learning: rises for 100 updates, then falls along a cosine to 3 % of it
    ema_decay: float = 0.995  # of the averaged parameters, in each update


PRETRAINING = Pretraining()


def pretrain(seed: int = 0, settings: Pretraining = PRETRAINING, backend: Backend | None = None) -> Array:
    """Parameters (P,) that were pre-trained, rounded to DIGITS. The same arguments give the same numbers."""
    backend = fastest() if backend is None else backend
    rng = np.random.default_rng(seed)
    state = start(new_parameters(rng))
    xs, places = _random_steps(rng, settings.strokes, state.theta, backend)
    while state.adam.steps < settings.updates:
        count = min(CALL, settings.updates - state.adam.steps)
        n = state.adam.steps + np.arange(count)
        falling = 0.03 + 0.97 * 0.5 * (1 + np.cos(np.pi * n / settings.updates))
        rates = settings.rate * np.minimum(1, (n + 1) / 100) * falling
        chosen = choose(rng, rng.choice(places, (count, BATCH)), WINDOW)
        result = backend.learn(state, xs, chosen, rates, settings.ema_decay)
        if result.made < count:
            raise ArithmeticError(f"pre-training diverged after {result.state.adam.steps} updates")
        state = result.state
    return state.ema_theta.round(DIGITS)


def _random_steps(rng: np.random.Generator, count: int, theta: Array, backend: Backend) -> tuple[Array, IntArray]:
    """Inputs (S, I) of many strokes one after another, and the places for windows."""
    xs: list[Array] = []
    places: list[IntArray] = []
    rows = 0
    while len(xs) < count:
        turns = turns_of(np.array(Resampler().add(random_stroke(rng).tolist())))
        if len(turns) >= WINDOW + 2:
            xs.append(backend.read(theta, turns, START).xs)
            places.append(places_between(rows, rows + len(turns), WINDOW))
            rows += len(turns)
    return np.concatenate(xs), np.concatenate(places)
