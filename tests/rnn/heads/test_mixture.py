"""The mixture head: its loss and its gradient, and what is drawn from it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn.arrays import Array
from rnn.heads.mixture import LOG_STD_MAX, LOG_STD_MIN, Noise, loss, mixture, prediction, sample
from tests.rnn.differences import TOLERANCE, central_difference, relative_error


def random_problem(seed: int, components: int = 3) -> tuple[Array, Array, Array]:
    """Logits, values, and weights of which some are zero."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 1.5, (4, 5, 3 * components))
    weights = rng.uniform(0.2, 2, (4, 5, 1)) * (rng.random((4, 5, 1)) < 0.8)
    return logits, rng.normal(0, 2, (4, 5, 1)), weights


def gradient_error(logits: Array, y: Array, weights: Array, gradient: Array) -> float:
    return relative_error(gradient, central_difference(lambda: loss(logits, y, weights)[0], logits))


@pytest.mark.parametrize("components", [1, 2, 5])
def test_the_gradient(components: int) -> None:
    logits, y, weights = random_problem(components, components)
    logits[0, 0, -1], logits[0, 1, -1] = LOG_STD_MIN - 1, LOG_STD_MAX + 1  # both are held
    assert gradient_error(logits, y, weights, loss(logits, y, weights)[1]) < TOLERANCE


@pytest.mark.parametrize("part", ["weights", "means", "deviations", "held deviation"])
def test_the_check_notices_a_wrong_gradient(part: str) -> None:
    logits, y, weights = random_problem(7)
    weights[0, 0], logits[0, 0, -1] = 1, LOG_STD_MIN - 1
    wrong = loss(logits, y, weights)[1]
    match part:
        case "weights":
            wrong[..., :3] *= -1
        case "means":
            wrong[..., 3:6] *= np.exp(logits[..., 6:9]).clip(0.03, 2)  # divided by sigma once too seldom
        case "deviations":
            wrong[..., 6:] += 0.01
        case _:
            wrong[0, 0, -1] = 0.01
    assert gradient_error(logits, y, weights, wrong) > 1e-3


def test_the_loss_is_the_weighted_mean_of_minus_log_p() -> None:
    logits, y, weights = random_problem(3)
    pi, mu, sigma = mixture(logits)
    density = (pi * np.exp(-0.5 * ((y - mu) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))).sum(axis=-1, keepdims=True)
    assert loss(logits, y, weights)[0] == pytest.approx(np.average(-np.log(density), weights=weights), rel=1e-12)


def test_the_prediction_is_the_mean() -> None:
    logits = described([0.2, 0.8], [-3.0, 2.0])
    np.testing.assert_allclose(prediction(logits), [0.2 * -3 + 0.8 * 2], rtol=1e-14)
    np.testing.assert_allclose(prediction(np.stack([logits, logits])), [[1.0], [1.0]], rtol=1e-14)


def test_one_component_is_a_gaussian() -> None:
    logits, y = np.array([[3.0, 0.5, np.log(0.7)]]), np.array([[1.0]])
    found, _ = loss(logits, y, np.ones((1, 1)))
    assert found == pytest.approx(0.5 * (0.5 / 0.7) ** 2 + np.log(0.7 * np.sqrt(2 * np.pi)))


@given(st.lists(st.floats(-1e3, 1e3), min_size=9, max_size=9))
def test_weights_sum_to_one_and_deviations_are_held(values: list[float]) -> None:
    weight, mean, deviation = mixture(np.array(values))
    assert weight.sum() == pytest.approx(1)
    assert (weight >= 0).all()
    assert mean.tolist() == values[3:6]
    assert (deviation >= np.exp(LOG_STD_MIN)).all()
    assert (deviation <= np.exp(LOG_STD_MAX)).all()


@pytest.mark.parametrize(
    ("logits", "y", "weights", "message"),
    [
        (np.zeros((2, 4)), np.zeros((2, 1)), np.ones((2, 1)), "do not fit a mixture"),
        (np.zeros((2, 3)), np.zeros((3, 1)), np.ones((3, 1)), "do not fit"),
        (np.zeros((2, 3)), np.zeros((2, 1)), np.ones((1, 1)), "do not fit"),
        (np.zeros((2, 3)), np.zeros(2), np.ones(2), "do not fit"),
        (np.zeros((2, 3)), np.zeros((2, 3)), np.ones((2, 3)), "do not fit"),
        (np.zeros((2, 3)), np.zeros((2, 1)), np.zeros((2, 1)), "no answer counts"),
    ],
)
def test_what_does_not_fit_is_refused(logits: Array, y: Array, weights: Array, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        loss(logits, y, weights)


# --- Drawing ---


def described(weights: list[float], means: list[float], sigma: float = 0.05) -> Array:
    """The logits of a mixture."""
    return np.array([*np.log(weights), *means, *np.full(len(means), np.log(sigma))])


def drawn(logits: Array, count: int, temperature: float, seed: int = 0) -> Array:
    rng, ys = np.random.default_rng(seed), []
    credit: Array = np.zeros(len(logits) // 3)
    for _ in range(count):
        noise = Noise(rng.random(()), rng.random(()), rng.standard_normal(()))
        y, credit = sample(logits, credit, np.array(temperature), noise)
        ys.append(float(y))
    return np.array(ys)


def test_without_temperature_there_is_no_chance() -> None:
    logits = described([0.7, 0.3], [0.0, 5.0])
    np.testing.assert_array_equal(drawn(logits, 40, 0, seed=1), drawn(logits, 40, 0, seed=2))


def test_what_has_a_chance_of_three_tenths_comes_three_times_in_ten() -> None:
    ys = drawn(described([0.7, 0.3], [0.0, 5.0]), 10, 0)
    assert sorted(ys.round(2).tolist()) == [0.0] * 7 + [5.0] * 3


def test_components_that_mean_the_same_are_taken_together() -> None:
    ys = drawn(described([0.5, 0.5], [0.9, 1.1]), 10, 0)
    assert np.abs(ys - 1).max() < 0.02


def test_at_temperature_one_it_is_the_mixture() -> None:
    logits = described([0.2, 0.8], [-3.0, 2.0], 0.5)
    ys = drawn(logits, 4000, 1)
    assert (ys < 0).mean() == pytest.approx(0.2, abs=0.03)
    assert ys.mean() == pytest.approx(1, abs=0.12)
    assert ys[ys > 0].std() == pytest.approx(0.5, rel=0.05)


def test_the_rate_of_a_rare_component_is_the_same_at_every_temperature() -> None:
    logits = described([0.9, 0.1], [0.0, 5.0])
    for temperature in (0.0, 0.4, 1.0, 1.5):
        assert (drawn(logits, 2000, temperature) > 3).mean() == pytest.approx(0.1, abs=0.03)
