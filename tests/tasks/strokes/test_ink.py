"""Strokes as rows of steps: lifted pens, jumps, and what is forgotten."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.strokes import ink as module
from tasks.strokes.features import BEGINNING, INPUT_COUNT, beginning, headings_of, turns_of
from tasks.strokes.ink import JUMP, MOST_STEPS, Ink
from tasks.strokes.network import UNITS, StateTrace
from tasks.strokes.resample import SPACING, Point
from tests.strokes import inputs_of


def blank(count: int) -> StateTrace:
    return StateTrace(np.zeros((count, INPUT_COUNT)), np.zeros((count, UNITS)), np.zeros((count, UNITS)))


def draw(ink: Ink, points: list[Point]) -> None:
    for turns, ends, headings in ink.new_steps(points):
        xs = inputs_of(turns, ink.position.x if ink.tip else beginning(float(headings[0])))
        ink.append(ends, headings, turns, blank(len(turns))._replace(xs=xs))


def wave(count: int, start: float = 0.0) -> list[Point]:
    return [(start + 3.0 * n, 40 * float(np.sin(n / 9))) for n in range(count)]


def line(count: int, y: float = 0.0) -> list[Point]:
    return [(4.0 * n, y) for n in range(count)]


@settings(max_examples=30)
@given(st.lists(st.integers(0, 200), max_size=6))
def test_it_does_not_matter_how_many_points_come_at_a_time(cuts: list[int]) -> None:
    at_once, bit_by_bit, points = Ink(), Ink(), wave(200)
    draw(at_once, points)
    for begin, end in zip([0, *sorted(cuts)], [*sorted(cuts), 200], strict=True):
        draw(bit_by_bit, points[begin:end])
    np.testing.assert_allclose(bit_by_bit.ends, at_once.ends)
    np.testing.assert_allclose(bit_by_bit.xs, at_once.xs, atol=1e-12)
    assert bit_by_bit.begins == at_once.begins == (0,)


def test_steps_are_those_of_the_resampled_points() -> None:
    ink = Ink()
    draw(ink, wave(200))
    points = np.concatenate(([ink.ends[0] - SPACING * np.array([1, 0])], ink.ends))
    point, heading, position = ink.at(50)
    assert heading == pytest.approx(float(headings_of(points[50:52])[0]))
    np.testing.assert_allclose(ink.xs[2:, 0] * 0.25, turns_of(points[1:])[1:], atol=1e-9)
    np.testing.assert_array_equal(point, ink.ends[50])
    np.testing.assert_array_equal(position.x, ink.xs[50])
    with pytest.raises(IndexError):
        ink.at(len(ink))


def test_a_lifted_pen_begins_a_new_stroke() -> None:
    ink = Ink()
    draw(ink, line(50))
    first = len(ink)
    ink.lift()
    assert ink.tip is not None  # what comes next can still be forecast
    draw(ink, line(1, 80))
    assert ink.tip is None
    np.testing.assert_array_equal(ink.position.x, BEGINNING)
    draw(ink, line(50, 80))
    assert ink.begins == (0, first)
    assert ink.current == slice(first, len(ink))
    assert ink.xs[first, 0] == 0  # the way between the strokes is no turn
    np.testing.assert_allclose(ink.ends[first:, 1], 80)


def test_dots_leave_no_strokes_behind() -> None:
    ink = Ink()
    for n in range(100):
        draw(ink, [(float(n), 0.0)])
        ink.lift()
    assert (len(ink), ink.begins) == (0, (0,))


@pytest.mark.parametrize("at_once", [True, False])
def test_a_jump_begins_a_new_stroke(at_once: bool) -> None:
    ink, far = Ink(), [(x + 200 + JUMP, y) for x, y in line(50)]
    for points in [[*line(50), *far]] if at_once else [line(50), far]:
        draw(ink, points)
    assert len(ink.begins) == 2
    assert np.abs(ink.xs[:, 0]).max() < 1e-9
    assert ink.ends[ink.begins[1], 0] > JUMP + 190


def test_a_quick_pen_does_not_jump() -> None:
    ink = Ink()
    draw(ink, [(0.0, 0.0), (JUMP - 1, 0.0), (2 * JUMP - 2, 0.0)])
    assert ink.begins == (0,)


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e300])
def test_what_is_no_place_is_passed_over(bad: float) -> None:
    ink = Ink()
    draw(ink, [*line(20), (bad, 0.0), (0.0, bad), *[(x + 80, y) for x, y in line(20)]])
    assert ink.begins == (0,)
    assert len(ink) > 20


def test_windows_stay_within_a_stroke() -> None:
    ink = Ink()
    assert ink.windows(48).shape == (0, 3)
    for length in (200, 20, 200, 20):
        draw(ink, wave(length))
        ink.lift()
    places = ink.windows(48)
    assert len(places) == len(ink)
    bounds = [*ink.begins, len(ink)]
    assert ink.longest == max(np.diff(bounds))
    for start, before, steps in places.tolist():
        begin = max(b for b in bounds if b <= start)
        end = min(b for b in bounds if b > start)
        assert (start - begin, steps) == (before, min(48, end - begin - 1))
        assert start + steps < end


@pytest.mark.parametrize("at_a_time", [7, 5000])
def test_memory_is_bounded_and_the_newest_is_kept(at_a_time: int) -> None:
    ink, points = Ink(), [(1000 * float(np.cos(n / 200)), 1000 * float(np.sin(n / 200))) for n in range(12_000)]
    for n in range(0, len(points), at_a_time):
        draw(ink, points[n : n + at_a_time])
    assert MOST_STEPS <= len(ink) <= 2 * MOST_STEPS
    assert ink.dropped + len(ink) == pytest.approx(12_000 * 5 / SPACING, rel=0.01)
    assert ink.begins == (0,)
    np.testing.assert_allclose(np.hypot(*np.diff(ink.ends, axis=0).T), SPACING, rtol=1e-6)
    assert np.hypot(*(ink.ends[-1] - np.array(points[-1]))) < 11


def test_old_strokes_are_forgotten_whole_or_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_STEPS", 60)
    ink = Ink()
    for _ in range(8):
        draw(ink, line(50))
        ink.lift()
    assert len(ink) <= 120
    assert list(ink.begins) == sorted(set(ink.begins))
    assert ink.begins[0] == 0
    jumps = np.flatnonzero(np.hypot(*np.diff(ink.ends, axis=0).T) > SPACING + 1e-6) + 1
    assert jumps.tolist() == list(ink.begins[1:])
