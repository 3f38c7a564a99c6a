"""Knowing whether dist/ is up to date, without building it."""

import hashlib
import json
import platform
from pathlib import Path

from bundler.files import files_under, tree_hash

STAMP = "build.json"
INPUTS = ("build.py", "package-lock.json", "pyproject.toml", "requirements.txt", "py", "site")


def inputs_hash(root: Path, options: str = "") -> str:
    """sha256 over all that decides the build's output: names and bytes of all sources, Python's version, options."""
    digest = hashlib.sha256(f"{platform.python_version()} {options}".rstrip().encode())
    for name in INPUTS:
        path = root / name
        files = _sources(path) if path.is_dir() else [path]
        digest.update(tree_hash(root, files).encode())
    return digest.hexdigest()


def is_current(dist: Path, inputs: str) -> bool:
    """Whether `dist` was built from these inputs and still has exactly the files, of the sizes, that were written."""
    try:
        stamp = json.loads((dist / STAMP).read_text("utf-8"))
        return bool(stamp == {"inputs": inputs, "files": _sizes(dist)})
    except (OSError, ValueError):
        return False


def write_stamp(dist: Path, inputs: str) -> None:
    """Note in `dist` what it was built from and what it consists of."""
    content = json.dumps({"inputs": inputs, "files": _sizes(dist)}, indent=1, sort_keys=True)
    (dist / STAMP).write_text(content + "\n", "utf-8")


def _sizes(dist: Path) -> dict[str, int]:
    files = (file for file in files_under(dist) if file != dist / STAMP)
    return {file.relative_to(dist).as_posix(): file.stat().st_size for file in files}


def _sources(folder: Path) -> list[Path]:
    return [path for path in files_under(folder) if "__pycache__" not in path.parts and not _is_made(path)]


def _is_made(path: Path) -> bool:
    """Whether a file among the sources is generated: the compiled native library, or macOS's .DS_Store."""
    return path.suffix == ".so" or path.name == ".DS_Store"
