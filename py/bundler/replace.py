"""Replacing a folder as a whole, so that a failure leaves the old one as it was."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bundler.errors import BuildError

ABANDONED_AFTER = 3600.0  # seconds after which a temporary folder is taken for one that a killed build left


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield an empty folder beside `target` that takes its place when the block ends without an exception.

    Raises BuildError if `target` cannot be moved away, as on Windows while a program uses it.
    """
    _sweep(target)
    new = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield new
        new.chmod(0o755)  # mkdtemp shuts other users out, and a web server may be one
        _swap(new, target)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _swap(new: Path, target: Path) -> None:
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    aside = old / target.name
    try:
        if target.exists():
            target.rename(aside)
        try:
            new.rename(target)
        except OSError:
            if aside.exists():
                aside.rename(target)
            raise
    except OSError as error:
        raise BuildError(f"Cannot replace {target}: {error}. Close what uses it and try again.") from error
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _sweep(target: Path) -> None:
    """Remove what killed builds left beside `target`; younger folders may belong to a build that is running."""
    for folder in target.parent.glob(f".{target.name}-*{os.sep}"):
        if time.time() - folder.stat().st_mtime > ABANDONED_AFTER:
            shutil.rmtree(folder, ignore_errors=True)
