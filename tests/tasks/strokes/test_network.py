"""The reference: its gradient, the unsteady hand, reading and forecasting."""

from itertools import pairwise

import numpy as np
import pytest

from rnn.arrays import Array
from rnn.heads.mixture import mixture
from rnn.network import forward, unflatten
from rnn.update import evaluate
from tasks.strokes.augment import (
    AUGMENTATION_PREFIX,
    WINDOW,
    IntArray,
    Windows,
    choose,
    counts,
    draw_windows,
    places_in,
)
from tasks.strokes.features import TURN_SCALE
from tasks.strokes.network import BURN_IN, CLIP, SHAPE, START, StrokeReference, drawn, new_parameters, start
from tests.strokes import inputs_of, loss_and_gradient

REFERENCE = StrokeReference()
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


LENGTHS = np.array([14, 14, 11])


def small_windows() -> tuple[Array, Array]:
    starts, prefixes = np.array([110, 130, 120]), np.array([0, 96, 7])
    return draw_windows(XS, starts, prefixes, LENGTHS, np.zeros((AUGMENTATION_PREFIX + 14, 3)))


def test_the_gradient() -> None:
    theta = parameters()
    inputs, answers = small_windows()
    assert slope_errors(theta, inputs, answers, loss_and_gradient(theta, inputs, answers)[1]).max() < 1e-6


@pytest.mark.parametrize("where", [slice(0, 96 * 13), slice(-12, None)], ids=["input weights", "readout's bias"])
def test_the_check_notices_a_wrong_gradient(where: slice) -> None:
    theta = parameters()
    inputs, answers = small_windows()
    gradient = loss_and_gradient(theta, inputs, answers)[1]
    gradient[where] *= 1.1
    assert slope_errors(theta, inputs, answers, gradient).max() > 1e-5


def test_what_counts_is_after_the_burn_in_and_before_the_end() -> None:
    counted = counts(np.array([0, 96, 7]), LENGTHS, 14, BURN_IN)
    first, middle, short = counted.T
    assert first.tolist() == [1] * 14  # the stroke begins there: a forecast knows no more
    assert middle.tolist() == [0] * 8 + [1] * 6
    assert short.tolist() == [0] * 8 + [1] * 3 + [0] * 3


@pytest.mark.parametrize(("step", "window", "matters"), [(0, 0, True), (7, 1, False), (8, 1, True), (11, 2, False)])
def test_only_what_counts_is_learned(step: int, window: int, matters: bool) -> None:
    starts, prefixes = np.array([110, 130, 120]), np.array([0, 96, 7])
    windows = drawn(XS, starts, prefixes, LENGTHS, np.zeros((AUGMENTATION_PREFIX + 14, 3)))
    other = windows.targets.copy()
    other[step, window] += 1
    losses = [evaluate(parameters(), SHAPE, some)[0] for some in (windows, windows._replace(targets=other))]
    assert (losses[0] != losses[1]) == matters


def test_gradients_are_clipped_and_parameters_averaged() -> None:
    places = places_in(np.array([0]), len(XS), WINDOW)[None, 60:64]
    chosen = choose(np.random.default_rng(0), places, WINDOW)
    theta = 5 * parameters()
    result = REFERENCE.learn(start(theta), XS, chosen, np.array([0.01]), 0.9)
    assert result.norms[0] > CLIP
    assert np.sqrt((result.state.adam.first_moment**2).sum()) == pytest.approx(0.1 * CLIP)
    np.testing.assert_allclose(result.state.ema_theta, 0.9 * theta + 0.1 * result.state.theta)


# --- Windows ---


def test_a_steady_hand_draws_what_was_drawn() -> None:
    starts = np.array([100, 130])
    lengths, normals = np.array([20, 20]), np.zeros((AUGMENTATION_PREFIX + 20, 2))
    inputs, answers = draw_windows(XS, starts, np.array([0, 96]), lengths, normals)
    for column, first in enumerate(starts):
        np.testing.assert_allclose(inputs[:, column], XS[first : first + 20], atol=1e-12)
        np.testing.assert_allclose(answers[:, column], XS[first + 1 : first + 21, 0], atol=1e-12)


def test_an_unsteady_hand_strays_and_the_answer_leads_back() -> None:
    rng = np.random.default_rng(3)
    starts, prefixes, lengths = np.full(400, 110), np.full(400, 60), np.full(400, 10)
    inputs, answers = draw_windows(XS, starts, prefixes, lengths, rng.standard_normal((AUGMENTATION_PREFIX + 10, 400)))
    strayed = TURN_SCALE * (inputs[:, :, 0] - XS[110:120, 0, None])  # off_t - off_{t-1}
    assert strayed.std() == pytest.approx(0.06 * np.sqrt(2 * (1 - np.exp(-1 / 12))), rel=0.1)
    answered = TURN_SCALE * answers - TURNS[111:121, None]  # -CORRECTION_RATE off_t
    assert answered.std() == pytest.approx(0.25 * 0.06, rel=0.1)
    assert np.corrcoef(answered[5:].ravel(), strayed[5:].ravel())[0, 1] < -0.1


def test_a_stroke_is_drawn_from_its_very_beginning() -> None:
    inputs, answers = draw_windows(
        XS, np.array([0]), np.array([0]), np.array([9]), np.ones((AUGMENTATION_PREFIX + 9, 1))
    )
    np.testing.assert_array_equal(inputs[0, 0], XS[0])
    assert answers[0, 0] == XS[1, 0]
    assert (inputs[1:, 0, 0] != XS[1:9, 0]).all()


BEGINS = np.array([3, 4, 9, 60])  # strokes of 1, 5, 51 and 40 steps


def test_there_is_a_window_around_every_step_that_another_one_follows() -> None:
    places = places_in(BEGINS, 100, 24)
    assert len(places) == 5 + 51 + 40
    for first, before, length in places:
        begin, end = next(pair for pair in pairwise([*BEGINS, 100]) if pair[0] <= first < pair[1])
        assert first - before == begin
        assert first + length < end
        assert length == min(24, end - begin - 1)
    around = {step for first, _, length in places for step in range(first, first + length + 1)}
    assert around == set(range(4, 100))
    assert (places[:5] == [4, 0, 4]).all()
    assert (places[:, 1] == 0).sum() == 5 + 13 + 13


@pytest.mark.parametrize("begins", [[], [7], [6, 7]])
def test_where_there_is_nothing_to_learn_there_is_no_window(begins: list[int]) -> None:
    assert places_in(np.array(begins, dtype=int), 7, 24).shape == (0, 3)


def test_leads_stay_within_the_stroke() -> None:
    places: IntArray = np.array([[[5, 0, 9], [60, 55, 7], [300, 296, 9]]])
    chosen: Windows = choose(np.random.default_rng(0), places, 9)
    assert chosen.prefixes.tolist() == [[0, 55, AUGMENTATION_PREFIX]]
    assert chosen.lengths.tolist() == [[9, 7, 9]]
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
