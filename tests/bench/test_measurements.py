"""The benchmark writes its tables into docs/measurements.md, and nothing else."""

from functools import partial
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench.measurements import FILE, _version_of, begin, end, missing, replaced, section_of, versions, wrapped, write
from bundler.cli import TABLES
from bundler.fetch.browser import VARIABLE

DOCUMENT = f"""# Title

By hand.

{begin("bytes")}

old bytes

{end("bytes")}

By hand, too.

{begin("views")}
{end("views")}
"""


def test_a_section_is_replaced_and_all_else_stays() -> None:
    once = replaced(DOCUMENT, "bytes", "| a |\n|---|\n| 1 |")
    assert once == DOCUMENT.replace("old bytes", "| a |\n|---|\n| 1 |")
    assert replaced(once, "bytes", "old bytes\n") == DOCUMENT


def test_an_empty_section_is_filled() -> None:
    assert replaced(DOCUMENT, "views", "new") == DOCUMENT.replace(
        f"{begin('views')}\n{end('views')}", f"{begin('views')}\n\nnew\n\n{end('views')}"
    )


def test_what_is_written_twice_is_the_same() -> None:
    once = replaced(DOCUMENT, "views", "new")
    assert replaced(once, "views", "new") == once


@pytest.mark.parametrize(
    "document",
    [
        "# Title\n",
        DOCUMENT.replace(end("bytes"), ""),
        DOCUMENT + DOCUMENT,
        f"{end('bytes')}\n{begin('bytes')}\n",
        DOCUMENT.replace(begin("bytes"), f"text {begin('bytes')}"),
    ],
)
def test_without_one_place_for_it_nothing_is_written(document: str, tmp_path: Path) -> None:
    file = tmp_path / "measurements.md"
    file.write_text(document, "utf-8")
    with pytest.raises(ValueError, match="no place for the table bytes"):
        write("bytes", "new", file)
    assert file.read_text("utf-8") == document
    assert missing(document, ("bytes",)) == ["bytes"]


def test_a_table_cannot_end_its_section() -> None:
    with pytest.raises(ValueError, match="holds a comment"):
        replaced(DOCUMENT, "bytes", f"a\n{end('bytes')}\nb")


def test_long_lines_are_broken_but_those_of_tables() -> None:
    row, text = f"| {'x ' * 100}|", "word " * 60
    lines = wrapped(f"{row}\n\n{text}\n{text}").splitlines()
    assert lines[:2] == [row, ""]
    assert max(map(len, lines[2:])) <= 120
    assert " ".join(lines[2:]).split() == (text * 2).split()


def test_a_section_says_when_where_and_how() -> None:
    text = section_of("bytes", "| a |", "2026-11-24, a processor, 2 cores", {"Pyodide": "1.2", "commit": "abc+"})
    assert text == (
        "Measured 2026-11-24, a processor, 2 cores, by `python3 build.py bench bytes`, with Pyodide 1.2, commit abc+."
        "\n\n| a |"
    )


def test_programs_tell_their_versions() -> None:
    assert _version_of(["echo", "Google Chrome 150.0.1 beta"]) == {"Google Chrome": "150.0.1"}
    assert _version_of(["echo", "nothing"]) == _version_of(["echo"]) == _version_of(["no-such-program"]) == {}
    assert versions({VARIABLE: "no-such-program"}).keys() - {"commit"} == {"PyScript", "Pyodide"}


def test_every_table_has_its_place_in_their_order() -> None:
    document = FILE.read_text("utf-8")
    assert missing(document, TABLES) == []
    assert [line for line in document.splitlines() if line.startswith("<!-- ")] == [
        comment(name) for name in TABLES for comment in (begin, end)
    ]


def new(name: str, quick: bool) -> str:
    return f"new {name}"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "measurements.md"
    file.write_text(DOCUMENT, "utf-8")
    monkeypatch.setattr(bench, "FILE", file)
    for name in TABLES:
        monkeypatch.setitem(bench.PRINTERS, name, partial(new, name))
    return file


def test_it_is_written_when_that_is_asked_for(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bench.main(["views"])
    assert file.read_text("utf-8") == DOCUMENT
    bench.main(["--write", "views", "bytes"])
    text = file.read_text("utf-8")
    assert text.count("\nMeasured ") == 2
    assert "`python3 build.py bench views`" in text
    assert all(f"\n\nnew {name}\n\n{end(name)}\n" in text for name in ("bytes", "views"))
    assert "old bytes" not in text
    assert capsys.readouterr().out.count("new views") == 2


def test_an_hour_is_not_measured_for_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="no place for strokes"):
        bench.main(["--write", "bytes", "strokes"])
    assert file.read_text("utf-8") == DOCUMENT
    assert "new" not in capsys.readouterr().out
