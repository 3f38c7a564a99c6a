import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn.arrays import Array, sigmoid
from rnn.readout import ReadoutParams, cross_entropy, logits, logits_backward

quickly = settings(max_examples=30, deadline=None)
seeds = st.integers(0, 2**32)


def yes_or_no(rng: np.random.Generator, *shape: int) -> Array:
    return rng.integers(0, 2, shape).astype(float)


def test_logits_of_one_state() -> None:
    params = ReadoutParams(weight=np.array([[2.0, -1.0]]), bias=np.array([0.5]))
    np.testing.assert_array_equal(logits(params, np.array([[3.0, 4.0]])), [[2.5]])


@quickly
@given(st.lists(st.integers(1, 3), max_size=3), st.integers(1, 3), st.integers(1, 3))
def test_any_leading_shape(leading: list[int], O: int, H: int) -> None:
    rng = np.random.default_rng(0)
    params = ReadoutParams(rng.normal(size=(O, H)), rng.normal(size=O))
    h = rng.normal(size=(*leading, H))
    z = logits(params, h)
    gradients, dh = logits_backward(params, h, z)
    assert z.shape == (*leading, O)
    assert dh.shape == h.shape
    assert (gradients.weight.shape, gradients.bias.shape) == ((O, H), (O,))


@quickly
@given(seeds)
def test_cross_entropy_is_the_weighted_mean_of_minus_log_p(seed: int) -> None:
    rng = np.random.default_rng(seed)
    z, targets, weights = rng.normal(size=(3, 2, 1)), yes_or_no(rng, 3, 2, 1), rng.uniform(0.1, 2, (3, 2, 1))
    p = 1 / (1 + np.exp(-z))
    loss, dz = cross_entropy(z, sigmoid(z), targets, weights)
    given_to_the_truth = np.where(targets == 1, p, 1 - p)
    np.testing.assert_allclose(loss, np.average(-np.log(given_to_the_truth), weights=weights), rtol=1e-12)
    np.testing.assert_allclose(dz, weights * (p - targets) / weights.sum(), rtol=1e-12)


@quickly
@given(seeds, st.floats(1e-3, 1e3))
def test_only_the_ratio_of_weights_counts(seed: int, factor: float) -> None:
    rng = np.random.default_rng(seed)
    z, targets, weights = rng.normal(size=5), yes_or_no(rng, 5), rng.uniform(0.1, 2, 5)
    loss, dz = cross_entropy(z, sigmoid(z), targets, weights)
    scaled_loss, scaled_dz = cross_entropy(z, sigmoid(z), targets, factor * weights)
    np.testing.assert_allclose(scaled_loss, loss, rtol=1e-12)
    np.testing.assert_allclose(scaled_dz, dz, rtol=1e-12)


def test_an_answer_without_weight_does_not_count() -> None:
    targets, weights = np.array([1.0, 0.0]), np.array([1.0, 0.0])
    losses = []
    for masked in (-7.0, 0.0, 1e4):
        z = np.array([0.3, masked])
        loss, dz = cross_entropy(z, sigmoid(z), targets, weights)
        losses.append(loss)
        assert dz[1] == 0
    assert losses[0] == losses[1] == losses[2] == pytest.approx(np.log(1 + np.exp(-0.3)))


@pytest.mark.parametrize(("z", "target", "wanted"), [(1e4, 0, 1e4), (-1e4, 1, 1e4), (1e4, 1, 0), (-1e4, 0, 0)])
def test_loss_of_an_answer_that_is_very_sure(z: float, target: float, wanted: float) -> None:
    logit = np.array([z])
    with np.errstate(all="raise", under="ignore"):
        loss, dz = cross_entropy(logit, sigmoid(logit), np.array([target]), np.ones(1))
    assert loss == wanted
    assert dz == (0 if wanted == 0 else np.sign(z))
