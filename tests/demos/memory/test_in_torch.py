"""What is exported is loaded into PyTorch's own modules, which answer the same. Skipped where PyTorch is not set up.

Its build for Linux takes gigabytes; `python3 build.py bench memory` sets it up, in an environment of its own.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from demos.memory import events as e
from demos.memory.cells import NAMES
from rnn.fresh_run import held_out
from rnn.network import Network, forward, predictions
from tasks.latch import LatchTask
from tasks.recall import RecallTask
from tests.demos.memory.support import START, at_the_end, effects_of, initial_state, update

PYTHON = Path(__file__).parents[3] / ".venv-bench" / "bin" / "python"
LOAD = """
import json, sys, warnings
warnings.filterwarnings("ignore")
import torch
asked = json.load(sys.stdin)
weights = {name: torch.tensor(value, dtype=torch.float64) for name, value in asked["weights"].items()}
kind = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[asked["cell"]]
cell = kind(weights["weight_ih_l0"].shape[1], weights["weight_hh_l0"].shape[1]).double()
linear = torch.nn.Linear(cell.hidden_size, 1).double()
print(cell.load_state_dict(weights), file=sys.stderr)
linear.load_state_dict({name: torch.tensor(value, dtype=torch.float64) for name, value in asked["linear"].items()})
hs, _ = cell(torch.tensor(asked["xs"], dtype=torch.float64))
print(json.dumps({"hs": hs.tolist(), "ps": torch.sigmoid(linear(hs)).tolist()}))
"""
pytestmark = pytest.mark.skipif(not PYTHON.exists(), reason="PyTorch is not set up; see this file's first lines")


def check(exported: dict[str, Any], cell: str, network: Network, task: LatchTask | RecallTask) -> None:
    """PyTorch's module with the weights, on fresh sequences, against our own."""
    xs = held_out(task).xs[:, :20]
    asked = {"cell": cell, "weights": exported[cell], "linear": exported["linear"], "xs": xs.tolist()}
    done = subprocess.run([PYTHON, "-c", LOAD], input=json.dumps(asked), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "All keys matched" in done.stderr
    answer, ours = json.loads(done.stdout), forward(network, xs)
    np.testing.assert_allclose(answer["hs"], ours.h, atol=1e-12)
    np.testing.assert_allclose(answer["ps"], predictions(network, ours), atol=1e-12)


@pytest.mark.parametrize("query", ["?task=recall&steps=12&units=4&seed=3", "?seed=3&units=2"])
@pytest.mark.parametrize("cell", NAMES)
def test_a_module_of_pytorch_answers_as_the_cell_of_the_race(cell: str, query: str) -> None:
    state = at_the_end(update(initial_state(query), e.TrainAll()))
    run = state.race[NAMES.index(cell)].run
    (effect,) = effects_of(state, e.ExportWeights(cell))
    check(json.loads(effect.text), cell, run.network, state.task)  # type: ignore[union-attr]


def test_the_lstm_of_the_stage() -> None:
    (effect,) = effects_of(START, e.ExportWeights(""))
    check(json.loads(effect.text), "lstm", START.network, START.task)  # type: ignore[union-attr]
