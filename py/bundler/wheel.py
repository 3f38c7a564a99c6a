"""Our own Python packages as one wheel."""

import sys
from pathlib import Path

from bundler.commands import run
from bundler.errors import BuildError

# Zip members carry a time. A fixed one (1 January 2020) keeps the wheel's bytes a function of its sources.
SOURCE_DATE_EPOCH = "1577836800"


def build_wheel(root: Path, folder: Path) -> Path:
    """Build the wheel that `root`/pyproject.toml describes into `folder` and return its path.

    The same sources give the same bytes. Raises BuildError with the backend's own words if it fails.
    """
    run(
        # -P: without it `-m build` would find our own build.py, were this started from the top folder.
        [sys.executable, "-P", "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, root],
        what="Our own wheel could not be built",
        env={"SOURCE_DATE_EPOCH": SOURCE_DATE_EPOCH},
    )
    wheels = list(folder.glob("*.whl"))
    if len(wheels) != 1:
        raise BuildError(f"Expected one wheel in {folder}, found {len(wheels)}. Check [project] in pyproject.toml.")
    return wheels[0]
