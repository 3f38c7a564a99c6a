import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rnn.arrays import sigmoid


def test_sigmoid_of_a_few_numbers() -> None:
    assert sigmoid(np.array(0.0)) == 0.5
    np.testing.assert_allclose(sigmoid(np.log([1 / 3, 3.0])), [0.25, 0.75], rtol=1e-15)


@given(st.floats(-700, 700))
def test_sigmoid_is_the_logistic_function(a: float) -> None:
    assert abs(sigmoid(np.array(a)) - 1 / (1 + np.exp(-a))) < 1e-15


@given(st.floats(allow_nan=False))
def test_sigmoid_stays_between_0_and_1_even_at_infinity(a: float) -> None:
    with np.errstate(all="raise", under="ignore"):
        assert 0 <= sigmoid(np.array(a)) <= 1


@given(st.floats(-1e6, 1e6))
def test_sigmoid_is_symmetric(a: float) -> None:
    assert abs(sigmoid(np.array(-a)) + sigmoid(np.array(a)) - 1) < 1e-15
