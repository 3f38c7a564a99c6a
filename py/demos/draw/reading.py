"""The newest points on the pad, read once more when the pen rests: by one network, the one that there is then.

While somebody draws, the network changes from one point to the next, and what its gates did is not kept. So when a
stroke is over, or a network has learned from it, the points are read again, a few in each slice of work.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from demos.draw.follows import LAST, Follows, Points, follows
from rnn.arrays import Array
from tasks.strokes.gates import GateTrace
from tasks.strokes.ink import Ink
from tasks.strokes.learner import StrokeLearner

MOST = 200  # points
AT_ONCE = 8  # points: even a slice of work without any time left reads so many


class Basis(NamedTuple):
    """What a reading depends on: readings with the same basis are equal."""

    end: int  # number of the newest step, counted from the first step ever
    updates: int  # that had been made of the network
    recoveries: int
    lifted: bool  # whether the newest stroke is over


class Reading(NamedTuple):
    """What came of it."""

    basis: Basis
    gates: GateTrace  # at each of the n newest steps, (n, H)
    follows: dict[str, Follows]

    @property
    def first(self) -> int:
        """How many steps there were before those that were read."""
        return self.basis.end - len(self.gates.f)


class UnderWay(NamedTuple):
    """What has been read, and what is still to be."""

    first: int  # numbers of steps, counted from the first step ever: the next
    end: int  # and the last one
    parts: tuple[GateTrace, ...] = ()


def basis_of(learner: StrokeLearner, lifted: bool) -> Basis:
    """What a reading would depend on now."""
    return Basis(learner.ink.dropped + len(learner.ink), learner.updates, learner.recoveries, lifted)


def begin(ink: Ink) -> UnderWay | None:
    """None if there is nothing on the pad."""
    end = ink.dropped + len(ink)
    return UnderWay(end - min(len(ink), MOST), end) if len(ink) else None


def go_on(
    under_way: UnderWay, learner: StrokeLearner, lifted: bool, has_time: Callable[[], bool], at_once: int = AT_ONCE
) -> Reading | UnderWay:
    """Read on, while there is time for it. Nothing may be drawn or learned in between."""
    first, end, parts = under_way
    dropped = learner.ink.dropped
    while first < end:
        until = min(first + at_once, end)
        parts = (*parts, learner.read_again(first - dropped, until - dropped))
        first = until
        if first < end and not has_time():
            return UnderWay(first, end, parts)
    gates = GateTrace(*(np.concatenate(rows) for rows in zip(*parts, strict=True)))
    found = follows(points_of(learner.ink, len(gates.f), lifted))
    return Reading(basis_of(learner, lifted), gates, found)


def read(learner: StrokeLearner, lifted: bool) -> Reading | None:
    """All at once; None if there is nothing on the pad."""
    under_way = begin(learner.ink)
    if under_way is None:
        return None
    done = go_on(under_way, learner, lifted, lambda: True, MOST)
    assert isinstance(done, Reading)
    return done


def points_of(ink: Ink, count: int, lifted: bool) -> Points:
    """The newest ``count`` points."""
    newest = slice(len(ink) - count, None)
    places, left = _places(ink, lifted)
    near_end = (left[newest] < LAST).astype(float)
    return Points(ink.cs[newest], ink.turns[newest], ink.headings[newest], places[newest], near_end)


def _places(ink: Ink, lifted: bool) -> tuple[Array, Array]:
    """How many points there are before each one of its stroke, and after it; infinite in a stroke that goes on."""
    steps = np.arange(len(ink), dtype=np.float64)
    begins = np.array(ink.begins)
    stroke = np.searchsorted(begins, steps, side="right")
    last = np.append(begins[1:], len(ink) if lifted else np.inf)
    return steps - begins[stroke - 1], last[stroke - 1] - 1 - steps
