"""Pyodide's WebAssembly in two parts."""

import gzip
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bundler.fetch.numpy_wheel import pinned_numpy
from bundler.files import sha256
from bundler.site import CACHE
from bundler.wasm import split as splitting
from bundler.wasm.binary import CODE, DATA, DATA_COUNT, read_unsigned, sections, segments
from bundler.wasm.exports import imports_in, needed
from bundler.wasm.split import HOT, TABLES, WHOLE, Hot, Parts, listed, split, write_list

ROOT = Path(__file__).resolve().parents[3]
PYODIDE = ROOT / "node_modules" / "pyodide"
# Numbers in the code of the first part that lie among the addresses of the tables and are none: bits of UTF-8 and of
# UTF-16, powers of two and of ten, the last character, what a hash and a random number multiply by.
NO_ADDRESSES = {
    0xE_2080,
    0xF_0000,
    0xF_FC00,
    0xF_FFFF,
    0x10_0000,
    0x10_1000,
    0x10_FFFF,
    0x11_0000,
    0x12_0000,
    0x1F_F000,
}
NO_ADDRESSES |= {999_999, 1_000_000, 1_000_003, 1_664_525}

with_wasm_split = pytest.mark.skipif(not shutil.which("wasm-split"), reason="there is no wasm-split (binaryen)")


@pytest.fixture(scope="module")
def parts() -> Parts:
    wheel = CACHE / pinned_numpy(PYODIDE).file_name
    scripts = [(PYODIDE / name).read_text("utf-8") for name in ("pyodide.mjs", "pyodide.asm.mjs")]
    return split(PYODIDE / WHOLE, needed(scripts, imports_in(wheel)))


def test_the_list_is_about_the_pyodide_that_is_installed() -> None:
    assert listed().module == sha256(PYODIDE / WHOLE), "run python3 build.py trace"


def test_a_list_is_read_as_it_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "HOT", tmp_path / "hot.txt")
    hot = Hot("ab" * 32, frozenset([0, *range(3, 9), *range(100, 3000, 7), 16_954]))
    write_list(hot)
    assert listed() == hot
    assert max(map(len, (tmp_path / "hot.txt").read_text().splitlines())) <= 120
    monkeypatch.undo()
    before = HOT.read_text()
    write_list(listed())
    assert HOT.read_text() == before


def test_without_the_program_or_about_another_module_it_stays_whole_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = tmp_path / WHOLE
    module.write_bytes(b"\0asm\1\0\0\0")
    assert split(module, set()) == Parts(module.read_bytes(), None)
    assert "build.py trace" in capsys.readouterr().out
    monkeypatch.setattr(splitting, "listed", lambda: Hot(sha256(module), frozenset([1])))
    monkeypatch.setattr(splitting, "PROGRAM", "no-such-program")
    assert split(module, set()) == Parts(module.read_bytes(), None)
    assert "binaryen" in capsys.readouterr().out


@with_wasm_split
def test_nothing_is_lost_and_what_is_needed_first_is_small(parts: Parts) -> None:
    assert parts.rest is not None
    whole, first, rest = (
        {number: content for number, content in sections(module) if number}
        for module in ((PYODIDE / WHOLE).read_bytes(), parts.first, parts.rest)
    )
    assert sorted([*segments(first[DATA]), *segments(rest[DATA])]) == sorted(segments(whole[DATA]))
    assert read_unsigned(first[DATA_COUNT], 0)[0] == len(segments(first[DATA]))
    # Functions that are in the rest have a thunk in the first part if something there calls them.
    assert read_unsigned(first[CODE], 0)[0] + read_unsigned(rest[CODE], 0)[0] > read_unsigned(whole[CODE], 0)[0]
    sizes = [len(gzip.compress(module, 9)) for module in (parts.first, (PYODIDE / WHOLE).read_bytes())]
    assert sizes[0] < 0.4 * sizes[1]


@with_wasm_split
@pytest.mark.slow
def test_no_code_of_the_first_part_has_an_address_in_the_tables_that_went(parts: Parts, tmp_path: Path) -> None:
    (tmp_path / "first.wasm").write_bytes(parts.first)
    subprocess.run(["wasm-dis", "-all", tmp_path / "first.wasm", "-o", tmp_path / "first.wat"], check=True)
    lines = [line for line in (tmp_path / "first.wat").open() if not line.startswith((" (data", " (elem"))]
    numbers = {int(found) for line in lines for found in re.findall(r"(?:i32\.const |offset=)(\d+)", line)}
    assert len(numbers) > 10_000
    inside = {number for number in numbers if any(low <= number < high for low, high in TABLES)}
    assert inside <= NO_ADDRESSES
