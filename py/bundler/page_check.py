"""What `build.py check` does for the page's scripts and style sheets: format and lint by Biome, types by TypeScript.

The tools are npm packages of their own, in tools/, so that who only builds does not wait for them.
"""

import subprocess
from pathlib import Path

from bundler.fetch.npm import node_modules

TOOLS = {
    "biome": ("@biomejs/biome/bin/biome", "check", "--error-on-warnings"),
    "tsc": ("typescript/bin/tsc", "--project", "."),
}


def check_page(root: Path) -> int:
    """Run the tools over the sources in `root`. Returns 0 if they found nothing; raises BuildError without Node."""
    modules = node_modules(root / "tools")
    return max(subprocess.call(["node", modules / script, *options], cwd=root) for script, *options in TOOLS.values())
