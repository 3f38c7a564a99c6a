"""Our own Python packages as the browser gets them, but not compiled yet, with the library that is, in one folder."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from bundler.errors import BuildError
from bundler.python.further import FURTHER
from bundler.python.native import build_wasm
from bundler.python.pyodide_node import Runtime, run_in_pyodide
from bundler.python.stubs import beginning
from demos.page import Page

PACKAGES = ("native", "rnn", "tasks", "frameworks", "own_cell", "demos", "web")  # bundler is for building only
RANDOM = "numpy/random/"
LOADER = Path(__file__).with_name("load_library.py")
ONLY_BUILT = {
    "page.py",
    "tour.py",
    "card.py",
    "chosen.py",
    "eight.py",
    "first_events.py",
    "source.py",
}  # what only the build asks of demos
SHIPPED = (".py",)  # and the library, which is not that of this machine


def copy_packages(root: Path, folder: Path) -> Path:
    """Put the packages into the new folder `folder`, with the library as WebAssembly; returns it. Raises BuildError."""
    for package in PACKAGES:
        shutil.copytree(root / "py" / package, folder / package, ignore=_not_shipped)
    build_wasm(root, folder / "native")
    return folder


def _not_shipped(folder: str, names: list[str]) -> set[str]:
    """Which of the names in a folder to leave out, as shutil.copytree asks."""
    files = {name for name in names if Path(folder, name).is_file() and not name.endswith(SHIPPED)}
    only_built = ONLY_BUILT if "demos" in (Path(folder).name, Path(folder).parent.name) else set()
    return files | only_built | {"__pycache__"}


def apart(
    files: Mapping[str, bytes], further: Mapping[str, bytes], pages: Sequence[Page], place: str = ""
) -> dict[str, dict[str, bytes]]:
    """Files of ours, by path below ``place``, as they are packed: by demo what it alone needs, under "" the rest.

    With a demo where code of readers runs come ``further`` files, which they may import.
    """
    homes = {f"{place}{name}/": page.demo.name for page in pages for name in _own(page)}
    found: dict[str, dict[str, bytes]] = {"": {}, **{page.demo.name: {} for page in pages if page.packages}}
    for page in pages:
        if page.runs_reader_code:
            found[page.demo.name] |= further
    for path, content in files.items():
        home = next((demo for start, demo in homes.items() if path.startswith(start)), "")
        found[home][path] = content
    return found


def random_apart(numpy: Mapping[str, bytes]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The files of numpy, by path, without those of ``numpy.random`` that are imported first when something is drawn.

    And these. A stub that some page has more for stays with the others: what comes later would take that one's place.
    """
    apart = {name for name in numpy if name.startswith(RANDOM) and beginning(name) not in FURTHER}
    first, later = ({name: numpy[name] for name in numpy if (name in apart) == wanted} for wanted in (False, True))
    return first, later


def _own(page: Page) -> tuple[str, ...]:
    """The folders that a page alone needs, below that of all packages."""
    return (*page.packages, f"demos/{page.package}") if page.packages else ()


def check_loads(pyodide: Path, runtime: Runtime) -> None:
    """Insist that our library loads, by our own loader, in this very Pyodide and with these very files.

    A side module is for one ABI, which changes with the compiler of Pyodide. `pyodide` is the npm package's folder.
    Raises BuildError.
    """
    what = "The native library does not fit this Pyodide"
    if reason := run_in_pyodide(pyodide, LOADER, {}, what=what, runtime=runtime):
        raise BuildError(f"{what}: {reason}.")
