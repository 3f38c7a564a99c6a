"""Which units follow the turn of a line, its heading, or the place on the stroke: told by correlation with their c.

A correlation tells of these points alone, and not why: it is a suggestion where to look.

Notation: n points, H units.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from rnn.arrays import Array

STRONG = 0.7  # absolute correlation: about half of the variance is explained
LEAST = 40  # points: among fewer, of 24 units some follow anything by chance
LAST = 10  # points at a stroke's end that count as near to it
TURNS, SPREAD = 0.01, 0.005  # the least deviation of turns, in radians, and the least spread of headings, from 0 to 1
TINY = 1e-9  # relative deviations below this are rounding errors

ASPECTS = {"turn": ("turn",), "heading": ("heading",), "place": ("place", "end")}  # by which measures


class Points(NamedTuple):
    """The newest points on the pad, oldest first."""

    cs: Array  # (n, H)  long-term states there
    turns: Array  # (n,)  radians; to the right they are positive
    headings: Array  # (n,)  radians
    places: Array  # (n,)  points since the stroke's beginning
    near_end: Array  # (n,)  1 for the LAST points before the pen was lifted, else 0


class Follows(NamedTuple):
    """The unit that goes best with an aspect of the line, or why none is suggested."""

    measure: str = ""  # the best one for the aspect; "" if none of them varies
    unit: int = 0  # from 1; 0 if no measure varies
    correlation: float = 0.0  # from -1 to 1; with the heading, which is a circle, from 0 to 1
    suggested: bool = False  # a unit that follows an aspect is not, if it is for another and no other unit follows


def follows(points: Points) -> dict[str, Follows]:
    """What is to be told of each of the ASPECTS; of none, if there are too few points.

    Every unit is suggested once. The aspect that some unit follows most closely chooses first.
    """
    if len(points.turns) < LEAST:
        return {}
    found = correlations(points)
    found_of = {aspect: _best(found, measures) for aspect, measures in ASPECTS.items()}
    taken: list[int] = []
    for aspect in sorted(found_of, key=lambda name: -abs(found_of[name].correlation)):
        other = _best(found, ASPECTS[aspect], without=taken)
        if is_strong(other.correlation):
            found_of[aspect] = other._replace(suggested=True)
            taken.append(other.unit)
    return found_of


def is_strong(correlation: float) -> bool:
    """Whether it is to be called following; by what is shown of it, which is rounded.

    >>> is_strong(-0.696), is_strong(0.694)
    (True, False)
    """
    return round(abs(correlation), 2) >= STRONG


def correlations(points: Points) -> dict[str, Array]:
    """The correlation (H,) of each unit's c with every measure that varies."""
    found = {}
    if points.turns.std() >= TURNS:
        found["turn"] = with_one(points.cs, points.turns)
    sine, cosine = np.sin(points.headings), np.cos(points.headings)
    if 1 - np.hypot(sine.mean(), cosine.mean()) >= SPREAD:
        found["heading"] = with_two(points.cs, sine, cosine)
    for measure, values in (("place", points.places), ("end", points.near_end)):
        if values.std() > 0:
            found[measure] = with_one(points.cs, values)
    return found


def with_one(cs: Array, values: Array) -> Array:
    """Pearson's correlation (H,) of each column of ``cs`` (n, H) with ``values`` (n,); 0 for a column of one value."""
    correlation: Array = _standardised(cs).T @ _standardised(values)
    return correlation


def with_two(cs: Array, first: Array, second: Array) -> Array:
    """The multiple correlation (H,) with two rows of values (n,): that with their best combination; never negative.

    R^2 = (c . u)^2 + (c . v)^2, where u and v are orthonormal and span what the two span, all about their means.
    """
    columns, u, other = _standardised(cs), _standardised(first), _standardised(second)
    rest = other - (other @ u) * u
    # Where both are collinear, the residual is rounding error.
    v = _standardised(rest) if rest @ rest > TINY else np.zeros_like(rest)
    multiple: Array = np.hypot(columns.T @ u, columns.T @ v)
    return multiple


def _standardised(values: Array) -> Array:
    """Columns about their means, of length 1, or of zeros if there is but one value in them."""
    centred = values - values.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    rounding = TINY * np.maximum(np.abs(values).max(axis=0), TINY)
    standardised: Array = np.where(length > rounding, centred / np.maximum(length, rounding), 0.0)
    return standardised


def _best(found: Mapping[str, Array], measures: tuple[str, ...], without: list[int] | None = None) -> Follows:
    """The strongest correlation with any of the measures."""
    best = Follows()
    for measure in measures:
        for unit, correlation in enumerate(found.get(measure, np.empty(0)).tolist(), start=1):
            if unit not in (without or ()) and (not best.unit or abs(correlation) > abs(best.correlation)):
                best = Follows(measure, unit, correlation)
    return best
