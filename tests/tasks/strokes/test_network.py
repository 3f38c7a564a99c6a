"""The reference: its gradient, the unsteady hand, reading and forecasting."""

import numpy as np
import pytest

from rnn.arrays import Array
from rnn.heads.mixture import mixture
from rnn.network import forward, unflatten
from tasks.strokes.augment import AUGMENTATION_PREFIX, WINDOW, Windows, choose, draw_windows, places_between
from tasks.strokes.features import TURN_SCALE
from tasks.strokes.network import CLIP, SHAPE, START, Reference, new_parameters, start
from tests.strokes import inputs_of, loss_and_gradient

REFERENCE = Reference()
TURNS = np.random.default_rng(0).normal(0, 0.3, 200)
XS = inputs_of(TURNS)


def parameters() -> Array:
    return 1.5 * new_parameters(np.random.default_rng(1))


# --- Gradient ---


def slope_errors(theta: Array, inputs: Array, answers: Array, gradient: Array) -> Array:
    """Along random directions, the gradient's slope against the difference quotient, relative to its length."""
    rng, errors = np.random.default_rng(2), list[float]()
    for _ in range(12):
        direction = rng.normal(size=theta.size)
        direction /= np.sqrt((direction**2).sum())
        above, below = (loss_and_gradient(theta + nudge * direction, inputs, answers)[0] for nudge in (1e-5, -1e-5))
        errors.append((above - below) / 2e-5 - float(gradient @ direction))
    relative: Array = np.abs(np.array(errors)) / np.sqrt((gradient**2).sum())
    return relative


def small_windows() -> tuple[Array, Array]:
    return draw_windows(XS, np.array([110, 130, 120]), np.array([0, 96, 7]), np.zeros((AUGMENTATION_PREFIX + 14, 3)))


def test_the_gradient() -> None:
    theta = parameters()
    inputs, answers = small_windows()
    assert slope_errors(theta, inputs, answers, loss_and_gradient(theta, inputs, answers)[1]).max() < 1e-6


@pytest.mark.parametrize("where", [slice(0, 96 * 11), slice(-12, None)], ids=["input weights", "readout's bias"])
def test_the_check_notices_a_wrong_gradient(where: slice) -> None:
    theta = parameters()
    inputs, answers = small_windows()
    gradient = loss_and_gradient(theta, inputs, answers)[1]
    gradient[where] *= 1.1
    assert slope_errors(theta, inputs, answers, gradient).max() > 1e-5


def test_only_what_comes_after_the_burn_in_counts() -> None:
    inputs, answers = small_windows()
    theta = parameters()
    other = answers.copy()
    other[:8] += 1
    assert loss_and_gradient(theta, inputs, other)[0] == loss_and_gradient(theta, inputs, answers)[0]
    other[8] += 1
    assert loss_and_gradient(theta, inputs, other)[0] != loss_and_gradient(theta, inputs, answers)[0]


def test_gradients_are_clipped_and_parameters_averaged() -> None:
    places = places_between(0, len(XS), WINDOW)[None, :4]
    chosen = choose(np.random.default_rng(0), places, WINDOW)
    theta = 5 * parameters()
    result = REFERENCE.learn(start(theta), XS, chosen, np.array([0.01]), 0.9)
    assert result.norms[0] > CLIP
    assert np.sqrt((result.state.adam.first_moment**2).sum()) == pytest.approx(0.1 * CLIP)
    np.testing.assert_allclose(result.state.ema_theta, 0.9 * theta + 0.1 * result.state.theta)


# --- Windows ---


def test_a_steady_hand_draws_what_was_drawn() -> None:
    starts = np.array([100, 130])
    inputs, answers = draw_windows(XS, starts, np.array([0, 96]), np.zeros((AUGMENTATION_PREFIX + 20, 2)))
    for column, first in enumerate(starts):
        np.testing.assert_allclose(inputs[:, column], XS[first : first + 20], atol=1e-12)
        np.testing.assert_allclose(answers[:, column], XS[first + 1 : first + 21, 0], atol=1e-12)


def test_an_unsteady_hand_strays_and_the_answer_leads_back() -> None:
    rng = np.random.default_rng(3)
    starts, prefixes = np.full(400, 110), np.full(400, 60)
    inputs, answers = draw_windows(XS, starts, prefixes, rng.standard_normal((AUGMENTATION_PREFIX + 10, 400)))
    strayed = TURN_SCALE * (inputs[:, :, 0] - XS[110:120, 0, None])  # off_t - off_{t-1}
    assert strayed.std() == pytest.approx(0.06 * np.sqrt(2 * (1 - np.exp(-1 / 12))), rel=0.1)
    answered = TURN_SCALE * answers - TURNS[111:121, None]  # -CORRECTION_RATE off_t
    assert answered.std() == pytest.approx(0.25 * 0.06, rel=0.1)
    assert np.corrcoef(answered[5:].ravel(), strayed[5:].ravel())[0, 1] < -0.1


@pytest.mark.parametrize(
    ("begin", "end", "steps", "count"), [(0, 50, 48, 1), (0, 49, 48, 0), (7, 60, 24, 28), (3, 3, 9, 0)]
)
def test_places_of_windows(begin: int, end: int, steps: int, count: int) -> None:
    places = places_between(begin, end, steps)
    assert places.shape == (count, 2)
    for first, before in places:
        assert first - before == begin
        assert begin < first
        assert first + steps < end


def test_leads_stay_within_the_stroke() -> None:
    chosen: Windows = choose(np.random.default_rng(0), np.array([[[5, 1], [60, 56], [300, 296]]]), 9)
    assert chosen.prefixes.tolist() == [[0, 55, AUGMENTATION_PREFIX]]
    assert chosen.normals.shape == (1, AUGMENTATION_PREFIX + 9, 3)


# --- Reading and forecasting ---


def test_reading_is_the_network_on_the_inputs() -> None:
    theta = parameters()
    states = REFERENCE.read(theta, TURNS[:30], START)
    whole = forward(unflatten(theta, SHAPE), XS[:30, None])
    np.testing.assert_allclose(states.hs, whole.h[:, 0])
    np.testing.assert_array_equal(states.xs, XS[:30])
    assert REFERENCE.read(theta, TURNS[:0], START).hs.shape == (0, 24)


def test_a_forecast_of_one_step_is_drawn_from_the_mixture() -> None:
    theta = parameters()
    end = REFERENCE.read(theta, TURNS[:30], START).end
    network = unflatten(theta, SHAPE)
    z = forward(network, XS[:30, None]).logits[-1, 0]
    pi, mu, sigma = mixture(z)
    uniforms = np.zeros((1, 1, 2))
    uniforms[..., 1] = pi[0] + 1e-3  # just beyond the first component
    turn = REFERENCE.forecast(theta, end, np.ones(1), uniforms, np.full((1, 1), 2.0))
    assert turn[0, 0] == pytest.approx(TURN_SCALE * (mu[1] + 2 * sigma[1]))


def test_a_forecast_goes_on_from_its_own_steps() -> None:
    theta = parameters()
    position = REFERENCE.read(theta, TURNS[:30], START).end
    rng = np.random.default_rng(0)
    uniforms, normals = rng.random((10, 3, 2)), rng.normal(size=(10, 3))
    turns = REFERENCE.forecast(theta, position, np.zeros(3), uniforms, normals)
    assert turns.shape == (10, 3)
    np.testing.assert_array_equal(turns[:, 0], turns[:, 1])
    again = REFERENCE.read(theta, turns[:, 0], position)
    z = forward(unflatten(theta, SHAPE), np.concatenate((XS[:30], again.xs))[:, None]).logits[-1, 0]
    assert np.isfinite(z).all()
