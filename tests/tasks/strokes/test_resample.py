"""Points at equal distances, however the pen's points come."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn.arrays import Array
from tasks.strokes.resample import FINE, SPACING, Point, Resampler

coordinate = st.floats(-500, 500)
polyline = st.lists(st.tuples(coordinate, coordinate), max_size=30)


def resampled(points: list[Point]) -> Array:
    return np.array(Resampler().add(points)).reshape(-1, 2)


@given(polyline)
def test_points_are_a_step_apart(points: list[Point]) -> None:
    steps = np.diff(resampled(points), axis=0)
    np.testing.assert_allclose(np.hypot(steps[:, 0], steps[:, 1]), SPACING, rtol=1e-6)


@given(polyline, st.lists(st.integers(0, 30), max_size=5))
def test_it_does_not_matter_how_many_come_at_a_time(points: list[Point], cuts: list[int]) -> None:
    pen, parts = Resampler(), []
    for begin, end in zip([0, *sorted(cuts)], [*sorted(cuts), 30], strict=True):
        parts += pen.add(points[begin:end])
    assert parts == Resampler().add(points)


@given(polyline, st.integers(1, 7))
def test_nor_how_fast_the_pen_was(points: list[Point], between: int) -> None:
    slow = [
        (x0 + (x1 - x0) * n / between, y0 + (y1 - y0) * n / between)
        for (x0, y0), (x1, y1) in pairwise(points)
        for n in range(between)
    ] + points[-1:]
    ours, theirs = resampled(slow), resampled(points)
    shared = min(len(ours), len(theirs))
    assert abs(len(ours) - len(theirs)) <= 1  # rounding may decide whether the last point is there yet
    if not doubtful(points):
        np.testing.assert_allclose(ours[:shared], theirs[:shared], atol=1e-3)


def doubtful(points: list[Point]) -> bool:
    """Where the line turns back on itself, rounding decides where the dividers next meet it."""
    line = np.array(points).reshape(-1, 2)
    steps = np.diff(line, axis=0)
    steps = steps[np.hypot(steps[:, 0], steps[:, 1]) > 0]
    angles = np.arctan2(steps[:, 1], steps[:, 0])
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    return bool((np.cos(np.diff(angles)) < 0.5).any() or (lengths < 4 * SPACING).any())


@given(polyline, st.floats(-3.2, 3.2))
def test_a_turned_drawing_gives_turned_points(points: list[Point], angle: float) -> None:
    if doubtful(points) or not points:
        return
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    ours, theirs = resampled((np.array(points) @ turn).tolist()), resampled(points) @ turn
    shared = min(len(ours), len(theirs))
    np.testing.assert_allclose(ours[:shared], theirs[:shared], atol=1e-3)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e9])
def test_what_is_no_place_is_passed_over(bad: float) -> None:
    line = [(float(x), 0.0) for x in range(0, 100, 5)]
    damaged = [*line[:7], (bad, 0.0), (0.0, bad), *line[7:]]
    assert Resampler().add(damaged) == Resampler().add(line)


def test_a_still_pointer_makes_no_points() -> None:
    rng = np.random.default_rng(0)
    pen = Resampler()
    pen.add([(float(x), 0.0) for x in range(50)])
    assert pen.add([(49.0, 0.0)] * 1000) == []
    assert len(pen.add((np.array([49.0, 0]) + rng.normal(0, 0.3, (2000, 2))).tolist())) <= 1


def test_a_straight_line_stays_one_and_little_is_withheld() -> None:
    points = resampled([(0.0, 0.0), (300.0, 400.0)])
    np.testing.assert_allclose(points[:, 1], points[:, 0] * 4 / 3)
    assert 500 - np.hypot(*points[-1]) <= SPACING + 2 * FINE + 1e-9


def test_a_tremor_is_smoothed() -> None:
    x = np.arange(0, 400, 1.0)
    trembling = np.stack((x, 1.0 * np.cos(np.pi * x / 3)), axis=1)
    assert np.abs(resampled(trembling.tolist())[:, 1]).max() < 0.5
