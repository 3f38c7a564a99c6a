"""What is imported but never used here: stubs take its place, or nothing does where the importer can do without.

On the way to `import numpy` much is imported that only other programs need, at a price in bytes, in time and, for what
is compiled, in compiling it again in every browser. The tour of `bundler.trace` shows that nothing misses it.
"""

from collections.abc import Iterable
from pathlib import Path

from bundler.errors import BuildError

# By the beginning of the file's name in its archive: what the stub defines, because it is imported by name.
STUBS = {
    "html/entities.": "html5 = {}\n",  # for unescaping
    "tarfile.": "",
    "numpy/linalg/_umath_linalg.": "",  # LAPACK
    "numpy/_core/_add_newdocs.": "",  # docstrings
    "numpy/_core/_add_newdocs_scalars.": "",
    "numpy/random/_pickle.": "",
    "numpy/random/mtrand.": "class RandomState: pass\n",  # the old interface
    "numpy/random/_mt19937.": "class MT19937: pass\n",  # generators other than PCG64
    "numpy/random/_philox.": "class Philox: pass\n",
    "numpy/random/_sfc64.": "class SFC64: pass\n",
}
# Imported in a `try` that expects them to be missing.
LEFT_OUT = ("bz2.", "compression/", "lzma.", "ssl.", "_ssl.")


def shipped(name: str) -> str | None:
    """The file shipped for the file `name` of an archive: itself, the source of its stub, or None."""
    if name.startswith(LEFT_OUT):
        return None
    beginning = _beginning(name)
    return f"{beginning}py" if beginning in STUBS else name


def thin_out(tree: Path, files: Iterable[str]) -> None:
    """Take out or replace those among the `files` of an unpacked archive that are not shipped as they are.

    Raises BuildError if one of them is not there.
    """
    for name in files:
        instead = STUBS.get(_beginning(name))
        if instead is None and not name.startswith(LEFT_OUT):
            continue
        try:
            (tree / name).unlink()
        except FileNotFoundError as error:
            raise BuildError(f"{name} is not there any more; see bundler/stubs.py.") from error
        if instead is not None:
            (tree / f"{_beginning(name)}py").write_text(instead, "utf-8")


def _beginning(name: str) -> str:
    return name.partition(".")[0] + "."
