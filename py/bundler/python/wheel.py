"""Our own Python packages as one wheel, and the compiled native library in it."""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bundler.commands import run
from bundler.errors import BuildError
from bundler.python.native import build_wasm

# Zip members carry a time. A fixed one (1 January 2020) keeps the wheel's bytes a function of its sources.
SOURCE_DATE_EPOCH = "1577836800"


def build_wheel(root: Path, folder: Path) -> Path:
    """Build the wheel that `root`/pyproject.toml describes into `folder` and return its path.

    The same sources give the same bytes. Raises BuildError with the backend's own words if it fails.
    """
    run(
        # -P: without it `-m build` would find our own build.py, were this started from the top folder.
        [sys.executable, "-P", "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, root],
        what="Our own wheel could not be built",
        env={"SOURCE_DATE_EPOCH": SOURCE_DATE_EPOCH},
    )
    wheels = list(folder.glob("*.whl"))
    if len(wheels) != 1:
        raise BuildError(f"Expected one wheel in {folder}, found {len(wheels)}. Check [project] in pyproject.toml.")
    return wheels[0]


def build_wheel_with_library(root: Path, folder: Path, like: str) -> Path:
    """What the browser gets: our packages and the compiled library, as `add_library` makes it. Raises BuildError."""
    with tempfile.TemporaryDirectory() as temporary:
        return add_library(build_wheel(root, folder), build_wasm(root, Path(temporary)), like)


def add_library(wheel: Path, library: Path, like: str) -> Path:
    """Put the WebAssembly `library` into the package native of our `wheel`; returns the wheel under its new name.

    From then on it is for one Pyodide only: it gets the tags of the wheel whose file name is `like`, which is numpy's.
    The same input gives the same bytes. Raises BuildError if it cannot be done.
    """
    tags = like.removesuffix(".whl").split("-")[-3:]
    with opened(wheel) as unpacked:
        shutil.copyfile(library, unpacked / "native" / library.name)
        (unpacked / "native" / library.name).chmod(0o644)  # whatever the umask: the wheel keeps it
        (about,) = unpacked.glob("*.dist-info/WHEEL")
        text = about.read_text("utf-8").replace("Root-Is-Purelib: true", "Root-Is-Purelib: false")
        about.write_text(re.sub(r"(?m)^Tag: .*$", f"Tag: {'-'.join(tags)}", text), "utf-8")
    target = wheel.with_name("-".join([*wheel.name.split("-")[:2], *tags]) + ".whl")
    if not target.is_file():
        raise BuildError(f"Our wheel should now be called {target.name}. Check the tags of {like}.")
    return target


@contextmanager
def opened(wheel: Path) -> Iterator[Path]:
    """The contents of a wheel as a folder; what the block makes of it becomes a wheel in the place of the old one.

    The same contents give the same bytes. The name follows from the tags in it. Raises BuildError if it cannot be done.
    """
    with tempfile.TemporaryDirectory() as folder:
        _wheel_tool("unpack", wheel, "--dest", folder)
        (unpacked,) = Path(folder).iterdir()
        yield unpacked
        wheel.unlink()
        _wheel_tool("pack", unpacked, "--dest-dir", wheel.parent)


def _wheel_tool(*arguments: str | Path) -> None:
    command = [sys.executable, "-P", "-m", "wheel", *arguments]
    run(command, what="A wheel could not be opened or packed", env={"SOURCE_DATE_EPOCH": SOURCE_DATE_EPOCH})
