"""A layer of cells over time, for every cell."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn import cells
from rnn.arrays import Array
from rnn.cells import Cell
from rnn.network import NetworkShape, unflatten
from rnn.unroll import backward, forward
from tests.rnn.problems import each_cell, random_network, random_state

sizes = st.integers(1, 4)
quickly = settings(max_examples=30, deadline=None)


def random_case(cell: str, I: int, H: int, T: int, B: int) -> tuple[Cell, Any, Array, Any]:
    """A cell, parameters, inputs and a state to begin from; nothing is zero."""
    module, rng = cells.named(cell), np.random.default_rng([I, H, T, B])
    params = random_network(NetworkShape(I, H, 1, cell)).cell
    return module, params, rng.normal(size=(T, B, I)), random_state(module, rng, B, H)


def assert_close(ours: Array, theirs: Array) -> None:
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-13)


@quickly
@given(sizes, sizes, sizes, sizes)
@each_cell
def test_shapes(cell: str, I: int, H: int, T: int, B: int) -> None:
    module, params, xs, state = random_case(cell, I, H, T, B)
    unrolled = forward(module, params, xs, state)
    gradients = backward(module, params, unrolled.traces, np.ones((T, B, H)))
    assert len(unrolled.traces) == len(gradients.steps) == T
    assert unrolled.h.shape == (T, B, H)
    for name, part in unrolled.state._asdict().items():
        assert part.shape == (B, H)
        assert all(getattr(trace, name).shape == (B, H) for trace in unrolled.traces)
    assert [step.x.shape for step in gradients.steps] == [(B, I)] * T
    assert all(part.shape == (B, H) for part in gradients.steps[0].state)
    assert isinstance(gradients.params, module.Params)
    assert [g.shape for g in gradients.params] == [p.shape for p in params]


@each_cell
def test_without_a_state_reading_begins_from_zero(cell: str) -> None:
    module, params, xs, state = random_case(cell, 2, 3, 4, 2)
    zero = module.State(*(np.zeros((2, 3)) for _ in state))
    np.testing.assert_array_equal(forward(module, params, xs).h, forward(module, params, xs, zero).h)
    assert not np.array_equal(forward(module, params, xs).h, forward(module, params, xs, state).h)


@each_cell
def test_without_a_final_gradient_nothing_comes_from_beyond_the_sequence(cell: str) -> None:
    module, params, xs, state = random_case(cell, 2, 3, 4, 2)
    traces, dhs = forward(module, params, xs, state).traces, np.ones((4, 2, 3))
    zero = module.State(*(np.zeros((2, 3)) for _ in state))
    for ours, theirs in zip(
        backward(module, params, traces, dhs).params, backward(module, params, traces, dhs, zero).params, strict=True
    ):
        np.testing.assert_array_equal(ours, theirs)


@quickly
@given(sizes, sizes, sizes, sizes)
@each_cell
def test_a_sequence_is_its_steps_chained(cell: str, I: int, H: int, T: int, B: int) -> None:
    module, params, xs, state = random_case(cell, I, H, T, B)
    unrolled = forward(module, params, xs, state)
    for x, trace in zip(xs, unrolled.traces, strict=True):
        state, by_hand = module.step(params, x, state)
        for ours, theirs in zip(trace, by_hand, strict=True):
            np.testing.assert_array_equal(ours, theirs)
    for ours, theirs in zip(unrolled.state, state, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(unrolled.h, [trace.h for trace in unrolled.traces])


@quickly
@given(sizes, sizes, sizes, st.integers(2, 5))
@each_cell
def test_a_batch_is_its_sequences_one_by_one(cell: str, I: int, H: int, T: int, B: int) -> None:
    module, params, xs, state = random_case(cell, I, H, T, B)
    together = forward(module, params, xs, state).traces
    for b in range(B):
        one = slice(b, b + 1)
        alone = forward(module, params, xs[:, one], module.State(*(part[one] for part in state))).traces
        for ours, theirs in zip(together, alone, strict=True):
            for name in module.State._fields:
                assert_close(getattr(ours, name)[one], getattr(theirs, name))


@quickly
@given(sizes, sizes, st.integers(2, 6), sizes, st.data())
@each_cell
def test_a_sequence_read_in_two_parts(cell: str, I: int, H: int, T: int, B: int, data: st.DataObject) -> None:
    """Carry the state forward from the first part to the second, and its gradient back from the second to the first."""
    module, params, xs, state = random_case(cell, I, H, T, B)
    cut = data.draw(st.integers(1, T - 1))
    rng = np.random.default_rng(0)
    dhs, final = rng.normal(size=(T, B, H)), random_state(module, rng, B, H)

    whole = forward(module, params, xs, state)
    first = forward(module, params, xs[:cut], state)
    second = forward(module, params, xs[cut:], first.state)
    for ours, theirs in zip((*first.traces, *second.traces), whole.traces, strict=True):
        for name in module.State._fields:
            np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name))

    back = backward(module, params, whole.traces, dhs, final)
    back_second = backward(module, params, second.traces, dhs[cut:], final)
    back_first = backward(module, params, first.traces, dhs[:cut], back_second.steps[0].state)
    for ours, theirs in zip((*back_first.steps, *back_second.steps), back.steps, strict=True):
        assert_close(ours.x, theirs.x)
        for part, whole_part in zip(ours.state, theirs.state, strict=True):
            assert_close(part, whole_part)
    for part1, part2, total in zip(back_first.params, back_second.params, back.params, strict=True):
        assert_close(part1 + part2, total)


@each_cell
def test_gradients_of_parameters_are_the_sum_over_steps(cell: str) -> None:
    module, params, xs, state = random_case(cell, 2, 3, 4, 2)
    gradients = backward(module, params, forward(module, params, xs, state).traces, np.ones((4, 2, 3)))
    for name in module.Params._fields:
        by_step = [getattr(one.params, name) for one in gradients.steps]
        assert_close(np.sum(by_step, axis=0), getattr(gradients.params, name))


@each_cell
def test_the_last_step_hears_nothing_from_later_steps(cell: str) -> None:
    module, params, xs, state = random_case(cell, 1, 2, 3, 1)
    dhs = np.random.default_rng(0).normal(size=(3, 1, 2))
    steps = backward(module, params, forward(module, params, xs, state).traces, dhs).steps
    np.testing.assert_array_equal(steps[-1].quantities["h"], dhs[-1])
    for earlier, later, dh in zip(steps, steps[1:], dhs, strict=False):
        np.testing.assert_array_equal(earlier.quantities["h"], dh + later.state.h)


@each_cell
def test_arguments_stay_as_they_are(cell: str) -> None:
    module, params, xs, state = random_case(cell, 2, 3, 4, 2)
    dhs, final = np.ones((4, 2, 3)), random_state(module, np.random.default_rng(0), 2, 3)
    for array in (*params, xs, *state, dhs, *final):
        array.flags.writeable = False  # writing would raise
    backward(module, params, forward(module, params, xs, state).traces, dhs, final)


# --- Extreme numbers ---

EXTREME = (0.0, 1e-300, 1.0, 1e6)


def extremes(*magnitudes: float) -> st.SearchStrategy[float]:
    return st.sampled_from([sign * magnitude for magnitude in magnitudes for sign in (1, -1)])


@quickly
@given(st.data(), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))
@each_cell
def test_reading_stays_finite_for_any_product_that_does_not_overflow(
    cell: str, data: st.DataObject, I: int, H: int, T: int
) -> None:
    """Weights up to 1e300 with inputs and states up to 1e6; above, inf - inf in a pre-activation would be NaN."""
    module, shape = cells.named(cell), NetworkShape(I, H, 1, cell)
    theta = data.draw(st.lists(extremes(*EXTREME, 1e300), min_size=shape.size, max_size=shape.size))
    params = unflatten(np.array(theta), shape).cell
    draw = st.lists(extremes(*EXTREME), min_size=max(T * I, H), max_size=max(T * I, H))
    xs = np.array(data.draw(draw)[: T * I]).reshape(T, 1, I)
    state = module.State(*(np.array([data.draw(draw)[:H]]) for _ in module.State._fields))
    with np.errstate(all="raise", under="ignore"):
        traces = forward(module, params, xs, state).traces
    bound = max(1.0, np.abs(state.h).max()) if cell == "gru" else 1.0  # a GRU may keep what it was given
    for trace in traces:
        assert all(np.isfinite(array).all() for array in trace)
        assert (np.abs(trace.h) <= bound).all()


@quickly
@given(st.data(), st.integers(1, 3), st.integers(1, 3), st.integers(1, 5))
@each_cell
def test_gradients_stay_finite_for_numbers_up_to_a_million(
    cell: str, data: st.DataObject, I: int, H: int, T: int
) -> None:
    """Gradients may grow with every step by the size of the weights: large here, but never infinite or NaN."""
    module, shape = cells.named(cell), NetworkShape(I, H, 1, cell)
    theta = data.draw(st.lists(extremes(*EXTREME), min_size=shape.size, max_size=shape.size))
    params = unflatten(np.array(theta), shape).cell
    xs = np.array(data.draw(st.lists(extremes(*EXTREME), min_size=T * I, max_size=T * I))).reshape(T, 1, I)
    final = module.State(*(np.ones((1, H)) for _ in module.State._fields))
    with np.errstate(all="raise", under="ignore"):
        gradients = backward(module, params, forward(module, params, xs).traces, np.ones((T, 1, H)), final)
    arrays = [*gradients.params, *gradients.steps[0].state, *(step.x for step in gradients.steps)]
    assert all(np.isfinite(array).all() for array in arrays)


@pytest.mark.parametrize("x", [1e6, -1e6, 1e300, -1e300])
@each_cell
def test_a_huge_input_saturates_the_gates(cell: str, x: float) -> None:
    module, params, _, state = random_case(cell, 1, 3, 1, 1)
    (trace,) = forward(module, params, np.array([[[x]]]), state).traces
    for gate in module.GATES:
        # -1 or +1 for each unit
        towards = np.sign(x * params.weight_ih[cells.gate_rows(module, gate, 3), 0])
        saturated = towards if gate in "gnh" else (towards + 1) / 2
        np.testing.assert_array_equal(getattr(trace, gate)[0], saturated)


# --- Shapes that do not fit ---


@pytest.mark.parametrize("shape", [(4, 2), (4, 3, 1), (4, 3, 2, 1), (2,), (0, 3, 2)])
@each_cell
def test_inputs_of_the_wrong_shape(cell: str, shape: tuple[int, ...]) -> None:
    module, params, _, _ = random_case(cell, 2, 3, 4, 3)
    with pytest.raises(ValueError, match=r"inputs must have the shape \(T, B, I\) .*with T > 0, not \("):
        forward(module, params, np.zeros(shape))


@each_cell
def test_parameters_that_do_not_fit_each_other(cell: str) -> None:
    module, params, xs, _ = random_case(cell, 2, 3, 4, 2)
    for name in module.Params._fields:
        with pytest.raises(ValueError, match="shape"):
            forward(module, params._replace(**{name: getattr(params, name)[1:]}), xs)


@pytest.mark.parametrize("wrong", [(1, 3), (2, 1), (3,), (2, 4), (2, 3, 1)])
@each_cell
def test_a_state_of_the_wrong_shape(cell: str, wrong: tuple[int, ...]) -> None:
    module, params, xs, state = random_case(cell, 2, 3, 4, 2)
    for name in module.State._fields:
        with pytest.raises(ValueError, match=rf"{name} of the state must have the shape \(2, 3\), not \("):
            forward(module, params, xs, state._replace(**{name: np.zeros(wrong)}))


@pytest.mark.parametrize("wrong", [(4, 2, 1), (3, 2, 3), (4, 1, 3), (2, 3)])
@each_cell
def test_gradients_of_the_wrong_shape(cell: str, wrong: tuple[int, ...]) -> None:
    module, params, xs, state = random_case(cell, 2, 3, 4, 2)
    with pytest.raises(ValueError, match=r"dhs must have the shape \(4, 2, 3\), not \("):
        backward(module, params, forward(module, params, xs, state).traces, np.zeros(wrong))


@pytest.mark.parametrize("wrong", [(1, 3), (2, 1), (3,), (2, 4)])
@each_cell
def test_a_final_gradient_of_the_wrong_shape(cell: str, wrong: tuple[int, ...]) -> None:
    module, params, xs, state = random_case(cell, 2, 3, 4, 2)
    traces = forward(module, params, xs, state).traces
    for name in module.State._fields:
        with pytest.raises(ValueError, match=r"must have the shape \(2, 3\), not \("):
            backward(module, params, traces, np.ones((4, 2, 3)), state._replace(**{name: np.zeros(wrong)}))
