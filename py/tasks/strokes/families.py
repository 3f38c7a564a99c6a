"""Random strokes for pre-training, before anybody has drawn, of seven families.

Ellipses, drifting loops, waves with a harmonic, spirals, figure eights, polygons, and zigzags or meanders, of random
sizes, proportions and unsteadiness. The samples of ``samples`` are members of such families, with sizes and proportions
of their own, and are never among them.
"""

import numpy as np

from rnn.arrays import Array
from tasks.strokes.samples import by_hand, spaced, uneven

FAMILIES = 7
PERIODS = 80
LENGTH = 1800  # px


def random_stroke(rng: np.random.Generator) -> Array:
    """A random stroke of a random family: points (n, 2) 1 px apart, at most LENGTH of them."""
    family = int(rng.integers(FAMILIES))
    radius = float(np.exp(rng.uniform(np.log(18), np.log(95))))
    side, deviation = float(rng.choice((-1, 1))), float(rng.uniform(0, 0.05))
    points = _corners(rng, family, radius, deviation) if family >= 5 else _curve(rng, family, radius, deviation)
    points = spaced(points * np.array([1.0, side]))
    begin = int(rng.uniform(0, 200))
    return by_hand(rng, points[begin : begin + LENGTH], rng.uniform(0.3, 1.3), rng.uniform(0, 0.4))


def _curve(rng: np.random.Generator, family: int, radius: float, deviation: float) -> Array:
    time = np.linspace(0, PERIODS, PERIODS * 200)
    angle = 2 * np.pi * (time + rng.uniform())
    a, b = (uneven(rng, time, deviation) for _ in range(2))
    match family:
        case 0:  # an ellipse, every other one a circle
            x, y = radius * a * np.cos(angle), radius * min(rng.uniform(0.5, 1.5), 1) * b * np.sin(angle)
        case 1:  # loops
            x = radius * (rng.uniform(0.5, 4) * time + a * np.cos(angle))
            y = radius * rng.uniform(0.6, 1.4) * b * np.sin(angle)
        case 2:  # a wave
            harmonic = rng.uniform(0, 0.3) * np.sin(2 * angle + rng.uniform(0, 2 * np.pi))
            x = radius * rng.uniform(1.6, 3) * time
            y = radius * rng.uniform(0.3, 1.3) * b * (np.sin(angle) + harmonic)
        case 3:  # a spiral, growing or shrinking
            far = rng.uniform(8, 30) + rng.uniform(3, 14) * time
            x, y = far * a * np.cos(angle), far * b * np.sin(angle)
            if rng.random() < 0.3:
                rounds = 12 * 200
                x, y = x[:rounds][::-1], y[:rounds][::-1]
        case _:  # a figure eight, on the spot or drifting
            drift = rng.uniform(0, 0.6) if rng.random() < 0.4 else 0.0
            x = radius * (drift * time + a * np.sin(angle))
            y = radius * rng.uniform(0.4, 0.8) * b * np.sin(2 * angle)
    return np.stack((x, y), axis=1)


def _corners(rng: np.random.Generator, family: int, radius: float, deviation: float) -> Array:
    n = np.arange(2 * PERIODS)
    if family == 5:  # a polygon, on the spot or drifting
        corners = int(rng.integers(3, 7))
        angle = 2 * np.pi * (n % corners) / corners
        drift = rng.uniform(0, 0.3) if rng.random() < 0.3 else 0.0
        x, y = np.cos(angle) + drift * n, rng.uniform(0.6, 1) * np.sin(angle)
    else:  # a zigzag; or a meander, whose corners come in pairs
        x, up = n * rng.uniform(0.3, 1.6), rng.uniform(0.6, 1.2)
        y = np.where(n // 2 % 2 if rng.random() < 0.3 else n % 2, up, -up)
    points = radius * np.stack((x, y), axis=1)
    jitter: Array = points + radius * deviation * rng.normal(size=points.shape)
    return jitter
