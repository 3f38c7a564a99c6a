"""Scripts made of modules: esbuild puts a module and all that it imports into one file."""

from pathlib import Path

from bundler.commands import run


def bundle_script(modules: Path, entry: Path, target: Path) -> Path:
    """Make the classic script ``target`` of the module ``entry``; BuildError if it, or what it imports, makes no sense.

    Args:
        modules: the folder node_modules.
    """
    esbuild = modules / "esbuild" / "bin" / "esbuild"
    options = ["--bundle", "--format=iife", "--charset=utf8", "--log-level=warning", f"--outfile={target}"]
    options.append("--tsconfig-raw={}")  # what is made is a matter of these options alone
    run(["node", esbuild, entry, *options], what=f"esbuild could not make {target.name}")
    return target
