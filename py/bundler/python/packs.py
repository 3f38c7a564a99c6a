"""The form in which Python's files travel: one gzip stream of a line of JSON, {path: size}, and the files themselves.

Compressed together they are fewer bytes than in zip archives, and the browser inflates them in one go, outside Python;
`site/unpack.mjs` takes them apart.
"""

import gzip
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

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


def members(archive: Path, folder: str = "") -> dict[str, bytes]:
    """The files in a zip archive, by path below `folder`, which ends with a slash if given."""
    with zipfile.ZipFile(archive) as zipped:
        return {f"{folder}{name}": zipped.read(name) for name in zipped.namelist() if not name.endswith("/")}
