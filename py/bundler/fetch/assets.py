"""Copies the third-party runtime files that the browser needs out of the npm packages, and nothing else of them."""

import json
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bundler.commands import run
from bundler.errors import BuildError

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


def write_sha256(modules: Path, target: Path) -> None:
    """Write the hash that is reckoned at once, unlike a browser's own, as an ES module exporting `sha256`."""
    source = json.dumps(str(modules / "@noble" / "hashes" / "sha2.js"))
    options = ["--bundle", "--format=esm", "--minify", "--log-level=warning", "--tsconfig-raw={}"]
    with tempfile.TemporaryDirectory() as folder:
        entry = Path(folder) / "entry.mjs"
        entry.write_text(f"export {{ sha256 }} from {source};\n", "utf-8")
        esbuild: list[str | Path] = [
            "node",
            modules / "esbuild" / "bin" / "esbuild",
            entry,
            *options,
            f"--outfile={target}",
        ]
        run(esbuild, what=f"esbuild could not make {target.name}")


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
