"""The build: sources and runtime packages in, a static folder out.

    dist/*.html                              written by bundler.pages.write
    dist/offline.html, dist/offline/*.html   the same in one file each, by bundler.publish.single_file
    dist/card.png, manifest.webmanifest      what other sites and browsers show of it
    dist/sw.js                               for those who keep it for reading offline, by bundler.publish.offline
    dist/LICENSES.txt, SHA256SUMS
    dist/web.config                          for hosts with IIS
    dist/embed/                              for pages that hold demos in frames; pictures/ by bundler.pages.pictures
    dist/assets/python-<hash>/               Pyodide's core; the standard library and numpy, compiled and trimmed
    dist/assets/pyscript-<version>/          PyScript
    dist/assets/fonts/
    dist/assets/app-<hash>/                  site/ without templates, what starts Python in three modules, sheets, icon,
                                             idiomorph, our package, runtime.mjs, first answers

Everything under assets/ has its version or hash in its address, so a host may let browsers keep it for ever.
"""

import json
import shutil
import tempfile
from functools import partial
from pathlib import Path

import platformdirs

from bundler.fetch.assets import copy_fonts, write_idiomorph, write_sha256
from bundler.fetch.npm import node_modules
from bundler.fetch.numpy_sources import SOURCES
from bundler.fetch.numpy_wheel import obtain, pinned_numpy
from bundler.fetch.pyscript import PACKAGE as PYSCRIPT
from bundler.fetch.pyscript import copy_pyscript
from bundler.files import files_under, tree_hash
from bundler.pages.first_answers import write_first_answers
from bundler.pages.icon import write_icon
from bundler.pages.pictures import write_pictures
from bundler.pages.placing import all_placed
from bundler.pages.practice import practised
from bundler.pages.scripts import RUNTIME, bundle_module, bundle_runtime, bundle_script
from bundler.pages.sheets import write_sheets
from bundler.pages.write import write_pages
from bundler.progress import step
from bundler.publish.checksums import write_checksums
from bundler.publish.licenses import write_licenses
from bundler.publish.offline import FILE as OFFLINE_SCRIPT
from bundler.publish.offline import write_service_worker
from bundler.publish.single_file import write_single_files
from bundler.python.bytecode import Compiled, compile_packages, compiled_archives
from bundler.python.packages import apart, check_loads, copy_packages, random_apart
from bundler.python.packs import files_in, members, pack
from bundler.python.pyodide_node import Runtime
from bundler.python.runtime import write_runtime
from bundler.replace import replacing
from bundler.stamp import write_stamp
from bundler.wasm.copy import copy_pyodide
from bundler.wasm.split import REST, WHOLE
from demos.page import all_pages

CACHE = platformdirs.user_cache_path("lstm-explainer", appauthor=False)
# Their ending every host knows; none looks into them and unpacks them on its own.
PYTHON, NUMPY, RANDOM, OURS = "python.bin", "numpy.bin", "random.bin", "lstm-explainer.bin"
IIS = "web.config"
PACKAGES = "site-packages/"  # below the folder of the standard library
# Its sheets are in those of the pages (see bundler.pages.sheets), config.html is in their HTML.
_ELSEWHERE = ("templates", "one-file", "embed", "page", "sw.js", IIS, "config.html", "*.css")
_BUNDLED = ("python", "inflate.mjs", *RUNTIME)  # in the modules that start Python; see bundler.pages.scripts
NOT_SHIPPED = shutil.ignore_patterns(*_ELSEWHERE, *_BUNDLED, "__pycache__", ".DS_Store")
KIT_HEAD = "For pages with LSTM demos in frames; GUIDE.txt says what it does."  # authors read what they include


def build(root: Path, dist: Path, inputs: str, url: str | None = None) -> None:
    """Build the site from the sources in `root` into `dist`, replacing what is there.

    `inputs` is the sources' hash, kept in `dist` for bundler.stamp; `url` is where the site will be, if that is known.
    A failed build leaves `dist` as it was. Raises BuildError.
    """
    modules, numpy = fetched(root)
    compiled = compiled_archives(modules, numpy, CACHE)
    with replacing(dist) as new:
        assets = new / "assets"
        with step("runtime files"):
            pyscript = assets / f"pyscript-{_version(modules / PYSCRIPT)}"
            pyodide = _copy_python(modules / "pyodide", numpy, compiled, assets)
            copy_pyscript(modules, pyscript)
            copy_fonts(modules / "@fontsource-variable", assets / "fonts")
        with step("our own package"):
            app = _build_app(root, modules, pyodide, compiled, assets)
        with step("pages"):
            addresses = {"app": app, "fonts": assets / "fonts", "core": pyscript / "core.js"}
            links = {name: path.relative_to(new).as_posix() for name, path in addresses.items()}
            megabytes = round(sum(file.stat().st_size for file in files_under(assets)) / 1e6)
            pages = write_pages(new, links, partial(practised, CACHE), megabytes, url)
        with step("licences"):
            write_licenses(modules, numpy, new)
        write_service_worker(root / "site" / OFFLINE_SCRIPT, new)
        shutil.copy(root / "site" / IIS, new)
        _build_kit(root, modules, new / "embed")
        with step("pages in one file"):
            write_single_files(root / "site", new, links, pages)
        write_checksums(new)
        write_stamp(new, inputs)


def fetched(root: Path) -> tuple[Path, Path]:
    """The folder `node_modules` and numpy's wheel for WebAssembly, fetched and verified unless they are there."""
    modules = node_modules(root)
    with step("numpy for WebAssembly"):
        return modules, obtain(pinned_numpy(modules / "pyodide"), CACHE, SOURCES)


def _copy_python(package: Path, numpy: Path, compiled: Compiled, assets: Path) -> Path:
    """Make the folder of Pyodide's core, the standard library and numpy."""
    unnamed = assets / "python"
    copy_pyodide(package, numpy, unnamed)
    library, at_start = members(compiled.stdlib), compiled.names_at_start()
    pack({name: content for name, content in library.items() if name in at_start}, unnamed / PYTHON)
    others = {name: content for name, content in library.items() if name not in at_start}
    numpy_itself, random = random_apart(members(compiled.numpy))
    pack({**others, **{PACKAGES + name: content for name, content in numpy_itself.items()}}, unnamed / NUMPY)
    pack({PACKAGES + name: content for name, content in random.items()}, unnamed / RANDOM)
    return _name_by_contents(unnamed)


def _build_app(root: Path, modules: Path, pyodide: Path, compiled: Compiled, assets: Path) -> Path:
    """Make the folder of what is ours. Raises BuildError if the library in it does not fit Pyodide."""
    unnamed = assets / "app"
    shutil.copytree(root / "site", unnamed, ignore=NOT_SHIPPED)
    bundle_script(modules, root / "site" / "page" / "boot.js", unnamed / "shim.js")
    write_idiomorph(modules / "idiomorph", unnamed / "idiomorph.js")
    bundle_runtime(modules, root / "site", unnamed)
    write_sha256(modules, unnamed / "sha256.mjs")
    pages = all_pages()
    for page in pages:
        if page.script:
            (unnamed / page.package).mkdir(exist_ok=True)
            shutil.copy(page.folder / page.script, unnamed / page.package)
        for script in page.bundled:
            bundle_module(modules, page.folder / script, unnamed / page.package / script)
    write_sheets(root / "site", unnamed)
    write_icon(root / "site" / "templates", unnamed)
    with tempfile.TemporaryDirectory() as temporary:
        packages = copy_packages(root, Path(temporary) / "packages")
        compile_packages(modules / "pyodide", compiled.stdlib, packages)
        packed = apart(files_in(packages, PACKAGES), members(compiled.further), pages, PACKAGES)
        ours = pack(packed.pop(""), unnamed / OURS)
        own = {demo: pack(files, unnamed / f"{demo}.bin") for demo, files in packed.items()}
    runtime = Runtime(packs=(pyodide / PYTHON, pyodide / NUMPY, ours, pyodide / RANDOM))
    check_loads(modules / "pyodide", runtime)
    placed = all_placed(pages, {page.demo.name: page.data(partial(practised, CACHE)) for page in pages})
    write_first_answers(modules, runtime, placed, unnamed, CACHE)
    info = json.loads((modules / "pyodide" / "pyodide-lock.json").read_text("utf-8"))["info"]
    # The two scripts among the runtime files are imported as modules; only the rest can be fetched and checked.
    first = [pyodide / WHOLE, pyodide / PYTHON]
    imports = {"numpy": [pyodide / NUMPY], "web.app": [ours], "": [pyodide / RANDOM]}
    later = sorted(pyodide.glob(REST))  # none, where the WebAssembly is in one part
    extra = {page.package: own[page.demo.name] for page in pages if page.packages}
    write_runtime(unnamed, pyodide, _version(modules / "pyodide"), info, first, imports, later, extra)
    return _name_by_contents(unnamed)


def _build_kit(root: Path, modules: Path, kit: Path) -> None:
    """Make the folder for pages that hold demos in frames."""
    source = root / "site" / "embed"
    shutil.copytree(source, kit, ignore=shutil.ignore_patterns("*.js", ".DS_Store"))
    bundle_script(modules, source / "kit.js", kit / "embed.js", KIT_HEAD)
    write_pictures(root / "site", kit / "pictures", partial(practised, CACHE))


def _name_by_contents(folder: Path) -> Path:
    """Put a hash of what is in a folder into its name, so that another content has another address."""
    return folder.rename(folder.with_name(f"{folder.name}-{tree_hash(folder, files_under(folder))[:12]}"))


def _version(package: Path) -> str:
    version: str = json.loads((package / "package.json").read_text("utf-8"))["version"]
    return version
