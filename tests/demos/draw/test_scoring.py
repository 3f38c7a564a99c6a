"""Errors of forecasts, against what was drawn then."""

import numpy as np
import pytest

from demos.draw.scoring import EVERY, HORIZON, MEMORY, SHORTEST, ForecastScore, scored, with_pending
from rnn.arrays import Array
from tasks.strokes.ink import Ink
from tasks.strokes.learner import StrokeLearner
from tasks.strokes.resample import SPACING
from tests.demos.draw.drawing import start, stroke, theta


def straight(steps: int) -> StrokeLearner:
    learner = StrokeLearner(theta())
    learner.add([(SPACING * n, 0.0) for n in range(steps + 4)])
    return learner


def ahead(ink: Ink, off: float) -> Array:
    """A forecast straight on, but beside the line."""
    forecast: Array = ink.ends[-1] + np.stack((SPACING * np.arange(51), np.full(51, off)), axis=1)
    return forecast


def test_an_error_is_the_mean_distance_to_what_was_drawn() -> None:
    learner = straight(40)
    score = with_pending(ForecastScore(), learner.ink, ahead(learner.ink, off=7.0))
    assert score.means is None
    learner.add([(SPACING * (44 + n), 0.0) for n in range(HORIZON - 2)])
    assert scored(score, learner.ink).means is None  # it has not been drawn that far yet
    learner.add([(SPACING * (44 + HORIZON + n), 0.0) for n in range(6)])
    means = scored(score, learner.ink).means
    assert means is not None
    np.testing.assert_allclose(means, (7, 0), atol=1e-3)  # the baseline is right about a straight line


def test_a_forecast_is_kept_now_and_then() -> None:
    learner, score = straight(40), ForecastScore()
    for n in range(3 * EVERY):
        score = with_pending(score, learner.ink, ahead(learner.ink, 0))
        learner.add([(SPACING * (44 + n), 0.0)])
    assert len(score.pending) == 3


def test_only_the_last_ones_count() -> None:
    learner = straight(40)
    score = ForecastScore(errors=tuple((float(n), 1.0) for n in range(100)))
    assert scored(score, learner.ink).errors == score.errors[-MEMORY:]


@pytest.mark.parametrize("steps", [0, SHORTEST - 1, SHORTEST, HORIZON - 1])
def test_a_stroke_that_ends_is_compared_as_far_as_it_went_unless_that_is_nothing(steps: int) -> None:
    learner = straight(40)
    score = with_pending(ForecastScore(), learner.ink, ahead(learner.ink, 7.0))
    end = len(learner.ink) + steps
    for n in range(44, 100):
        if len(learner.ink) < end:
            learner.add([(SPACING * n, 0.0)])
    assert len(learner.ink) == end
    learner.lift()
    assert scored(score, learner.ink).pending == score.pending  # the pen may be lifted, and nobody has said so yet
    learner.add([(0.0, SPACING * n) for n in range(60)])
    score = scored(score, learner.ink)
    assert score.pending == ()
    assert len(score.errors) == (steps >= SHORTEST)
    for error in score.errors:
        np.testing.assert_allclose(error, (7, 0), atol=1e-3)


def test_in_the_demo_it_is_what_an_independent_reckoning_gives() -> None:
    """Every forecast shown is written down with the ink at that time; the last MEMORY that came due are averaged."""
    demo, forecasts = start(), []
    demo.handle({"type": "toggle-learning"})
    for x, y in stroke("loops"):
        demo.handle({"type": "ink", "points": [[x, y]]})
        forecasts.append((len(demo.state.learner.ink), demo.state.forecast))
    ends = demo.state.learner.ink.ends
    errors: dict[int, float] = {}
    for step, forecast in forecasts:
        if forecast is not None and step + HORIZON <= len(ends):
            drawn = ends[step : step + HORIZON]
            errors.setdefault(step, float(np.linalg.norm(forecast.likely[1 : HORIZON + 1] - drawn, axis=1).mean()))
    shown = demo.state.score
    assert len(shown.errors) == MEMORY
    assert all(any(abs(error - other) < 1e-9 for other in errors.values()) for error, _ in shown.errors)
    assert shown.means is not None
    np.testing.assert_allclose(shown.means[0], np.mean([error for error, _ in shown.errors]))
