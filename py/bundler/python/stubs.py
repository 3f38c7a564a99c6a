"""What is imported but never used here: stubs take its place, or nothing does where the importer can do without.

On the way to `import numpy` much is imported that only other programs need, at a price in bytes, in time and, for what
is compiled, in compiling it again in every browser. The tour of `bundler.python.trace` shows that nothing misses it.
"""

from collections.abc import Iterable
from pathlib import Path

from bundler.errors import BuildError

# An empty string whose attributes are all itself: a theme without colours.
PLAIN = """\
class Plain(str):
    def __getattr__(self, name):
        return self
"""
# asyncio logs exceptions of tasks that nobody awaits: these still go to stderr.
LOGGER = """\
import sys
DEBUG = 10
class Logger:
    def error(self, message, *args, **options):
        print(message % args, file=sys.stderr)
    debug = info = warning = critical = exception = error
def getLogger(name):
    return Logger()
"""
FUTURES = """\
FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED = "FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"
class Future: pass
class CancelledError(Exception): pass
class InvalidStateError(Exception): pass
"""
POLICY = """\
from .events import _BaseDefaultEventLoopPolicy as _DefaultEventLoopPolicy
__all__ = ()
"""
RUN = """\
__all__ = ("run",)
def run(main, *, debug=None, loop_factory=None):
    raise RuntimeError("the browser's event loop runs already")
"""
PLACES = """\
from pathlib import Path
from site import getsitepackages
SITE_PACKAGES, DSO_DIR = Path(getsitepackages()[0]), Path("/usr/lib")
def init_loaded_packages(): pass
"""
HINTS = """\
class NDArray:
    def __class_getitem__(cls, item):
        return cls
ArrayLike = DTypeLike = NBitBase = NDArray
"""
NOTHING = "__all__ = ()\n"

# By the beginning of the file's name in its archive: what the stub defines, because it is imported by name.
STUBS = {
    "_colorize.": f"{PLAIN}def can_colorize(**options): return False\ndef get_theme(**options): return Plain()\n",
    # asyncio is prepared for a network, for other processes and for threads. Pyodide brings an event loop of its own.
    "asyncio/base_events.": NOTHING,
    "asyncio/graph.": NOTHING,
    "asyncio/runners.": RUN,
    "asyncio/streams.": NOTHING,
    "asyncio/subprocess.": NOTHING,
    "asyncio/unix_events.": POLICY,
    "concurrent/futures/__init__.": FUTURES,
    "logging/__init__.": LOGGER,
    "socket.": "AF_UNSPEC, AI_PASSIVE = 0, 1\n",
    "subprocess.": "PIPE = -1\n",
    "html/entities.": "html5 = {}\n",  # for unescaping
    "ipaddress.": "",  # for addresses with an IPv6 address as their host
    "pyodide/_package_loader.": PLACES,  # unpacks wheels; ours come unpacked
    "numpy/_typing/__init__.": HINTS,
    "numpy/linalg/_umath_linalg.": "",  # LAPACK
    "numpy/_core/_add_newdocs.": "",  # docstrings
    "numpy/_core/_add_newdocs_scalars.": "",
    "numpy/random/_pickle.": "",
    "numpy/random/mtrand.": "class RandomState: pass\n",  # the old interface
    "numpy/random/_mt19937.": "class MT19937: pass\n",  # generators other than PCG64
    "numpy/random/_philox.": "class Philox: pass\n",
    "numpy/random/_sfc64.": "class SFC64: pass\n",
}
# Imported in a `try` that expects them to be missing, or only by what a stub takes the place of.
LEFT_OUT = (
    *("bz2.", "compression/", "lzma.", "ssl.", "_ssl."),
    *(f"asyncio/{name}." for name in ("base_subprocess", "log", "selector_events", "sslproto", "staggered", "trsock")),
    *("concurrent/futures/_base.", "selectors.", "string/"),
    *("dataclasses.", "email/", "importlib/metadata/", "locale."),
    "encodings/cp437.",  # names in a zip archive; ours holds none
    *("pyodide/common.", "shutil.", "tarfile.", "tempfile.", "zipfile/"),
    *(f"numpy/_typing/_{name}" for name in ("add_", "array_", "char_", "dtype_", "nbit", "nested_", "s", "ufunc")),
)


def thin_out(tree: Path, files: Iterable[str]) -> None:
    """Take out or replace those among the `files` of an unpacked archive that are not shipped as they are.

    Raises BuildError if one of them is not there.
    """
    for name in files:
        instead = STUBS.get(beginning(name))
        if instead is None and not name.startswith(LEFT_OUT):
            continue
        try:
            (tree / name).unlink()
        except FileNotFoundError as error:
            raise BuildError(f"{name} is not there any more; see bundler/python/stubs.py.") from error
        if instead is not None:
            (tree / f"{beginning(name)}py").write_text(instead, "utf-8")


def beginning(name: str) -> str:
    return name.partition(".")[0] + "."
