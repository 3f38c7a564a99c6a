"""The drawing network is pre-trained once, and kept."""

from pathlib import Path

import numpy as np
import pytest

from bundler.pages import pretraining
from tests.web.test_layers import BELOW


def test_it_is_trained_once_for_the_same_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def pretrain() -> np.ndarray:
        calls.append(1)
        return np.arange(3.0)

    monkeypatch.setattr(pretraining, "pretrain", pretrain)
    for _ in range(2):
        np.testing.assert_array_equal(pretraining.pretrained(tmp_path), [0, 1, 2])
    assert len(calls) == 1
    [kept] = tmp_path.iterdir()
    sources = tmp_path / "py"
    for name in ("native/library.c", "rnn/cell.py", "tasks/bits.py"):
        (sources / name).parent.mkdir(parents=True)
        (sources / name).write_text("other")
    monkeypatch.setattr(pretraining, "SOURCES", sources)
    pretraining.pretrained(tmp_path)
    assert len(calls) == 2
    assert kept.is_file()


FILES = ("native/library.c", "rnn/native/cells.h", "rnn/arrays.py", "tasks/strokes/ink.py")


@pytest.mark.parametrize("changed", [*FILES, "tasks/new.py"])
def test_every_file_that_has_a_part_in_training_counts(tmp_path: Path, changed: str) -> None:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("as it was")
    before = pretraining.digest_of(tmp_path)
    assert pretraining.digest_of(tmp_path) == before
    (tmp_path / changed).write_text("changed")
    assert pretraining.digest_of(tmp_path) != before


def test_every_package_that_training_may_import_counts() -> None:
    assert {*pretraining.TRAINED_BY, "numpy"} == BELOW["tasks"]


def test_a_package_that_has_moved_away_is_no_reason_to_take_old_weights(tmp_path: Path) -> None:
    (tmp_path / "tasks").mkdir()
    (tmp_path / "tasks" / "bits.py").write_text("")
    with pytest.raises(FileNotFoundError, match="no code in"):
        pretraining.digest_of(tmp_path)
