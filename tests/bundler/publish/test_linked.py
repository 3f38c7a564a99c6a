"""The licences in linked.txt and those of the standard library are those of what is shipped."""

import json
import re
import zipfile
from pathlib import Path

import pytest

from bundler.errors import BuildError
from bundler.publish import licenses
from bundler.publish.licenses import FROM_STDLIB, LINKED, STDLIB
from bundler.python.trace import listed_files

ROOT = Path(__file__).resolve().parents[3]
MODULES = ROOT / "node_modules"
WASM, SCRIPT, LOADER = "pyodide.asm.wasm", "pyodide.asm.mjs", "pyodide.mjs"
XZ = Path("xz-decompress", "dist", "package", "xz-decompress.js")

# For each title in linked.txt: the file that must have something of it, and what. A version is here if the file tells.
MARKS = {
    "CPython 3.14.2 and its standard library (https://www.python.org): PSF License": (WASM, b"python-3.14.2/include"),
    "the Mersenne Twister, in CPython": (WASM, b"PyInit__random"),
    "SipHash, in CPython": (WASM, b"source_hash"),  # of the module _imp, the only user of CPython's SipHash here
    "strtod and dtoa, in CPython": (WASM, b"PyOS_double_to_string"),
    "the original string type, in CPython": (WASM, b"PyUnicode_FromFormat"),
    "the module locale, in CPython": (WASM, b"PyInit__locale"),
    "the reading of command lines, in CPython": (WASM, b"Argument expected for the -%c option"),
    "cfuhash, in CPython": (WASM, b"PyInit__tracemalloc"),
    "Global Unbounded Sequences, in CPython": (WASM, b"python-3.14.2/include"),  # has no words of its own
    "mimalloc, in CPython": (WASM, b"mimalloc: warning: "),
    "HACL*, the hash functions, in CPython": (WASM, b"Modules/_hacl/Hacl_Hash_SHA3.c"),
    "libmpdec 2.5.1, in CPython": (WASM, b"\x002.5.1\x00"),
    "Expat 2.7.3, in CPython": (WASM, b"expat_2.7.3"),
    "uvloop 0.16, of which parts are in CPython's asyncio": (STDLIB.name, b"MagicStack/uvloop/tree/v0.16.0"),
    "pyzstd, of which parts are in CPython's compression.zstd": (WASM, b"PyInit__zstd"),
    "pysqlite, in CPython": (WASM, b"PyInit__sqlite3"),
    "psycopg, of which parts are in CPython's sqlite3": (WASM, b"PyInit__sqlite3"),
    "the Unicode Character Database 16.0.0, in CPython": (WASM, b"\x0016.0.0\x00"),
    "zlib 1.3.1, in Pyodide": (WASM, b"deflate 1.3.1 Copyright 1995-2024 Jean-loup Gailly"),
    "bzip2 1.0.6, in Pyodide": (WASM, b"1.0.6, 6-Sept-2010"),
    "Zstandard 1.5.7, in Pyodide": (WASM, b"\x001.5.7\x00"),
    "libdivsufsort-lite, in Zstandard": (WASM, b"divsufsort"),
    "liblzma of XZ Utils 5.2.2, in Pyodide": (WASM, b"\x005.2.2\x00"),
    "libffi 3.4.4, in Pyodide": (WASM, b"ffi_prep_closure_loc"),
    "the part of libffi 3.4.4 for WebAssembly, in Pyodide": (WASM, b"ffi_call_js"),
    "SQLite 3.39.0, in Pyodide": (WASM, b"2022-06-25 14:57:57 14e166f40dbfa6e055543f8301525f2c"),
    "dlmalloc 2.8.6, in Emscripten": (WASM, b"malloc_footprint_limit"),
    "MiniLZ4, in Emscripten": (SCRIPT, b"MiniLZ4"),
    "stackframe and error-stack-parser, in Pyodide": (LOADER, b"ErrorStackParser"),
    "xz-decompress 0.2.3 (https://github.com/httptoolkit/xz-decompress): MIT License": (XZ.name, b"xz-embedded"),
    "walloc, in xz-decompress": (XZ.name, b"walloc (c) 2020 Igalia, S.L."),
}

# Libraries that other builds of CPython or Pyodide have, and no licence is given for here.
ABSENT = (b"OpenSSL", b"libb2", b"ncursesw", b"readline.c", b"tree-sitter", b"rust_panic", b"PyInit__ssl", b"kqueue")


@pytest.fixture(scope="module")
def shipped() -> dict[str, bytes]:
    """The contents of Pyodide's files, and of the standard library's shipped modules together."""
    contents = {name: (MODULES / "pyodide" / name).read_bytes() for name in (WASM, SCRIPT, LOADER)}
    contents[XZ.name] = (MODULES / XZ).read_bytes()
    return {**contents, STDLIB.name: b"".join(_modules().values())}


def _modules() -> dict[str, bytes]:
    """The sources of the standard library's modules that are shipped."""
    with zipfile.ZipFile(MODULES / STDLIB) as zipped:
        return {name: zipped.read(name) for name in listed_files().intersection(zipped.namelist())}


def _titles() -> list[str]:
    return re.findall(r"^##### (.+)$", LINKED.read_text("utf-8"), re.MULTILINE)


def test_the_list_was_checked_against_the_pyodide_that_is_shipped() -> None:
    checked = re.search(r"^Checked against Pyodide (\S+),", LINKED.read_text("utf-8"), re.MULTILINE)
    assert checked is not None, "linked.txt does not say against which Pyodide it was checked"
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    pinned = lock["packages"]["node_modules/pyodide"]["version"]
    assert checked[1] == pinned, (
        f"Pyodide is {pinned} now, and py/bundler/linked.txt was checked against {checked[1]}. Go through what its head"
        " names in the new release, compare and add texts, then put the new version there and the new marks here."
    )


def test_every_title_has_its_mark() -> None:
    assert _titles() == list(MARKS)


@pytest.mark.parametrize("title", MARKS)
def test_what_a_licence_is_for_is_shipped(title: str, shipped: dict[str, bytes]) -> None:
    file, mark = MARKS[title]
    assert mark in shipped[file], f"{file} has nothing of {title}: is it another version, or not linked any more?"


@pytest.mark.parametrize("mark", ABSENT)
def test_what_has_no_licence_is_not_shipped(mark: bytes, shipped: dict[str, bytes]) -> None:
    assert mark not in shipped[WASM], f"{mark.decode()} is in {WASM} now; py/bundler/linked.txt needs its licence."


def test_every_shipped_module_with_a_licence_of_its_own_is_listed() -> None:
    grants = re.compile(
        rb"permission\s+to\s+use,\s+copy|permission\s+is\s+hereby\s+granted|redistribution\s+and\s+use", re.I
    )
    assert sorted(name for name, source in _modules().items() if grants.search(source)) == sorted(FROM_STDLIB)


def test_a_licence_is_taken_out_of_a_module(tmp_path: Path) -> None:
    texts = {title.rpartition(" ")[2]: text for title, text in licenses._from_stdlib(MODULES / STDLIB)}
    assert texts["logging/__init__.py"].startswith(
        "Copyright 2001-2022 by Vinay Sajip. All Rights Reserved.\n\nPermission"
    )
    assert texts["tarfile.py"].startswith(
        "Copyright (C) 2002 Lars Gustaebel <lars@gustaebel.de>\nAll rights reserved.\n\n"
    )
    assert texts["platform.py"].endswith("\nWITH THE USE OR PERFORMANCE OF THIS SOFTWARE !")
    archive = tmp_path / "stdlib.zip"
    with pytest.raises(BuildError, match="A licence in the standard library is missing"):
        licenses._from_stdlib(archive)
    with zipfile.ZipFile(archive, "w") as zipped:
        for name in FROM_STDLIB:
            zipped.writestr(name, "# Copyright by nobody.\n")
    with pytest.raises(BuildError, match="gives no licence any more"):
        licenses._from_stdlib(archive)
