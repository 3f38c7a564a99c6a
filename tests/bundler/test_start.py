"""build.py before there is an environment: it finds a Python that is new enough, and makes .venv once."""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "build.py"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="makes shell scripts")


def program(file: Path, does: str) -> Path:
    """A program of our own."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{does}\n")
    file.chmod(0o755)
    return file


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """build.py, with nothing on PATH but what a test puts there, and its files in a folder of the test's own."""
    spec = importlib.util.spec_from_file_location("build_script", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "programs").mkdir()
    (tmp_path / "requirements.txt").write_text("numpy==1\n")
    monkeypatch.setenv("PATH", str(tmp_path / "programs"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    names = {"VENV": ".venv", "VENV_PYTHON": ".venv/bin/python", "STAMP": ".venv/made-from"}
    for name, path in {**names, "REQUIREMENTS": "requirements.txt"}.items():
        monkeypatch.setattr(module, name, str(tmp_path / path))
    return module


# --- A Python ---

NEW = f'exec {sys.executable} "$@"'
BROKEN = "echo 'pyenv: python3.14: command not found' >&2; exit 127"
OLD = "exit 1"  # what the question that it is asked comes to there


def test_the_newest_python_that_runs_is_taken(build: ModuleType, tmp_path: Path) -> None:
    program(tmp_path / "programs" / "python3.14", BROKEN)
    right = program(tmp_path / "programs" / "python3.13", NEW)
    program(tmp_path / "programs" / "python3.12", NEW)
    assert build.find_python() == str(right)


def test_pyenv_has_some_that_are_not_on_the_path(build: ModuleType, tmp_path: Path) -> None:
    program(tmp_path / "programs" / "python3.12", OLD)
    program(tmp_path / "pyenv" / "versions" / "3.9.1" / "bin" / "python", OLD)
    right = program(tmp_path / "pyenv" / "versions" / "3.13.1" / "bin" / "python", NEW)
    assert build.find_python() == str(right)


def test_uv_knows_of_others(build: ModuleType, tmp_path: Path) -> None:
    right = program(tmp_path / "elsewhere" / "python", NEW)
    program(tmp_path / "programs" / "uv", f'test "$1 $2" = "python find" && echo {right}')
    assert build.find_python() == str(right)


def test_without_one_it_says_how_to_get_it(build: ModuleType, tmp_path: Path) -> None:
    program(tmp_path / "programs" / "python3.13", OLD)
    program(tmp_path / "programs" / "uv", "exit 2")
    with pytest.raises(SystemExit, match=r"(?s)needs Python 3\.12 or newer; .* no newer one was found.*Install"):
        build.find_python()


# --- An environment ---

UV = """echo "$@" >> {calls}
case $1 in venv) {mkdir} -p {venv}/bin; : > {venv}/bin/python;; esac"""


@pytest.fixture
def calls(build: ModuleType, tmp_path: Path) -> Path:
    """What a uv that installs nothing was asked for."""
    file = tmp_path / "calls"
    program(tmp_path / "programs" / "uv", UV.format(calls=file, mkdir="/bin/mkdir", venv=build.VENV))
    return file


def test_it_is_made_of_the_requirements_with_their_hashes_and_once(build: ModuleType, calls: Path) -> None:
    for _ in range(2):
        build.make_venv()
    venv, install = calls.read_text().splitlines()
    assert venv == f"venv --quiet --python {sys.executable} {build.VENV}"
    assert install.startswith(f"pip install --quiet --python {build.VENV_PYTHON} --require-hashes --only-binary :all:")
    assert install.endswith(build.REQUIREMENTS)


@pytest.mark.parametrize("change", ["other requirements", "another Python", "no Python in it"])
def test_what_has_changed_is_made_anew(
    build: ModuleType, calls: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    build.make_venv()
    (Path(build.VENV) / "left over").touch()
    match change:
        case "other requirements":
            Path(build.REQUIREMENTS).write_text("numpy==2\n")
        case "another Python":
            monkeypatch.setattr(sys, "version", "3.99.0 (of a later year)")
        case _:
            Path(build.VENV_PYTHON).unlink()
    build.make_venv()
    assert len(calls.read_text().splitlines()) == 4
    assert not (Path(build.VENV) / "left over").exists()


def test_one_that_could_not_be_filled_is_begun_anew(build: ModuleType, calls: Path, tmp_path: Path) -> None:
    uv = tmp_path / "programs" / "uv"
    whole = uv.read_text()
    uv.write_text(f"{whole}\ntest $1 = venv\n")  # installing fails
    with pytest.raises(SystemExit, match=r"could not set up \.venv: .*pip.*\nThe lines above say more"):
        build.make_venv()
    assert not Path(build.STAMP).exists()
    uv.write_text(whole)
    build.make_venv()
    assert Path(build.STAMP).exists()
    assert len(calls.read_text().splitlines()) == 4


def test_one_that_was_interrupted_is_begun_anew(build: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(command: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(build.subprocess, "check_call", interrupted)
    with pytest.raises(SystemExit, match="The next run starts setting up again"):
        build.make_venv()
    assert not Path(build.STAMP).exists()


def test_without_uv_pythons_own_tools_make_it(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a Python that makes an environment of a copy of itself, and writes down what it was asked for."""
    (tmp_path / "requirements.txt").write_text("")
    python = program(
        tmp_path / "python",
        f'echo "$@" >> {tmp_path}/calls\n'
        'test "$2" != venv || { /bin/mkdir -p "$3/bin" && /bin/cp "$0" "$3/bin/python"; }',
    )
    monkeypatch.setattr(sys, "executable", str(python))
    build.make_venv()
    venv, install = (tmp_path / "calls").read_text().splitlines()
    assert venv == f"-m venv {build.VENV}"
    assert install.startswith("-m pip install ")
    assert " --require-hashes " in install
    assert os.access(build.VENV_PYTHON, os.X_OK)
