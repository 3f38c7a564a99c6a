import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn import cells, heads
from rnn.network import Network, NetworkShape, flatten, unflatten
from rnn.state_dict import from_state_dicts, to_state_dicts
from tests.rnn.problems import each_cell, random_network

ONE_UNIT = NetworkShape(1, 1, 1)
shapes = st.builds(
    lambda I, H, answers, cell, head: NetworkShape(I, H, 3 * answers if head == "mixture" else answers, cell, head),
    st.integers(1, 4),
    st.integers(1, 4),
    st.integers(1, 3),
    st.sampled_from(cells.NAMES),
    st.sampled_from(heads.NAMES),
)


def network_of(shape: NetworkShape) -> Network:
    return random_network(shape)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (
            "lstm",
            {
                "lstm": {
                    "weight_ih_l0": [[0], [1], [2], [3]],
                    "weight_hh_l0": [[4], [5], [6], [7]],
                    "bias_ih_l0": [8, 9, 10, 11],
                    "bias_hh_l0": [12, 13, 14, 15],
                },
                "linear": {"weight": [[16]], "bias": [17]},
            },
        ),
        (
            "gru",
            {
                "gru": {
                    "weight_ih_l0": [[0], [1], [2]],
                    "weight_hh_l0": [[3], [4], [5]],
                    "bias_ih_l0": [6, 7, 8],
                    "bias_hh_l0": [9, 10, 11],
                },
                "linear": {"weight": [[12]], "bias": [13]},
            },
        ),
        (
            "rnn",
            {
                "rnn": {"weight_ih_l0": [[0]], "weight_hh_l0": [[1]], "bias_ih_l0": [2], "bias_hh_l0": [3]},
                "linear": {"weight": [[4]], "bias": [5]},
            },
        ),
    ],
)
def test_names_are_those_of_torch(cell: str, written: object) -> None:
    shape = NetworkShape(1, 1, 1, cell)
    assert to_state_dicts(unflatten(np.arange(float(shape.size)), shape)) == written


@settings(max_examples=30, deadline=None)
@given(shapes)
def test_through_json_and_back_without_losing_a_bit(shape: NetworkShape) -> None:
    network = network_of(shape)
    back = from_state_dicts(json.loads(json.dumps(to_state_dicts(network))), shape)
    assert back.shape == shape
    assert flatten(back).tobytes() == flatten(network).tobytes()


def test_whole_numbers_become_float64() -> None:
    data = to_state_dicts(network_of(ONE_UNIT))
    data["lstm"]["bias_ih_l0"] = [1, -2, 3, 0]
    bias = from_state_dicts(data, ONE_UNIT).cell.bias_ih
    assert bias.dtype == np.float64
    assert bias.tolist() == [1, -2, 3, 0]


@each_cell
@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_not_an_object(cell: str, data: object) -> None:
    with pytest.raises(ValueError, match=f"the weights must be an object with the parts {cell} and linear"):
        from_state_dicts(data, NetworkShape(1, 1, 1, cell))


@each_cell
@pytest.mark.parametrize("part", ["cell", "linear"])
@pytest.mark.parametrize("instead", [None, [], 1])
def test_a_part_is_missing(cell: str, part: str, instead: object) -> None:
    shape, name = NetworkShape(1, 1, 1, cell), cell if part == "cell" else part
    with pytest.raises(ValueError, match=f"the part {name} is missing"):
        from_state_dicts(to_state_dicts(network_of(shape)) | {name: instead}, shape)


@pytest.mark.parametrize(("wanted", "found"), [("lstm", "gru"), ("gru", "lstm"), ("rnn", "gru")])
def test_weights_of_another_cell(wanted: str, found: str) -> None:
    data = to_state_dicts(network_of(NetworkShape(1, 1, 1, found)))
    with pytest.raises(ValueError, match=f"the part {wanted} is missing"):
        from_state_dicts(data, NetworkShape(1, 1, 1, wanted))
    disguised = {wanted: data[found], "linear": data["linear"]}
    with pytest.raises(ValueError, match=rf"{wanted}\.weight_ih_l0 has the shape "):
        from_state_dicts(disguised, NetworkShape(1, 1, 1, wanted))


@each_cell
@pytest.mark.parametrize("name", ["weight_ih", "weight_hh", "bias_ih", "bias_hh"])
def test_a_tensor_is_missing(cell: str, name: str) -> None:
    shape = NetworkShape(1, 1, 1, cell)
    data = to_state_dicts(network_of(shape))
    del data[cell][f"{name}_l0"]
    with pytest.raises(ValueError, match=rf"{cell}\.{name}_l0 is missing"):
        from_state_dicts(data, shape)


@each_cell
def test_an_unknown_tensor_such_as_that_of_a_second_layer(cell: str) -> None:
    shape = NetworkShape(1, 1, 1, cell)
    data = to_state_dicts(network_of(shape))
    data[cell]["weight_ih_l1"] = [[0.0]]
    with pytest.raises(ValueError, match=f"{cell} has an unknown tensor weight_ih_l1"):
        from_state_dicts(data, shape)


@pytest.mark.parametrize(("cell", "rows"), [("lstm", 4), ("gru", 3), ("rnn", 1)])
def test_a_network_of_another_size(cell: str, rows: int) -> None:
    message = rf"{cell}\.weight_ih_l0 has the shape \({2 * rows}, 1\), but this network needs \({rows}, 1\)"
    with pytest.raises(ValueError, match=message):
        from_state_dicts(to_state_dicts(network_of(NetworkShape(1, 2, 1, cell))), NetworkShape(1, 1, 1, cell))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([[1.0], [2.0], [3.0], [4.0, 5.0]], "has rows of different lengths"),
        ([["1"], ["2"], ["3"], ["4"]], "holds something that is not a number"),
        ([[True], [True], [False], [True]], "holds something that is not a number"),
        ([[None], [1.0], [2.0], [3.0]], "holds something that is not a number"),
        ([[10**400], [1], [2], [3]], "holds a number that is too large"),
        ([[1.0], [2.0], [3.0], 4.0], "has rows of different lengths"),
        ([[1.0], [2.0], [3.0], []], "has rows of different lengths"),
        ([1.0, [2.0], [3.0], [4.0]], "has rows of different lengths"),
        ([[[1.0]], [[2.0]], [[3.0]], [[4.0], [5.0]]], "has rows of different lengths"),
        ([[[1.0]], [[2.0]], [[3.0]], [[4.0]]], r"has the shape \(4, 1, 1\), but this network needs \(4, 1\)"),
        ([[], [], [], []], r"has the shape \(4, 0\), but this network needs \(4, 1\)"),
        ("text", r"has the shape \(\), but this network needs \(4, 1\)"),
        ([[1.0], [2.0], [3.0], [True]], "holds something that is not a number"),
        ([[1.0], [2.0], [3.0], ["x" * 10_000]], "holds something that is not a number"),
        ([[float("nan")], [1.0], [2.0], [3.0]], "holds a number that is not finite"),
        ([[float("inf")], [1.0], [2.0], [3.0]], "holds a number that is not finite"),
        (1.0, r"has the shape \(\), but this network needs \(4, 1\)"),
    ],
)
def test_a_tensor_that_holds_something_else(value: object, message: str) -> None:
    data = to_state_dicts(network_of(ONE_UNIT))
    data["lstm"]["weight_ih_l0"] = value
    with pytest.raises(ValueError, match=rf"lstm\.weight_ih_l0 {message}"):
        from_state_dicts(data, ONE_UNIT)


def test_a_whole_number_of_any_length_is_a_number() -> None:
    data = to_state_dicts(network_of(ONE_UNIT))
    data["lstm"]["weight_ih_l0"] = [[2**63], [2**64], [-(10**20)], [10**300]]
    assert from_state_dicts(data, ONE_UNIT).cell.weight_ih.tolist() == [[2.0**63], [2.0**64], [-1e20], [1e300]]


@pytest.mark.parametrize("value", [[[1], [2], [3], [{}]], [[[]], [[]], [[]], [[]]]])
def test_other_values(value: object) -> None:
    data = to_state_dicts(network_of(ONE_UNIT))
    data["lstm"]["weight_ih_l0"] = value
    with pytest.raises(ValueError, match=r"lstm\.weight_ih_l0"):
        from_state_dicts(data, ONE_UNIT)
