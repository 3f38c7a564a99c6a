"""Runs inside Pyodide: takes the tour and returns, as JSON, what was answered and which files it took.

Of the standard library and of numpy, that is; what /task/imports.json names is imported besides.
"""

import importlib
import json
import sys
import traceback
from pathlib import Path

sys.path.append("/py")  # for bundler alone: the product comes before, from the runtime
# Of the demos, what only the build asks of them is not in the product.
for package in ("demos", *(f"demos.{demo.name}" for demo in Path("/py/demos").iterdir() if demo.is_dir())):
    if package.rpartition(".")[2] != "__pycache__":
        importlib.import_module(package).__path__.append(f"/py/{package.replace('.', '/')}")

tour = importlib.import_module("bundler.python.tour").tour

LIBRARY = f"{Path(json.__file__).parents[1]}/"  # the archive, or where its files are unpacked

answers = tour()
try:
    sys.modules[""]
except KeyError:
    traceback.format_exc()  # as Pyodide does with an exception that nobody catches
for name in json.loads(Path("/task/imports.json").read_text("utf-8")):
    importlib.import_module(name)


def member(file: str) -> str | None:
    """The name of a module's file in its archive: the standard library's, or numpy's wheel."""
    _, is_package, name = file.partition("/site-packages/")
    if is_package:
        return name if name.startswith("numpy/") else None
    return file.removeprefix(LIBRARY) if file.startswith(LIBRARY) else None


# What is frozen into the interpreter is not read from a file, though it may name one.
read = [module for module in sys.modules.values() if getattr(module.__spec__, "origin", None) != "frozen"]
files = [getattr(module, "__file__", None) for module in read]
members = sorted({name for file in files if file and (name := member(file))})
json.dumps({"answers": answers, "files": members})
