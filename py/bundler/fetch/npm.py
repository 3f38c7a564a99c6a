"""The runtime assets that come as npm packages: Pyodide, PyScript, idiomorph, fonts."""

import hashlib
import re
import shutil
from pathlib import Path

from bundler.commands import run
from bundler.errors import BuildError
from bundler.progress import step

OLDEST_NODE = 20
STAMP = ".installed-from"


def node_modules(root: Path) -> Path:
    """Install what `package-lock.json` pins, unless that has been done, and return the `node_modules` folder.

    Raises BuildError if Node is missing or too old, or if npm fails.
    """
    folder = root / "node_modules"
    wanted = hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / STAMP
    if stamp.is_file() and stamp.read_text() == wanted:
        return folder
    npm = _npm()
    with step("npm packages"):
        # npm ci empties the folder first, so an interrupted run leaves no stamp behind.
        run([npm, "ci", "--ignore-scripts"], what="npm ci could not install the runtime packages", cwd=root)
    stamp.write_text(wanted)
    return folder


def _npm() -> str:
    """Path of npm, after a look at Node's age."""
    advice = f"Install Node {OLDEST_NODE} or newer (nodejs.org, or your system's nodejs and npm packages)."
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise BuildError(f"The build needs {'node' if node is None else 'npm'}, which is not on PATH. {advice}")
    version = run([node, "--version"], what="node --version", timeout=30).strip()
    number = re.match(r"v(\d+)\.", version)
    if number is None or int(number[1]) < OLDEST_NODE:
        raise BuildError(f"The build needs Node {OLDEST_NODE}, and {node} is {version}. {advice}")
    return npm
