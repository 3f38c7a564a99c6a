"""The network against frozen numbers from PyTorch's ``nn.LSTM``, ``nn.Linear`` and ``Adam``, all in float64.

``make_torch_fixture.py`` made the numbers, with random non-zero weights, biases, h and c.
"""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn import readout, sequence
from rnn.arrays import Array, sigmoid
from rnn.cell import State
from rnn.network import Network, flatten, forward, unflatten
from rnn.optim import adam, adam_start
from rnn.params import GATES, LSTMParams, gate_rows
from rnn.readout import ReadoutParams
from rnn.training import Examples

CASES = json.loads(Path(__file__).with_name("torch_fixture.json").read_text(encoding="ascii"))["cases"]

type Case = dict[str, Any]
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: "x".join(map(str, case["sizes"])))


def assert_same(ours: Array | float, torchs: Any) -> None:
    np.testing.assert_allclose(ours, np.array(torchs), rtol=1e-9, atol=1e-9, strict=True)


def network_of(case: Case) -> Network:
    tensors = {name: np.array(values) for name, values in case["parameters"].items()}
    lstm = LSTMParams(**{name: tensors[name] for name in LSTMParams._fields})
    return Network(lstm, ReadoutParams(**{name: tensors[name] for name in ReadoutParams._fields}))


def given(case: Case) -> tuple[Examples, State]:
    arrays = {name: np.array(values) for name, values in case["given"].items()}
    return Examples(arrays["xs"], arrays["targets"], arrays["weights"]), State(arrays["h"], arrays["c"])


def backward(case: Case, network: Network) -> tuple[float, ReadoutParams, sequence.SequenceGradients]:
    """Loss and all gradients, from the state of the case."""
    examples, state = given(case)
    forward_pass = forward(network, examples.xs, state)
    loss, dz = readout.cross_entropy(forward_pass.z, forward_pass.p, examples.targets, examples.loss_weights)
    of_readout, dhs = readout.logits_backward(network.readout, forward_pass.h, dz)
    return loss, of_readout, sequence.backward(network.lstm, forward_pass.traces, dhs)


@each_case
def test_outputs_of_every_step_and_the_final_state(case: Case) -> None:
    examples, state = given(case)
    forward_pass = forward(network_of(case), examples.xs, state)
    assert_same(forward_pass.h, case["computed"]["h"])
    assert_same(forward_pass.z, case["computed"]["z"])
    assert_same(forward_pass.traces[-1].h, case["computed"]["final_h"])
    assert_same(forward_pass.traces[-1].c, case["computed"]["final_c"])


@each_case
def test_loss_and_gradients(case: Case) -> None:
    loss, of_readout, through_time = backward(case, network_of(case))
    assert_same(np.array(loss), case["computed"]["loss"])
    ours = through_time.params._asdict() | of_readout._asdict()
    ours |= {"xs": through_time.xs} | through_time.initial._asdict()
    assert ours.keys() == case["gradients"].keys()
    for name, gradient in ours.items():
        assert_same(gradient, case["gradients"][name])


@each_case
def test_ten_steps_of_adam(case: Case) -> None:
    network = network_of(case)
    theta = flatten(network)
    state = adam_start(theta)
    for wanted in case["adam"]:
        _, of_readout, through_time = backward(case, unflatten(theta, network.shape))
        gradient = flatten(Network(through_time.params, of_readout))
        theta, state = adam(theta, gradient, state, case["learning_rate"])
        assert_same(theta, wanted)
    assert state.steps == 10


@each_case
def test_any_other_order_of_the_gates_would_be_noticed(case: Case) -> None:
    network, (examples, state) = network_of(case), given(case)
    units, wanted = network.shape.units, np.array(case["computed"]["z"])
    for order in permutations(GATES):
        rows = np.concatenate([np.arange(4 * units)[gate_rows(gate, units)] for gate in order])
        permuted = Network(LSTMParams(*(tensor[rows] for tensor in network.lstm)), network.readout)
        difference = np.abs(forward(permuted, examples.xs, state).z - wanted).max()
        assert difference < 1e-9 if order == GATES else difference > 1e-2, order


@each_case
def test_the_initial_state_and_the_biases_matter(case: Case) -> None:
    network, (examples, state) = network_of(case), given(case)
    wanted, zero = np.array(case["computed"]["z"]), np.zeros_like(state.h)

    def difference(network: Network, state: State) -> float:
        return float(np.abs(forward(network, examples.xs, state).z - wanted).max())

    assert difference(network, State(zero, state.c)) > 1e-2
    assert difference(network, State(state.h, zero)) > 1e-2
    for bias in ("bias_ih", "bias_hh"):
        without = network.lstm._replace(**{bias: np.zeros(4 * network.shape.units)})
        assert difference(network._replace(lstm=without), state) > 1e-2


@each_case
def test_nothing_in_the_fixture_is_zero_but_the_weight_of_one_answer(case: Case) -> None:
    examples, state = given(case)
    for tensor in (flatten(network_of(case)), examples.xs, *state):
        assert np.abs(tensor).min() > 0
    assert np.count_nonzero(examples.loss_weights == 0) == 1
    assert not np.array_equal(sigmoid(np.array(case["computed"]["z"])), examples.targets)
