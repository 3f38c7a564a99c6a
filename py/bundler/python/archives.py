"""Zip archives whose bytes depend on nothing but the names and contents of what is in them."""

import zipfile
from collections.abc import Collection
from pathlib import Path

from bundler.files import files_under

DATE = (2020, 1, 1, 0, 0, 0)
LEVEL = 9


def extract(archive: Path, folder: Path, wanted: Collection[str]) -> None:
    """Unpack those members of a zip file whose names are wanted."""
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(folder, [name for name in zipped.namelist() if name in wanted])


def pack(folder: Path, archive: Path) -> Path:
    """Write all files below `folder`, deflated and in the order of their names, and return `archive`."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as zipped:
        for file in files_under(folder):
            member = zipfile.ZipInfo(file.relative_to(folder).as_posix(), DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            zipped.writestr(member, file.read_bytes())
    return archive
