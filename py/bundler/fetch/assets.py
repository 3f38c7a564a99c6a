"""Copies the third-party runtime files that the browser needs out of the npm packages, and nothing else of them."""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from bundler.errors import BuildError

PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")

# (npm package, script, style). Greek is for the gates' sigma; letters beyond Latin-1 fall back to system fonts.
FONTS = tuple(
    (family, script, style)
    for family, styles in (("source-serif-4", ("normal", "italic")), ("source-sans-3", ("normal",)))
    for script in ("latin", "greek")
    for style in styles
)


def copy(files: Iterable[Path], target: Path) -> list[Path]:
    """Copy files into the folder `target` and return the copies; BuildError if one is not there."""
    target.mkdir(parents=True, exist_ok=True)
    try:
        # copyfile, not copy: the bytes alone, so that modes and times of the packages do not leak into the site.
        return [Path(shutil.copyfile(file, target / file.name)) for file in files]
    except FileNotFoundError as error:
        raise BuildError(f"{error.filename} is missing. Delete the folder node_modules and run this again.") from error


def copy_pyodide(package: Path, target: Path) -> list[Path]:
    """Copy Pyodide's core, without a standard library."""
    return copy([package / name for name in PYODIDE], target)


def copy_fonts(packages: Path, target: Path) -> list[Path]:
    """Copy the font files of FONTS from `@fontsource-variable` folder `packages`, with their licences."""
    fonts = [packages / family / "files" / f"{family}-{script}-wght-{style}.woff2" for family, script, style in FONTS]
    copies = copy(fonts, target)
    for family in sorted({family for family, _, _ in FONTS}):
        copies.append(Path(shutil.copyfile(packages / family / "LICENSE", target / f"LICENSE-{family}.txt")))
    return copies


def write_idiomorph(package: Path, target: Path) -> None:
    """Write idiomorph as one small ES module, exporting `Idiomorph`, to the file `target`.

    The package has a small classic script and a large module; the one line added here makes a small module.
    """
    script = (package / "dist" / "idiomorph.min.js").read_text("utf-8")
    target.write_text(f"{script.rstrip()}\nexport {{ Idiomorph }};\n", "utf-8")


def static_imports(modules: Iterable[Path]) -> list[Path]:
    """The given JavaScript modules and every file that they import statically, directly or not, sorted by name."""
    found: set[Path] = set()
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        if module in found:
            continue
        found.add(module)
        names = re.findall(r"""(?:from|import)\s*["']\./([^"']+)["']""", module.read_text("utf-8"))
        waiting += [module.parent / name for name in names]
    return sorted(found)
