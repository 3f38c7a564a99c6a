"""A build is skipped only when nothing changed and nothing is damaged."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bundler.files import tree_hash
from bundler.stamp import inputs_hash, is_current, write_stamp


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("page")
    (dist / "assets" / "a.js").write_text("script")
    write_stamp(dist, "inputs")
    return dist


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("build.py", "package-lock.json", "pyproject.toml", "requirements.txt", "py/rnn/cell.py", "site/x.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def test_a_fresh_build_is_current(dist: Path) -> None:
    assert is_current(dist, "inputs")


def test_other_inputs_need_a_build(dist: Path) -> None:
    assert not is_current(dist, "other inputs")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "missing file": lambda dist: (dist / "index.html").unlink(),
    "truncated file": lambda dist: (dist / "assets" / "a.js").write_text("scr"),
    "foreign file": lambda dist: (dist / "assets" / "b.js").write_text("script"),
    "missing stamp": lambda dist: (dist / "build.json").unlink(),
    "damaged stamp": lambda dist: (dist / "build.json").write_text('{"inputs": "inp'),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_site_needs_a_build(dist: Path, damage: Callable[[Path], object]) -> None:
    damage(dist)
    assert not is_current(dist, "inputs")


def test_no_site_needs_a_build(tmp_path: Path) -> None:
    assert not is_current(tmp_path / "dist", "inputs")


def test_options_count(root: Path) -> None:
    assert len({inputs_hash(root), inputs_hash(root, "https://a.org/"), inputs_hash(root, "https://b.org/")}) == 3


@pytest.mark.parametrize("name", ["py/rnn/cell.py", "site/x.js", "package-lock.json", "py/rnn/new.py"])
def test_every_source_counts(root: Path, name: str) -> None:
    before = inputs_hash(root)
    (root / name).write_text("changed")
    assert inputs_hash(root) != before


def test_what_is_made_from_sources_does_not_count(root: Path) -> None:
    before = inputs_hash(root)
    (root / "py" / "rnn" / "__pycache__").mkdir()
    (root / "py" / "rnn" / "__pycache__" / "cell.cpython-313.pyc").write_bytes(b"bytecode")
    (root / "py" / "rnn" / "libnative.so").write_bytes(b"compiled for this machine")
    assert inputs_hash(root) == before


def test_moving_bytes_between_name_and_content_changes_the_hash(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    (tmp_path / "one" / "ab").write_text("c")
    (tmp_path / "two" / "a").write_text("bc")
    hashes = {tree_hash(folder, folder.iterdir()) for folder in (tmp_path / "one", tmp_path / "two")}
    assert len(hashes) == 2
