"""Pyodide's WebAssembly in two parts: what every visit runs, and the rest, which comes once Python is ready.

Of 16,955 functions the tour of the product runs some 2,900 (hot.txt, made by `build.py trace`; see bundler.wasm.trace).
wasm-split, of binaryen, puts a placeholder for each of the others, and site/python/rest.mjs brings these in when one is
called. Tables of data that only those read go with them.
"""

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from bundler.commands import run
from bundler.errors import BuildError
from bundler.files import sha256
from bundler.wasm.binary import (
    DATA,
    DATA_COUNT,
    Segment,
    WasmSection,
    data_section,
    module_of,
    sections,
    segments,
    unsigned,
    with_exports,
    with_tables_named,
)

PROGRAM = "wasm-split"
HOT = Path(__file__).with_name("hot.txt")
WHOLE, REST = "pyodide.asm.wasm", "pyodide.rest.wasm"
# What wasm-split calls the second and third table, of JavaScript's objects, and in version 108 takes for the first one.
OBJECTS = ("%table", "%table_0")
LENGTH = 110  # of a line of the list

# From an address to another, in the module that hot.txt is about: the character sets of Chinese, Japanese and Korean
# with unicodedata's names and decompositions after them; and those of iconv. That nothing else reads them is seen by
# watching memory during the tour, and by looking for their addresses in the code of the first part.
TABLES = ((800_097, 2_051_120), (2_823_894, 2_962_077))


class Hot(NamedTuple):
    """What runs of a module: the module's sha256, and the numbers of the functions."""

    module: str
    functions: frozenset[int]


class Parts(NamedTuple):
    """A module in two parts; the rest is None where there is only one."""

    first: bytes
    rest: bytes | None


def listed() -> Hot:
    """What hot.txt says."""
    module, *ranges = HOT.read_text("utf-8").split()
    bounds = [one.partition("-") for one in ranges]
    return Hot(module, frozenset(k for low, _, high in bounds for k in range(int(low), int(high or low) + 1)))


def write_list(hot: Hot) -> None:
    """Renew hot.txt."""
    lines, line = [hot.module], ""
    for one in _ranges(sorted(hot.functions)):
        if len(line) + len(one) >= LENGTH:
            lines.append(line)
            line = ""
        line += f" {one}" if line else one
    HOT.write_text("\n".join([*lines, line]) + "\n", "utf-8")


def _ranges(numbers: Iterable[int]) -> list[str]:
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return [str(low) if low == high else f"{low}-{high}" for low, high in found]


def split(module: Path, names: set[str]) -> Parts:
    """The module in two parts, with exports of these `names` alone.

    Where this machine has no wasm-split, or hot.txt is about another module, says so and gives the whole as one part.
    Raises BuildError if wasm-split fails.
    """
    hot = listed()
    whole = with_exports(module.read_bytes(), lambda name: name in names)
    if sha256(module) != hot.module:
        print(f"{HOT.name} is about another {WHOLE}, which is sent in one part; run python3 build.py trace", flush=True)
        return Parts(whole, None)
    if not shutil.which(PROGRAM):
        print(f"There is no {PROGRAM} (Debian: binaryen): {WHOLE} is sent in one part", flush=True)
        return Parts(whole, None)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "whole").write_bytes(whole)
        (folder / "keep").write_text("\n".join(map(str, sorted(hot.functions))), "utf-8")
        # Functions have no names in the module; binaryen calls them by their numbers.
        keep = (f"--keep-funcs=@{folder / 'keep'}", "--export-prefix=%")
        outputs = ("-o1", folder / "first", "-o2", folder / "rest")
        run([PROGRAM, "-all", "--split", *keep, folder / "whole", *outputs], what="The WebAssembly could not be split")
        first = with_tables_named((folder / "first").read_bytes(), OBJECTS)
        return _with_data_moved(first, (folder / "rest").read_bytes())


def _with_data_moved(first: bytes, rest: bytes) -> Parts:
    kept, moved = list[Segment](), list[Segment]()
    parts = sections(first)
    (data,) = (part for part in parts if part.number == DATA)
    for segment in segments(data.content):
        end = segment.address + len(segment.content)
        inside = any(low <= segment.address and end <= high for low, high in TABLES)
        (moved if inside else kept).append(segment)
    others = sections(rest)
    if any(part.number in (DATA, DATA_COUNT) for part in others):
        raise BuildError(f"{PROGRAM} has put data into the second part; see bundler/wasm/split.py.")
    new = {DATA: data_section(kept), DATA_COUNT: WasmSection(DATA_COUNT, unsigned(len(kept)))}
    return Parts(module_of([new.get(part.number, part) for part in parts]), module_of([*others, data_section(moved)]))
