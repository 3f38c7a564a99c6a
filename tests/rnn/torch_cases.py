"""Frozen numbers from PyTorch's ``nn.LSTM``, ``nn.GRU``, ``nn.RNN``, ``nn.Linear`` and ``Adam``, all in float64.

``make_torch_fixture.py`` made them, with random non-zero weights, biases and states.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn import cells, heads
from rnn.arrays import Array
from rnn.examples import Examples
from rnn.network import Network, NetworkShape, from_tensors

type Case = dict[str, Any]

CASES: list[Case] = json.loads(Path(__file__).with_name("torch_fixture.json").read_text(encoding="ascii"))["cases"]


def name_of(case: Case) -> str:
    return f"{case['cell']}-{'x'.join(map(str, case['sizes']))}"


each_case = pytest.mark.parametrize("case", CASES, ids=name_of)


def cases_of(*names: str) -> pytest.MarkDecorator:
    """Only the cases of some cells."""
    return pytest.mark.parametrize("case", [case for case in CASES if case["cell"] in names], ids=name_of)


def assert_same(ours: Array | float, torchs: Any) -> None:
    np.testing.assert_allclose(ours, np.array(torchs), rtol=1e-9, atol=1e-9, strict=True)


def network_of(case: Case) -> Network:
    I, H, O, *_ = case["sizes"]
    shape = NetworkShape(I, H, O, case["cell"])
    names = (*cells.named(shape.cell).Params._fields, *heads.named(shape.head).Params._fields)
    return from_tensors([np.array(case["parameters"][name]) for name in names], shape)


def given(case: Case) -> tuple[Examples, Any]:
    """What there is to learn, and the cell's state to begin with."""
    arrays = {name: np.array(values) for name, values in case["given"].items()}
    State = cells.named(case["cell"]).State
    state = State(*(arrays[name] for name in State._fields))
    return Examples(arrays["xs"], arrays["targets"], arrays["loss_weights"]), state
