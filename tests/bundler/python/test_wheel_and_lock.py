"""Our wheel and the lock file that leads Pyodide to it and to numpy."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from bundler.errors import BuildError
from bundler.python.lockfile import write_lock
from bundler.python.wheel import build_wheel

ROOT = Path(__file__).parents[3]
NUMPY = {
    "name": "numpy",
    "version": "2.4.3",
    "file_name": "numpy-2.4.3-cp314-cp314-pyemscripten_2026_0_wasm32.whl",
    "sha256": "0" * 64,
    "install_dir": "site",
    "package_type": "package",
    "imports": ["numpy"],
    "depends": [],
    "unvendored_tests": False,
}
INFO = {"platform": "emscripten_5_0_3", "python": "3.14.0", "arch": "wasm32", "abi_version": "2026_0"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    """A lock file like that of Pyodide's npm package, with one entry nobody needs."""
    path = tmp_path / "stock.json"
    other = {**NUMPY, "name": "other", "file_name": "other-1.whl"}
    path.write_text(json.dumps({"info": INFO, "packages": {"numpy": NUMPY, "other": other}}))
    return path


def test_the_wheel_has_what_the_browser_runs_and_not_the_build(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    packages = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert packages == {"native", "rnn", "tasks", "demos", "web"}
    assert "rnn/cells/lstm.py" in names  # as source: the page shows it


def test_the_same_sources_give_the_same_bytes(wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")  # the build decides, not the caller's environment
    again = build_wheel(ROOT, tmp_path)
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_a_broken_project_is_one_clear_message(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[build-system]\nrequires = []\nbuild-backend = "nowhere"\n')
    with pytest.raises(BuildError, match="Our own wheel could not be built"):
        build_wheel(tmp_path, tmp_path / "out")


@pytest.fixture
def numpy(wheel: Path) -> Path:
    """A numpy other than the stock one, in a folder beside that of our wheel."""
    path = wheel.parent.parent / "python-1" / str(NUMPY["file_name"])
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"numpy, trimmed")
    return path


def test_the_lock_names_numpy_and_us_relative_to_itself(wheel: Path, stock: Path, numpy: Path) -> None:
    path = write_lock(stock, wheel, numpy)
    assert path == wheel.parent / "pyodide-lock.json"
    lock = json.loads(path.read_text())
    assert lock["info"] == INFO
    assert set(lock["packages"]) == {"numpy", "lstm-explainer"}
    theirs, ours = lock["packages"]["numpy"], lock["packages"]["lstm-explainer"]
    assert theirs["file_name"] == f"../python-1/{NUMPY['file_name']}"
    assert theirs["sha256"] == hashlib.sha256(b"numpy, trimmed").hexdigest()
    assert ours["file_name"] == wheel.name
    assert ours["sha256"] == hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert ours["depends"] == ["numpy"]


def test_the_lock_is_the_same_every_time(wheel: Path, stock: Path, numpy: Path) -> None:
    assert write_lock(stock, wheel, numpy).read_bytes() == write_lock(stock, wheel, numpy).read_bytes()


def test_a_wheel_for_another_python_is_refused(wheel: Path, numpy: Path, tmp_path: Path) -> None:
    stock = tmp_path / "stock.json"
    stock.write_text(json.dumps({"info": {**INFO, "python": "2.7.0"}, "packages": {"numpy": NUMPY}}))
    with pytest.raises(BuildError, match="does not fit"):
        write_lock(stock, wheel, numpy)
