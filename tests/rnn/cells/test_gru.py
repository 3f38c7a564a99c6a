"""What is particular to the GRU: what its gates do, in PyTorch's convention."""

import numpy as np
import pytest

from rnn.cells.gru import GATES, Params, State, Trace, step, step_backward

OPEN, SHUT = 50.0, -50.0  # biases that decide a gate whatever else comes in

ANYTHING = np.array([[0.3]])


def after(h: float = 0.8, weight_hn: float = 0.0, hidden_bias: float = 0.0, **bias: float) -> Trace:
    """A step of one unit whose gates look at nothing but their input's bias, 0 unless given.

    Only the candidate may look at the old state too, and have a hidden bias.
    """
    biases = np.array([bias.get(gate, 0.0) for gate in GATES])
    params = Params(np.zeros((3, 1)), np.array([[0.0], [0.0], [weight_hn]]), biases, np.array([0.0, 0.0, hidden_bias]))
    return step(params, ANYTHING, State(np.array([[h]])))[1]


def test_without_weights_half_of_the_state_is_kept() -> None:
    trace = after()
    assert trace.r == trace.z == 0.5
    assert trace.n == trace.n_h == 0
    assert trace.h == 0.4


def test_open_update_gate_keeps_the_state() -> None:
    np.testing.assert_allclose(after(z=OPEN, n=-2.0).h, 0.8, rtol=1e-15)


def test_shut_update_gate_takes_the_candidate() -> None:
    np.testing.assert_allclose(after(z=SHUT, n=float(np.arctanh(0.6))).h, 0.6, rtol=1e-15)


def test_the_state_is_a_mean_of_candidate_and_old_state() -> None:
    trace = after(z=float(np.log(3)), n=float(np.arctanh(-0.4)))  # z is three quarters
    np.testing.assert_allclose(trace.h, 0.25 * -0.4 + 0.75 * 0.8, rtol=1e-14)


def test_shut_reset_gate_hides_the_old_state_and_the_hidden_bias_from_the_candidate() -> None:
    trace = after(r=SHUT, n=0.5, weight_hn=3.0, hidden_bias=7.0)
    np.testing.assert_allclose(trace.n, np.tanh(0.5), rtol=1e-15)


def test_open_reset_gate_shows_them() -> None:
    trace = after(r=OPEN, n=0.5, weight_hn=-1.0, hidden_bias=0.1)
    np.testing.assert_allclose(trace.n, np.tanh(0.5 - 0.8 + 0.1), rtol=1e-14)
    np.testing.assert_allclose(trace.n_h, -0.8 + 0.1, rtol=1e-14)


def test_half_open_reset_gate_halves_them_but_not_what_comes_from_the_input() -> None:
    trace = after(n=0.5, weight_hn=-1.0, hidden_bias=0.1)
    np.testing.assert_allclose(trace.a[0, 2], 0.5 + 0.5 * (-0.8 + 0.1), rtol=1e-14)


@pytest.mark.parametrize("r", [SHUT, OPEN, 0.0])
def test_the_hidden_bias_of_the_candidate_learns_as_far_as_the_reset_gate_is_open(r: float) -> None:
    trace = after(r=r, n=0.5, weight_hn=1.0)
    params = Params(np.zeros((3, 1)), np.zeros((3, 1)), np.zeros(3), np.zeros(3))
    back = step_backward(params, trace, State(np.array([[1.0]]))).params
    np.testing.assert_allclose(back.bias_hh[2], trace.r[0, 0] * back.bias_ih[2], rtol=1e-15)
    np.testing.assert_array_equal(back.bias_hh[:2], back.bias_ih[:2])
    assert back.bias_ih[2] != 0
