"""Turns, what the network is told of them, and the way back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn.arrays import Array
from tasks.strokes.features import (
    AVERAGES,
    BEGINNING,
    DIRECTIONS,
    INPUT_COUNT,
    TURN_SCALE,
    beginning,
    constant_curvature_baseline,
    headings_of,
    next_input,
    points_after,
    turns_of,
    wrap,
)
from tasks.strokes.resample import SPACING
from tests.strokes import inputs_of

turns = st.lists(st.floats(-3.1, 3.1), min_size=1, max_size=40).map(np.array)


def arc(curvature: float, steps: int) -> Array:
    """Points (steps + 1, 2) of a circle, beginning at the origin."""
    origin = np.zeros(2)
    return np.concatenate((origin[None], points_after(origin, 0.3, np.full(steps, curvature))))


@given(turns, st.floats(-3, 3))
def test_from_turns_to_points_and_back(turned: Array, heading: float) -> None:
    start = np.array([3.0, -4.0])
    points = np.concatenate((start[None], points_after(start, heading, turned)))
    lengths = np.hypot(*np.diff(points, axis=0).T)
    np.testing.assert_allclose(lengths, SPACING)
    assert wrap(headings_of(points)[0] - heading - turned[0]) == pytest.approx(0, abs=1e-9)
    np.testing.assert_allclose(turns_of(points)[1:], turned[1:], atol=1e-9)
    assert turns_of(points)[0] == 0


@given(turns, st.floats(-7, 7))
def test_turns_do_not_change_when_the_drawing_is_turned(turned: Array, angle: float) -> None:
    points = np.concatenate((np.zeros((1, 2)), points_after(np.zeros(2), 0.0, turned)))
    around = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    np.testing.assert_allclose(wrap(turns_of(points @ around) - turns_of(points)), 0, atol=1e-9)


@given(turns)
def test_a_mirrored_stroke_has_mirrored_inputs(turned: Array) -> None:
    xs, mirrored = inputs_of(turned), inputs_of(-turned)
    sign: Array = np.array([-1.0] * (1 + len(AVERAGES)) + [1.0, -1.0] * len(DIRECTIONS))
    np.testing.assert_allclose(mirrored, xs * sign, atol=1e-12)


@given(turns, st.integers(0, 40))
def test_inputs_can_be_told_bit_by_bit(turned: Array, cut: int) -> None:
    first = inputs_of(turned[:cut])
    rest = inputs_of(turned[cut:], first[-1] if len(first) else BEGINNING)
    np.testing.assert_array_equal(np.concatenate((first, rest)), inputs_of(turned))


@given(turns, st.floats(-7, 7))
def test_a_turned_stroke_has_other_inputs_only_for_where_the_right_is(turned: Array, angle: float) -> None:
    xs, others = inputs_of(turned), inputs_of(turned, beginning(angle))
    np.testing.assert_allclose(others[:, :-2], xs[:, :-2], atol=1e-12)
    headings = angle + np.cumsum(turned)
    np.testing.assert_allclose(others[:, -2:], np.stack((np.cos(headings), -np.sin(headings)), axis=1), atol=1e-9)


def test_a_direction_is_the_mean_of_the_steps_seen_from_the_pen() -> None:
    turned = np.random.default_rng(0).normal(0, 0.5, 30)
    headings = np.cumsum(turned)
    for n, points in enumerate(DIRECTIONS[:-1]):
        mean = np.zeros(2)
        for heading in headings:
            mean += (np.array([np.cos(heading), np.sin(heading)]) - mean) / points
        cosine, sine = np.cos(headings[-1]), np.sin(headings[-1])
        seen = np.array([[cosine, sine], [-sine, cosine]]) @ mean
        at = 1 + len(AVERAGES) + 2 * n
        np.testing.assert_allclose(inputs_of(turned)[-1, at : at + 2], seen)


def test_many_strokes_side_by_side() -> None:
    turned = np.random.default_rng(0).normal(0, 0.5, (10, 4))
    side_by_side = inputs_of(turned, np.tile(BEGINNING, (4, 1)))
    for n in range(4):
        np.testing.assert_array_equal(side_by_side[:, n], inputs_of(turned[:, n]))
    assert next_input(BEGINNING, np.array(0.5))[0] == 0.5 / TURN_SCALE
    assert inputs_of(np.empty(0)).shape == (0, INPUT_COUNT)


@pytest.mark.parametrize("curvature", [-0.2, 0.0, 0.1])
def test_the_baseline_is_right_about_circles_and_straight_lines(curvature: float) -> None:
    points = arc(curvature, 60)
    np.testing.assert_allclose(constant_curvature_baseline(points[:31], 30), points[31:], atol=1e-6)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_baseline_from_few_points(count: int) -> None:
    guess = constant_curvature_baseline(arc(0.1, 5)[:count], 4)
    assert guess.shape == (4, 2)
    assert np.isfinite(guess).all()
