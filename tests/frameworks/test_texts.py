"""The programs: numpy's is run as it stands; those for PyTorch and Keras where these are installed."""

import contextlib
import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from frameworks.texts import keras_text, numpy_text, torch_text
from rnn.arrays import Array
from rnn.cells import NAMES
from rnn.network import Network, NetworkShape, forward, initialise, predictions, unflatten

ROOT = Path(__file__).parents[2]
SIZES = [(1, 1, 2), (2, 3, 5), (1, 8, 8)]  # inputs, units, steps


def a_network(cell: str, inputs: int, units: int, seed: int = 0) -> Network:
    shape = NetworkShape(inputs, units, 1, cell)
    return unflatten(3 * initialise(np.random.default_rng(seed), shape), shape)


def an_input(inputs: int, steps: int) -> Array:
    xs: Array = np.random.default_rng(1).choice([-1.0, 1.0], size=(steps, inputs))
    return xs


def answer(network: Network, xs: Array) -> float:
    return float(predictions(network, forward(network, xs[:, None, :]))[-1, 0, 0])


def printed(text: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(text, "<text>", "exec"), {})
    return out.getvalue()


@pytest.mark.parametrize("cell", NAMES)
@pytest.mark.parametrize(("inputs", "units", "steps"), SIZES)
def test_the_program_for_numpy_prints_the_answer(cell: str, inputs: int, units: int, steps: int) -> None:
    network, xs = a_network(cell, inputs, units), an_input(inputs, steps)
    text = numpy_text(network, xs)
    assert [line for line in text.splitlines() if line.startswith(("import", "from"))] == ["import numpy as np"]
    assert float(printed(text)) == pytest.approx(answer(network, xs), abs=1e-14)


@pytest.mark.parametrize("cell", NAMES)
@pytest.mark.parametrize("text", [numpy_text, torch_text, keras_text])
def test_programs_are_programs_that_hold_every_number(cell: str, text: Callable[[Network, Array], str]) -> None:
    network, xs = a_network(cell, 2, 3), an_input(2, 4)
    told = text(network, xs)
    compile(told, "<text>", "exec")
    weights = [network.cell.weight_ih, network.cell.weight_hh, network.head.weight, network.head.bias]
    for tensor in weights:
        for number in tensor.ravel().tolist():
            assert repr(number) in told


def other_python() -> Path | None:
    """A Python in which `build.py bench peers` installed PyTorch and Keras, if that was done here."""
    python = ROOT / ".venv-bench" / "bin" / "python"
    return python if python.exists() else None


@pytest.mark.skipif(other_python() is None, reason="build.py bench has not installed PyTorch here")
@pytest.mark.parametrize("cell", NAMES)
def test_the_program_for_pytorch_prints_the_answer(cell: str) -> None:
    network, xs = a_network(cell, 2, 3), an_input(2, 5)
    done = subprocess.run([str(other_python()), "-c", torch_text(network, xs)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) == pytest.approx(answer(network, xs), abs=1e-14)
