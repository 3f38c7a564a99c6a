"""Runs inside Pyodide: explores the demos that /task/task.json names, and returns as JSON what was found."""

import importlib
import json
import sys
from pathlib import Path

sys.path.append("/py")  # for bundler alone: the product comes before, from the runtime
# Of the demos, what only the build asks of them is not in the product.
for package in ("demos", *(f"demos.{demo.name}" for demo in Path("/py/demos").iterdir() if demo.is_dir())):
    if package.rpartition(".")[2] != "__pycache__":
        importlib.import_module(package).__path__.append(f"/py/{package.replace('.', '/')}")

explored = importlib.import_module("bundler.pages.explored")

json.dumps(
    {
        instance: explored.explored_at(instance, **asked)._asdict()
        for instance, asked in json.loads(Path("/task/task.json").read_text("utf-8")).items()
    }
)
