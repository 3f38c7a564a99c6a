"""All that the build knows of PyScript: what is taken out of its npm package, and what its own Python needs.

Its part of the page is in site/python/.
"""

import ast
import json
import sys
from pathlib import Path

from bundler.errors import BuildError
from bundler.fetch.assets import copy, static_imports

PACKAGE = Path("@pyscript/core")  # below node_modules
PYTHON = PACKAGE / "src" / "stdlib"  # its own Python: as files, and all in one JavaScript module, as the page gets it
ARTIFACT = PYTHON / "pyscript.js"

# PyScript's plugins. It fetches each that the page's configuration does not refuse ("plugins": ["!py-editor", ...]) and
# never starts if one is missing, so they are all there: 13 kB together. What they load when used, such as the editor
# (450 kB) and the terminal (320 kB), is left out.
PLUGINS = ("deprecations-manager", "donkey", "error", "py-editor", "py-game", "py-terminal")
REFUSED = ("codemirror", *PLUGINS)  # by every page
# Consulted when the configuration names packages.
TABLES = ("pyodide_graph",)


# From where PyScript fetches an interpreter when it has not understood which one it is to take, as where a policy keeps
# it from finding out. This page asks nobody; an address of this kind leads nowhere, without a request.
CDN, NOWHERE = "https://cdn.jsdelivr.net/", "data:,"


def copy_pyscript(modules: Path, target: Path) -> list[Path]:
    """Copy PyScript's `core.js`, its plugins, what these import statically, and its licence, out of node_modules."""
    dist = modules / PACKAGE / "dist"
    names = (*PLUGINS, *TABLES)
    chunks = [chunk for name in names for chunk in dist.glob(f"{name}-*.js")]
    if len(chunks) != len(names):
        raise BuildError(f"PyScript's parts are not called {', '.join(names)} any more; see bundler/fetch/pyscript.py.")
    copied = copy([*static_imports([dist / "core.js", *chunks]), modules / PACKAGE / "LICENSE"], target)
    for file in copied:
        if file.suffix == ".js":
            file.write_text(file.read_text("utf-8").replace(CDN, NOWHERE), "utf-8")
    return copied


def pyscript_sources(artifact: Path) -> dict[str, str]:
    """PyScript's own Python by file name; it comes in a JavaScript module, from which PyScript writes it to files.

    Raises BuildError if it does not come like that any more.
    """
    try:
        text = artifact.read_text("utf-8")
        sources: dict[str, str] = json.loads(text.partition("export default ")[2].strip().removesuffix(";"))["pyscript"]
    except (OSError, ValueError, KeyError) as error:
        raise BuildError(f"{artifact} is not as it was ({error!r}); see bundler/fetch/pyscript.py.") from error
    return sources


def pyscript_imports(modules: Path) -> set[str]:
    """The standard modules that PyScript's own Python imports; it runs only in a browser, so it is read instead."""
    names: set[str] = set()
    for file in sorted((modules / PYTHON / "pyscript").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module)
    return {name for name in names if name.partition(".")[0] in sys.stdlib_module_names}
