"""The drawing network is pre-trained once, and kept."""

from pathlib import Path

import numpy as np
import pytest

from bundler import practice


def test_it_is_trained_once_for_the_same_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def pretrain() -> np.ndarray:
        calls.append(1)
        return np.arange(3.0)

    monkeypatch.setattr(practice, "pretrain", pretrain)
    for _ in range(2):
        np.testing.assert_array_equal(practice.practised(tmp_path), [0, 1, 2])
    assert len(calls) == 1
    [kept] = tmp_path.iterdir()
    sources = tmp_path / "py"
    (sources / "lstm").mkdir(parents=True)
    (sources / "tasks").mkdir()
    (sources / "lstm" / "kernel.c").write_text("other")
    monkeypatch.setattr(practice, "SOURCES", sources)
    practice.practised(tmp_path)
    assert len(calls) == 2
    assert kept.is_file()
