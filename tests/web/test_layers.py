"""Imports point down only: web -> demos -> own_cell, tasks -> rnn -> native. None imports the bundler, above."""

import ast
import sys
from pathlib import Path

import pytest

PY = Path(__file__).parents[2] / "py"
BROWSER = {"pyscript", "js", "pyodide"}
BELOW = {
    "native": {"native", "numpy"},
    "rnn": {"rnn", "native", "numpy"},
    "tasks": {"tasks", "rnn", "native", "numpy"},
    "own_cell": {"own_cell", "rnn", "numpy"},
    "frameworks": {"frameworks", "rnn", "numpy"},
    "demos": {"demos", "own_cell", "frameworks", "tasks", "rnn", "native", "numpy"},
    "web": {"web", "demos", "tasks", "rnn"},
}
MODULES = sorted(file.relative_to(PY).as_posix() for file in PY.rglob("*.py"))


def imported(source: str) -> set[str]:
    """The packages that a module imports, at its top or later, without the standard library."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import"
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names


def test_imports_are_found_wherever_they_are() -> None:
    source = "import os, web.app\nfrom numpy.typing import NDArray\ndef f():\n    from pyscript import sync"
    assert imported(source) == {"web", "numpy", "pyscript"}


def test_every_package_has_its_place() -> None:
    assert {file.parent.name for file in PY.glob("*/__init__.py")} == {*BELOW, "bundler"}


@pytest.mark.parametrize("module", [module for module in MODULES if not module.startswith("bundler/")])
def test_imports_point_down(module: str) -> None:
    allowed = BELOW[module.partition("/")[0]] | (BROWSER if module == "web/entry.py" else set())
    assert imported((PY / module).read_text("utf-8")) <= allowed


@pytest.mark.parametrize("module", [module for module in MODULES if module.startswith("bundler/")])
def test_the_bundler_knows_no_browser(module: str) -> None:
    assert not imported((PY / module).read_text("utf-8")) & BROWSER


def test_the_entry_is_the_one_module_that_needs_a_browser() -> None:
    needing = [module for module in MODULES if imported((PY / module).read_text("utf-8")) & BROWSER]
    assert needing == ["web/entry.py"]
