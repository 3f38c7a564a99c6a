import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn import cells, heads
from rnn.network import (
    Network,
    NetworkShape,
    backward,
    flatten,
    forward,
    from_tensors,
    initialise,
    predictions,
    unflatten,
)
from tests.rnn.problems import each_cell, each_head, random_network, random_state

quickly = settings(max_examples=30, deadline=None)
STACKED = {"lstm": 4, "gru": 3, "rnn": 1}  # how many gates stand one after another in every parameter


def shape_of(cell: str, head: str, I: int, H: int, answers: int) -> NetworkShape:
    return NetworkShape(I, H, 3 * answers if head == "mixture" else answers, cell, head)


shapes = st.builds(
    shape_of,
    st.sampled_from(cells.NAMES),
    st.sampled_from(heads.NAMES),
    st.integers(1, 4),
    st.integers(1, 4),
    st.integers(1, 3),
)


@given(shapes)
def test_size(shape: NetworkShape) -> None:
    I, H, O, cell, _ = shape
    assert shape.size == STACKED[cell] * H * (I + H + 2) + O * (H + 1)


@pytest.mark.parametrize(("cell", "size"), [("lstm", 18), ("gru", 14), ("rnn", 6)])
def test_the_smallest_networks(cell: str, size: int) -> None:
    assert NetworkShape(inputs=1, units=1, outputs=1, cell=cell).size == size


def test_a_network_is_an_lstm_with_a_logistic_head_if_nothing_else_is_said() -> None:
    assert NetworkShape(1, 2, 3) == NetworkShape(1, 2, 3, "lstm", "logistic")


@quickly
@given(shapes)
def test_parameters_are_those_of_the_cell_and_then_those_of_the_head(shape: NetworkShape) -> None:
    I, H, O, cell, _ = shape
    rows = STACKED[cell] * H
    assert shape.tensors == ((rows, I), (rows, H), (rows,), (rows,), (O, H), (O,))


@pytest.mark.parametrize("shape", [NetworkShape(1, 1, 1, "lsmt"), NetworkShape(1, 1, 1, "lstm", "linear")])
def test_a_shape_of_a_cell_or_head_that_there_is_not(shape: NetworkShape) -> None:
    with pytest.raises(ValueError, match="there is no "):
        assert shape.size


@quickly
@given(shapes)
def test_flatten_and_unflatten_undo_each_other(shape: NetworkShape) -> None:
    vector = flatten(random_network(shape))
    network = unflatten(vector, shape)
    assert network.shape == shape
    assert isinstance(network.cell, cells.named(shape.cell).Params)
    assert isinstance(network.head, heads.named(shape.head).Params)
    assert [tensor.shape for tensor in (*network.cell, *network.head)] == list(shape.tensors)
    np.testing.assert_array_equal(flatten(network), vector)


@pytest.mark.parametrize("cell", cells.NAMES)
def test_order_of_the_numbers(cell: str) -> None:
    shape, n = NetworkShape(1, 1, 1, cell), STACKED[cell]
    network = unflatten(np.arange(float(shape.size)), shape)
    assert network.cell.weight_ih.ravel().tolist() == list(range(n))
    assert network.cell.weight_hh.ravel().tolist() == list(range(n, 2 * n))
    assert network.cell.bias_ih.tolist() == list(range(2 * n, 3 * n))
    assert network.cell.bias_hh.tolist() == list(range(3 * n, 4 * n))
    assert network.head.weight.tolist() == [[4 * n]]
    assert network.head.bias.tolist() == [4 * n + 1]


@quickly
@given(shapes)
def test_a_network_of_its_tensors(shape: NetworkShape) -> None:
    network = random_network(shape)
    again = from_tensors([*network.cell, *network.head], shape)
    assert again.shape == shape
    for ours, theirs in zip((*again.cell, *again.head), (*network.cell, *network.head), strict=True):
        assert ours is theirs


@quickly
@given(shapes)
def test_unflatten_gives_views_and_flatten_gives_a_copy(shape: NetworkShape) -> None:
    vector = flatten(random_network(shape))
    network = unflatten(vector, shape)
    copy = flatten(network)
    assert all(np.shares_memory(tensor, vector) for tensor in (*network.cell, *network.head))
    assert not np.shares_memory(copy, vector)
    before = copy.copy()
    network.cell.weight_hh[0, 0] += 1
    network.head.bias[0] += 1
    assert np.count_nonzero(vector != before) == 2
    np.testing.assert_array_equal(copy, before)


@pytest.mark.parametrize("wrong", [(17,), (19,), (0,), (18, 1)])
def test_vector_of_the_wrong_length(wrong: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"shape \(1, 1, 1, 'lstm', 'logistic'\) has 18 numbers, not \("):
        unflatten(np.zeros(wrong), NetworkShape(1, 1, 1))


# --- Initialising ---


@each_cell
def test_initial_parameters_are_uniform_in_one_over_the_root_of_the_units(cell: str) -> None:
    shape = NetworkShape(inputs=30, units=25, outputs=5, cell=cell)
    theta = initialise(np.random.default_rng(0), shape)
    assert theta.shape == (shape.size,)
    assert theta.dtype == np.float64
    assert 0.199 < theta.max() <= 0.2
    assert -0.2 <= theta.min() < -0.199
    assert abs(theta.mean()) < 0.01


@each_cell
def test_the_same_seed_gives_the_same_parameters(cell: str) -> None:
    shape = NetworkShape(1, 2, 1, cell)
    first, again, other = (initialise(np.random.default_rng(seed), shape) for seed in (7, 7, 8))
    np.testing.assert_array_equal(first, again)
    assert not (first == other).any()


@each_cell
def test_numbers_are_drawn_in_the_order_of_the_parameters(cell: str) -> None:
    """Seeds stand for networks: one cell with another head, or fewer outputs, gets the same numbers."""
    shape = NetworkShape(2, 3, 1, cell)
    drawn = np.random.default_rng(7).uniform(-1 / np.sqrt(3), 1 / np.sqrt(3), shape.size)
    np.testing.assert_array_equal(initialise(np.random.default_rng(7), shape), drawn)
    mixture = unflatten(
        initialise(np.random.default_rng(7), NetworkShape(2, 3, 6, cell, "mixture")),
        NetworkShape(2, 3, 6, cell, "mixture"),
    )
    for ours, theirs in zip(mixture.cell, unflatten(drawn, shape).cell, strict=True):
        np.testing.assert_array_equal(ours, theirs)


# --- Forward and backward ---


@quickly
@given(shapes, st.integers(1, 4), st.integers(1, 4))
def test_a_forward_pass_holds_an_answer_for_every_step(shape: NetworkShape, T: int, B: int) -> None:
    network, xs = random_network(shape), np.random.default_rng(0).normal(size=(T, B, shape.inputs))
    forward_pass = forward(network, xs)
    assert len(forward_pass.traces) == T
    assert forward_pass.h.shape == (T, B, shape.units)
    assert forward_pass.logits.shape == (T, B, shape.outputs)
    answers = 1 if shape.head == "mixture" else shape.outputs
    assert predictions(network, forward_pass).shape == (T, B, answers)
    for trace, h in zip(forward_pass.traces, forward_pass.h, strict=True):
        np.testing.assert_array_equal(trace.h, h)
    for name, part in forward_pass.state._asdict().items():
        np.testing.assert_array_equal(part, getattr(forward_pass.traces[-1], name))
    logits = forward_pass.h @ network.head.weight.T + network.head.bias
    np.testing.assert_allclose(forward_pass.logits, logits, rtol=1e-12, atol=1e-14)


@each_cell
def test_predictions_of_a_logistic_head_are_probabilities(cell: str) -> None:
    network = random_network(NetworkShape(2, 3, 2, cell))
    forward_pass = forward(network, np.random.default_rng(0).normal(size=(4, 5, 2)))
    np.testing.assert_allclose(predictions(network, forward_pass), 1 / (1 + np.exp(-forward_pass.logits)), rtol=1e-12)


@each_head
@each_cell
def test_an_answer_depends_on_what_was_read_and_not_on_what_comes(cell: str, head: str) -> None:
    network, xs = random_network(shape_of(cell, head, 1, 2, 1)), np.ones((5, 1, 1))
    changed = xs.copy()
    changed[2] = -1
    same = (forward(network, xs).logits == forward(network, changed).logits).all(axis=2).ravel()
    assert same.tolist() == [True, True, False, False, False]


@each_cell
def test_reading_on_from_a_state(cell: str) -> None:
    network, xs = random_network(NetworkShape(2, 3, 1, cell)), np.random.default_rng(0).normal(size=(6, 2, 2))
    whole, first = forward(network, xs), forward(network, xs[:4])
    rest = forward(network, xs[4:], first.state)
    np.testing.assert_array_equal(np.concatenate((first.logits, rest.logits)), whole.logits)


@each_head
@each_cell
def test_gradients_have_the_shapes_of_the_network_and_flatten_alike(cell: str, head: str) -> None:
    shape = shape_of(cell, head, 2, 3, 2)
    network = random_network(shape)
    forward_pass = forward(network, np.random.default_rng(0).normal(size=(4, 5, 2)))
    gradient, through_time = backward(network, forward_pass, np.ones_like(forward_pass.logits))
    assert isinstance(gradient, Network)
    assert gradient.shape == shape
    assert flatten(gradient).shape == (shape.size,)
    assert gradient.cell is through_time.params


@each_cell
def test_inputs_of_the_wrong_shape(cell: str) -> None:
    with pytest.raises(ValueError, match=r"inputs must have the shape \(T, B, I\) .*, not \(4, 5, 1\)"):
        forward(random_network(NetworkShape(2, 3, 1, cell)), np.zeros((4, 5, 1)))


@each_cell
def test_a_state_of_the_wrong_shape(cell: str) -> None:
    state = random_state(cells.named(cell), np.random.default_rng(0), batch=4, units=3)
    with pytest.raises(ValueError, match=r"h of the state must have the shape \(5, 3\), not \(4, 3\)"):
        forward(random_network(NetworkShape(2, 3, 1, cell)), np.zeros((4, 5, 2)), state)
