"""Sums of compressed files."""

import gzip
from pathlib import Path

from bench.sizes import Size, compressed, sum_of


def test_files_are_compressed_one_by_one(tmp_path: Path) -> None:
    contents = [b"a" * 1000, bytes(range(256))]
    files = [tmp_path / name for name in ("one", "two")]
    for file, content in zip(files, contents, strict=True):
        file.write_bytes(content)
    one, two = compressed(files, with_brotli=False)
    assert (one.raw, two.raw) == (1000, 256)
    assert one.gzip < 50 < 256 < two.gzip
    assert one.gzip == len(gzip.compress(contents[0], 9, mtime=0))


def test_a_sum_knows_brotli_only_if_every_file_does() -> None:
    assert sum_of([Size(10, 5, 4), Size(20, 6, 3)]) == (30, 11, 7)
    assert sum_of([Size(10, 5, 4), Size(20, 6, None)]) == (30, 11, None)
