"""The network against frozen numbers from PyTorch; see ``torch_cases``."""

from itertools import permutations
from typing import Any

import numpy as np
import pytest

from rnn import cells, heads
from rnn.arrays import Array, sigmoid
from rnn.cells import gru
from rnn.network import Network, backward, flatten, forward, unflatten
from rnn.optim import adam, adam_start
from rnn.unroll import SequenceGradients
from tests.rnn.torch_cases import CASES, Case, assert_same, cases_of, each_case, given, network_of

NOTICED = 1e-2  # how far the logits move, at the least, when something is not as it should be


def learn(case: Case, network: Network) -> tuple[float, Network, SequenceGradients]:
    """Loss and all gradients, from the state of the case."""
    examples, state = given(case)
    forward_pass = forward(network, examples.xs, state)
    loss, dlogits = heads.named("logistic").loss(forward_pass.logits, examples.targets, examples.loss_weights)
    return loss, *backward(network, forward_pass, dlogits)


def difference(case: Case, network: Network, state: Any) -> float:
    """How far the logits are from PyTorch's."""
    logits = forward(network, given(case)[0].xs, state).logits
    return float(np.abs(logits - np.array(case["computed"]["logits"])).max())


def test_every_cell_has_its_cases() -> None:
    assert {case["cell"] for case in CASES} == set(cells.NAMES)
    assert len(CASES) == 3 * len(cells.NAMES)


@each_case
def test_outputs_of_every_step_and_the_final_state(case: Case) -> None:
    examples, state = given(case)
    forward_pass = forward(network_of(case), examples.xs, state)
    assert_same(forward_pass.h, case["computed"]["h"])
    assert_same(forward_pass.logits, case["computed"]["logits"])
    for name, ours in forward_pass.state._asdict().items():
        assert_same(ours, case["computed"][f"final_{name}"])
        assert_same(getattr(forward_pass.traces[-1], name), case["computed"][f"final_{name}"])


@each_case
def test_loss_and_gradients(case: Case) -> None:
    loss, gradient, through_time = learn(case, network_of(case))
    assert_same(np.array(loss), case["computed"]["loss"])
    ours = gradient.cell._asdict() | gradient.head._asdict()
    ours |= {"xs": np.stack([step.x for step in through_time.steps])} | through_time.steps[0].state._asdict()
    assert ours.keys() == case["gradients"].keys()
    for name, array in ours.items():
        assert_same(array, case["gradients"][name])


@each_case
def test_ten_steps_of_adam(case: Case) -> None:
    network = network_of(case)
    theta = flatten(network)
    state = adam_start(theta)
    for wanted in case["adam"]:
        _, gradient, _ = learn(case, unflatten(theta, network.shape))
        theta, state = adam(theta, flatten(gradient), state, case["learning_rate"])
        assert_same(theta, wanted)
    assert state.updates == 10


# --- What would be noticed ---


@cases_of("lstm", "gru")
def test_any_other_order_of_the_gates_would_be_noticed(case: Case) -> None:
    network, (_, state) = network_of(case), given(case)
    cell, units = cells.named(case["cell"]), network.shape.units
    for order in permutations(cell.GATES):
        rows = np.concatenate([np.arange(len(order) * units)[cells.gate_rows(cell, gate, units)] for gate in order])
        permuted = network._replace(cell=cell.Params(*(tensor[rows] for tensor in network.cell)))
        error = difference(case, permuted, state)
        assert error < 1e-9 if order == cell.GATES else error > NOTICED, order


@pytest.mark.parametrize("name", ["c", "h"])
@each_case
def test_each_part_of_the_initial_state_matters(case: Case, name: str) -> None:
    _, state = given(case)
    if name in state._fields:
        zero = np.zeros_like(getattr(state, name))
        assert difference(case, network_of(case), state._replace(**{name: zero})) > NOTICED


@each_case
def test_each_bias_matters(case: Case) -> None:
    network, (_, state) = network_of(case), given(case)
    for name in (*network.cell._fields[2:], "bias"):
        part = "head" if name == "bias" else "cell"
        params = getattr(network, part)
        without = params._replace(**{name: np.zeros_like(getattr(params, name))})
        assert difference(case, network._replace(**{part: without}), state) > NOTICED, name


@cases_of("gru")
def test_a_turned_update_gate_would_be_noticed(case: Case) -> None:
    """In other conventions z = 1 overwrites: sigmoid(-a) is 1 - sigmoid(a)."""
    network, (_, state) = network_of(case), given(case)
    turned = network.cell._replace(**{name: tensor.copy() for name, tensor in network.cell._asdict().items()})
    for tensor in turned:
        tensor[cells.gate_rows(gru, "z", network.shape.units)] *= -1
    assert difference(case, network._replace(cell=turned), state) > NOTICED


@cases_of("gru")
def test_a_hidden_bias_that_the_reset_gate_does_not_reach_would_be_noticed(case: Case) -> None:
    """Added to the input's bias it is outside of r * (...); of r and z it may be there as well as here."""
    network, (_, state) = network_of(case), given(case)
    units = network.shape.units

    def moved(gate: str) -> Network:
        rows, cell = cells.gate_rows(gru, gate, units), network.cell
        bias_ih, bias_hh = cell.bias_ih.copy(), cell.bias_hh.copy()
        bias_ih[rows] += bias_hh[rows]
        bias_hh[rows] = 0
        return network._replace(cell=cell._replace(bias_ih=bias_ih, bias_hh=bias_hh))

    assert difference(case, moved("n"), state) > NOTICED
    assert max(difference(case, moved(gate), state) for gate in "rz") < 1e-9


@cases_of("gru")
def test_one_gradient_for_both_biases_would_be_noticed(case: Case) -> None:
    """As it is right for an LSTM, whose biases are always added together."""
    _, gradient, _ = learn(case, network_of(case))
    rows = cells.gate_rows(gru, "n", gradient.shape.units)
    assert np.abs(gradient.cell.bias_ih[rows] - case["gradients"]["bias_hh"][rows]).max() > 1e-3


@each_case
def test_nothing_in_the_fixture_is_zero_but_the_weight_of_one_answer(case: Case) -> None:
    network, (examples, state) = network_of(case), given(case)
    tensors: list[Array] = [flatten(network), examples.xs, *state]
    for tensor in tensors:
        assert np.abs(tensor).min() > 0
    assert (network.cell.bias_ih != network.cell.bias_hh).all()
    assert np.count_nonzero(examples.loss_weights == 0) == 1
    assert not np.array_equal(sigmoid(np.array(case["computed"]["logits"])), examples.targets)
