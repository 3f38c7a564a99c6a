"""Running Python in Pyodide at build time, under Node: the very interpreter that the browser gets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bundler.commands import run

RUNNER = Path(__file__).with_name("in_pyodide.mjs")


@dataclass(frozen=True)
class Runtime:
    """What is there beside Pyodide's core: a standard library, numpy and packages of ours, or packs, as on a page."""

    stdlib: Path | None = None
    numpy: Path | None = None  # the wheel that Pyodide's own lock file names
    packages: Path | None = None  # a folder
    packs: tuple[Path, ...] = ()


def run_in_pyodide(
    pyodide: Path, script: Path, mounts: Mapping[str, Path], *, what: str, runtime: Runtime | None = None
) -> str:
    """Run the Python file `script` and return the string that its last expression gives.

    `pyodide` is the npm package's folder; `mounts` maps paths inside to folders of this machine; without a `runtime`
    it is stock Pyodide alone. Raises BuildError, starting with `what`, with Python's own words.
    """
    task = {
        "pyodide": str(pyodide),
        "script": str(script),
        "mounts": {inside: str(folder) for inside, folder in mounts.items()},
        "stdlib": runtime and runtime.stdlib and str(runtime.stdlib),
        "numpy": runtime and runtime.numpy and str(runtime.numpy),
        "packages": runtime and runtime.packages and str(runtime.packages),
        "packs": [str(pack) for pack in runtime.packs] if runtime else [],
    }
    return run(["node", RUNNER, json.dumps(task)], what=what, timeout=600)
