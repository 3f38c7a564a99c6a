"""Gates that are held: what is left of the answers, counted in plain floats with the gate put where it is held."""

import json

import pytest

from demos.holding.holds import HOLDS, held
from demos.memory import events as e
from demos.memory.training import accuracy
from rnn.state_dict import to_state_dicts
from tests.demos.memory.support import START, after, asked_in_tests, at_the_end, initial_state, recompute, share_right
from tests.oracle.plain import Vector, read

GATES = {
    "keep": {"f": 1.0},
    "forget": {"f": 0.0},
    "overwrite": {"f": 0.0, "i": 1.0},
    "write": {"i": 1.0},
    "hide": {"o": 0.0},
    "show": {"o": 1.0},
}


def share_right_with(network: object, gates: dict[str, float]) -> float:
    """As ``share_right``, where some gates are put at a value whatever comes in."""

    def put(step: int, name: str, values: Vector) -> Vector:
        return [gates[name]] * len(values) if name in gates else values

    weights = to_state_dicts(network)  # type: ignore[arg-type]
    right = [
        (read(weights, xs, change=put)[-1]["p"][0] > 0.5) == bool(answer) for xs, answer in asked_in_tests("latch", 8)
    ]
    return sum(right) / len(right)


def test_all_of_them_are_here() -> None:
    assert {name: dict(hold.gates) for name, hold in HOLDS.items()} == GATES


@pytest.mark.parametrize("units", [1, 2])
@pytest.mark.parametrize("name", GATES)
def test_what_is_left(name: str, units: int) -> None:
    state = at_the_end(after(initial_state(f"?units={units}&seed=3"), e.Train())) if units > 1 else START
    state = after(state, e.Hold(name))
    assert accuracy(state.network, state.task) == share_right_with(state.learned.network, GATES[name])


@pytest.mark.parametrize("name", GATES)
def test_held_is_held_in_every_step(name: str) -> None:
    network = held(START.learned.network, name)
    for q in recompute(network, START.bits, START.marks):
        for gate in "ifgo":
            if gate in GATES[name]:
                assert q[gate] == pytest.approx([GATES[name][gate]], abs=1e-12)
            else:
                assert 0 < abs(q[gate][0]) < 1


def test_without_gates_there_is_no_memory() -> None:
    """Of the network at hand: it is right in every case, and with nothing shown half of the answers are guesses."""
    assert share_right(to_state_dicts(START.learned.network), "latch", 8) == 1
    zeros = sum(1 - answer for _, answer in asked_in_tests("latch", 8)) / 256
    assert accuracy(held(START.learned.network, "hide"), START.task) in (zeros, 1 - zeros)
    for name in ("keep", "forget", "overwrite"):
        assert accuracy(held(START.learned.network, name), START.task) < 0.95


@pytest.mark.parametrize("name", GATES)
def test_training_around_it(name: str) -> None:
    state = at_the_end(after(START, e.Hold(name), e.TrainHeld()))
    plain = share_right_with(state.learned.network, GATES[name])
    assert accuracy(state.network, state.task) == plain
    run = state.learned.run
    assert run is not None
    assert run.accuracy == pytest.approx(plain, abs=1 / 256)  # by the library, in float32


def test_nothing_held_is_the_network_itself() -> None:
    assert held(START.learned.network, "") is START.learned.network
    with pytest.raises(ValueError, match="there is no experiment 'x'"):
        held(START.learned.network, "x")


def test_a_held_network_can_be_written() -> None:
    state = after(START, e.Hold("keep"))
    assert json.loads(json.dumps(to_state_dicts(state.network)))["lstm"]["weight_ih_l0"][1] == [0.0, 0.0]
