"""Run in Pyodide, with the packs of the page on which readers write code: all that is promised, imported and used."""

import dataclasses
import importlib
import json

import numpy as np

from own_cell.code import OF_NUMPY, PROMISED, Problem, compiled

for name in (*PROMISED, *(f"numpy.{name}" for name in OF_NUMPY)):
    importlib.import_module(name)


@dataclasses.dataclass
class Point:
    x: float
    y: float = 2.0


left, values, right = np.linalg.svd(np.arange(6.0).reshape(2, 3), full_matrices=False)
np.random.seed(3)
found = {
    "point": repr(Point(1.0)),
    "svd": float(np.abs(left * values @ right - np.arange(6.0).reshape(2, 3)).max()),
    "fft": np.fft.rfft([0.0, 1.0, 0.0, -1.0]).imag.round(12).tolist(),
    "randn": np.random.randn(2).tolist(),
    "old": np.random.RandomState(3).randint(0, 100, 3).tolist(),
    "philox": int(np.random.Generator(np.random.Philox(1)).integers(1000)),
}
try:
    compiled("import numpy as np\nnp.polynomial.Polynomial\n")
except Problem as problem:
    found["polynomial"] = f"{problem.line} {problem}"
found["unique"] = np.unique([2, 1, 2]).tolist()
json.dumps(found)
