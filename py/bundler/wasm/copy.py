"""Pyodide's core as it is sent: its WebAssembly in two parts, and its scripts without what nothing asks for."""

import shutil
from pathlib import Path

from bundler.errors import BuildError
from bundler.wasm.exports import imports_in, needed, without_unneeded
from bundler.wasm.split import REST, WHOLE, split

SCRIPTS = ("pyodide.mjs", "pyodide.asm.mjs")


def copy_pyodide(package: Path, numpy: Path, target: Path) -> None:
    """Write the core of the npm package in folder `package` into the new folder `target`, without a standard library.

    What the libraries in the wheel `numpy` import stays; our own imports nothing (bundler.python.native). Raises
    BuildError if a file is missing or not as it was.
    """
    target.mkdir(parents=True)
    try:
        texts = {name: (package / name).read_text("utf-8") for name in SCRIPTS}
        names = needed(texts.values(), imports_in(numpy))
        parts = split(package / WHOLE, names)
    except FileNotFoundError as error:
        raise BuildError(f"{error.filename} is missing. Delete the folder node_modules and run this again.") from error
    (target / WHOLE).write_bytes(parts.first)
    if parts.rest is not None:
        (target / REST).write_bytes(parts.rest)
    shutil.copyfile(package / SCRIPTS[0], target / SCRIPTS[0])
    (target / SCRIPTS[1]).write_text(without_unneeded(texts[SCRIPTS[1]], names), "utf-8")
