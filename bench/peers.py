"""Gets what the benchmark compares with: PyTorch in an environment of its own, TF.js from npm, Pyodide as it is sold.

All of it is cached and none of it is part of the site, of its build, or, but for tests/demos/memory/test_in_torch.py,
of the tests.
"""

import glob
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import platformdirs

from bench.environment import environment
from bundler.errors import BuildError
from bundler.fetch.npm import node_modules
from bundler.fetch.numpy_sources import SOURCES
from bundler.fetch.numpy_wheel import PinnedWheel, obtain, pinned_numpy

ROOT = Path(__file__).parents[1]
REQUIREMENTS = Path(__file__).parent / "peers" / "requirements.txt"
VENV = ROOT / ".venv-bench"


def torch_python() -> Path:
    """A Python that has PyTorch. Raises BuildError if it cannot be had."""
    return environment(VENV, REQUIREMENTS, _base_python())


def _base_python() -> str:
    """A Python that PyTorch is surely built for, if there is one: every release of it lags behind Python's newest."""
    pyenv = os.environ.get("PYENV_ROOT") or str(Path.home() / ".pyenv")
    found = sorted(glob.glob(f"{pyenv}/versions/3.11.*/bin/python"), reverse=True)  # noqa: PTH207  may not exist
    for python in [*found, shutil.which("python3.11")]:
        # Asked to run: pyenv leaves a python3.11 on PATH that only prints an error.
        if python and subprocess.run([python, "-c", ""], capture_output=True).returncode == 0:
            return python
    return sys.executable


def tfjs() -> Path:
    """The folder of npm packages with TF.js in it. Raises BuildError if it cannot be had."""
    return node_modules(REQUIREMENTS.parent)


def stock_mounts() -> tuple[list[tuple[str, Path]], bool]:
    """What a server must serve under assets/stock/ for a page that uses PyScript, Pyodide and numpy as they come.

    Returns:
        The mounts for serving.serve, and whether micropip is among them, which PyScript installs packages with.
    """
    modules = node_modules(ROOT)
    cache = platformdirs.user_cache_path("lstm-explainer", appauthor=False)
    numpy = pinned_numpy(modules / "pyodide")
    obtain(numpy, cache, SOURCES)
    packages = json.loads((modules / "pyodide" / "pyodide-lock.json").read_text("utf-8"))["packages"]
    micropip = PinnedWheel(packages["micropip"]["file_name"], packages["micropip"]["sha256"], numpy.pyodide_version)
    try:
        obtain(micropip, cache, SOURCES)
        has_micropip = True
    except BuildError:
        has_micropip = False
    mounts = [
        # Under assets/, which our server lets browsers keep, so that second visits are compared fairly.
        ("/assets/stock/pyscript/", modules / "@pyscript" / "core" / "dist"),
        ("/assets/stock/pyodide/", modules / "pyodide"),
        ("/assets/stock/pyodide/", cache),
    ]
    return mounts, has_micropip


def version_of(package: Path) -> str:
    """The version of an unpacked npm package."""
    version: str = json.loads((package / "package.json").read_text("utf-8"))["version"]
    return version
