"""What the code of readers may import and nothing of ours does: the rest of what numpy promises, and of the library.

It is shipped as it comes, with the page on which code is written, and takes the place of its stubs there.
"""

import zipfile
from pathlib import Path

from bundler.python.stubs import beginning

SUFFIXES = (".py", ".so")

# By the beginning of a file's name in its archive.
FURTHER = frozenset(
    {
        "dataclasses.",
        *("numpy/fft/__init__.", "numpy/fft/_helper.", "numpy/fft/_pocketfft.", "numpy/fft/_pocketfft_umath."),
        *("numpy/ma/__init__.", "numpy/ma/core.", "numpy/ma/extras."),  # np.unique and others import it
        *("numpy/rec/__init__.", "numpy/_core/records."),
        "numpy/linalg/_umath_linalg.",
        *(f"numpy/random/{name}." for name in ("_mt19937", "_philox", "_pickle", "_sfc64", "mtrand")),
    }
)


def further_in(archive: Path) -> list[str]:
    """The names of those files that are in an archive."""
    with zipfile.ZipFile(archive) as zipped:
        return [name for name in zipped.namelist() if beginning(name) in FURTHER and name.endswith(SUFFIXES)]
