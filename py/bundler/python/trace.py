"""Which files of the standard library and of numpy the product imports, found by taking the tour in stock Pyodide.

The list lies beside this file, so that a build need not find it out again; `build.py trace` renews it, and a test takes
the tour on what was built from it.
"""

import json
import tempfile
from pathlib import Path
from typing import NamedTuple

from bundler.fetch.pyscript import pyscript_imports
from bundler.python.packages import copy_packages
from bundler.python.pyodide_node import Runtime, run_in_pyodide

LIST = Path(__file__).with_name("imported.txt")


class Tour(NamedTuple):
    """What came of a tour."""

    answers: list[str]
    files: list[str]  # as they are called in their archives


def listed_files() -> frozenset[str]:
    """The files that are shipped, as they are called in the stock archives."""
    return frozenset(LIST.read_text("utf-8").split())


def renew_list(root: Path, modules: Path, numpy: Path) -> int:
    """Take the tour in stock Pyodide, write the list, and return how many files are on it."""
    with tempfile.TemporaryDirectory() as folder:
        runtime = stock_runtime(root, modules, numpy, Path(folder) / "packages")
        tour = take_tour(root, modules, runtime)
    LIST.write_text("\n".join(tour.files) + "\n", "utf-8")
    return len(tour.files)


def stock_runtime(root: Path, modules: Path, numpy: Path, folder: Path) -> Runtime:
    """The product as it would be without trimming or compiling: its sources, in the new `folder`; stock archives."""
    return Runtime(modules / "pyodide" / "python_stdlib.zip", numpy, copy_packages(root, folder))


def take_tour(root: Path, modules: Path, runtime: Runtime) -> Tour:
    """Take the tour on a runtime."""
    with tempfile.TemporaryDirectory() as task:
        imports = sorted(pyscript_imports(modules))
        (Path(task) / "imports.json").write_text(json.dumps(imports), "utf-8")
        script = Path(__file__).with_name("take_tour.py")
        mounts = {"/py": root / "py", "/task": Path(task)}
        printed = run_in_pyodide(modules / "pyodide", script, mounts, what="The tour in Pyodide", runtime=runtime)
    data = json.loads(printed)
    return Tour(data["answers"], data["files"])
