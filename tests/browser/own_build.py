"""A build of a copy of the sources, in which a test may change what it likes."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.browser.conftest import ROOT

SOURCES = ("py", "site", "package.json", "package-lock.json", "pyproject.toml", "requirements.txt", "build.py")
BUILD = "import sys; sys.path.insert(0, 'py'); from bundler import cli; sys.exit(cli.main([]))"


def copy_sources(root: Path) -> None:
    """All that a build is made of, into an empty folder."""
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, root)
    (root / "node_modules").symlink_to(ROOT / "node_modules")


def build(root: Path) -> Path:
    """Build the copy; returns its folder dist."""
    subprocess.run([sys.executable, "-P", "-c", BUILD], cwd=root, check=True)
    return root / "dist"
