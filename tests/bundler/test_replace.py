"""The old site stays until the new one is complete."""

import os
from pathlib import Path

import pytest

from bundler.replace import ABANDONED_AFTER, replacing


def test_the_new_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    for content in ("first", "second"):
        with replacing(dist) as new:
            (new / content).write_text(content)
        assert [path.name for path in dist.iterdir()] == [content]
    assert list(tmp_path.iterdir()) == [dist]


def test_a_failure_leaves_the_old_folder_and_nothing_else(tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    dist.mkdir()
    (dist / "page").write_text("good")

    def fail() -> None:
        with replacing(dist) as new:
            (new / "page").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (dist / "page").read_text() == "good"
    assert list(tmp_path.iterdir()) == [dist]


def test_leftovers_of_a_killed_build_go_and_those_of_a_running_one_stay(tmp_path: Path) -> None:
    dead, alive = tmp_path / ".dist-dead", tmp_path / ".dist-alive"
    dead.mkdir()
    alive.mkdir()
    long_ago = alive.stat().st_mtime - 2 * ABANDONED_AFTER
    os.utime(dead, (long_ago, long_ago))
    with replacing(tmp_path / "dist"):
        pass
    assert not dead.exists()
    assert alive.exists()
