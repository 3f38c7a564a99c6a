"""What a first visit costs on the wire: every file that the browser asks for, raw and compressed."""

import gzip
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench.chromium import browser
from bench.peers import ROOT
from bench.report import number, table, verdict
from bench.serving import serve
from bench.startup import READY, TIMEOUT
from bundler.publish.single_file import BYTES
from bundler.wasm.split import REST as LATER

PAGE = "/two-bit.html"
BUDGET = 3.4e6  # bytes, gzipped, until Python is ready

# Sizes of the files named by the arguments, compressed as a host that prepares its files would; one a line.
BROTLI = """
const { readFileSync } = require("node:fs"), { brotliCompressSync } = require("node:zlib");
for (const file of process.argv.slice(1)) console.log(brotliCompressSync(readFileSync(file)).length);
"""


class Size(NamedTuple):
    """Bytes of one file, or of several."""

    raw: int
    gzip: int
    brotli: int | None  # None without Node


def bytes_per_file(quick: bool) -> str:
    """The table, as Markdown with its notes; if `quick`, without brotli, which takes most of the time."""
    dist = ROOT / "dist"
    with serve([("/", dist)]) as server, browser() as chromium:
        page = chromium.new_page()
        page.goto(server.url + PAGE)
        page.wait_for_function(READY, timeout=TIMEOUT)
        page.wait_for_timeout(2000)
        version = chromium.version
        asked = sorted(set(server.asked))
    files = [path for name in asked if (path := dist / name.lstrip("/")).is_file()]
    pairs = list(zip(files, compressed(files, with_brotli=not quick), strict=True))
    order = sorted(pairs, key=lambda pair: -pair[1].gzip)
    first = [pair for pair in order if pair[0].name != LATER]
    total = sum_of([size for _, size in first])
    rows = [[f"`{file.relative_to(dist).as_posix()}`", *_cells(size), ""] for file, size in first]
    rows.append([f"**{len(first)} files**", *_cells(total), f"≤ {BUDGET / 1e6} MB: {verdict(total.gzip, BUDGET)}"])
    rows += [
        [f"`{file.relative_to(dist).as_posix()}`, once Python is ready", *_cells(size), ""]
        for file, size in order
        if file.name == LATER
    ]
    one_file = dist / "offline.html"
    (size,) = compressed([one_file], with_brotli=False)
    rows.append([f"`{one_file.name}`", *_cells(size), f"≤ {BYTES / 1e6:g} MB raw: {verdict(size.raw, BYTES)}"])
    headings = ["file", "raw, kB", "gzip −9, kB", "brotli, kB", "budget (gzip)"]
    return (
        table(headings, rows)
        + f"\n\nWhat Chromium {version} asks the server for on its first visit of {PAGE[1:]}; 1 kB is 1000 bytes. "
        "Files that come compressed (fonts, packs) are counted as if the host compressed them again. "
        f"{one_file.name} is everything in one file, for use from disk."
    )


def compressed(files: Sequence[Path], with_brotli: bool = True) -> list[Size]:
    """The sizes of `files`, each by itself."""
    contents = [file.read_bytes() for file in files]
    brotli = _brotli(files) if with_brotli else [None] * len(files)
    return [
        Size(len(content), len(gzip.compress(content, 9, mtime=0)), small)
        for content, small in zip(contents, brotli, strict=True)
    ]


def sum_of(sizes: Sequence[Size]) -> Size:
    """All together; brotli is unknown if it is for one of them."""
    brotli = [size.brotli for size in sizes if size.brotli is not None]
    whole = sum(brotli) if len(brotli) == len(sizes) else None
    return Size(sum(size.raw for size in sizes), sum(size.gzip for size in sizes), whole)


def _brotli(files: Sequence[Path]) -> Sequence[int | None]:
    node = shutil.which("node")
    if node is None or not files:
        return [None] * len(files)
    done = subprocess.run([node, "-e", BROTLI, "--", *files], check=True, capture_output=True, text=True)
    return [int(line) for line in done.stdout.split()]


def _cells(size: Size) -> list[str]:
    return ["–" if count is None else number(count / 1000) for count in size]
