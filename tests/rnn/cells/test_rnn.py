"""What is particular to the plain RNN: it has nothing but its state, made anew in every step."""

import numpy as np

from rnn.cells.rnn import Params, State, step


def params_of(w: float = 0.0, u: float = 0.0, b_ih: float = 0.0, b_hh: float = 0.0) -> Params:
    return Params(np.array([[w]]), np.array([[u]]), np.array([b_ih]), np.array([b_hh]))


def h_after(params: Params, x: float, h: float) -> float:
    state, _ = step(params, np.array([[x]]), State(np.array([[h]])))
    return float(state.h[0, 0])


def test_without_weights_everything_is_forgotten() -> None:
    assert h_after(params_of(), 0.3, 0.8) == 0


def test_it_is_tanh_of_the_sum() -> None:
    params = params_of(w=2.0, u=-0.5, b_ih=0.1, b_hh=0.2)
    np.testing.assert_allclose(h_after(params, 0.3, 0.8), np.tanh(2.0 * 0.3 - 0.5 * 0.8 + 0.1 + 0.2), rtol=1e-15)


def test_the_two_biases_are_added_together() -> None:
    first, second = params_of(1.0, 1.0, b_ih=0.75), params_of(1.0, 1.0, b_ih=0.25, b_hh=0.5)
    np.testing.assert_allclose(h_after(first, 0.3, 0.8), h_after(second, 0.3, 0.8), rtol=1e-15)


def test_a_weight_of_one_does_not_keep_the_state_for_long() -> None:
    """As the forget gate of an LSTM does and the update gate of a GRU: here tanh shrinks it in every step."""
    h = 0.8
    for _ in range(20):
        h = h_after(params_of(u=1.0), 0.0, h)
    assert 0 < h < 0.3
