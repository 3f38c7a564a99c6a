"""The native library, compiled from `py/native/library.c` and the headers that it includes: as WebAssembly for the
browser, and for this machine for the tests.

The compiler is zig, which comes as a Python package for every system and has clang in it. It keeps what it compiled
in a cache of its own, by content, so asking it again for the same costs a twentieth of a second.
"""

import os
import sys
import tempfile
from pathlib import Path

import platformdirs
from auditwheel_emscripten.module import ModuleWritable

from bundler.commands import run
from bundler.errors import BuildError

LIBRARY = "libnative.so"  # the name that native.library looks for, whatever the system
SOURCE = Path("py/native/library.c")
NATIVE = SOURCE.with_name(LIBRARY)

# Contracting a product and a sum into one operation rounds differently, and only some machines do it. errno would turn
# a square root into a call, -fno-builtin keeps loops from becoming calls to memset: there is no libc to call.
FLAGS = ("-O3", "-fPIC", "-s", "-std=c11", "-Wall", "-Wextra", "-Werror", "-ffp-contract=off", "-fno-math-errno")
FREESTANDING = ("-fno-builtin", "-nostdlib")
WASM_FLAGS = ("-target", "wasm32-freestanding", "-msimd128")
WASM_LINK = ("-shared", "--experimental-pic", "--no-entry", "--strip-all", "--unresolved-symbols=import-dynamic")
# baseline: the same library on every processor of a kind. Windows links its own start-up code into every library.
NATIVE_FLAGS = ("-shared", "-mcpu=baseline", *(() if os.name == "nt" else FREESTANDING))

WASM_MAGIC = b"\0asm\1\0\0\0"
FUNCTIONS = {
    *("library_version", "library_fields", "library_struct_size"),
    *("training_workspace_size", "training_forward", "training_gradient", "training_run"),
    *("strokes_workspace_size", "strokes_learn", "strokes_read", "strokes_forecast"),
}
# What every side module needs of the program it is loaded into: memory, and places in it.
FROM_THE_LOADER = {"memory", "__indirect_function_table", "__stack_pointer", "__memory_base", "__table_base"}


def build_native(root: Path) -> Path:
    """Compile for this machine, into the checkout, and return the path; what is up to date already is left alone.

    Raises BuildError with the compiler's words.
    """
    target = root / NATIVE
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / LIBRARY
        compile_native(root / SOURCE, made)
        library = made.read_bytes()
    if not target.is_file() or target.read_bytes() != library:
        # Replaced, not overwritten: another process may have the old one in use.
        part = target.with_name(f"{target.name}.{os.getpid()}")
        part.write_bytes(library)
        part.replace(target)
    return target


def compile_native(source: Path, target: Path) -> None:
    """Compile one C file to a library for this machine. Raises BuildError."""
    zig("cc", *NATIVE_FLAGS, *FLAGS, "-o", target, source)


def build_wasm(root: Path, folder: Path) -> Path:
    """Compile the side module that Pyodide loads into `folder`, check it, and return its path. Raises BuildError."""
    compiled, target = folder / "library.o", folder / LIBRARY
    zig("cc", *WASM_FLAGS, *FREESTANDING, *FLAGS, "-c", "-o", compiled, root / SOURCE)
    zig("wasm-ld", *WASM_LINK, "-o", target, compiled)
    compiled.unlink()
    check_wasm(target)
    return target


def check_wasm(library: Path) -> None:
    """Insist that a side module is one that Pyodide can load as it is.

    Raises BuildError if it needs other libraries, imports what not every program provides, or lacks a function.
    """
    if library.read_bytes()[: len(WASM_MAGIC)] != WASM_MAGIC:
        raise BuildError(f"{library.name} is no WebAssembly")
    try:
        # Opened here: the package's own get_imports and get_exports share one file, and the first to finish closes it.
        with ModuleWritable(library) as module:  # type: ignore[no-untyped-call]
            libraries = module.parse_dylink_section().needed
            imports = {one.field for one in module.get_imports()}
            exports = {one.name for one in module.get_exports()}
    except Exception as error:  # of whatever kind: the parser is not made for damaged files
        raise BuildError(f"{library.name} is no WebAssembly side module: {error!r}") from error
    if libraries:
        raise BuildError(f"{library.name} needs other libraries: {', '.join(libraries)}")
    if unknown := imports - FROM_THE_LOADER:
        raise BuildError(f"{library.name} imports what Pyodide need not have: {', '.join(sorted(unknown))}")
    if missing := FUNCTIONS - exports:
        raise BuildError(f"{library.name} lacks {', '.join(sorted(missing))}")


def zig(*arguments: str | Path) -> None:
    """Run zig; BuildError with its words if it fails, or cannot run here."""
    cache = str(platformdirs.user_cache_path("lstm-explainer", appauthor=False) / "zig")
    run(
        [sys.executable, "-P", "-m", "ziglang", *arguments],
        what="The native library could not be compiled by zig, from the Python package ziglang",
        env={"ZIG_GLOBAL_CACHE_DIR": cache, "ZIG_LOCAL_CACHE_DIR": cache},
    )
