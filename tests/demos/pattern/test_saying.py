import numpy as np
import pytest

from demos.pattern.saying import gates_say, movements
from rnn.network import Network, unflatten
from rnn.state_dict import to_state_dicts
from tasks.bits import all_inputs, encode, network_shape
from tests.demos.pattern.reckoning import all_runs, how_much_gates_say, movement

BITS = 3
XS = encode(all_inputs(BITS))


def random_network(seed: int) -> Network:
    rng = np.random.default_rng(seed)
    shape = network_shape(1 + seed % 4)
    return unflatten(rng.normal(0, rng.choice([0.3, 1, 3]), shape.size), shape)


@pytest.mark.parametrize("seed", range(50))
def test_of_any_network_plain_floats_say_the_same(seed: int) -> None:
    network = random_network(seed)
    weights = to_state_dicts(network)
    runs = all_runs(weights, BITS)
    for quantity, moved in movements(network, XS).items():
        wanted = [movement(runs, quantity, unit) for unit in range(network.shape.units)]
        np.testing.assert_allclose(moved, wanted, rtol=0, atol=1e-12)
    assert gates_say(network, XS) == pytest.approx(how_much_gates_say(weights, BITS), abs=1e-12)


def lively() -> Network:
    """Two units, all of whose gates move with the bit just read."""
    network = unflatten(np.zeros(network_shape(2).size), network_shape(2))
    network.cell.weight_ih[:] = 2.0
    return network


def test_gates_that_follow_the_bit_say_much() -> None:
    said = 1 / (1 + np.exp(-2.0)) - 1 / (1 + np.exp(2.0))  # from sigma(-2) to sigma(2)
    assert gates_say(lively(), XS) == pytest.approx(said)


@pytest.mark.parametrize("row", [1, 3, 7])  # the input gate of unit 2, the forget gate of unit 2, the output gate of 2
def test_one_gate_that_stands_still_is_enough_to_say_nothing(row: int) -> None:
    network = lively()
    network.cell.weight_ih[row] = 0.0
    assert gates_say(network, XS) == 0
    others = np.concatenate(list(movements(network, XS).values()))
    assert sorted(others)[1] > 0.5


def test_a_candidate_that_stands_still_leaves_the_gates_their_say() -> None:
    network = lively()
    network.cell.weight_ih[4] = 0.0  # g of unit 1: c stays 0 for every input
    assert gates_say(network, XS) == 0
    network.cell.bias_ih[4] = 5.0  # now c goes by i, which moves
    assert gates_say(network, XS) > 0.5


def test_a_unit_that_only_counts_says_nothing() -> None:
    network = lively()
    network.cell.weight_ih[[0, 2, 4]] = 0.0  # i, f and g of unit 1
    network.cell.bias_ih[[0, 2, 4]] = 30.0
    moved = movements(network, XS)
    assert moved["c"][0] == pytest.approx(0, abs=1e-9)
    assert moved["c"][1] > 0.5
    assert gates_say(network, XS) == pytest.approx(0, abs=1e-9)


def test_what_differs_in_the_first_step_alone_is_left_out() -> None:
    """f has nothing to keep there."""
    xs = XS.copy()
    xs[1:] = 1.0
    network = lively()
    assert movements(network, xs)["f"].max() == 0
    assert movements(network, XS)["f"].min() > 0.5
