"""The programs: numpy's is run as it stands; those for PyTorch and Keras where these are installed."""

import contextlib
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from frameworks.texts import keras_text, numpy_text, torch_text
from rnn.arrays import Array
from rnn.cells import NAMES
from rnn.network import Network, NetworkShape, unflatten
from tests.frameworks.networks import FROZEN, a_network, an_input, answer

ROOT = Path(__file__).parents[2]
SIZES = [(1, 1, 2), (2, 3, 5), (1, 8, 8)]  # inputs, units, steps


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
    program = text(network, xs)
    compile(program, "<text>", "exec")
    weights = [network.cell.weight_ih, network.cell.weight_hh, network.head.weight, network.head.bias]
    for tensor in weights:
        for number in tensor.ravel().tolist():
            assert repr(number) in program


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


@pytest.mark.parametrize("cell", NAMES)
def test_what_frameworks_printed_is_the_answer(cell: str) -> None:
    """Frozen by `build.py bench frameworks`, which ran the very texts."""
    frozen = json.loads(FROZEN.read_text("utf-8"))[cell]
    xs = np.array(frozen["xs"])
    units = next(n for n in range(1, 9) if NetworkShape(xs.shape[1], n, 1, cell).size == len(frozen["theta"]))
    network = unflatten(np.array(frozen["theta"]), NetworkShape(xs.shape[1], units, 1, cell))
    wanted = answer(network, xs)
    assert frozen["PyTorch"] == pytest.approx(wanted, abs=1e-14)
    assert frozen["numpy"] == pytest.approx(wanted, abs=1e-14)
    assert frozen["Keras"] == pytest.approx(wanted, abs=1e-6)
