"""The network's inputs for a stroke, and the way back from turns to points.

A stroke is a row of points SPACING px apart; from each to the next is a step, and a step is given by its turn, the
angle between the last step and this one, in radians from -pi to pi. Turns do not depend on place, direction and speed.
The direction is an input of its own, since letters stand upright: a stroke upwards ends otherwise than one to the
right.

Notation: n steps, V strokes side by side, I inputs.
"""

import numpy as np

from rnn.arrays import Array
from tasks.strokes.resample import SPACING

TURN_SCALE = 0.25  # radians: the network's unit of turns
AVERAGES = (5, 20)  # time constants, in steps, of the moving averages of turns
DIRECTIONS = (4, 12, 36, 108, np.inf)  # likewise of directions; the last is not an average, but the pad's right
INPUT_COUNT = 1 + len(AVERAGES) + 2 * len(DIRECTIONS)
RATES = 1.0 / np.array((*AVERAGES, *DIRECTIONS), dtype=np.float64)


def beginning(heading: float) -> Array:
    """The input (I,) before the first step of a stroke with this direction: all zero but for the pad's right."""
    x: Array = np.zeros(INPUT_COUNT)
    x[-2:] = np.cos(heading), -np.sin(heading)
    return x


BEGINNING = beginning(0.0)  # of a stroke that begins to the right


def wrap(angle: Array) -> Array:
    """The same angle between -pi and pi."""
    wrapped: Array = angle - 2 * np.pi * np.round(angle / (2 * np.pi))
    return wrapped


def next_input(x: Array, turn: Array) -> Array:
    """The network's input (..., I) after one more step: the one before, rotated into the new direction and updated.

        k = turn / TURN_SCALE
        average = average + (k - average) / 5                           recent curvature; the same over 20 steps
        m = R(-turn) m;  m = m + ((1, 0) - m) / 4                       recent direction; over 12, 36, 108 steps too
        r = R(-turn) r                                                  where the pad's right is

    m is the mean of the last steps as vectors of length 1, seen from the pen: (1, 0) after a straight line, near (0, 0)
    in a narrow circle. It holds where the stroke as a whole is heading, so that the network can notice that its own
    direction drifts; and since it begins at (0, 0), its length tells how long ago the stroke began. r is only rotated:
    its time constant is infinite.

    Args:
        x: the input before (..., I), at first ``beginning``.
        turn: of the new step (...).
    """
    count = len(AVERAGES)
    k = turn[..., None] / TURN_SCALE
    averages = x[..., 1 : 1 + count]
    along, across = x[..., 1 + count :: 2], x[..., 2 + count :: 2]
    cosine, sine = np.cos(turn)[..., None], np.sin(turn)[..., None]
    turned_along, turned_across = cosine * along + sine * across, cosine * across - sine * along
    new = np.empty(np.broadcast_shapes(x.shape, (*turn.shape, x.shape[-1])))
    new[..., :1] = k
    new[..., 1 : 1 + count] = averages + RATES[:count] * (k - averages)
    new[..., 1 + count :: 2] = turned_along + RATES[count:] * (1 - turned_along)
    new[..., 2 + count :: 2] = turned_across - RATES[count:] * turned_across
    return new


def turned(points: Array, angle: float) -> Array:
    """Points (n, 2), turned around the origin to the right by an angle in radians."""
    cosine, sine = np.cos(angle), np.sin(angle)
    around: Array = points @ np.array([[cosine, sine], [-sine, cosine]])
    return around


def headings_of(points: Array) -> Array:
    """The direction (n,) of each step between points (n + 1, 2), in radians."""
    dx, dy = np.diff(points, axis=0).T
    heading: Array = np.arctan2(dy, dx)
    return heading


def turns_of(points: Array) -> Array:
    """The turns (n,) of the steps between points (n + 1, 2); the first one is 0."""
    headings = headings_of(points)
    return wrap(np.diff(headings, prepend=headings[:1]))


def points_after(start: Array, heading: float, turns: Array) -> Array:
    """The points (n, ..., 2) that turns (n, ...) lead to, from a point (2,) and the direction of the step to it."""
    headings = heading + np.cumsum(turns, axis=0)
    return start + SPACING * np.cumsum(np.stack((np.cos(headings), np.sin(headings)), axis=-1), axis=0)


BASELINE_STEPS = 40  # steps: of 8 to 64 the ones with the least mean error over all sample strokes


def constant_curvature_baseline(points: Array, n: int, steps: int = BASELINE_STEPS) -> Array:
    """The baseline to compare with: n points (n, 2) after ``points``, going on as curved as the last ``steps`` were.

    Curvature and direction are a straight line fitted to the directions of these steps, by least squares.
    """
    recent = points[-(steps + 1) :]
    if len(recent) < 2:
        return np.repeat(recent[-1:], n, axis=0)
    headings = headings_of(recent)
    headings = headings[0] + np.concatenate(([0.0], np.cumsum(wrap(np.diff(headings)))))
    time = np.arange(len(headings)) - (len(headings) - 1) / 2
    curvature = float((time * headings).sum() / max((time**2).sum(), 1e-9))
    heading = float(headings.mean() + curvature * time[-1])
    return points_after(recent[-1], heading, np.full(n, curvature))
