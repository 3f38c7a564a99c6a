"""A network as a file under PyTorch's names, and back; what does not fit is refused with the reason."""

import json
from typing import Any

import numpy as np
import pytest

from demos.effects import Save
from demos.memory import events as e
from demos.memory.state import Origin, State
from rnn.network import Network, flatten
from tests.demos.memory.support import RECALL_5, START, after, all_of, at_the_end, effects_of, update
from tests.oracle.plain import read

CELLS = ("rnn", "gru", "lstm")
GATES = {"rnn": 1, "gru": 3, "lstm": 4}  # of which nn.RNN, nn.GRU and nn.LSTM have rows
RACED = at_the_end(after(RECALL_5, e.TrainAll()))


def exported(state: State, cell: str = "") -> dict[str, Any]:
    (saved,) = effects_of(state, e.ExportWeights(cell))
    assert isinstance(saved, Save)
    assert saved.name.endswith(".json")
    data: dict[str, Any] = json.loads(saved.text)
    return data


def network_of(state: State, cell: str) -> Network:
    return state.race[CELLS.index(cell)].run.network if cell else state.learned.network


def shapes(part: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    return {name: np.array(tensor).shape for name, tensor in part.items()}


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(("state", "inputs"), [(RACED, 1), (START, 2)])
def test_names_and_shapes_are_those_of_pytorch(state: State, inputs: int, cell: str) -> None:
    data, units = exported(state, cell), state.units
    rows = GATES[cell] * units
    assert set(data) == {"about", cell, "linear"}
    assert shapes(data[cell]) == {
        "weight_ih_l0": (rows, inputs),
        "weight_hh_l0": (rows, units),
        "bias_ih_l0": (rows,),
        "bias_hh_l0": (rows,),
    }
    assert shapes(data["linear"]) == {"weight": (1, units), "bias": (1,)}


def test_what_it_says_about_itself() -> None:
    about = exported(RACED, "gru")["about"]
    assert about == {
        "format": "lstm-explainer weights, version 1",
        "task": "recall",
        "steps": 5,
        "seed": 7,
        "updates": 500,
    }
    assert exported(START)["about"]["seed"] == 1  # the one that was chosen
    assert exported(START)["about"]["updates"] is None


@pytest.mark.parametrize("cell", CELLS)
def test_there_and_back_in_the_race(cell: str) -> None:
    text = json.dumps(exported(RACED, cell))
    state = update(RECALL_5, e.LoadWeights("w.json", text, cell))
    assert flatten(network_of(state, cell)).tobytes() == flatten(network_of(RACED, cell)).tobytes()
    for k, other in enumerate(CELLS):
        if other == cell:
            assert (state.race[k].origin, state.race[k].run.made) == (Origin.FILE, 0)
        else:
            assert all_of(state.race[k]) == all_of(RECALL_5.race[k])
    assert not state.busy


def test_there_and_back_on_the_stage() -> None:
    trained = at_the_end(after(START, e.SetUnits(2), e.Train()))
    state = after(START, e.SetUnits(2), e.LoadWeights("w.json", json.dumps(exported(trained))))
    assert flatten(state.learned.network).tobytes() == flatten(trained.learned.network).tobytes()
    assert (state.learned.origin, state.learned.seed, state.learned.run) == (Origin.FILE, None, None)
    assert exported(state)["about"]["seed"] is None


def test_what_is_held_is_written_as_it_is_held() -> None:
    data = exported(update(START, e.Hold("overwrite")))
    for q in read(data, [[1.0, -1.0], [-1.0, -1.0]]):
        assert q["f"] == pytest.approx([0.0], abs=1e-12)
        assert q["i"] == pytest.approx([1.0], abs=1e-12)


def changed(state: State, change: Any, cell: str = "") -> str:
    data = exported(state, cell)
    change(data)
    return json.dumps(data)


def with_bias(value: Any) -> Any:
    def change(data: dict[str, Any]) -> None:
        data["lstm"]["bias_ih_l0"][0] = value

    return change


REFUSED: list[tuple[State, str, str, str]] = [
    (START, "", json.dumps(exported(START, "gru")), "it has the weights of a GRU, and this is an LSTM"),
    (START, "gru", json.dumps(exported(START)), "it has the weights of an LSTM, and this is a GRU"),
    (START, "rnn", json.dumps(exported(START, "gru")), "it has the weights of a GRU, and this is a plain RNN"),
    (
        START,
        "",
        json.dumps(exported(update(START, e.SetUnits(2)))),
        "lstm.weight_ih_l0 has the shape (8, 2), but this network needs (4, 2)",
    ),
    (RECALL_5, "lstm", json.dumps(exported(update(START, e.SetUnits(2)), "lstm")), "lstm.weight_ih_l0 has the shape"),
    (START, "", changed(START, lambda data: data.pop("linear")), "the part linear is missing"),
    (START, "", changed(START, lambda data: data["lstm"].pop("bias_hh_l0")), "lstm.bias_hh_l0 is missing"),
    (START, "", changed(START, lambda data: data["lstm"].update(x=[])), "lstm has an unknown tensor x"),
    (START, "", changed(START, with_bias("1")), "lstm.bias_ih_l0 holds something that is not a number"),
    (START, "", changed(START, with_bias(True)), "lstm.bias_ih_l0 holds something that is not a number"),
    (START, "", changed(START, with_bias(float("nan"))), ""),
    (START, "", changed(START, with_bias(1000.1)), "it has a weight beyond 1000"),
    (START, "", changed(START, with_bias(-1e6)), "it has a weight beyond 1000"),
    (START, "", "{", ""),
    (START, "", "", ""),
    (START, "", "[]", "the weights must be an object with the parts lstm and linear"),
    (START, "", "{}", "the part lstm is missing"),
    (START, "", '{"lstm": 1, "linear": 2}', "the part lstm is missing"),
    (START, "", "[" * 500 + "]" * 500, ""),
    (START, "", " " * 1_000_001, "it is larger than 1000000 bytes"),
]


@pytest.mark.parametrize(("state", "cell", "text", "reason"), REFUSED, ids=range(len(REFUSED)))
def test_what_does_not_fit_is_refused(state: State, cell: str, text: str, reason: str) -> None:
    before = all_of(state)
    with pytest.raises(ValueError) as caught:
        update(state, e.LoadWeights("mine.json", text, cell))
    message = str(caught.value)
    assert message.startswith(f"mine.json was not loaded: {reason}")
    assert len(message) < 200
    assert all_of(state) == before


def test_a_weight_of_a_thousand_is_none_beyond_it() -> None:
    update(START, e.LoadWeights("mine.json", changed(START, with_bias(-1000.0))))
