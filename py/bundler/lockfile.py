"""The lock file that tells Pyodide which wheels exist and where they lie."""

from pathlib import Path

from pyodide_lock import InfoSpec, PyodideLockSpec
from pyodide_lock.utils import add_wheels_to_spec

from bundler.errors import BuildError


def write_lock(stock: Path, wheel: Path, numpy_folder: str) -> Path:
    """Write `pyodide-lock.json` beside our `wheel` and return its path.

    It takes Python's version and ABI and numpy's entry from `stock`, the lock file of Pyodide's npm package, and adds
    our wheel; nothing else, so that the browser does not parse 350 entries it never needs. File names are relative to
    the lock file: ours is bare, numpy's is prefixed with `numpy_folder` (such as "../pyodide-1.2.3/").
    Raises BuildError if our wheel does not fit that Pyodide or depends on something other than numpy.
    """
    full = PyodideLockSpec.from_json(stock)
    numpy = full.packages["numpy"]
    # Wheels for Pyodide name its ABI as their platform (PEP 783), the lock file names the compiler's version instead.
    # Ours is checked against what numpy's wheel, which fits, is called.
    platform = numpy.file_name.removesuffix(".whl").split("-")[-1].removesuffix(f"_{full.info.arch}")
    info = InfoSpec.from_dict({**full.info.to_dict(), "platform": platform})
    small = PyodideLockSpec(info=info, packages={"numpy": numpy})
    try:
        lock = add_wheels_to_spec(small, [wheel])
    except RuntimeError as error:
        raise BuildError(f"Our wheel does not fit Pyodide's lock file: {error}") from error
    lock.info = full.info
    lock.packages["numpy"].file_name = numpy_folder + lock.packages["numpy"].file_name
    target = wheel.parent / "pyodide-lock.json"
    lock.to_json(target, indent=1)
    return target
