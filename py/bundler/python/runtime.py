"""Tells the page which files make up the Python runtime, as a generated JavaScript module."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from bundler.files import sha256

MODULES = ("pyodide.mjs", "pyodide.asm.mjs")  # imported by the interpreter, so nobody but the browser can check them


def write_runtime(
    app: Path,
    pyodide: Path,
    version: str,
    info: Mapping[str, str],
    files: Iterable[Path],
    imports: Mapping[str, Iterable[Path]],
    later: Iterable[Path],
    extra: Mapping[str, Path],
) -> None:
    """Write `app`/runtime.mjs.

    It exports `version` and `pyodide` (Pyodide's version, and its folder relative to the module), `lock` (for
    Pyodide: its `info`, and no packages, since none is loaded by way of it), `preload` (Pyodide's modules), `files`,
    without which Python does not start, `imports`, by the name of a module that Python imports then what it needs for
    that, in their order, and under "" what it needs to be ready and imports when it is, `later`, without which it is,
    and `extra`, by the packages of the demos that alone need them: for each of these its path relative to the module,
    size and sha256.
    """
    exports = {
        "version": version,
        "pyodide": _relative(pyodide, app),
        "lock": {"info": info, "packages": {}},
        "preload": [_relative(pyodide / name, app) for name in MODULES],
        "files": _described(files, app),
        "imports": {module: _described(needed, app) for module, needed in imports.items()},
        "later": _described(later, app),
        "extra": {package: _described([file], app) for package, file in extra.items()},
    }
    lines = [f"export const {name} = {json.dumps(value, indent=1)};" for name, value in exports.items()]
    (app / "runtime.mjs").write_text("\n".join(lines) + "\n", "utf-8")


def _described(files: Iterable[Path], app: Path) -> dict[str, dict[str, str | int]]:
    return {
        file.name: {"path": _relative(file, app), "bytes": file.stat().st_size, "sha256": sha256(file)}
        for file in files
    }


def _relative(path: Path, folder: Path) -> str:
    """Address of `path` seen from `folder`; starts with a dot, as module loaders want it."""
    address = Path(os.path.relpath(path, folder)).as_posix()
    return address if address.startswith(".") else f"./{address}"
