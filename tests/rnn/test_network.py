import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn.arrays import Array
from rnn.cell import State
from rnn.network import Network, NetworkShape, backward, flatten, forward, initialise, unflatten

quickly = settings(max_examples=30, deadline=None)
shapes = st.builds(NetworkShape, st.integers(1, 4), st.integers(1, 4), st.integers(1, 3))


def random_vector(shape: NetworkShape) -> Array:
    return np.random.default_rng([*shape]).normal(size=shape.size)


@given(shapes)
def test_size(shape: NetworkShape) -> None:
    I, H, O = shape
    assert shape.size == 4 * H * (I + H + 2) + O * (H + 1)


def test_the_smallest_network_has_18_numbers() -> None:
    assert NetworkShape(inputs=1, units=1, outputs=1).size == 18


@quickly
@given(shapes)
def test_flatten_and_unflatten_undo_each_other(shape: NetworkShape) -> None:
    vector = random_vector(shape)
    network = unflatten(vector, shape)
    assert network.shape == shape
    assert tuple(tensor.shape for tensor in (*network.lstm, *network.readout)) == shape.tensors
    np.testing.assert_array_equal(flatten(network), vector)


def test_order_of_the_numbers() -> None:
    network = unflatten(np.arange(18.0), NetworkShape(1, 1, 1))
    assert network.lstm.weight_ih.ravel().tolist() == [0, 1, 2, 3]
    assert network.lstm.weight_hh.ravel().tolist() == [4, 5, 6, 7]
    assert network.lstm.bias_ih.tolist() == [8, 9, 10, 11]
    assert network.lstm.bias_hh.tolist() == [12, 13, 14, 15]
    assert network.readout.weight.tolist() == [[16]]
    assert network.readout.bias.tolist() == [17]


@quickly
@given(shapes)
def test_unflatten_gives_views_and_flatten_gives_a_copy(shape: NetworkShape) -> None:
    vector = random_vector(shape)
    network = unflatten(vector, shape)
    copy = flatten(network)
    assert all(np.shares_memory(tensor, vector) for tensor in (*network.lstm, *network.readout))
    assert not np.shares_memory(copy, vector)
    before = copy.copy()
    network.lstm.weight_hh[0, 0] += 1
    network.readout.bias[0] += 1
    assert np.count_nonzero(vector != before) == 2
    np.testing.assert_array_equal(copy, before)


@pytest.mark.parametrize("wrong", [(17,), (19,), (0,), (18, 1)])
def test_vector_of_the_wrong_length(wrong: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"shape \(1, 1, 1\) has 18 numbers, not \("):
        unflatten(np.zeros(wrong), NetworkShape(1, 1, 1))


def test_initial_parameters_are_uniform_in_one_over_the_root_of_the_units() -> None:
    shape = NetworkShape(inputs=30, units=25, outputs=5)
    theta = initialise(np.random.default_rng(0), shape)
    assert theta.shape == (shape.size,)
    assert theta.dtype == np.float64
    assert 0.199 < theta.max() <= 0.2
    assert -0.2 <= theta.min() < -0.199
    assert abs(theta.mean()) < 0.01


def test_the_same_seed_gives_the_same_parameters() -> None:
    shape = NetworkShape(1, 2, 1)
    first, again, other = (initialise(np.random.default_rng(seed), shape) for seed in (7, 7, 8))
    np.testing.assert_array_equal(first, again)
    assert not (first == other).any()


@quickly
@given(shapes, st.integers(1, 4), st.integers(1, 4))
def test_a_reading_holds_an_answer_for_every_step(shape: NetworkShape, T: int, B: int) -> None:
    xs = np.random.default_rng(0).normal(size=(T, B, shape.inputs))
    forward_pass = forward(unflatten(random_vector(shape), shape), xs)
    assert len(forward_pass.traces) == T
    assert forward_pass.h.shape == (T, B, shape.units)
    assert forward_pass.z.shape == forward_pass.p.shape == (T, B, shape.outputs)
    for trace, h in zip(forward_pass.traces, forward_pass.h, strict=True):
        np.testing.assert_array_equal(trace.h, h)
    np.testing.assert_allclose(forward_pass.p, 1 / (1 + np.exp(-forward_pass.z)), rtol=1e-12)


def test_an_answer_depends_on_what_was_read_and_not_on_what_comes() -> None:
    shape = NetworkShape(1, 2, 1)
    network, xs = unflatten(random_vector(shape), shape), np.ones((5, 1, 1))
    changed = xs.copy()
    changed[2] = -1
    same = (forward(network, xs).p == forward(network, changed).p).ravel()
    assert same.tolist() == [True, True, False, False, False]


def test_reading_on_from_a_state() -> None:
    shape = NetworkShape(2, 3, 1)
    network, xs = unflatten(random_vector(shape), shape), np.random.default_rng(0).normal(size=(6, 2, 2))
    whole, first = forward(network, xs), forward(network, xs[:4])
    rest = forward(network, xs[4:], State(first.traces[-1].h, first.traces[-1].c))
    np.testing.assert_array_equal(np.concatenate((first.z, rest.z)), whole.z)


def test_gradients_have_the_shapes_of_the_network_and_flatten_alike() -> None:
    shape = NetworkShape(2, 3, 2)
    network = unflatten(random_vector(shape), shape)
    forward_pass = forward(network, np.random.default_rng(0).normal(size=(4, 5, 2)))
    gradient, through_time = backward(network, forward_pass, np.ones_like(forward_pass.z))
    assert isinstance(gradient, Network)
    assert gradient.shape == shape
    assert flatten(gradient).shape == (shape.size,)
    assert gradient.lstm is through_time.params


def test_inputs_of_the_wrong_shape() -> None:
    shape = NetworkShape(2, 3, 1)
    with pytest.raises(ValueError, match=r"inputs must have the shape \(T, B, 2\) with T > 0, not \(4, 5, 1\)"):
        forward(unflatten(random_vector(shape), shape), np.zeros((4, 5, 1)))
