import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn.arrays import Array
from rnn.optim import AdamState, adam, adam_start

quickly = settings(max_examples=30, deadline=None)


def gradients_of_a_few_steps(seed: int = 0, size: int = 4) -> Array:
    return np.random.default_rng(seed).normal(size=(6, size))


def after(theta: Array, gradients: Array, learning_rate: float = 0.1) -> tuple[Array, AdamState]:
    state = adam_start(theta)
    for gradient in gradients:
        theta, state = adam(theta, gradient, state, learning_rate)
    return theta, state


def test_start() -> None:
    state = adam_start(np.array([1.0, 2.0]))
    assert (state.first_moment.tolist(), state.second_moment.tolist(), state.updates) == ([0, 0], [0, 0], 0)


@quickly
@given(st.floats(1e-3, 1e3), st.floats(1e-4, 1.0))
def test_the_first_step_has_the_size_of_the_learning_rate_whatever_the_gradient(size: float, rate: float) -> None:
    theta, state = after(np.array([5.0, 5.0]), np.array([[size, -size]]), rate)
    np.testing.assert_allclose(theta - 5, [-rate, rate], rtol=1e-4)
    assert state.updates == 1


@quickly
@given(st.integers(0, 2**32))
def test_the_published_equations(seed: int) -> None:
    """Kingma and Ba, algorithm 1, one parameter at a time."""
    gradients = gradients_of_a_few_steps(seed)
    theta, state = after(np.ones(4), gradients)
    for column in range(4):
        value, m, v = 1.0, 0.0, 0.0
        for t, g in enumerate(gradients[:, column], start=1):
            m = 0.9 * m + 0.1 * g
            v = 0.999 * v + 0.001 * g * g
            value -= 0.1 * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)) ** 0.5 + 1e-8)
        np.testing.assert_allclose(
            (theta[column], state.first_moment[column], state.second_moment[column]), (value, m, v), rtol=1e-9
        )


def test_arguments_stay_as_they_are() -> None:
    gradients = gradients_of_a_few_steps()
    theta, state = after(np.ones(4), gradients[:3])
    arguments = (theta, gradients[3], state.first_moment, state.second_moment)
    copies = [argument.copy() for argument in arguments]
    new_theta, new_state = adam(theta, gradients[3], state, 0.1)
    for argument, copy in zip(arguments, copies, strict=True):
        np.testing.assert_array_equal(argument, copy)
        for result in (new_theta, new_state.first_moment, new_state.second_moment):
            assert not np.shares_memory(argument, result)
    assert (state.updates, new_state.updates) == (3, 4)


def test_the_same_arguments_give_the_same_step() -> None:
    gradients = gradients_of_a_few_steps()
    np.testing.assert_array_equal(after(np.ones(4), gradients)[0], after(np.ones(4), gradients)[0])


def test_without_a_gradient_nothing_moves() -> None:
    theta, _ = after(np.arange(4.0), np.zeros((6, 4)))
    np.testing.assert_array_equal(theta, np.arange(4.0))


def test_it_finds_the_bottom_of_a_bowl() -> None:
    bottom = np.array([3.0, -2.0])
    theta: Array = np.zeros(2)
    state = adam_start(theta)
    for _ in range(500):
        theta, state = adam(theta, 2 * (theta - bottom), state, 0.1)
    np.testing.assert_allclose(theta, bottom, atol=1e-3)
