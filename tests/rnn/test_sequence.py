import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn.arrays import Array
from rnn.cell import State, step
from rnn.network import NetworkShape, unflatten
from rnn.params import LSTMParams
from rnn.sequence import backward, forward, zero_state

sizes = st.integers(1, 4)
quickly = settings(max_examples=30, deadline=None)


def random_case(I: int, H: int, T: int, B: int) -> tuple[LSTMParams, Array, State]:
    """Parameters, inputs and a state to begin from; nothing is zero."""
    rng, shape = np.random.default_rng([I, H, T, B]), NetworkShape(I, H, 1)
    params = unflatten(rng.normal(size=shape.size), shape).lstm
    return params, rng.normal(size=(T, B, I)), State(rng.normal(size=(B, H)), rng.normal(size=(B, H)))


def assert_close(ours: Array, theirs: Array) -> None:
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-13)


@quickly
@given(sizes, sizes, sizes, sizes)
def test_shapes(I: int, H: int, T: int, B: int) -> None:
    params, xs, state = random_case(I, H, T, B)
    traces = forward(params, xs, state)
    gradients = backward(params, traces, np.ones((T, B, H)))
    assert len(traces) == len(gradients.steps) == T
    assert all(trace.h.shape == trace.c.shape == (B, H) for trace in traces)
    assert gradients.xs.shape == xs.shape
    assert gradients.initial.h.shape == gradients.initial.c.shape == (B, H)
    assert [g.shape for g in gradients.params] == [p.shape for p in params]


def test_without_a_state_reading_begins_from_zero() -> None:
    params, xs, _ = random_case(2, 3, 4, 2)
    zero = State(np.zeros((2, 3)), np.zeros((2, 3)))
    np.testing.assert_array_equal(forward(params, xs)[-1].h, forward(params, xs, zero)[-1].h)
    np.testing.assert_array_equal(zero_state(params, 2), zero)


@quickly
@given(sizes, sizes, sizes, sizes)
def test_a_sequence_is_its_steps_chained(I: int, H: int, T: int, B: int) -> None:
    params, xs, state = random_case(I, H, T, B)
    for x, trace in zip(xs, forward(params, xs, state), strict=True):
        by_hand = step(params, x, state)
        for ours, theirs in zip(trace, by_hand, strict=True):
            np.testing.assert_array_equal(ours, theirs)
        state = State(by_hand.h, by_hand.c)


@quickly
@given(sizes, sizes, sizes, st.integers(2, 5))
def test_a_batch_is_its_sequences_one_by_one(I: int, H: int, T: int, B: int) -> None:
    params, xs, (h, c) = random_case(I, H, T, B)
    together = forward(params, xs, State(h, c))
    for b in range(B):
        alone = forward(params, xs[:, b : b + 1], State(h[b : b + 1], c[b : b + 1]))
        for ours, theirs in zip(together, alone, strict=True):
            assert_close(ours.h[b : b + 1], theirs.h)
            assert_close(ours.c[b : b + 1], theirs.c)


@quickly
@given(sizes, sizes, st.integers(2, 6), sizes, st.data())
def test_a_sequence_read_in_two_parts(I: int, H: int, T: int, B: int, data: st.DataObject) -> None:
    """Carry the state forward from the first part to the second, and its gradient back from the second to the first."""
    params, xs, state = random_case(I, H, T, B)
    cut = data.draw(st.integers(1, T - 1))
    rng = np.random.default_rng(0)
    dhs, final = rng.normal(size=(T, B, H)), State(rng.normal(size=(B, H)), rng.normal(size=(B, H)))

    whole = forward(params, xs, state)
    first = forward(params, xs[:cut], state)
    second = forward(params, xs[cut:], State(first[-1].h, first[-1].c))
    for ours, theirs in zip((*first, *second), whole, strict=True):
        np.testing.assert_array_equal(ours.h, theirs.h)
        np.testing.assert_array_equal(ours.c, theirs.c)

    back = backward(params, whole, dhs, final)
    back_second = backward(params, second, dhs[cut:], final)
    back_first = backward(params, first, dhs[:cut], back_second.initial)
    assert_close(back_first.initial.h, back.initial.h)
    assert_close(back_first.initial.c, back.initial.c)
    assert_close(np.concatenate((back_first.xs, back_second.xs)), back.xs)
    for part1, part2, total in zip(back_first.params, back_second.params, back.params, strict=True):
        assert_close(part1 + part2, total)


def test_gradients_of_parameters_are_the_sum_over_steps() -> None:
    params, xs, state = random_case(2, 3, 4, 2)
    gradients = backward(params, forward(params, xs, state), np.ones((4, 2, 3)))
    for name in LSTMParams._fields:
        by_step = [getattr(one.params, name) for one in gradients.steps]
        assert_close(np.sum(by_step, axis=0), getattr(gradients.params, name))


def test_the_last_step_hears_nothing_from_later_steps() -> None:
    params, xs, state = random_case(1, 2, 3, 1)
    dhs = np.random.default_rng(0).normal(size=(3, 1, 2))
    steps = backward(params, forward(params, xs, state), dhs).steps
    np.testing.assert_array_equal(steps[-1].h, dhs[-1])
    for earlier, later, dh in zip(steps, steps[1:], dhs, strict=False):
        np.testing.assert_array_equal(earlier.h, dh + later.h_prev)


# --- Extreme numbers ---

EXTREME = (0.0, 1e-300, 1.0, 1e6)


def extremes(*magnitudes: float) -> st.SearchStrategy[float]:
    return st.sampled_from([sign * magnitude for magnitude in magnitudes for sign in (1, -1)])


@quickly
@given(st.data(), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))
def test_reading_stays_finite_for_any_product_that_does_not_overflow(
    data: st.DataObject, I: int, H: int, T: int
) -> None:
    """Weights up to 1e300 with inputs and states up to 1e6; above, inf - inf in a pre-activation would be NaN."""
    shape = NetworkShape(I, H, 1)
    theta = data.draw(st.lists(extremes(*EXTREME, 1e300), min_size=shape.size, max_size=shape.size))
    params = unflatten(np.array(theta), shape).lstm
    draw = st.lists(extremes(*EXTREME), min_size=max(T * I, H), max_size=max(T * I, H))
    xs = np.array(data.draw(draw)[: T * I]).reshape(T, 1, I)
    state = State(np.array([data.draw(draw)[:H]]), np.array([data.draw(draw)[:H]]))
    with np.errstate(all="raise", under="ignore"):
        traces = forward(params, xs, state)
    for trace in traces:
        assert all(np.isfinite(array).all() for array in trace)
        assert (np.abs(trace.h) <= 1).all()


@quickly
@given(st.data(), st.integers(1, 3), st.integers(1, 3), st.integers(1, 5))
def test_gradients_stay_finite_for_numbers_up_to_a_million(data: st.DataObject, I: int, H: int, T: int) -> None:
    """Gradients may grow with every step by the size of the weights: large here, but never infinite or NaN."""
    shape = NetworkShape(I, H, 1)
    theta = data.draw(st.lists(extremes(*EXTREME), min_size=shape.size, max_size=shape.size))
    params = unflatten(np.array(theta), shape).lstm
    xs = np.array(data.draw(st.lists(extremes(*EXTREME), min_size=T * I, max_size=T * I))).reshape(T, 1, I)
    with np.errstate(all="raise", under="ignore"):
        gradients = backward(params, forward(params, xs), np.ones((T, 1, H)), State(np.ones((1, H)), np.ones((1, H))))
    assert all(np.isfinite(array).all() for array in (*gradients.params, gradients.xs, *gradients.initial))


@pytest.mark.parametrize("x", [1e6, -1e6, 1e300, -1e300])
def test_a_huge_input_saturates_the_gates(x: float) -> None:
    params, _, state = random_case(1, 3, 1, 1)
    (trace,) = forward(params, np.array([[[x]]]), state)
    towards = np.sign(x * params.weight_ih[:, 0]).reshape(4, 3)  # -1 or +1 for each gate of each unit
    for row, gate in enumerate((trace.i, trace.f, trace.g, trace.o)):
        saturated = towards[row] if gate is trace.g else (towards[row] + 1) / 2
        np.testing.assert_array_equal(gate[0], saturated)


# --- Shapes that do not fit ---


@pytest.mark.parametrize("shape", [(4, 2), (4, 3, 1), (4, 3, 2, 1), (2,)])
def test_inputs_of_the_wrong_shape(shape: tuple[int, ...]) -> None:
    params, _, _ = random_case(2, 3, 4, 3)
    with pytest.raises(ValueError, match=r"inputs must have the shape \(T, B, 2\) with T > 0, not \("):
        forward(params, np.zeros(shape))


@pytest.mark.parametrize(("h", "c"), [((1, 3), (2, 3)), ((2, 3), (2, 1)), ((3,), (3,)), ((2, 4), (2, 4))])
def test_state_of_the_wrong_shape(h: tuple[int, ...], c: tuple[int, ...]) -> None:
    params, xs, _ = random_case(2, 3, 4, 2)
    with pytest.raises(ValueError, match=r"h and c must have the shape \(2, 3\), not \("):
        forward(params, xs, State(np.zeros(h), np.zeros(c)))


@pytest.mark.parametrize("shape", [(4, 2, 1), (3, 2, 3), (4, 1, 3), (2, 3)])
def test_gradients_of_the_wrong_shape(shape: tuple[int, ...]) -> None:
    params, xs, state = random_case(2, 3, 4, 2)
    with pytest.raises(ValueError, match=r"dhs must have the shape \(4, 2, 3\), not \("):
        backward(params, forward(params, xs, state), np.zeros(shape))
