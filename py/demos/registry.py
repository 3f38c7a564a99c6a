"""Which demos there are: each folder beside this file that has a module ``demo`` declares some, as ``DEMOS``."""

import gc
import importlib
import sys
from pathlib import Path
from typing import Any

from demos.demo import Demo

FOLDER = Path(__file__).parent


def find(package: str, name: str) -> Demo[Any]:
    """A demo of a package, which is imported only now: a page waits for no other.

    Raises:
        ValueError: there is none of that name.
    """
    if package not in packages():
        raise ValueError(f"there are no demos in {package[:40]!r}")
    found = [demo for demo in _declared(package) if demo.name == name]
    if not found:
        raise ValueError(f"there is no demo {name[:40]!r}")
    return found[0]


def packages() -> list[str]:
    """The names of the folders with demos."""
    return sorted(file.parent.name for file in FOLDER.glob("*/demo.py*"))


def all_demos() -> dict[str, Demo[Any]]:
    """Every demo there is, by name. Imports all of them."""
    return {demo.name: demo for package in packages() for demo in _declared(package)}


def _declared(package: str) -> tuple[Demo[Any], ...]:
    name = f"demos.{package}.demo"
    if name not in sys.modules:
        # What is imported stays, so the collector need not go through it, neither now, while a reader waits, nor later.
        gc.disable()
        try:
            importlib.import_module(name)
            gc.freeze()
        finally:
            gc.enable()
    declared: tuple[Demo[Any], ...] = sys.modules[name].DEMOS
    return declared
