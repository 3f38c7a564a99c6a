"""Our own packages: what the browser gets of them, and that its library fits the Pyodide it is for."""

import os
from pathlib import Path

import pytest

from bundler.errors import BuildError
from bundler.fetch.npm import node_modules
from bundler.python import native
from bundler.python.native import LIBRARY, WASM_MAGIC
from bundler.python.packages import PACKAGES, check_loads, copy_packages
from bundler.python.packs import files_in, pack
from bundler.python.pyodide_node import Runtime

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_packages(ROOT, tmp_path_factory.mktemp("packages") / "new")


def test_they_are_what_the_browser_runs_and_not_the_build(packages: Path) -> None:
    assert {path.name for path in packages.iterdir()} == {*PACKAGES}
    assert "bundler" not in PACKAGES
    assert "rnn/cells/lstm.py" in files_in(packages)
    assert {Path(name).suffix for name in files_in(packages)} == {".py", ".so"}
    assert not [name for name in files_in(packages) if "__pycache__" in name]


def test_the_library_of_this_machine_stays_here(packages: Path) -> None:
    assert (ROOT / native.NATIVE).is_file()
    assert list(packages.rglob("*.so")) == [packages / "native" / LIBRARY]
    assert (packages / "native" / LIBRARY).read_bytes().startswith(WASM_MAGIC)


def test_the_same_sources_give_the_same_bytes(packages: Path, tmp_path: Path) -> None:
    umask = os.umask(0o077)
    try:
        again = copy_packages(ROOT, tmp_path / "new")
    finally:
        os.umask(umask)
    assert pack(files_in(again), tmp_path / "2").read_bytes() == pack(files_in(packages), tmp_path / "1").read_bytes()


@pytest.mark.parametrize(
    ("damage", "reason"),
    [("none", ""), ("missing", "is not there"), ("cut off", LIBRARY), ("another version", "version . of the library")],
)
def test_a_library_that_does_not_load_stops_the_build(packages: Path, tmp_path: Path, damage: str, reason: str) -> None:
    [python], [numpy] = ((ROOT / "dist" / "assets").glob(f"python-*/{name}.bin") for name in ("python", "numpy"))
    files = files_in(packages, "site-packages/")
    place, loader = f"site-packages/native/{LIBRARY}", "site-packages/native/library.py"
    match damage:
        case "missing":
            del files[place]
        case "cut off":
            files[place] = files[place][:1000]
        case "another version":
            files[loader] = files[loader].replace(b"\nVERSION = ", b"\nVERSION = 1 + ")
    runtime = Runtime(packs=(python, numpy, pack(files, tmp_path / "ours.bin")))
    pyodide = node_modules(ROOT) / "pyodide"
    if not reason:
        check_loads(pyodide, runtime)
        return
    with pytest.raises(BuildError, match=f"(?s)does not fit this Pyodide: .*{reason}"):
        check_loads(pyodide, runtime)
