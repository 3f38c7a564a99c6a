"""Scripts made of modules: esbuild puts a module and all that it imports into one file."""

from pathlib import Path

from bundler.commands import run

RUNTIME = ("start.js", "downloads.mjs", "python/interpreter.mjs")


def bundle_script(modules: Path, entry: Path, target: Path, head: str = "") -> Path:
    """Make the classic script ``target`` of the module ``entry``; BuildError if it, or what it imports, makes no sense.

    Args:
        modules: the folder node_modules.
        head: a comment of one line that the script begins with.
    """
    banner = [f"--banner:js=// {head}"] if head else []
    return _bundled(modules, entry, target, "--format=iife", *banner)


def bundle_runtime(modules: Path, site: Path, app: Path) -> None:
    """Make in the folder ``app`` of the modules RUNTIME in ``site``, which start Python, one each with all it imports.

    But for the list of Python's files, runtime.mjs, which is written later. So nobody waits for a module that a module
    asks for that a module asks for. BuildError as above.
    """
    for name in RUNTIME:
        _bundled(modules, site / name, app / name, "--format=esm", "--external:*/runtime.mjs")


def bundle_module(modules: Path, entry: Path, target: Path) -> Path:
    """Make the module ``target`` of ``entry`` and all the npm packages that it imports; BuildError as above."""
    return _bundled(modules, entry, target, "--format=esm", "--minify", "--legal-comments=none")


def _bundled(modules: Path, entry: Path, target: Path, *how: str) -> Path:
    esbuild = modules / "esbuild" / "bin" / "esbuild"
    options = ["--bundle", "--charset=utf8", "--log-level=warning", f"--outfile={target}", *how]
    options.append("--tsconfig-raw={}")  # what is made is a matter of these options alone
    # It writes the modules' paths into the script, from the folder where it runs.
    environment = {"NODE_PATH": str(modules)}  # for what lies elsewhere
    what = f"esbuild could not make {target.name}"
    run(["node", esbuild, entry, *options], what=what, cwd=modules.parent, env=environment)
    return target
