"""Which of the exports of Pyodide's WebAssembly anything asks for: the others cost a name and a function each.

A name counts as asked for where Pyodide's scripts have it as a word, other than in the list in which every export
becomes a variable, and where one of the libraries that Pyodide may load imports it.
"""

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from auditwheel_emscripten.module import ModuleWritable

from bundler.errors import BuildError

WORD = re.compile(r"[\w$]+")
# As emscripten writes it: _malloc=Module["_malloc"]=wasmExports["malloc"];
MADE = re.compile(r'([\w$]+)=Module\["[\w$]+"\]=wasmExports\["([\w$]+)"\];')
DECLARED = re.compile(r"var ((?:[\w$]+,){1000,}[\w$]+);")


def imports_of(library: Path) -> set[str]:
    """What a library in WebAssembly imports, by name."""
    with ModuleWritable(library) as module:  # type: ignore[no-untyped-call]
        return {one.field for one in module.get_imports()}


def imports_in(wheel: Path) -> set[str]:
    """What all libraries in a wheel import."""
    found = set[str]()
    with zipfile.ZipFile(wheel) as zipped, TemporaryDirectory() as folder:
        for name in zipped.namelist():
            if name.endswith(".so"):
                found |= imports_of(Path(zipped.extract(name, folder)))
    return found


def needed(scripts: Iterable[str], imported: Iterable[str]) -> set[str]:
    """The names that exports may have which something asks for; a script knows `malloc` as `_malloc`."""
    words = {word for script in scripts for word in WORD.findall(DECLARED.sub("", MADE.sub("", script)))}
    return words | {word.removeprefix("_") for word in words} | set(imported)


def without_unneeded(script: str, names: set[str]) -> str:
    """Pyodide's script with variables for exports of these `names` alone. Raises BuildError if it has no such list."""
    made = MADE.findall(script)
    if not made or not DECLARED.search(script):
        raise BuildError("Pyodide's script does not list its exports as it did; see bundler/wasm/exports.py.")
    gone = {variable for variable, name in made if name not in names}
    script = MADE.sub(lambda one: one[0] if one[2] in names else "", script)
    return DECLARED.sub(lambda one: f"var {','.join(v for v in one[1].split(',') if v not in gone)};", script)
