"""The build: sources and runtime packages in, a static folder out.

    dist/*.html                              written by bundler.pages
    dist/assets/pyodide-<version>/           Pyodide's core, numpy's wheel
    dist/assets/pyscript-<version>/          PyScript
    dist/assets/fonts/
    dist/assets/app-<hash>/                  site/ without templates, idiomorph, our wheel, the lock file, runtime.mjs

Everything under assets/ has its version or hash in its address, so a host may let browsers keep it for ever.
"""

import json
import shutil
import tempfile
from pathlib import Path

import platformdirs

from bundler.assets import copy_fonts, copy_pyodide, copy_pyscript, write_idiomorph
from bundler.kernel import build_wasm
from bundler.lockfile import write_lock
from bundler.npm import node_modules
from bundler.numpy_sources import SOURCES
from bundler.numpy_wheel import obtain, pinned_numpy
from bundler.pages import write_pages
from bundler.progress import step
from bundler.replace import replacing
from bundler.runtime import write_runtime
from bundler.stamp import files_under, tree_hash, write_stamp
from bundler.wheel import add_kernel, build_wheel

NOT_SHIPPED = shutil.ignore_patterns("templates", "__pycache__", ".DS_Store")


def build(root: Path, dist: Path, inputs: str) -> None:
    """Build the site from the sources in `root` into `dist`, replacing what is there.

    `inputs` is the sources' hash, kept in `dist` for bundler.stamp. A failed build leaves `dist` as it was.
    Raises BuildError.
    """
    modules = node_modules(root)
    with step("numpy for WebAssembly"):
        cache = platformdirs.user_cache_path("lstm-explainer", appauthor=False)
        numpy = obtain(pinned_numpy(modules / "pyodide"), cache, SOURCES)
    with replacing(dist) as new:
        assets = new / "assets"
        with step("runtime files"):
            pyodide = assets / f"pyodide-{_version(modules / 'pyodide')}"
            pyscript = assets / f"pyscript-{_version(modules / '@pyscript' / 'core')}"
            runtime = copy_pyodide(modules / "pyodide", numpy, pyodide)
            copy_pyscript(modules / "@pyscript" / "core", pyscript)
            copy_fonts(modules / "@fontsource-variable", assets / "fonts")
        with step("our own package"):
            app = _build_app(root, modules, numpy.name, pyodide, runtime, assets)
        with step("pages"):
            addresses = {"app": app, "fonts": assets / "fonts", "core": pyscript / "core.js"}
            write_pages(new, {name: path.relative_to(new).as_posix() for name, path in addresses.items()})
        write_stamp(new, inputs)


def _build_app(root: Path, modules: Path, numpy: str, pyodide: Path, runtime: list[Path], assets: Path) -> Path:
    """Make the folder of what is ours. It is named by its contents, so it gets its name last."""
    unnamed = assets / "app"
    shutil.copytree(root / "site", unnamed, ignore=NOT_SHIPPED)
    write_idiomorph(modules / "idiomorph", unnamed / "idiomorph.js")
    with tempfile.TemporaryDirectory() as folder:
        wheel = add_kernel(build_wheel(root, unnamed), build_wasm(root, Path(folder)), like=numpy)
    write_lock(modules / "pyodide" / "pyodide-lock.json", wheel, f"../{pyodide.name}/")
    # The two scripts among the runtime files are imported as modules; only the rest can be fetched and checked.
    fetched = [file for file in runtime if file.suffix != ".mjs"]
    write_runtime(unnamed, pyodide, _version(modules / "pyodide"), [*fetched, wheel])
    return unnamed.rename(assets / f"app-{tree_hash(unnamed, files_under(unnamed))[:12]}")


def _version(package: Path) -> str:
    version: str = json.loads((package / "package.json").read_text("utf-8"))["version"]
    return version
