import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn.network import Network, NetworkShape, flatten, unflatten
from rnn.state_dict import from_state_dicts, to_state_dicts

ONE_UNIT = NetworkShape(1, 1, 1)
shapes = st.builds(NetworkShape, st.integers(1, 4), st.integers(1, 4), st.integers(1, 3))


def network_of(shape: NetworkShape) -> Network:
    return unflatten(np.random.default_rng([*shape]).normal(size=shape.size), shape)


def test_names_are_those_of_torch() -> None:
    assert to_state_dicts(unflatten(np.arange(18.0), ONE_UNIT)) == {
        "lstm": {
            "weight_ih_l0": [[0], [1], [2], [3]],
            "weight_hh_l0": [[4], [5], [6], [7]],
            "bias_ih_l0": [8, 9, 10, 11],
            "bias_hh_l0": [12, 13, 14, 15],
        },
        "linear": {"weight": [[16]], "bias": [17]},
    }


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
    bias = from_state_dicts(data, ONE_UNIT).lstm.bias_ih
    assert bias.dtype == np.float64
    assert bias.tolist() == [1, -2, 3, 0]


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_not_an_object(data: object) -> None:
    with pytest.raises(ValueError, match="the weights must be an object with the parts lstm and linear"):
        from_state_dicts(data, ONE_UNIT)


@pytest.mark.parametrize("part", ["lstm", "linear"])
@pytest.mark.parametrize("instead", [None, [], 1])
def test_a_part_is_missing(part: str, instead: object) -> None:
    with pytest.raises(ValueError, match=f"the part {part} is missing"):
        from_state_dicts(to_state_dicts(network_of(ONE_UNIT)) | {part: instead}, ONE_UNIT)


def test_a_tensor_is_missing() -> None:
    data = to_state_dicts(network_of(ONE_UNIT))
    del data["lstm"]["bias_hh_l0"]
    with pytest.raises(ValueError, match=r"lstm\.bias_hh_l0 is missing"):
        from_state_dicts(data, ONE_UNIT)


def test_an_unknown_tensor_such_as_that_of_a_second_layer() -> None:
    data = to_state_dicts(network_of(ONE_UNIT))
    data["lstm"]["weight_ih_l1"] = [[0.0]]
    with pytest.raises(ValueError, match="lstm has an unknown tensor weight_ih_l1"):
        from_state_dicts(data, ONE_UNIT)


def test_a_network_of_another_size() -> None:
    with pytest.raises(ValueError, match=r"lstm\.weight_ih_l0 has the shape \(8, 1\), but this network needs \(4, 1\)"):
        from_state_dicts(to_state_dicts(network_of(NetworkShape(1, 2, 1))), ONE_UNIT)


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
    assert from_state_dicts(data, ONE_UNIT).lstm.weight_ih.tolist() == [[2.0**63], [2.0**64], [-1e20], [1e300]]


@pytest.mark.parametrize("value", [[[1], [2], [3], [{}]], [[[]], [[]], [[]], [[]]]])
def test_other_values(value: object) -> None:
    data = to_state_dicts(network_of(ONE_UNIT))
    data["lstm"]["weight_ih_l0"] = value
    with pytest.raises(ValueError, match=r"lstm\.weight_ih_l0"):
        from_state_dicts(data, ONE_UNIT)
