"""numpy for WebAssembly: which file it must be, and where a verified copy lies.

The npm package of Pyodide pins numpy's wheel by name and sha256 but does not contain it, and PyPI does not have it.
So it is looked for in several places, and it does not matter which of them answers: only the pinned bytes are accepted.
"""

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bundler.errors import BuildError
from bundler.files import sha256


@dataclass(frozen=True)
class PinnedWheel:
    """A wheel as Pyodide's lock file names it."""

    file_name: str
    sha256: str
    pyodide_version: str


@dataclass(frozen=True)
class WheelSource:
    """A place that may have the wheel. `fetch` writes it to the given path, or raises BuildError or OSError."""

    name: str
    fetch: Callable[[PinnedWheel, Path], None]


def pinned_numpy(pyodide: Path) -> PinnedWheel:
    """The numpy that the npm package in folder `pyodide` was built with; BuildError if the package is damaged."""
    try:
        numpy = json.loads((pyodide / "pyodide-lock.json").read_text("utf-8"))["packages"]["numpy"]
        version = json.loads((pyodide / "package.json").read_text("utf-8"))["version"]
        return PinnedWheel(numpy["file_name"], numpy["sha256"], version)
    except (OSError, ValueError, KeyError) as error:
        raise BuildError(
            f"{pyodide} is damaged ({error!r}). Delete the folder node_modules and run this again."
        ) from error


def obtain(wheel: PinnedWheel, cache: Path, sources: Sequence[WheelSource]) -> Path:
    """Path of a verified copy of `wheel` in folder `cache`; asks `sources` in order if there is none yet.

    A cached file with other bytes is deleted and fetched anew. Raises BuildError naming every source and its failure.
    """
    target = cache / wheel.file_name
    failures = []
    if target.is_file():
        if sha256(target) == wheel.sha256:
            return target
        target.unlink()
        failures.append("the cached copy was damaged and has been deleted")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        for source in sources:
            failure = _try(source, wheel, target)
            if failure is None:
                return target
            failures.append(f"{source.name}: {failure}")
    except OSError as error:
        raise BuildError(f"Cannot write to the cache folder {cache}: {error}. Set XDG_CACHE_HOME elsewhere.") from error
    tried = "\n".join(f"  - {failure}" for failure in failures)
    raise BuildError(
        f"numpy for WebAssembly could not be fetched.\n{tried}\n"
        f"Try again with a network, or put the file {wheel.file_name} (sha256 {wheel.sha256}) into {cache} by hand."
    )


def _try(source: WheelSource, wheel: PinnedWheel, target: Path) -> str | None:
    """Fetch from one source. None on success, else the reason. `target` appears complete and verified or not at all."""
    handle, name = tempfile.mkstemp(prefix=wheel.file_name, suffix=".part", dir=target.parent)
    os.close(handle)
    part = Path(name)
    try:
        source.fetch(wheel, part)
        found = sha256(part)
        if found != wheel.sha256:
            return f"answered with other bytes (sha256 {found})"
        part.replace(target)
    except (BuildError, OSError) as error:
        return str(error) or repr(error)
    finally:
        part.unlink(missing_ok=True)
    return None
