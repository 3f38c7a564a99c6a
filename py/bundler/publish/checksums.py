"""dist/SHA256SUMS, which `sha256sum -c` understands: whether a bundle is what was built."""

from pathlib import Path

from bundler.files import files_under, sha256
from bundler.stamp import STAMP

FILE = "SHA256SUMS"


def write_checksums(dist: Path) -> Path:
    """Write FILE, a line for each other file of the bundle, and return it."""
    target = dist / FILE
    listed = [file for file in files_under(dist) if file not in (target, dist / STAMP)]
    lines = [f"{sha256(file)}  {file.relative_to(dist).as_posix()}\n" for file in listed]
    target.write_text("".join(lines), "utf-8")
    return target
