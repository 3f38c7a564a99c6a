"""The lock file that tells Pyodide which wheels exist and where they lie."""

import os
from pathlib import Path

from pyodide_lock import InfoSpec, PyodideLockSpec
from pyodide_lock.utils import add_wheels_to_spec

from bundler.errors import BuildError
from bundler.files import sha256

PACKAGE = "lstm-explainer"  # the name in pyproject.toml; Pyodide finds numpy by its dependencies


def write_lock(stock: Path, wheel: Path, numpy: Path) -> Path:
    """Write `pyodide-lock.json` beside our `wheel` and return its path.

    It takes Python's version and ABI and numpy's entry from `stock`, the lock file of Pyodide's npm package, and adds
    our wheel; nothing else, so that the browser does not parse 350 entries it never needs. `numpy` is the wheel that is
    loaded, be it the stock one or not. File names are relative to the lock file.
    Raises BuildError if our wheel does not fit that Pyodide or depends on something other than numpy.
    """
    full = PyodideLockSpec.from_json(stock)
    entry = full.packages["numpy"]
    # Wheels for Pyodide name its ABI as their platform (PEP 783), the lock file names the compiler's version instead.
    # Ours is checked against what numpy's wheel, which fits, is called.
    platform = entry.file_name.removesuffix(".whl").split("-")[-1].removesuffix(f"_{full.info.arch}")
    info = InfoSpec.from_dict({**full.info.to_dict(), "platform": platform})
    small = PyodideLockSpec(info=info, packages={"numpy": entry})
    try:
        lock = add_wheels_to_spec(small, [wheel])
    except RuntimeError as error:
        raise BuildError(f"Our wheel does not fit Pyodide's lock file: {error}") from error
    lock.info = full.info
    entry = lock.packages["numpy"]
    entry.file_name, entry.sha256 = Path(os.path.relpath(numpy, wheel.parent)).as_posix(), sha256(numpy)
    target = wheel.parent / "pyodide-lock.json"
    lock.to_json(target, indent=1)
    return target
