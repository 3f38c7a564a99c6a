"""What readers may import is there on their page, as numpy's own, and with it alone."""

import json
from pathlib import Path

import numpy as np
import pytest

from bundler.python.further import FURTHER
from bundler.python.pyodide_node import Runtime, run_in_pyodide
from bundler.python.stubs import beginning
from tests.bundler.python.packed import unpack

ROOT = Path(__file__).parents[3]
ASSETS = ROOT / "dist" / "assets"
USES = Path(__file__).with_name("further_imports.py")


@pytest.fixture(scope="module")
def packs() -> tuple[Path, ...]:
    """Python's, numpy's, ours, and that of the page."""
    names = ["python-*/python.bin", "python-*/numpy.bin", "app-*/lstm-explainer.bin", "app-*/own-cell.bin"]
    names.append("python-*/random.bin")  # comes last on a page too
    return tuple(file for name in names for file in ASSETS.glob(name))


def test_all_of_it_can_be_imported_and_does_what_numpy_does(packs: tuple[Path, ...]) -> None:
    """The numbers are those that numpy gives here, where nothing was left out."""
    found = json.loads(
        run_in_pyodide(
            ROOT / "node_modules" / "pyodide", USES, {}, what="What is promised", runtime=Runtime(packs=packs)
        )
    )
    generator = np.random.RandomState(3)
    assert found["randn"] == generator.randn(2).tolist()
    assert found["old"] == np.random.RandomState(3).randint(0, 100, 3).tolist()
    assert found["philox"] == int(np.random.Generator(np.random.Philox(1)).integers(1000))
    assert found["svd"] < 1e-12
    assert found["fft"] == [0.0, -2.0, 0.0]
    assert found["unique"] == [1, 2]
    assert found["point"] == "Point(x=1.0, y=2.0)"
    assert found["polynomial"].startswith("2 numpy.polynomial cannot be imported here; these can: numpy, math, ")
    assert found["polynomial"].endswith("; and of numpy's packages linalg, random, fft")


def test_it_comes_with_that_page_alone(packs: tuple[Path, ...]) -> None:
    shipped = [
        {name.removeprefix("site-packages/") for name in unpack(pack) if name.endswith((".so", ".pyc"))}
        for pack in packs
    ]
    assert {beginning(name) for name in shipped[3]} >= FURTHER
    compiled = {name for names in shipped[:3] for name in names if name.endswith(".so")}
    assert {beginning(name) for name in compiled} & FURTHER == set()
