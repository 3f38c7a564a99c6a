"""npm is run only when needed, and with a Node that is new enough."""

import hashlib
import shutil
import sys
from pathlib import Path

import pytest

from bundler.errors import BuildError
from bundler.fetch import npm


def program(folder: Path, name: str, says: str) -> None:
    """A program on PATH that prints something."""
    (folder / name).write_text(f"#!/bin/sh\necho {says}\n")
    (folder / name).chmod(0o755)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "node_modules").mkdir()
    return tmp_path


def test_installed_packages_are_left_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: pytest.fail(f"looked for {name}"))
    (root / "node_modules" / npm.STAMP).write_text(hashlib.sha256(b"{}").hexdigest())
    assert npm.node_modules(root) == root / "node_modules"


def test_no_node_says_what_to_install(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(BuildError, match=r"needs node, .* Install Node 20"):
        npm.node_modules(root)


@pytest.mark.skipif(sys.platform == "win32", reason="makes shell scripts")
def test_an_old_node_says_what_to_install(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(root, "node", "v18.1.0")
    program(root, "npm", "")
    monkeypatch.setenv("PATH", str(root))
    with pytest.raises(BuildError, match=r"is v18\.1\.0\. Install Node 20"):
        npm.node_modules(root)


@pytest.mark.skipif(sys.platform == "win32", reason="makes shell scripts")
def test_a_new_lock_file_is_installed_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(root, "node", "v24.0.0")
    program(root, "npm", '"$@" >> calls')
    monkeypatch.setenv("PATH", f"{root}:/bin:/usr/bin")
    npm.node_modules(root)
    npm.node_modules(root)
    assert (root / "calls").read_text() == "ci --ignore-scripts\n"
