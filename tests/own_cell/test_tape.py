"""Automatic gradients: against differences, against the gradients written by hand, and what they refuse."""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from own_cell.tape import FOLLOWED, FUNCTIONS, UFUNCS, NotFollowedError, Variable, gradients, logistic
from rnn.arrays import sigmoid
from rnn.cells import NAMES, named

RNG = np.random.default_rng(0)
A, B, M = RNG.uniform(0.2, 0.9, (3, 4)), RNG.uniform(1.1, 2.0, (3, 4)), RNG.normal(size=(4, 2))
ROW = RNG.uniform(1.1, 2.0, 4)
NUDGE = 1e-6

CASES: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: 1 - a - b,
    "multiply": lambda a, b: 2 * a * b,
    "divide": lambda a, b: a / b + 1 / a,
    "matmul": lambda a, b: (a @ M) * (b @ M),
    "power": lambda a, b: a**b + a**2 + 2.0**b,
    "maximum": lambda a, b: np.maximum(a, b - 1) + np.maximum(a, 0.5),
    "minimum": lambda a, b: np.minimum(a, b - 1) + np.minimum(0.5, a),
    "logaddexp": np.logaddexp,
    "negative": lambda a, b: -a * b,
    "positive": lambda a, b: +a * b,
    "absolute": lambda a, b: np.abs(a - b) + abs(a),
    "square": lambda a, b: np.square(a) * b,
    "sqrt": lambda a, b: np.sqrt(a) * b,
    "reciprocal": lambda a, b: np.reciprocal(a) * b,
    "exp": lambda a, b: np.exp(a) * b,
    "expm1": lambda a, b: np.expm1(a) * b,
    "log": lambda a, b: np.log(a) * b,
    "log1p": lambda a, b: np.log1p(a) * b,
    "tanh": lambda a, b: np.tanh(a) * b,
    "sin": lambda a, b: np.sin(a) * b,
    "cos": lambda a, b: np.cos(a) * b,
    "arctan": lambda a, b: np.arctan(a) * b,
    "sum": lambda a, b: a.sum(axis=0) * b + np.sum(a, axis=1, keepdims=True) * b + np.sum(a),
    "mean": lambda a, b: a.mean(axis=0) * b + np.mean(b, axis=1, keepdims=True) * a + np.mean(b),
    "max": lambda a, b: np.max(a, axis=1, keepdims=True) * b + np.max(b),
    "concatenate": lambda a, b: np.concatenate((a, b, A), axis=1) ** 2,
    "stack": lambda a, b: np.stack((a, A, b), axis=1) ** 2,
    "hstack": lambda a, b: np.hstack((a, b)) ** 2,
    "vstack": lambda a, b: np.vstack((a, b)) ** 2,
    "split": lambda a, b: np.split(a, 2, axis=1)[0] * np.split(b, [2], axis=1)[1],
    "where": lambda a, b: np.where(a > 0.5, a * b, b) + np.where(A > 0.5, 1.0, a),
    "clip": lambda a, b: np.clip(a, 0.4, 0.7) * b.clip(1.2, 1.9),
    "reshape": lambda a, b: a.reshape(2, 6) * np.reshape(b, (2, -1)),
    "transpose": lambda a, b: a.T * np.transpose(b) + np.transpose(a, (1, 0)),
    "dot": lambda a, b: np.dot(a, b.T),
    "copy": lambda a, b: a.copy() * np.copy(b),
    "indexing": lambda a, b: a[:, 1:3] * b[:, :2] + a[[0, 0, 2]][:, [1, 1]] + a[0, 2],
    "iteration": lambda a, b: sum(row * row for row in a) * b,
    "sigmoid": lambda a, b: sigmoid(a) * logistic(b),
    "the same twice": lambda a, b: (a * a + a) * (b + a),
}


def by_differences(function: Callable[..., Any], values: list[Any], weights: Any, k: int) -> Any:
    """dL/d(one value), where L is the weighted sum of what the function gives."""
    found = np.zeros_like(values[k])
    for place in np.ndindex(found.shape):
        ends = []
        for nudge in (NUDGE, -NUDGE):
            moved = [value.copy() for value in values]
            moved[k][place] += nudge
            ends.append((weights * function(*moved)).sum())
        found[place] = (ends[0] - ends[1]) / (2 * NUDGE)
    return found


def check(function: Callable[..., Any], values: list[Any]) -> None:
    expected = function(*values)
    weights = np.random.default_rng(1).normal(size=np.shape(expected))
    variables = [Variable(value) for value in values]
    result = function(*variables)
    np.testing.assert_array_equal(result.value, expected)
    for k, found in enumerate(gradients([(result, weights)], variables)):
        np.testing.assert_allclose(found, by_differences(function, values, weights, k), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("name", CASES)
def test_gradients_are_those_of_small_differences(name: str) -> None:
    check(CASES[name], [A, B])


@pytest.mark.parametrize("name", ["add", "subtract", "multiply", "divide", "maximum", "logaddexp", "where"])
def test_of_what_was_broadcast_too(name: str) -> None:
    check(CASES[name], [A, ROW])
    check(CASES[name], [A, ROW[:3, None]])


def test_everything_that_can_be_followed_is_tried() -> None:
    assert {*UFUNCS, *FUNCTIONS} <= CASES.keys()


@pytest.mark.parametrize("name", NAMES)
@given(seed=st.integers(0, 2**32 - 1), units=st.integers(1, 4), batch=st.integers(1, 5))
def test_the_gradients_written_by_hand_are_the_automatic_ones(name: str, seed: int, units: int, batch: int) -> None:
    cell, rng = named(name), np.random.default_rng(seed)
    params = cell.Params(*(rng.normal(size=shape) for shape in cell.shapes(2, units)))
    x = rng.normal(size=(batch, 2))
    state = cell.State(*(rng.normal(size=(batch, units)) for _ in cell.State._fields))
    dstate = cell.State(*(rng.normal(size=(batch, units)) for _ in state))
    after, trace = cell.step(params, x, state)
    by_hand = cell.step_backward(params, trace, dstate)
    variables = [Variable(value) for value in (*params, x, *state)]
    of_params, of_x, of_state = variables[: len(params)], variables[len(params)], variables[len(params) + 1 :]
    recorded, _ = cell.step(cell.Params(*of_params), cast(Any, of_x), cell.State(*of_state))
    for array, variable in zip(after, recorded, strict=True):
        np.testing.assert_array_equal(variable.value, array)
    found = gradients(zip(recorded, dstate, strict=True), variables)
    for gradient, expected in zip(found, (*by_hand.params, by_hand.x, *by_hand.state), strict=True):
        np.testing.assert_allclose(gradient, expected, rtol=1e-9, atol=1e-9)


def test_what_has_no_part_in_a_result_has_no_gradient() -> None:
    a, b = Variable(A), Variable(B)
    of_a, of_b = gradients([(np.multiply(a, 2), np.ones_like(A)), (np.ones(3), np.ones(3))], [a, b])
    np.testing.assert_array_equal(of_a, np.full_like(A, 2))
    np.testing.assert_array_equal(of_b, np.zeros_like(B))


def assign(a: Any) -> None:
    a[:, 0] = 0.0


@pytest.mark.parametrize(
    ("deed", "advice"),
    [
        (assign, r"np\.concatenate.*np\.where"),
        (lambda a: np.add(a, 1, out=np.zeros_like(A)), r"np\.concatenate"),
        (np.cumprod, "np.cumprod cannot be followed here; these can: .*tanh"),
        (np.sinc, "np.sinc cannot be followed"),
        (np.cosh, "np.cosh cannot be followed"),
        (np.asarray, "would lose its gradient"),
        (lambda a: float(a[0, 0]), "would lose its gradient"),
        (lambda a: np.multiply.reduce(a), "np.multiply.reduce"),
        (lambda a: a @ np.ones(4), r"between two matrices, not between shapes \(3, 4\) and \(4,\)"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_advice(deed: Callable[..., Any], advice: str) -> None:
    with pytest.raises(NotFollowedError, match=advice):
        deed(Variable(A))


def test_comparisons_and_the_like_give_plain_arrays() -> None:
    a: Any = Variable(A)
    for plain in (a > 0.5, a == A, np.sign(a), np.zeros_like(a), np.isfinite(a)):
        assert isinstance(plain, np.ndarray)
    assert {"less", "zeros_like"} <= {*FOLLOWED}
    assert (len(a), a.shape, a.ndim, a.size, a.dtype) == (3, (3, 4), 2, 12, A.dtype)
