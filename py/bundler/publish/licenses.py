"""dist/LICENSES.txt: the licences of everything that is shipped, out of the packages that it is made of.

The native library is linked from our own object file alone, so nothing of zig's own libraries is in it. What is inside
of Pyodide's files and has no text in any package we install stands in `linked.txt`.
"""

import json
import re
import zipfile
from functools import cache
from importlib.metadata import PackageNotFoundError, PackagePath, files
from pathlib import Path
from typing import NamedTuple

from bundler.errors import BuildError

FILE = "LICENSES.txt"
LINKED = Path(__file__).with_name("linked.txt")
RULE = "=" * 100

# PyScript's core.js is bundled from all that npm installs except for these. A few packages say "ISC" in package.json
# and have no text; they are by the author of the others, who gives the same text with those.
NOT_IN_PYSCRIPT = ("@pyscript/core", "@fontsource-variable/", "@noble/", "@types/", "idiomorph", "pyodide", "ws", "xz-")
WITHOUT_TEXT, SAME_AUTHOR = ("@ungap/with-resolvers", "codedent", "to-json-callback"), "sticky-module"

# Texts that come with what the build is made with: (Python package, end of the file's path in it, title).
FROM_PYTHON = (
    ("pyodide_build", "licenses/LICENSE", "Pyodide (https://github.com/pyodide/pyodide): MPL 2.0"),
    ("auditwheel_emscripten", "licenses/auditwheel_emscripten/emscripten_tools/LICENSE", "Emscripten, in Pyodide"),
    ("ziglang", "licenses/ziglang/lib/libc/musl/COPYRIGHT", "musl, Emscripten's C library, in Pyodide"),
    # ThreadSanitizer is a part of compiler-rt and has its licence, word for word.
    ("ziglang", "licenses/ziglang/lib/libtsan/LICENSE.TXT", "LLVM's compiler-rt, in Pyodide"),
    ("ziglang", "licenses/ziglang/lib/libcxx/LICENSE.TXT", "LLVM's libc++ (with parts of LLVM's libc), in Pyodide"),
    ("ziglang", "licenses/ziglang/lib/libcxxabi/LICENSE.TXT", "LLVM's libc++abi, in Pyodide"),
    ("ziglang", "licenses/ziglang/lib/libunwind/LICENSE.TXT", "LLVM's libunwind, in Pyodide"),
)

# Modules of the standard library that are shipped and give a licence of their own, which compiling them takes away.
STDLIB = Path("pyodide", "python_stdlib.zip")
FROM_STDLIB = ("logging/__init__.py", "platform.py", "tarfile.py")
_NOTICE = re.compile(r"^\W*(Copyright\b.*?SOFTWARE ?[.!])$", re.MULTILINE | re.DOTALL)

# The part of the Apache License 2.0 that is the same wherever it is used.
_TERMS = re.compile(
    r"(?<=TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION\n).*?(?=END OF TERMS)", re.DOTALL
)


class Notice(NamedTuple):
    """One text and what it is for."""

    title: str
    text: str


def write_licenses(modules: Path, numpy: Path, dist: Path) -> Path:
    """Write FILE into `dist` and return it.

    `modules` is the folder node_modules, `numpy` the wheel. Raises BuildError if a text is not where it was.
    """
    pyodide = [*_from_python(), *_linked(), *_from_stdlib(modules / STDLIB)]
    sections = [*pyodide, *_numpy(numpy), *_pyscript(modules), *_rest(modules)]
    together: dict[str, list[str]] = {}  # the same text once, with all that it is for
    for title, text in sections:
        together.setdefault(text.strip(), []).append(title)
    head = "This site and its one-file pages contain the following software and fonts, under these licences."
    texts = _with_terms_once(together)
    blocks = [head, *("\n".join([RULE, *titles, RULE, "", text]) for text, titles in texts.items())]
    target = dist / FILE
    target.write_text("\n\n\n".join(blocks) + "\n", "utf-8")
    return target


def _with_terms_once(together: dict[str, list[str]]) -> dict[str, list[str]]:
    """The texts in which the terms of the Apache License stand in full once; several have them, word for word."""
    first, terms, texts = "", "", {}
    for text, titles in together.items():
        if found := _TERMS.search(text):
            words = " ".join(found[0].split())
            if not first:
                first, terms = titles[0], words
            elif words == terms:
                text = f'{text[: found.start()]}(They stand above in full, under "{first}".)\n{text[found.end() :]}'
        texts[text] = titles
    return texts


def _from_python() -> list[Notice]:
    return [Notice(title, _python_text(package, ending)) for package, ending, title in FROM_PYTHON]


def _python_text(package: str, ending: str) -> str:
    found = [file for file in _files(package) if file.as_posix().endswith(ending)]
    if len(found) != 1:
        raise BuildError(
            f"The licence {ending} of the Python package {package} is missing; see bundler/publish/licenses.py."
        )
    return _read(Path(str(found[0].locate())))


@cache
def _files(package: str) -> list[PackagePath]:
    """All files of an installed Python package; reading the list of zig's takes seconds."""
    try:
        return files(package) or []
    except PackageNotFoundError:
        return []


def _linked() -> list[Notice]:
    blocks = _read(LINKED).split("\n##### ")[1:]
    return [Notice(title, text) for title, _, text in (block.partition("\n") for block in blocks)]


def _from_stdlib(archive: Path) -> list[Notice]:
    try:
        with zipfile.ZipFile(archive) as zipped:
            sources = {name: zipped.read(name).decode("utf-8") for name in FROM_STDLIB}
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise BuildError(
            f"A licence in the standard library is missing: {error}; see bundler/publish/licenses.py."
        ) from error
    return [Notice(f"in CPython's standard library: {name}", _notice(name, text)) for name, text in sources.items()]


def _notice(name: str, source: str) -> str:
    """The licence in a module's source, which may be a comment there."""
    found = _NOTICE.search(source)
    if found is None:
        raise BuildError(f"{name} of the standard library gives no licence any more; see bundler/publish/licenses.py.")
    return "\n".join(line.removeprefix("#").strip() for line in found[1].splitlines())


def _numpy(wheel: Path) -> list[Notice]:
    """numpy's own licence, and those of what numpy has taken in."""
    with zipfile.ZipFile(wheel) as zipped:
        names = sorted(name for name in zipped.namelist() if ".dist-info/licenses/" in name)
        texts = {name.partition(".dist-info/licenses/")[2]: zipped.read(name).decode("utf-8") for name in names}
    if "LICENSE.txt" not in texts:
        raise BuildError(f"{wheel.name} holds no licence any more; see bundler/publish/licenses.py.")
    own = Notice("numpy (https://numpy.org): BSD License", texts.pop("LICENSE.txt"))
    return [own, *(Notice(f"in numpy: {Path(name).parent.as_posix()}", text) for name, text in texts.items())]


def _pyscript(modules: Path) -> list[Notice]:
    """PyScript's licence, and those of the packages that are bundled into its core.js."""
    core = modules / "@pyscript" / "core"
    sections = [Notice("PyScript (https://pyscript.net): Apache License 2.0", _read(core / "LICENSE"))]
    tools = _tools(modules)
    # Two versions of a package may be there, one inside of the other's folder.
    for manifest in sorted(modules.glob("**/package.json")):
        package = manifest.parent
        name = package.as_posix().rpartition("node_modules/")[2]
        if name.count("/") != name.count("@") or name.startswith(NOT_IN_PYSCRIPT) or name in tools:
            continue  # a folder inside of a package, or none of PyScript's
        # An older version inside of another package may lack the text that the newer one has.
        text = _npm_text(package, modules / (SAME_AUTHOR if name in WITHOUT_TEXT else name))
        license_name = json.loads(manifest.read_text("utf-8")).get("license", "")
        title = f"in PyScript: {name} ({license_name})"
        if Notice(title, text) not in sections:
            sections.append(Notice(title, text))
    return sections


def _tools(modules: Path) -> set[str]:
    """The packages that only the build and the checks need, of which nothing is shipped; npm's own list knows them."""
    installed = json.loads(_read(modules / ".package-lock.json"))["packages"]
    return {path.rpartition("node_modules/")[2] for path, about in installed.items() if about.get("dev")}


def _rest(modules: Path) -> list[Notice]:
    fonts = modules / "@fontsource-variable"
    return [
        Notice("idiomorph (https://github.com/bigskysoftware/idiomorph)", _npm_text(modules / "idiomorph")),
        Notice("@noble/hashes (https://github.com/paulmillr/noble-hashes)", _npm_text(modules / "@noble" / "hashes")),
        Notice("The font Source Serif 4: SIL Open Font License", _read(fonts / "source-serif-4/LICENSE")),
        Notice("The font Source Sans 3: SIL Open Font License", _read(fonts / "source-sans-3/LICENSE")),
    ]


def _npm_text(*packages: Path) -> str:
    """The licence of the first of these packages that has one."""
    found = [file for package in packages for file in sorted(package.glob("LICEN[SC]E*"))]
    if not found:
        raise BuildError(
            f"The npm package {packages[0].name} has no licence text any more; see bundler/publish/licenses.py."
        )
    return _read(found[0])


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise BuildError(f"A licence is missing: {error}. Delete node_modules and .venv and run this again.") from error
