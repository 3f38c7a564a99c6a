"""What is particular to the LSTM: what its gates do."""

import numpy as np

from rnn.cells.lstm import GATES, Params, State, Trace, step

OPEN, SHUT = 50.0, -50.0  # biases that decide a gate whatever else comes in

ANYTHING = np.array([[0.3]])


def after(h: float = 0.2, c: float = 0.8, **bias: float) -> Trace:
    """A step of one unit whose gates look at nothing but their bias, 0 unless given."""
    biases = np.array([bias.get(gate, 0.0) for gate in GATES])
    params = Params(np.zeros((4, 1)), np.zeros((4, 1)), biases, np.zeros(4))
    return step(params, ANYTHING, State(np.array([[h]]), np.array([[c]])))[1]


def test_without_weights_every_gate_is_half_open() -> None:
    trace = after()
    assert trace.i == trace.f == trace.o == 0.5
    assert trace.g == 0
    assert trace.c == 0.4
    assert trace.h == 0.5 * np.tanh(0.4)


def test_open_forget_gate_and_shut_input_gate_keep_the_long_term_state() -> None:
    np.testing.assert_allclose(after(f=OPEN, i=SHUT, g=OPEN).c, 0.8, rtol=1e-15)


def test_shut_forget_gate_and_open_input_gate_overwrite_the_long_term_state() -> None:
    np.testing.assert_allclose(after(f=SHUT, i=OPEN, g=float(np.arctanh(0.6))).c, 0.6, rtol=1e-15)


def test_output_gate_hides_or_shows_the_long_term_state() -> None:
    hidden, shown = (after(f=OPEN, i=SHUT, o=o) for o in (SHUT, OPEN))
    np.testing.assert_allclose(hidden.h, 0, atol=1e-15)
    np.testing.assert_allclose(shown.h, np.tanh(0.8), rtol=1e-15)
    assert hidden.c == shown.c
