"""Which browser runs the tests."""

import os
from pathlib import Path

import pytest

from bundler.errors import BuildError
from bundler.fetch.browser import VARIABLE, find_browser, without_windows


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs, and nothing else, is where programs are looked for."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def program(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.mark.skipif(os.name == "nt", reason="a program is made as Unix does")
def test_the_form_without_windows_is_taken_where_it_is_installed(programs: Path) -> None:
    chromium, other = program(programs, "chromium"), program(programs, "brave")
    assert without_windows(chromium) == chromium
    shell = program(programs, "chromium-headless-shell")
    assert without_windows(chromium) == shell
    assert without_windows(other) == other


@pytest.mark.skipif(os.name == "nt", reason="a program is made as Unix does")
def test_a_chosen_browser_is_taken_and_a_wrong_choice_is_told(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(program(programs, "mine")))
    assert find_browser() == programs / "mine"
    monkeypatch.setenv(VARIABLE, "theirs")
    with pytest.raises(BuildError, match="LSTM_BROWSER is theirs, which is not a program"):
        find_browser()
