"""How far off forecasts are on the strokes at hand, for two networks: the one with gates held, and the one without."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from demos.draw.scoring import EVERY, HORIZON, distance
from rnn.arrays import Array
from tasks.strokes.features import points_after
from tasks.strokes.ink import Ink
from tasks.strokes.learner import READ_ON
from tasks.strokes.network import START, StrokeBackend

MOST = 20  # places, the newest ones
BEFORE = 12  # steps of a stroke that must be there to forecast from


class Distances(NamedTuple):
    """Mean distances between forecast and stroke, in px, over the next HORIZON steps of several places."""

    held: float
    free: float
    places: int
    worse: int  # places at which the forecast with gates held is farther off


def places_of(ink: Ink) -> list[int]:
    """How many steps there are before each place that a forecast is made at, the newest place first.

    In every stroke each place is EVERY steps before the one after it, and the last is HORIZON steps before the end.
    """
    strokes = [*pairwise([*ink.begins, len(ink)])]
    found = [end for begin, stop in reversed(strokes) for end in range(stop - HORIZON, begin + BEFORE - 1, -EVERY)]
    return found[:MOST]


def measured(ink: Ink, backend: StrokeBackend, held: Array, free: Array) -> Distances | None:
    """Two networks, of parameters (P,), compared at every place; None if no stroke is long enough."""
    places = places_of(ink)
    if not places:
        return None
    found = np.array([[_off(ink, backend, theta, end) for theta in (held, free)] for end in places])
    means = found.mean(axis=0)
    return Distances(float(means[0]), float(means[1]), len(places), int((found[:, 0] > found[:, 1]).sum()))


def _off(ink: Ink, backend: StrokeBackend, theta: Array, end: int) -> float:
    """How far off the likeliest way on from the first ``end`` steps is."""
    turns, x = ink.turns_to(end, READ_ON)
    position = backend.read(theta, turns, START._replace(x=x)).end
    chance = np.zeros((HORIZON, 1, 2)), np.zeros((HORIZON, 1))  # unused at temperature 0
    turns = backend.forecast(theta, position, np.zeros(1), *chance)
    point, heading, _ = ink.at(end - 1)
    return distance(points_after(point, heading, turns)[:, 0], ink.ends[end : end + HORIZON])
