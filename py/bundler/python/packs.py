"""The form in which Python's files travel: one gzip stream of a line of JSON, {path: size}, and the files themselves.

Compressed together they are fewer bytes than in zip archives, and the browser inflates them in one go, outside Python;
`site/python/unpack.mjs` takes them apart.
"""

import gzip
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from bundler.files import files_under

LEVEL = 9


def pack(files: Mapping[str, bytes], target: Path) -> Path:
    """Write a pack of `files`, by path; its bytes depend on nothing else. Returns `target`."""
    # Like beside like compresses better.
    paths = sorted(files, key=lambda path: (PurePosixPath(path).suffix, path))
    head = json.dumps({path: len(files[path]) for path in paths}, separators=(",", ":")).encode()
    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="wb", filename="", mtime=0, compresslevel=LEVEL) as zipped:
        for part in (head, b"\n", *(files[path] for path in paths)):
            zipped.write(part)
    target.write_bytes(stream.getvalue())
    return target


def files_in(folder: Path, place: str = "") -> dict[str, bytes]:
    """The files below a folder, by path below `place`, which ends with a slash if given."""
    return {f"{place}{file.relative_to(folder).as_posix()}": file.read_bytes() for file in files_under(folder)}


def members(archive: Path, place: str = "") -> dict[str, bytes]:
    """The files in a zip archive, by path below `place`, which ends with a slash if given."""
    with zipfile.ZipFile(archive) as zipped:
        return {f"{place}{name}": zipped.read(name) for name in zipped.namelist() if not name.endswith("/")}
