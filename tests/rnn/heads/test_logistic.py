"""The logistic head: its loss and its gradient."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn.arrays import Array
from rnn.heads.logistic import loss, prediction

quickly = settings(max_examples=30, deadline=None)
seeds = st.integers(0, 2**32)


def yes_or_no(rng: np.random.Generator, *shape: int) -> Array:
    return rng.integers(0, 2, shape).astype(float)


@quickly
@given(seeds)
def test_a_prediction_is_the_logistic_function_of_a_logit(seed: int) -> None:
    logits = np.random.default_rng(seed).normal(size=(3, 2, 1))
    np.testing.assert_allclose(prediction(logits), 1 / (1 + np.exp(-logits)), rtol=1e-12)


@quickly
@given(seeds)
def test_loss_is_the_weighted_mean_of_minus_log_p(seed: int) -> None:
    rng = np.random.default_rng(seed)
    logits, targets, weights = rng.normal(size=(3, 2, 1)), yes_or_no(rng, 3, 2, 1), rng.uniform(0.1, 2, (3, 2, 1))
    p = 1 / (1 + np.exp(-logits))
    found, dlogits = loss(logits, targets, weights)
    given_to_the_truth = np.where(targets == 1, p, 1 - p)
    np.testing.assert_allclose(found, np.average(-np.log(given_to_the_truth), weights=weights), rtol=1e-12)
    np.testing.assert_allclose(dlogits, weights * (p - targets) / weights.sum(), rtol=1e-12)


@quickly
@given(seeds, st.floats(1e-3, 1e3))
def test_only_the_ratio_of_weights_counts(seed: int, factor: float) -> None:
    rng = np.random.default_rng(seed)
    logits, targets, weights = rng.normal(size=5), yes_or_no(rng, 5), rng.uniform(0.1, 2, 5)
    found, dlogits = loss(logits, targets, weights)
    scaled, scaled_dlogits = loss(logits, targets, factor * weights)
    np.testing.assert_allclose(scaled, found, rtol=1e-12)
    np.testing.assert_allclose(scaled_dlogits, dlogits, rtol=1e-12)


def test_an_answer_without_weight_does_not_count() -> None:
    targets, weights = np.array([1.0, 0.0]), np.array([1.0, 0.0])
    losses = []
    for masked in (-7.0, 0.0, 1e4):
        found, dlogits = loss(np.array([0.3, masked]), targets, weights)
        losses.append(found)
        assert dlogits[1] == 0
    assert losses[0] == losses[1] == losses[2] == pytest.approx(np.log(1 + np.exp(-0.3)))


@pytest.mark.parametrize(("logit", "target", "wanted"), [(1e4, 0, 1e4), (-1e4, 1, 1e4), (1e4, 1, 0), (-1e4, 0, 0)])
def test_loss_of_an_answer_that_is_very_sure(logit: float, target: float, wanted: float) -> None:
    with np.errstate(all="raise", under="ignore"):
        found, dlogits = loss(np.array([logit]), np.array([target]), np.ones(1))
    assert found == wanted
    assert dlogits == (0 if wanted == 0 else np.sign(logit))


@pytest.mark.parametrize(
    ("targets", "weights", "message"),
    [
        (np.zeros((2, 3)), np.ones((2, 1)), "do not fit"),
        (np.zeros((2, 1)), np.ones((2, 3)), "do not fit"),
        (np.zeros(3), np.ones(3), "do not fit"),
        (np.zeros((3, 2)), np.ones((3, 2)), "do not fit"),
        (np.zeros((2, 3)), np.zeros((2, 3)), "no answer counts"),
    ],
)
def test_what_does_not_fit_is_refused(targets: Array, weights: Array, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        loss(np.zeros((2, 3)), targets, weights)
