"""Taking apart what the bundler put together, as only tests need to."""

import gzip
import io
import json
from pathlib import Path

from bundler.python.stubs import LEFT_OUT, STUBS, beginning


def unpack(file: Path) -> dict[str, bytes]:
    """The files in a pack, by path."""
    stream = io.BytesIO(gzip.decompress(file.read_bytes()))
    return {path: stream.read(size) for path, size in json.loads(stream.readline()).items()}


def shipped(name: str) -> str | None:
    """The file shipped for the file `name` of an archive: itself, the source of its stub, or None."""
    if name.startswith(LEFT_OUT):
        return None
    return f"{beginning(name)}py" if beginning(name) in STUBS else name
