"""Scripts made of modules: esbuild puts a module and all that it imports into one file."""

from pathlib import Path

from bundler.commands import run


def bundle_script(modules: Path, entry: Path, target: Path, head: str = "") -> Path:
    """Make the classic script ``target`` of the module ``entry``; BuildError if it, or what it imports, makes no sense.

    Args:
        modules: the folder node_modules.
        head: a comment of one line that the script begins with.
    """
    banner = [f"--banner:js=// {head}"] if head else []
    return _bundled(modules, entry, target, "--format=iife", *banner)


def bundle_module(modules: Path, entry: Path, target: Path) -> Path:
    """Make the module ``target`` of ``entry`` and all the npm packages that it imports; BuildError as above."""
    return _bundled(modules, entry, target, "--format=esm", "--minify", "--legal-comments=none")


def _bundled(modules: Path, entry: Path, target: Path, *how: str) -> Path:
    esbuild = modules / "esbuild" / "bin" / "esbuild"
    options = ["--bundle", "--charset=utf8", "--log-level=warning", f"--outfile={target}", *how]
    options.append("--tsconfig-raw={}")  # what is made is a matter of these options alone
    # It writes the modules' paths into the script, from the folder where it runs.
    run(["node", esbuild, entry, *options], what=f"esbuild could not make {target.name}", cwd=modules.parent)
    return target
