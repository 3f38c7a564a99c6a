from contextlib import suppress
from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos.limits import WEIGHT
from demos.pattern.edits import WeightName, get_weight, parse_weight_name, set_weight, weight_names
from demos.pattern.limits import UNITS
from rnn.network import Network, flatten, forward, initialise, unflatten
from tasks.bits import all_inputs, encode, network_shape


def network(units: int) -> Network:
    return unflatten(initialise(np.random.default_rng(units), network_shape(units)), network_shape(units))


def all_names(units: int) -> list[WeightName]:
    return [name for unit in range(1, units + 1) for name in weight_names(units, unit)]


@pytest.mark.parametrize("units", [1, 2, 4, 16])
def test_the_names_of_all_units_cover_the_network(units: int) -> None:
    """Of the two biases of a gate, one name means the sum; the readout's bias is there for every unit."""
    different = {(n.gate, n.source) if n.text.startswith("p-b") else n for n in all_names(units)}
    assert len(different) == network_shape(units).size - 4 * units


@pytest.mark.parametrize("units", [1, 2, 4])
def test_every_number_can_be_read_and_changed_and_only_that_one_changes(units: int) -> None:
    before = network(units)
    for name in all_names(units):
        after = set_weight(before, name, 2.5)
        assert get_weight(after, name) == pytest.approx(2.5, abs=1e-12)
        changed = np.count_nonzero(flatten(after) != flatten(before))
        assert changed == (2 if name.source == "b" and name.gate != "p" else 1)  # a gate's bias is the sum of two
        for other in all_names(units):
            if other != name and (name.gate, name.source) != ("p", "b") and (other.gate, other.source) != ("p", "b"):
                assert get_weight(after, other) == get_weight(before, other)
    np.testing.assert_array_equal(flatten(before), flatten(network(units)))


def test_the_numbers_are_the_ones_that_the_equations_use() -> None:
    """Written out for two units: the tensors in PyTorch's order, gates i, f, g, o, one row a unit."""
    net = network(2)
    row = {("i", 1): 0, ("i", 2): 1, ("f", 1): 2, ("f", 2): 3, ("g", 1): 4, ("g", 2): 5, ("o", 1): 6, ("o", 2): 7}
    for (gate, unit), r in row.items():
        assert get_weight(net, WeightName(gate, "x", unit)) == net.cell.weight_ih[r, 0]
        assert get_weight(net, WeightName(gate, "h1", unit)) == net.cell.weight_hh[r, 0]
        assert get_weight(net, WeightName(gate, "h2", unit)) == net.cell.weight_hh[r, 1]
        assert get_weight(net, WeightName(gate, "b", unit)) == net.cell.bias_ih[r] + net.cell.bias_hh[r]
    assert get_weight(net, WeightName("p", "h2", 2)) == net.head.weight[0, 1]
    assert get_weight(net, WeightName("p", "b", 1)) == net.head.bias[0]


def test_setting_a_number_to_itself_changes_no_answer() -> None:
    before = network(3)
    for name in all_names(3):
        after = set_weight(before, name, get_weight(before, name))
        xs = encode(all_inputs(4))
        np.testing.assert_allclose(forward(after, xs).logits, forward(before, xs).logits, rtol=0, atol=1e-12)


# --- Names ---


@pytest.mark.parametrize("units", [1, 4, 16])
def test_names_as_text(units: int) -> None:
    for name in all_names(units):
        assert parse_weight_name(name.text) == name
    assert len({name.text for name in all_names(units)}) == len(all_names(units))


@pytest.mark.parametrize(
    "text", ["", "f", "f-x", "f-x-", "f-x-a", "f-x-1-1", "f-x--1", "f-x-\u0661", "f-x-111", "f-x-1.0"]
)
def test_what_is_not_a_name(text: str) -> None:
    with pytest.raises(ValueError, match="there is no weight"):
        parse_weight_name(text)


@pytest.mark.parametrize(
    "text",
    ["f-x-0", "f-x-3", "q-x-1", "-x-1", "f--1", "f-h3-1", "f-h0-1", "f-h01-1", "p-x-1", "p-h3-1", "f-c-1", "p-b-9"],
)
def test_what_two_units_do_not_have(text: str) -> None:
    for use in (lambda net, name: get_weight(net, name), lambda net, name: set_weight(net, name, 1.0)):
        with pytest.raises(ValueError, match="there is no weight"):
            use(network(2), parse_weight_name(text))


@given(st.text(alphabet="figopqxhb-0123", max_size=8) | st.text(max_size=30), st.sampled_from(UNITS))
def test_any_text_names_a_number_or_is_refused(text: str, units: int) -> None:
    with suppress(ValueError):
        assert isinstance(get_weight(network(units), parse_weight_name(text)), float)


def test_a_long_name_is_not_repeated_in_full() -> None:
    with pytest.raises(ValueError) as caught:
        parse_weight_name("x" * 1000)
    assert len(str(caught.value)) < 100


# --- Bounds ---


@pytest.mark.parametrize("value", [WEIGHT, -WEIGHT, 0.0])
def test_the_bounds_are_allowed(value: float) -> None:
    for name in all_names(1):
        assert get_weight(set_weight(network(1), name, value), name) == value


@pytest.mark.parametrize("value", [nan, float("inf"), -float("inf"), 1000.1, -1000.1, 1e300])
def test_beyond_the_bounds(value: float) -> None:
    with pytest.raises(ValueError, match="a weight must be a number from -1000 to 1000"):
        set_weight(network(1), WeightName("f", "x", 1), value)
