import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn.cell import State, step, step_backward
from rnn.network import NetworkShape, unflatten
from rnn.params import GATES, LSTMParams, gate_rows

sizes = st.integers(1, 4)
quickly = settings(max_examples=30, deadline=None)

OPEN, SHUT = 50.0, -50.0  # biases that decide a gate whatever else comes in


def params_of(I: int, H: int, seed: int = 0) -> LSTMParams:
    shape = NetworkShape(I, H, 1)
    return unflatten(np.random.default_rng(seed).normal(size=shape.size), shape).lstm


def one_unit(**bias: float) -> LSTMParams:
    """One input and one unit whose gates look at nothing but their bias, 0 unless given."""
    biases = np.array([bias.get(gate, 0.0) for gate in GATES])
    return LSTMParams(np.zeros((4, 1)), np.zeros((4, 1)), biases, np.zeros(4))


def one_state(h: float, c: float) -> State:
    return State(np.array([[h]]), np.array([[c]]))


ANYTHING = np.array([[0.3]])


def test_without_weights_every_gate_is_half_open() -> None:
    trace = step(one_unit(), ANYTHING, one_state(0.2, 0.8))
    assert trace.i == trace.f == trace.o == 0.5
    assert trace.g == 0
    assert trace.c == 0.4
    assert trace.h == 0.5 * np.tanh(0.4)


def test_open_forget_gate_and_shut_input_gate_keep_the_long_term_state() -> None:
    trace = step(one_unit(f=OPEN, i=SHUT, g=OPEN), ANYTHING, one_state(0.2, 0.8))
    np.testing.assert_allclose(trace.c, 0.8, rtol=1e-15)


def test_shut_forget_gate_and_open_input_gate_overwrite_the_long_term_state() -> None:
    trace = step(one_unit(f=SHUT, i=OPEN, g=np.arctanh(0.6)), ANYTHING, one_state(0.2, 0.8))
    np.testing.assert_allclose(trace.c, 0.6, rtol=1e-15)


def test_output_gate_hides_or_shows_the_long_term_state() -> None:
    kept = {"f": OPEN, "i": SHUT}
    hidden, shown = (step(one_unit(**kept, o=o), ANYTHING, one_state(0.2, 0.8)) for o in (SHUT, OPEN))
    np.testing.assert_allclose(hidden.h, 0, atol=1e-15)
    np.testing.assert_allclose(shown.h, np.tanh(0.8), rtol=1e-15)
    assert hidden.c == shown.c


@pytest.mark.parametrize("gate", GATES)
@pytest.mark.parametrize("tensor", LSTMParams._fields)
def test_rows_of_a_gate_change_that_gate_alone(gate: str, tensor: str) -> None:
    params = params_of(2, 3)
    changed = getattr(params, tensor).copy()
    changed[gate_rows(gate, 3)] += 1
    rng = np.random.default_rng(1)
    x, state = rng.normal(size=(4, 2)), State(rng.normal(size=(4, 3)), rng.normal(size=(4, 3)))
    before, after = step(params, x, state), step(params._replace(**{tensor: changed}), x, state)
    different = {name for name in GATES if not np.array_equal(getattr(before, name), getattr(after, name))}
    assert different == {gate}


@quickly
@given(sizes, sizes, sizes)
def test_shapes(I: int, H: int, B: int) -> None:
    params, rng = params_of(I, H), np.random.default_rng(1)
    trace = step(params, rng.normal(size=(B, I)), State(rng.normal(size=(B, H)), rng.normal(size=(B, H))))
    gradients = step_backward(params, trace, rng.normal(size=(B, H)), rng.normal(size=(B, H)))
    special = {"x": (B, I), "a": (B, 4 * H)}
    for quantity, array in trace._asdict().items():
        assert array.shape == special.get(quantity, (B, H)), quantity
        if quantity != "tanh_c":  # its gradient is part of the gradient of c
            assert getattr(gradients, quantity).shape == array.shape, quantity
    for gradient, parameter in zip(gradients.params, params, strict=True):
        assert gradient.shape == parameter.shape


@quickly
@given(sizes, sizes, st.integers(2, 5))
def test_sequences_of_a_batch_do_not_see_each_other(I: int, H: int, B: int) -> None:
    params, rng = params_of(I, H), np.random.default_rng(1)
    x, h, c, dh, dc = (rng.normal(size=(B, n)) for n in (I, H, H, H, H))
    together = step(params, x, State(h, c))
    back = step_backward(params, together, dh, dc)
    parts = []
    for b in range(B):
        one = slice(b, b + 1)
        alone = step(params, x[one], State(h[one], c[one]))
        for ours, theirs in zip(together, alone, strict=True):
            np.testing.assert_allclose(ours[one], theirs, rtol=1e-12, atol=1e-14)
        parts.append(step_backward(params, alone, dh[one], dc[one]))
        for quantity in ("x", "h_prev", "c_prev", "a", "i", "f", "g", "o", "c", "h"):
            np.testing.assert_allclose(
                getattr(back, quantity)[one], getattr(parts[b], quantity), rtol=1e-12, atol=1e-14, err_msg=quantity
            )
    for name in LSTMParams._fields:
        total = np.sum([getattr(part.params, name) for part in parts], axis=0)
        np.testing.assert_allclose(getattr(back.params, name), total, rtol=1e-12, atol=1e-14)


def test_a_step_and_its_backward_pass_change_no_argument() -> None:
    params, rng = params_of(2, 3), np.random.default_rng(1)
    x, h, c, dh, dc = (rng.normal(size=(4, n)) for n in (2, 3, 3, 3, 3))
    for array in (*params, x, h, c, dh, dc):
        array.flags.writeable = False  # writing would raise
    trace = step(params, x, State(h, c))
    for array in trace:
        array.flags.writeable = False
    step_backward(params, trace, dh, dc)
