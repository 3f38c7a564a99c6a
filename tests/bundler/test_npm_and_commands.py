"""Other programs are run only when needed, and their failures become messages."""

import hashlib
import shutil
import sys
from pathlib import Path

import pytest

from bundler import npm
from bundler.commands import run
from bundler.errors import BuildError


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


def test_output_is_returned() -> None:
    assert run([sys.executable, "-c", "print('hello')"], what="Greeting") == "hello\n"


def test_a_failure_quotes_the_last_words() -> None:
    script = "import sys; print('before'); sys.exit('the reason')"
    with pytest.raises(BuildError, match=r"(?s)^Greeting: exit code 1\..*before.*the reason"):
        run([sys.executable, "-c", script], what="Greeting")


def test_a_missing_program_is_named() -> None:
    with pytest.raises(BuildError, match="Greeting: there is no program no-such-program"):
        run(["no-such-program"], what="Greeting")


def test_an_endless_program_is_stopped() -> None:
    with pytest.raises(BuildError, match="no end after"):
        run([sys.executable, "-c", "import time; time.sleep(60)"], what="Waiting", timeout=0.2)
