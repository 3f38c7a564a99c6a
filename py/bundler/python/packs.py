"""The form in which Python's files travel: an .xz file of a line of JSON, {path: size}, and the files themselves.

Compressed together they are fewer bytes than in zip archives, and `site/downloads.mjs` inflates them in one go, outside
Python; `site/python/unpack.mjs` takes them apart.
"""

import json
import lzma
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from bundler.files import files_under

# Of what `xz -9e` does, without its guess that four bytes belong together, which bytecode and WebAssembly do not. Who
# takes it apart needs as much memory as the dictionary has, and most packs are smaller.
_LZMA2 = {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "pb": 0, "dict_size": 1 << 22}


def compressed(content: bytes) -> bytes:
    """An .xz file of `content`; its bytes depend on nothing else."""
    return lzma.compress(content, format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC32, filters=[_LZMA2])


def pack(files: Mapping[str, bytes], target: Path) -> Path:
    """Write a pack of `files`, by path; its bytes depend on nothing else. Returns `target`."""
    # Like beside like compresses better.
    paths = sorted(files, key=lambda path: (PurePosixPath(path).suffix, path))
    head = json.dumps({path: len(files[path]) for path in paths}, separators=(",", ":")).encode()
    target.write_bytes(compressed(b"".join((head, b"\n", *(files[path] for path in paths)))))
    return target


def files_in(folder: Path, place: str = "") -> dict[str, bytes]:
    """The files below a folder, by path below `place`, which ends with a slash if given."""
    return {f"{place}{file.relative_to(folder).as_posix()}": file.read_bytes() for file in files_under(folder)}


def members(archive: Path, place: str = "") -> dict[str, bytes]:
    """The files in a zip archive, by path below `place`, which ends with a slash if given."""
    with zipfile.ZipFile(archive) as zipped:
        return {f"{place}{name}": zipped.read(name) for name in zipped.namelist() if not name.endswith("/")}
