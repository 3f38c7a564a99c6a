"""Weights as safetensors, out of any demo and in again, under the names that PyTorch gives them."""

from base64 import b64encode
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load, save

from demos.effects import Save
from demos.session import Session
from demos.weights_file import BYTES
from rnn.state_dict import to_state_dicts
from tests.demos.draw.drawing import start as start_pad
from tests.demos.lesson.test_exercises import OPEN

NAMES = [
    *("lstm.weight_ih_l0", "lstm.weight_hh_l0", "lstm.bias_ih_l0", "lstm.bias_hh_l0"),
    *("linear.weight", "linear.bias"),
]


def exported(session: Session[Any], **fields: str) -> Save:
    (effect,) = session.handle({"type": "export-weights", "kind": "safetensors", **fields}).effects
    assert isinstance(effect, Save)
    return effect


def loaded(session: Session[Any], data: bytes, **fields: str) -> None:
    text = BYTES + b64encode(data).decode()
    session.handle({"type": "load-weights", "name": "w.safetensors", "text": text, **fields})


@pytest.mark.parametrize("name", OPEN)
def test_weights_come_back_as_they_were(name: str) -> None:
    first = OPEN[name]("seed=5")
    first.handle({"type": "train"})
    while first.work(1e9, False).busy:
        pass
    file = exported(first)
    assert file.name.endswith(".safetensors")
    tensors = load(file.data)
    assert sorted(tensors) == sorted(NAMES)
    second = OPEN[name]("")
    loaded(second, file.data)
    ours, theirs = (to_state_dicts(session.state.network) for session in (first, second))
    assert ours == theirs
    for part, inner in ours.items():
        for tensor, value in inner.items():
            np.testing.assert_array_equal(tensors[f"{part}.{tensor}"], value)


def test_a_cell_of_the_race_goes_under_its_own_name() -> None:
    race = OPEN["memory"]("")
    file = exported(race, cell="gru")
    assert {name.partition(".")[0] for name in load(file.data)} == {"gru", "linear"}
    loaded(race, file.data, cell="gru")
    with pytest.raises(ValueError, match="it has the weights of a GRU, and this is an LSTM"):
        loaded(race, file.data, cell="lstm")


def test_the_pad_hands_its_network_over_too() -> None:
    tensors = load(exported(start_pad()).data)
    assert sorted(tensors) == sorted(NAMES)
    assert tensors["lstm.weight_hh_l0"].shape == (96, 24)


def test_pytorchs_single_precision_will_do() -> None:
    session = OPEN["two-bit"]("")
    tensors = {name: tensor.astype(np.float32) for name, tensor in load(exported(session).data).items()}
    loaded(session, save(tensors))
    np.testing.assert_array_equal(session.state.network.cell.weight_ih, tensors["lstm.weight_ih_l0"])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda tensors: tensors | {"lstm.weight_ih_l0": np.zeros((4, 2))}, r"has the shape \(4, 2\)"),
        (
            lambda tensors: {name: tensor for name, tensor in tensors.items() if name != "linear.bias"},
            "linear.bias is missing",
        ),
        (lambda tensors: tensors | {"lstm.weight_ih_l1": np.zeros((4, 1))}, "unknown tensor weight_ih_l1"),
        (lambda tensors: tensors | {"linear.bias": np.array([np.nan])}, "not finite"),
        (lambda tensors: tensors | {"linear.bias": np.array([2000.0])}, "beyond 1000"),
        (lambda tensors: tensors | {"about.x": np.zeros(1)}, "no place for the tensor about.x"),
        (lambda tensors: {"other": np.zeros(1)}, "the part lstm is missing$"),
        (
            lambda tensors: {name.removeprefix("lstm."): tensor for name, tensor in tensors.items()},
            r"the part lstm is missing, to which weight_ih_l0 belongs \(lstm.weight_ih_l0\)",
        ),
    ],
)
def test_what_does_not_fit_is_told_and_changes_nothing(change: Any, reason: str) -> None:
    session = OPEN["two-bit"]("")
    before = session.state.network
    data = save(change(dict(load(exported(session).data))))
    with pytest.raises(ValueError, match=reason):
        loaded(session, data)
    assert session.state.network is before


@pytest.mark.parametrize(
    "text", [BYTES, BYTES + "?", BYTES + "AAAA", BYTES + b64encode(b"PK\x03\x04" + bytes(40)).decode()]
)
def test_other_bytes_are_told(text: str) -> None:
    with pytest.raises(ValueError, match="w was not loaded"):
        OPEN["two-bit"]("").handle({"type": "load-weights", "name": "w", "text": text})


def test_there_is_no_other_kind() -> None:
    with pytest.raises(ValueError, match="no file of the kind 'pickle'"):
        OPEN["two-bit"]("").handle({"type": "export-weights", "kind": "pickle"})
