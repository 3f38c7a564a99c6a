"""Files and folders by what is in them."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def files_under(folder: Path) -> list[Path]:
    """All files below `folder`, sorted."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def sha256(path: Path) -> str:
    """Hexadecimal sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tree_hash(root: Path, files: Iterable[Path]) -> str:
    """sha256 over names (relative to `root`) and contents of `files`, in the order of their names.

    Each name and content goes in with its length, so that no two different trees can look the same.
    """
    digest = hashlib.sha256()
    for name, file in sorted((file.relative_to(root).as_posix(), file) for file in files):
        content = file.read_bytes()
        digest.update(f"{len(name.encode())} {name} {len(content)} ".encode() + content)
    return digest.hexdigest()
