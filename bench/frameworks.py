"""The programs that the page gives for numpy, PyTorch and Keras, run by these: whether each prints the page's p."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from bench.peers import torch_python
from bench.report import table
from bundler.errors import BuildError
from frameworks.texts import keras_text, numpy_text, torch_text
from rnn.arrays import Array
from rnn.cells import NAMES, named
from rnn.network import Network, flatten
from tests.frameworks.networks import FROZEN, a_network, an_input, answer

INPUTS, UNITS, STEPS = 2, 3, 5
TIMEOUT = 600.0  # seconds


class Framework(NamedTuple):
    """Who runs a program, and how near to the page's its answer has to be."""

    text: Callable[[Network, Array], str]
    near: float


FRAMEWORKS = {
    "numpy": Framework(numpy_text, 1e-14),
    "PyTorch": Framework(torch_text, 1e-14),
    "Keras": Framework(keras_text, 1e-6),  # single precision
}


def frameworks(quick: bool) -> str:
    """The table; what the frameworks printed is written into tests/frameworks/frozen.json, which a test reads."""
    frozen, rows = {}, []
    for cell in NAMES:
        network, xs = a_network(cell, INPUTS, UNITS), an_input(INPUTS, STEPS)
        wanted = answer(network, xs)
        found = {name: printed(one.text(network, xs)) for name, one in FRAMEWORKS.items()}
        differences = []
        for name, one in FRAMEWORKS.items():
            difference = abs(found[name] - wanted)
            differences.append(f"{difference:.1e}{'' if difference <= one.near else ', too far'}")
        rows.append([named(cell).TITLE, repr(wanted), *differences])
        frozen[cell] = {"theta": flatten(network).tolist(), "xs": xs.tolist(), **found}
    FROZEN.write_text(json.dumps(frozen, indent=1) + "\n", "utf-8")
    head = ["cell", "p on the page", *(f"{name}, difference" for name in FRAMEWORKS)]
    note = (
        f"Networks of {INPUTS} inputs and {UNITS} units with random weights, on {STEPS} steps, run as the page shows "
        "them. What was printed is kept in tests/frameworks/frozen.json."
    )
    return f"{table(head, rows)}\n\n{note}"


def printed(text: str) -> float:
    """What a program prints. Raises BuildError where it fails."""
    python: Path | str = sys.executable if "import torch" not in text and "import keras" not in text else torch_python()
    environment = {**os.environ, "KERAS_BACKEND": "torch"}
    done = subprocess.run(
        [str(python), "-c", text], capture_output=True, text=True, timeout=TIMEOUT, env=environment, check=False
    )
    if done.returncode:
        raise BuildError(f"A program for a framework failed: {done.stderr[-2000:]}")
    return float(done.stdout)
