"""Python environments beside the checkout's own, for what neither the site nor its build needs."""

import hashlib
import os
import shutil
import sys
from pathlib import Path

from bundler.commands import run

INSTALL_SECONDS = 1800.0


def environment(folder: Path, requirements: Path, base: str = sys.executable) -> Path:
    """The Python of an environment with what a file of requirements lists; made anew when that or ``base`` changes.

    Args:
        folder: where it lies, or is to lie.
        base: the Python that it is made of.

    Raises:
        BuildError: it could not be made.
    """
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "made-from"
    wanted = hashlib.sha256(requirements.read_bytes() + base.encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted and python.exists():
        return python
    print(f"  setting up {folder.name} (once; minutes)", file=sys.stderr, flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    run([base, "-m", "venv", folder], what=f"The environment {folder.name}")
    install = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "-r", str(requirements)]
    run(install, what=f"{requirements} could not be installed", timeout=INSTALL_SECONDS)
    stamp.write_text(wanted)
    return python
