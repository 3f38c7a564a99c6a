"""The service worker's own file, dist/sw.js: site/sw.js behind a list of what it keeps."""

import hashlib
import json
from pathlib import Path

from bundler.files import files_under, sha256

FILE = "sw.js"
BESIDES = ("manifest.webmanifest", "LICENSES.txt")


def write_service_worker(source: Path, dist: Path) -> Path:
    """Write FILE into `dist` and return it: the `source`, and the pages and assets there by path and sha256.

    Its bytes change with every byte of what is kept, which is how a browser sees that there is news. The form of its
    beginning may not change: the worker of one version reads there what the next is made of (LISTED in site/sw.js).
    """
    kept = [*sorted(dist.glob("*.html")), *files_under(dist / "assets"), *(dist / name for name in BESIDES)]
    hashes = {file.relative_to(dist).as_posix(): sha256(file) for file in kept if file.name != "offline.html"}
    listed = json.dumps(hashes, indent=1)
    script = source.read_text("utf-8")
    version = hashlib.sha256((listed + script).encode()).hexdigest()[:16]
    target = dist / FILE
    target.write_text(f'const VERSION = "{version}";\nconst FILES = {listed};\n\n{script}', "utf-8")
    return target
