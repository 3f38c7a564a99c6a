"""How far back an error reaches: checked by nudging what is carried, and reading on in plain floats."""

from typing import Any

import numpy as np
import pytest

from rnn import cells
from rnn import reach as module
from rnn.arrays import Array
from rnn.cells import StepGradients
from rnn.examples import Examples
from rnn.network import Network, NetworkShape
from rnn.reach import reach
from rnn.state_dict import to_state_dicts
from tests.rnn.nudging import PARTS, lengths_by_nudging
from tests.rnn.problems import each_cell, random_network

STEPS, SEQUENCES, UNITS = 5, 4, 3


def examples() -> Examples:
    """Of each sequence only the answer after the last step counts, and all count alike."""
    rng = np.random.default_rng(4)
    targets, loss_weights = np.zeros((STEPS, SEQUENCES, 1)), np.zeros((STEPS, SEQUENCES, 1))
    targets[-1, :, 0], loss_weights[-1] = rng.integers(0, 2, SEQUENCES), 1
    return Examples(rng.normal(size=(STEPS, SEQUENCES, 2)), targets, loss_weights)


def network_of(cell: str) -> Network:
    return random_network(NetworkShape(2, UNITS, 1, cell), seed=1)


def assert_reaches(network: Network, given: Examples) -> None:
    found = reach(network, given)
    xs, targets = np.moveaxis(given.xs, 1, 0).tolist(), given.targets[-1, :, 0].tolist()
    expected = lengths_by_nudging(to_state_dicts(network), xs, targets)
    assert found.keys() == expected.keys()
    for name, lengths in found.items():
        assert lengths.shape == (STEPS,)
        assert lengths.tolist() == pytest.approx(expected[name], rel=1e-5, abs=1e-9), name


@each_cell
def test_it_is_what_nudging_finds(cell: str) -> None:
    assert_reaches(network_of(cell), examples())


class Faulty:
    """A cell with a fault in what it sends back to one part of its state."""

    def __init__(self, right: Any, part: str) -> None:
        self._right, self._part = right, part

    def __getattr__(self, name: str) -> Any:
        return getattr(self._right, name)

    def step_backward(self, params: Any, trace: Any, dstate: Any) -> StepGradients:
        found = self._right.step_backward(params, trace, dstate)
        state = found.state._replace(**{self._part: 1.001 * getattr(found.state, self._part)})
        return StepGradients(found.params, found.x, state, found.quantities)


@pytest.mark.parametrize(("cell", "part"), [(cell, part) for cell, parts in PARTS.items() for part in parts])
def test_a_planted_error_is_caught(cell: str, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    faulty = Faulty(cells.named(cell), part)
    monkeypatch.setattr(cells, "_REGISTERED", cells._REGISTERED | {cell: faulty})
    with pytest.raises(AssertionError):
        assert_reaches(network_of(cell), examples())


def test_after_the_last_step_nothing_comes_to_c() -> None:
    found = reach(network_of("lstm"), examples())
    assert found["c"][-1] == 0
    assert found["all"][-1] == found["h"][-1] > 0


def test_it_is_of_one_sequence_however_many_there_are() -> None:
    """The loss of a batch is a mean; the reach is of the loss of one."""
    network, given = network_of("gru"), examples()
    twice = Examples(*(np.concatenate((array, array), axis=1) for array in given))
    np.testing.assert_allclose(reach(network, twice)["all"], reach(network, given)["all"], rtol=1e-12)
    apart = [reach(network, Examples(*(array[:, k : k + 1] for array in given)))["all"] for k in range(SEQUENCES)]
    np.testing.assert_allclose(np.mean(apart, axis=0), reach(network, given)["all"], rtol=1e-12)


def test_a_gate_that_keeps_half_halves_it() -> None:
    """An LSTM whose gates hear nothing: along c, f alone is left, and f is 1/2."""
    network = network_of("lstm")
    for tensor in network.cell:
        tensor[...] = 0
    lengths = reach(network, examples())["c"]
    np.testing.assert_allclose(lengths[:-2] / lengths[1:-1], 0.5, rtol=1e-12)


def test_one_step_is_the_last_and_the_first() -> None:
    network, given = network_of("lstm"), Examples(*(array[-1:] for array in examples()))
    found: dict[str, Array] = module.reach(network, given)
    assert {name: lengths.shape for name, lengths in found.items()} == {"all": (1,), "h": (1,), "c": (1,)}
