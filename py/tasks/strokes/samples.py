"""Strokes that a hand might draw: the page's samples, which the experiment measures with too.

Each is the ideal shape as a hand draws it:

    every period (side, leg) has its own size, normal with 3 % deviation, going over into the next one's
    slow noise, normal with 1 px deviation, smooth over 25 px
    a tremor, normal with 0.3 px deviation, smooth over 4 px

The network is never pre-trained on these: ``families`` makes other ones.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rnn.arrays import Array

UNEVEN = 0.03  # deviation of a period's size
HAND_STD, HAND_LENGTH = 1.0, 25  # px: deviation of a hand, and how far it is smooth
TREMOR, TREMOR_LENGTH = 0.3, 4  # px
FRAME = 1 / 60  # seconds between two points of the pen
SPEED = 300.0  # px a second


class Shape(NamedTuple):
    """How to draw one shape."""

    line: Callable[[np.random.Generator, float], Array]  # (rng, size) -> points (n, 2), far longer than needed
    travels: bool  # it goes on to the right for ever, instead of staying where it is
    turns_over: bool = True  # upside down it would do as well


def spaced(points: Array, distance: float = 1.0) -> Array:
    """Points along a polyline (n, 2), each ``distance`` px further along it."""
    lengths = np.sqrt((np.diff(points, axis=0) ** 2).sum(axis=1))
    at = np.concatenate(([0.0], np.cumsum(lengths)))
    wanted = np.arange(0, at[-1], distance)
    return np.stack([np.interp(wanted, at, points[:, n]) for n in (0, 1)], axis=1)


def smooth_noise(rng: np.random.Generator, count: int, length: int) -> Array:
    """Normal noise (count, 2) of deviation 1, smooth over about ``length`` entries."""
    kernel = np.exp(-0.5 * (np.arange(-3 * length, 3 * length + 1) / length) ** 2)
    kernel /= np.sqrt((kernel**2).sum())
    raw = rng.normal(size=(count + len(kernel) - 1, 2))
    return np.stack([np.convolve(raw[:, n], kernel, "valid") for n in (0, 1)], axis=1)


def uneven(rng: np.random.Generator, periods: Array, deviation: float = UNEVEN) -> Array:
    """A factor near 1 for each time (n,), counted in periods; it changes from period to period."""
    knots = 1 + deviation * rng.normal(size=int(periods[-1]) + 2)
    factor: Array = np.interp(periods, np.arange(len(knots)), knots)
    return factor


def by_hand(rng: np.random.Generator, points: Array, slow_std: float = HAND_STD, tremor: float = TREMOR) -> Array:
    """Points 1 px apart, as a hand draws them."""
    slow, fast = (smooth_noise(rng, len(points), length) for length in (HAND_LENGTH, TREMOR_LENGTH))
    drawn: Array = points + slow_std * slow + tremor * fast
    return drawn


PERIODS = 60


def _round(rng: np.random.Generator) -> tuple[Array, Array, Array, Array]:
    """Time in periods, its angle from a random one on, and two factors for the sizes."""
    time = np.linspace(0, PERIODS, PERIODS * 300)
    return time, 2 * np.pi * (time + rng.uniform()), uneven(rng, time), uneven(rng, time)


def _loops(rng: np.random.Generator, size: float) -> Array:
    time, angle, a, b = _round(rng)
    return size * np.stack((38 * time + 32 * a * np.cos(angle), 32 * b * np.sin(angle)), axis=1)


def _wave(rng: np.random.Generator, size: float) -> Array:
    time, angle, _, b = _round(rng)
    return size * np.stack((100 * time, 38 * b * np.sin(angle)), axis=1)


def _zigzag(rng: np.random.Generator, size: float) -> Array:
    n = np.arange(2 * PERIODS)
    corners = np.stack((42.0 * n, np.where(n % 2, 38.0, -38.0)), axis=1)
    corners += UNEVEN * np.array([42.0, 76.0]) * rng.normal(size=corners.shape)
    return size * corners


def _spiral(rng: np.random.Generator, size: float) -> Array:
    time, angle, a, b = _round(rng)
    radius = size * (14 + 9 * time)
    return np.stack((radius * a * np.cos(angle), radius * b * np.sin(angle)), axis=1)


def _square(rng: np.random.Generator, size: float) -> Array:
    corners = np.tile([[-45.0, -45.0], [45, -45], [45, 45], [-45, 45]], (PERIODS, 1))
    return size * (corners + UNEVEN * 90 * rng.normal(size=corners.shape))


def _eight(rng: np.random.Generator, size: float) -> Array:
    _, angle, a, b = _round(rng)
    return size * np.stack((75 * a * np.sin(angle), 42 * b * np.sin(2 * angle)), axis=1)


def _circle(rng: np.random.Generator, size: float) -> Array:
    _, angle, a, b = _round(rng)
    return 55 * size * np.stack((a * np.cos(angle), b * np.sin(angle)), axis=1)


# "hello" without lifting the pen: places along the line, in heights of a small letter, up being positive.
HELLO = (
    *((0.0, 0.0), (0.55, 0.9), (0.95, 1.9), (0.78, 2.25), (0.52, 1.9), (0.45, 0.9), (0.42, 0.05)),
    *((0.52, 0.5), (0.8, 0.97), (1.05, 0.85), (1.1, 0.4), (1.2, 0.03), (1.45, 0.12)),
    *((1.75, 0.4), (2.0, 0.75), (1.85, 1.0), (1.6, 0.8), (1.55, 0.4), (1.75, 0.02), (2.1, 0.12)),
    *((2.45, 0.7), (2.75, 1.8), (2.6, 2.25), (2.38, 1.9), (2.35, 0.8), (2.5, 0.05), (2.8, 0.12)),
    *((3.2, 0.7), (3.5, 1.8), (3.35, 2.25), (3.13, 1.9), (3.1, 0.8), (3.25, 0.05), (3.55, 0.12)),
    *((3.95, 0.7), (4.2, 0.97), (3.9, 0.97), (3.7, 0.5), (3.85, 0.05), (4.2, 0.05), (4.42, 0.5), (4.2, 0.97)),
    *((4.4, 0.8), (4.75, 0.85), (5.1, 0.4)),
)
HELLO_WIDTH, HELLO_HEIGHT = 5.4, 30.0  # to the next one; px of a small letter


def _hello(rng: np.random.Generator, size: float) -> Array:
    words = 12
    places = np.concatenate([np.array(HELLO) + np.array([HELLO_WIDTH * n, 0]) for n in range(words)])
    places += UNEVEN * rng.normal(size=places.shape)
    points: Array = size * HELLO_HEIGHT * rounded(places) * np.array([1.0, -1.0])
    return points


def rounded(places: Array, between: int = 12) -> Array:
    """A smooth curve through places (n, 2), with so many points from each to the next: a Catmull-Rom spline."""
    before, begin, end, beyond = places[:-3], places[1:-2], places[2:-1], places[3:]
    t = np.linspace(0, 1, between, endpoint=False)[:, None, None]
    curve = begin + t / 2 * (
        end - before + t * (2 * before - 5 * begin + 4 * end - beyond + t * (3 * (begin - end) + beyond - before))
    )
    points: Array = curve.transpose(1, 0, 2).reshape(-1, 2)
    return points


SHAPES = {
    "loops": Shape(_loops, travels=True),
    "wave": Shape(_wave, travels=True),
    "zigzag": Shape(_zigzag, travels=True),
    "spiral": Shape(_spiral, travels=False),
    "square": Shape(_square, travels=False),
    "eight": Shape(_eight, travels=False),
    "circle": Shape(_circle, travels=False),
    "hello": Shape(_hello, travels=True, turns_over=False),
}


def stroke(name: str, rng: np.random.Generator, length: int, size: float = 1.0) -> Array:
    """One of the ``SHAPES`` by hand: ``length`` points (length, 2), 1 px apart before the hand's own movements.

    Which way round it goes is by chance, and where it begins; the spiral begins inside, and writing with a letter.
    """
    points = spaced(SHAPES[name].line(rng, size))
    if name in ("zigzag", "square"):
        points = points[int(rng.uniform(0, 180 * size)) :]
    if SHAPES[name].turns_over and rng.random() < 0.5:
        points = points * np.array([1.0, -1.0])
    return by_hand(rng, points[:length])


def sample(name: str, width: float, height: float, seed: int = 0) -> Array:
    """A sample for a pad of this size in px: the pen's points (n, 2), one each FRAME, at about SPEED px a second.

    A shape that travels begins at the left and stops where there is still room for what is forecast; the others are in
    the middle, and go round until the network has seen enough.
    """
    rng = np.random.default_rng(seed)
    size = float(np.clip(min(height / 260, width / 500), 0.7, 1.3))
    if SHAPES[name].travels:
        points = stroke(name, rng, 1800, size)
        points = points - np.array([points[:, 0].min(), 0.0])
        beyond = points[:, 0] > 0.7 * width
        points = points[: int(beyond.argmax())] if beyond.any() else points
        origin = np.array([0.04 * width, 0.5 * height])
    else:
        points = stroke(name, rng, 1500, size)
        if name == "spiral":
            beyond = np.abs(points).max(axis=1) > 0.4 * min(width, height)
            points = points[: int(beyond.argmax())] if beyond.any() else points
        origin = np.array([0.5 * width, 0.5 * height])
    return spaced(origin + points, SPEED * FRAME)
