"""A line for every step that takes time, whatever comes of it."""

import io
import re
import sys

import pytest

from bundler.progress import show_bytes, step


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_step_is_named_before_and_timed_after(capsys: pytest.CaptureFixture[str]) -> None:
    with step("working"):
        assert capsys.readouterr().out == "  working ... "
    assert re.fullmatch(r"\d+\.\d s\n", capsys.readouterr().out)


@pytest.mark.parametrize("accident", [ValueError, KeyboardInterrupt])
def test_a_step_that_fails_says_so_and_hides_nothing(
    accident: type[BaseException], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(accident), step("working"):
        raise accident
    assert capsys.readouterr().out == "  working ... failed\n"


def test_bytes_take_the_place_of_those_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    show_bytes(1_500_000, 106_000_000)
    first = terminal.getvalue()
    assert first.startswith("  1.5 MB of 106.0")
    assert first.count("\b") == len(first.rstrip("\b"))  # so that what comes next begins where this began
    show_bytes(2_000_000, None)
    assert terminal.getvalue()[len(first) :].startswith("  2.0 MB\b")


def test_nobody_who_does_not_watch_is_shown_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", file := io.StringIO())
    show_bytes(1, 2)
    assert file.getvalue() == ""
