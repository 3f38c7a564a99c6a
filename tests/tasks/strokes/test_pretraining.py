"""Pre-training is the same every time, and does what it is for."""

import numpy as np
import pytest

from bench.strokes import DRAWN, STARTS, baseline_error, hand_drawn, learned_errors
from tasks.strokes.learner import AHEAD
from tasks.strokes.network import SHAPE, StrokeReference, UpdateResults
from tasks.strokes.pretraining import DIGITS, Pretraining, pretrain

LITTLE = Pretraining(strokes=20, characters=30, updates=120)


def test_the_same_seed_gives_the_same_parameters() -> None:
    ours, theirs = pretrain(3, LITTLE), pretrain(3, LITTLE)
    assert ours.shape == (SHAPE.size,)
    np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(ours, ours.round(DIGITS))
    assert (pretrain(4, LITTLE) != ours).any()


def test_the_reference_pre_trains_to_the_same() -> None:
    few = Pretraining(strokes=3, characters=2, updates=2)
    np.testing.assert_allclose(pretrain(0, few, StrokeReference()), pretrain(0, few), atol=1e-4)


def test_divergence_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StrokeReference, "learn", lambda _, state, *__: UpdateResults(state, np.ones(0), np.ones(0), 0))
    with pytest.raises(ArithmeticError, match="diverged after 0 updates"):
        pretrain(0, Pretraining(strokes=2, characters=2), StrokeReference())


@pytest.mark.slow
def test_it_draws_on_better_than_a_guess_at_once_and_better_still_after_learning() -> None:
    theta, names = pretrain(), ("loops", "wave", "square", "circle")
    drawn = [hand_drawn(name, 11, STARTS[-1] + AHEAD) for name in names]
    before, after, later = np.mean([learned_errors(theta, points, DRAWN, STARTS) for points in drawn], axis=0)
    assert after < 0.5 * np.mean([baseline_error(points, STARTS, 40) for points in drawn])
    assert after < 0.8 * before
    assert later < 0.8 * before
