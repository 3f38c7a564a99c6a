"""The Python that the browser gets, ready to run: compiled by that very Pyodide, and without what is never imported.

Most of a stock start is spent compiling: Pyodide's standard library and numpy's wheel come as source.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bundler.fetch.pyscript import ARTIFACT, pyscript_sources
from bundler.files import sha256
from bundler.progress import step
from bundler.python.archives import extract, pack
from bundler.python.further import further_in
from bundler.python.pyodide_node import RUNNER, Runtime, run_in_pyodide
from bundler.python.stubs import thin_out
from bundler.python.trace import LIST, listed_files

COMPILER, STARTED = (Path(__file__).with_name(name) for name in ("compile_tree.py", "started.py"))
STDLIB, NUMPY, FURTHER, AT_START = "python_stdlib.zip", "numpy.zip", "further.zip", "at_start.txt"
ARCHIVE = ".zip"  # ends the path of the archive that Pyodide has its standard library in
PACKAGES = "site-packages"  # below the folder of the standard library


class Compiled(NamedTuple):
    """Zip archives with bytecode in the place of sources."""

    stdlib: Path
    numpy: Path
    further: Path  # what only the code of readers may import, by path below the folder of the standard library
    at_start: Path  # a list of those files of the standard library without which Python does not start

    def names_at_start(self) -> frozenset[str]:
        """The files of the standard library without which Python does not start, as they are called in its archive."""
        return frozenset(self.at_start.read_text("utf-8").split())


def compiled_archives(modules: Path, numpy: Path, cache: Path) -> Compiled:
    """The standard library and numpy, trimmed to the list of `bundler.python.trace` and compiled; with PyScript's own.

    `modules` is the folder node_modules, `numpy` numpy's wheel. What was made from the same files before is found in
    `cache`. Raises BuildError.
    """
    pyodide, pyscript = modules / "pyodide", modules / ARTIFACT
    stock = pyodide / STDLIB
    makers = (
        COMPILER,
        STARTED,
        RUNNER,
        LIST,
        Path(__file__),
        *(Path(__file__).with_name(name) for name in ("archives.py", "further.py", "stubs.py")),
    )
    parts = [sha256(file) for file in (stock, pyodide / "pyodide.asm.wasm", numpy, pyscript, *makers)]
    folder = cache / f"bytecode-{hashlib.sha256(' '.join(parts).encode()).hexdigest()[:16]}"
    done = Compiled(folder / STDLIB, folder / NUMPY, folder / FURTHER, folder / AT_START)
    if not folder.is_dir():
        with step("compiling Python and numpy (once)"), _unfinished(folder) as new:
            _compile_archives(pyodide, pyscript, numpy, new)
    return done


def compile_packages(pyodide: Path, stdlib: Path, packages: Path) -> None:
    """Put bytecode into the place of every source in the folder `packages`; what a page shows of them is in its HTML.

    `stdlib` is the compiled standard library, with which Pyodide starts in a fraction of the time.
    """
    _compile(pyodide, packages, "/ours", Runtime(stdlib))


def _compile_archives(pyodide: Path, pyscript: Path, numpy: Path, folder: Path) -> None:
    """Trim and compile both archives, and what is shipped apart of them, in one start of Pyodide."""
    wanted = listed_files()
    with tempfile.TemporaryDirectory() as temporary:
        trees = Path(temporary)
        extract(pyodide / STDLIB, trees / "stdlib", wanted)
        extract(numpy, trees / "numpy", wanted)
        (trees / "stdlib" / "pyscript").mkdir()
        for name, text in pyscript_sources(pyscript).items():
            (trees / "stdlib" / "pyscript" / name).write_text(text, "utf-8")
        thin_out(trees / "stdlib", [name for name in wanted if not name.startswith("numpy/")])
        thin_out(trees / "numpy", [name for name in wanted if name.startswith("numpy/")])
        extract(pyodide / STDLIB, trees / "further", further_in(pyodide / STDLIB))
        extract(numpy, trees / "further" / PACKAGES, further_in(numpy))
        _compile(pyodide, trees, "/libraries")
        pack(trees / "stdlib", folder / STDLIB)
        pack(trees / "numpy", folder / NUMPY)
        pack(trees / "further", folder / FURTHER)
    (folder / AT_START).write_text("\n".join(_needed_at_start(pyodide, folder / STDLIB)) + "\n", "utf-8")


def _needed_at_start(pyodide: Path, stdlib: Path) -> list[str]:
    """Which files in the compiled archive `stdlib` Python has read when it has just started."""
    what = "What Python starts with could not be found out"
    files = run_in_pyodide(pyodide, STARTED, {}, what=what, runtime=Runtime(stdlib)).split("\n")
    return sorted(inside for _, of_archive, inside in (file.partition(f"{ARCHIVE}/") for file in files) if of_archive)


def _compile(pyodide: Path, folder: Path, place: str, runtime: Runtime | None = None) -> None:
    """Compile what is in `folder`, as what the `place` says that it is; see compile_tree.py."""
    mounts = {place: folder, "/bytecode": folder}
    run_in_pyodide(pyodide, COMPILER, mounts, what="Python could not be compiled", runtime=runtime)
    for source in folder.rglob("*.py"):
        source.unlink()


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """A folder that gets its name when the block ends, so that a folder of that name is complete."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f"{folder.name}-"))
    try:
        yield new
        try:
            new.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another build has just made the same
                raise
    finally:
        shutil.rmtree(new, ignore_errors=True)
