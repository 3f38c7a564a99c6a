"""The mixture readout: its gradient, and what is drawn from it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn.arrays import Array
from rnn.mixture import LOG_STD_MAX, LOG_STD_MIN, Noise, mixture, negative_log_likelihood, sample
from tests.rnn.test_gradients import TOLERANCE, central_difference, relative_error


def random_problem(seed: int, components: int = 3) -> tuple[Array, Array, Array]:
    """Readouts of which some deviations are held, values, and weights of which some are zero."""
    rng = np.random.default_rng(seed)
    z = rng.normal(0, 1.5, (4, 5, 3 * components))
    weights = rng.uniform(0.2, 2, (4, 5)) * (rng.random((4, 5)) < 0.8)
    return z, rng.normal(0, 2, (4, 5)), weights


def gradient_error(z: Array, y: Array, weights: Array, gradient: Array) -> float:
    return relative_error(gradient, central_difference(lambda: negative_log_likelihood(z, y, weights)[0], z))


@pytest.mark.parametrize("components", [1, 2, 5])
def test_the_gradient(components: int) -> None:
    z, y, weights = random_problem(components, components)
    z[0, 0, -1], z[0, 1, -1] = LOG_STD_MIN - 1, LOG_STD_MAX + 1
    assert gradient_error(z, y, weights, negative_log_likelihood(z, y, weights)[1]) < TOLERANCE


@pytest.mark.parametrize("part", ["weights", "first_moments", "deviations", "held deviation"])
def test_the_check_notices_a_wrong_gradient(part: str) -> None:
    z, y, weights = random_problem(7)
    weights[0, 0], z[0, 0, -1] = 1, LOG_STD_MIN - 1
    wrong = negative_log_likelihood(z, y, weights)[1]
    match part:
        case "weights":
            wrong[..., :3] *= -1
        case "first_moments":
            wrong[..., 3:6] *= np.exp(z[..., 6:9]).clip(0.03, 2)  # divided by sigma once too seldom
        case "deviations":
            wrong[..., 6:] += 0.01
        case _:
            wrong[0, 0, -1] = 0.01
    assert gradient_error(z, y, weights, wrong) > 1e-3


def test_one_component_is_a_gaussian() -> None:
    z, y = np.array([[3.0, 0.5, np.log(0.7)]]), np.array([1.0])
    loss, _ = negative_log_likelihood(z, y, np.ones(1))
    assert loss == pytest.approx(0.5 * (0.5 / 0.7) ** 2 + np.log(0.7 * np.sqrt(2 * np.pi)))


@given(st.lists(st.floats(-1e3, 1e3), min_size=9, max_size=9))
def test_weights_sum_to_one_and_deviations_are_held(values: list[float]) -> None:
    weight, mean, deviation = mixture(np.array(values))
    assert weight.sum() == pytest.approx(1)
    assert (weight >= 0).all()
    assert mean.tolist() == values[3:6]
    assert (deviation >= np.exp(LOG_STD_MIN)).all()
    assert (deviation <= np.exp(LOG_STD_MAX)).all()


@pytest.mark.parametrize(
    ("z", "y", "weights", "message"),
    [
        (np.zeros((2, 4)), np.zeros(2), np.ones(2), "do not fit"),
        (np.zeros((2, 3)), np.zeros(3), np.ones(3), "do not fit"),
        (np.zeros((2, 3)), np.zeros(2), np.ones(1), "do not fit"),
        (np.zeros((2, 3)), np.zeros(2), np.zeros(2), "no output counts"),
    ],
)
def test_what_does_not_fit_is_refused(z: Array, y: Array, weights: Array, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        negative_log_likelihood(z, y, weights)


# --- Drawing ---


def readout(weights: list[float], first_moments: list[float], sigma: float = 0.05) -> Array:
    return np.array([*np.log(weights), *first_moments, *np.full(len(first_moments), np.log(sigma))])


def drawn(z: Array, count: int, temperature: float, seed: int = 0) -> Array:
    rng, ys = np.random.default_rng(seed), []
    credit: Array = np.zeros(len(z) // 3)
    for _ in range(count):
        noise = Noise(rng.random(()), rng.random(()), rng.standard_normal(()))
        y, credit = sample(z, credit, np.array(temperature), noise)
        ys.append(float(y))
    return np.array(ys)


def test_without_temperature_there_is_no_chance() -> None:
    z = readout([0.7, 0.3], [0.0, 5.0])
    np.testing.assert_array_equal(drawn(z, 40, 0, seed=1), drawn(z, 40, 0, seed=2))


def test_what_has_a_chance_of_three_tenths_comes_three_times_in_ten() -> None:
    ys = drawn(readout([0.7, 0.3], [0.0, 5.0]), 10, 0)
    assert sorted(ys.round(2).tolist()) == [0.0] * 7 + [5.0] * 3


def test_components_that_mean_the_same_are_taken_together() -> None:
    ys = drawn(readout([0.5, 0.5], [0.9, 1.1]), 10, 0)
    assert np.abs(ys - 1).max() < 0.02


def test_at_temperature_one_it_is_the_mixture() -> None:
    z = readout([0.2, 0.8], [-3.0, 2.0], 0.5)
    ys = drawn(z, 4000, 1)
    assert (ys < 0).mean() == pytest.approx(0.2, abs=0.03)
    assert ys.mean() == pytest.approx(1, abs=0.12)
    assert ys[ys > 0].std() == pytest.approx(0.5, rel=0.05)


def test_the_rate_of_a_rare_component_is_the_same_at_every_temperature() -> None:
    z = readout([0.9, 0.1], [0.0, 5.0])
    for temperature in (0.0, 0.4, 1.0, 1.5):
        assert (drawn(z, 2000, temperature) > 3).mean() == pytest.approx(0.1, abs=0.03)
