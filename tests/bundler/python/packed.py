"""Taking apart what the bundler put together, as only tests need to."""

import io
import json
import lzma
from pathlib import Path


def unpack(file: Path) -> dict[str, bytes]:
    """The files in a pack, by path."""
    stream = io.BytesIO(lzma.decompress(file.read_bytes()))
    return {path: stream.read(size) for path, size in json.loads(stream.readline()).items()}
