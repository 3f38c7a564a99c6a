"""What a network has learned when a page begins: it takes some seconds to train, and is therefore kept.

What was kept is used as long as nothing has changed that has a part in the training: every module that is imported for
it, the data beside these, the compiled library, and numpy.
"""

import hashlib
import io
import pkgutil
from collections.abc import Callable
from modulefinder import ModuleFinder
from pathlib import Path
from typing import Any

import numpy as np

from bundler.files import sha256, tree_hash
from native.library import FILE as LIBRARY
from rnn.arrays import Array

SOURCES = Path(__file__).parents[2]


def practised(cache: Path, train: Callable[[], Array], untrained: Callable[[], Array]) -> Array:
    """The parameters (P,) that a function trains; what the same sources gave before is found in ``cache``."""
    kept = cache / f"{train.__module__}.{train.__name__}-{digest_of(train.__module__, SOURCES, LIBRARY)[:16]}.npy"
    if not kept.is_file():
        content = io.BytesIO()
        np.save(content, train())
        kept.parent.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(".part")
        unfinished.write_bytes(content.getvalue())
        unfinished.replace(kept)
    theta: Array = np.load(kept)
    return theta


def digest_of(module: str, sources: Path, library: Path) -> str:
    """A hash of all that has a part in what a module does: its own code and what it imports, in folder ``sources``, and
    the files in folders ``data`` beside these.

    Of the compiled ``library`` the bytes count, so that only what changes them is a change; without one, numpy trains.

    Raises:
        ImportError: there is no such module.
    """
    modules = imported(module, sources)
    data = {file for found in modules for file in found.parent.glob("data/*") if file.is_file()}
    code = tree_hash(sources, [*modules, *sorted(data)])
    parts = (np.__version__, code, sha256(library) if library.is_file() else "")
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def imported(module: str, sources: Path) -> list[Path]:
    """The files below ``sources`` that are imported when a module is, and in its functions; sorted.

    A package that imports modules by name, as rnn.cells does, counts as a whole.

    Raises:
        ImportError: there is no such module.
    """
    finder = ModuleFinder(path=[str(sources)])
    finder.import_hook(module)
    modules: dict[str, Any] = finder.modules  # it grows; of each, __file__, __path__ and globalnames are known
    whole: set[str] = set()
    while packages := [name for name in modules if name not in whole and _imports_by_name(modules[name])]:
        for package in packages:
            whole.add(package)
            for found in pkgutil.iter_modules(modules[package].__path__, f"{package}."):
                finder.import_hook(found.name)
    return sorted(Path(found.__file__) for found in modules.values() if found.__file__)


def _imports_by_name(module: Any) -> bool:
    return bool(module.__path__) and "import_module" in module.globalnames
