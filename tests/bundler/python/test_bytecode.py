"""The Python that the browser gets: compiled and trimmed, it does what its sources do."""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bundler.errors import BuildError
from bundler.fetch.pyscript import ARTIFACT, pyscript_sources
from bundler.python.archives import extract, pack
from bundler.python.bytecode import STARTED, Compiled, compile_packages, compiled_archives
from bundler.python.further import FURTHER
from bundler.python.packages import apart, copy_packages, random_apart
from bundler.python.packs import files_in, members
from bundler.python.packs import pack as pack_files
from bundler.python.pyodide_node import Runtime, run_in_pyodide
from bundler.python.stubs import LEFT_OUT, STUBS, beginning, thin_out
from bundler.python.trace import Tour, listed_files, stock_runtime, take_tour
from bundler.site import fetched
from demos.page import all_pages
from tests.bundler.python.packed import unpack

ROOT = Path(__file__).parents[3]
PYODIDE = ROOT / "node_modules" / "pyodide"

# --- Archives ---


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    (folder / "b").mkdir(parents=True)
    (folder / "b" / "x.py").write_text("x")
    (folder / "a.py").write_text("a" * 1000)
    return folder


def test_an_archive_is_deflated_and_sorted_and_knows_no_time(tree: Path, tmp_path: Path) -> None:
    first = pack(tree, tmp_path / "1.zip").read_bytes()
    (tree / "b" / "x.py").chmod(0o600)
    (tree / "b" / "x.py").write_text("x")
    assert pack(tree, tmp_path / "2.zip").read_bytes() == first
    members = zipfile.ZipFile(tmp_path / "1.zip").infolist()
    assert [member.filename for member in members] == ["a.py", "b/x.py"]
    assert {member.compress_type for member in members} == {zipfile.ZIP_DEFLATED}


def test_only_what_is_wanted_is_unpacked(tree: Path, tmp_path: Path) -> None:
    extract(pack(tree, tmp_path / "1.zip"), tmp_path / "out", {"b/x.py", "c.py"})
    assert [path.name for path in (tmp_path / "out").rglob("*") if path.is_file()] == ["x.py"]


# --- The built runtime ---


@pytest.fixture(scope="module")
def built() -> Runtime:
    """The very files in dist/."""
    assets = ROOT / "dist" / "assets"
    names = [f"python-*/{name}.bin" for name in ("python", "numpy", "random")]
    names += [f"app-*/{name}.bin" for name in ("lstm-explainer", "own-cell")]
    return Runtime(packs=tuple(file for name in names for file in assets.glob(name)))


@pytest.fixture(scope="module")
def tour_of_built(built: Runtime) -> Tour:
    return take_tour(ROOT, ROOT / "node_modules", built)


@pytest.fixture(scope="module")
def tour_of_sources(tmp_path_factory: pytest.TempPathFactory) -> Tour:
    """What stock Pyodide and stock numpy make of our sources."""
    modules, numpy = fetched(ROOT)
    return take_tour(ROOT, modules, stock_runtime(ROOT, modules, numpy, tmp_path_factory.mktemp("stock") / "packages"))


def untimed(tour: Tour) -> list[str]:
    """The answers without the time that training took."""
    return [re.sub(r"in [\d.]+ m?s of computing", "in no time", answer) for answer in tour.answers]


@pytest.mark.slow
def test_bytecode_behaves_like_its_sources(tour_of_built: Tour, tour_of_sources: Tour) -> None:
    assert len(tour_of_built.answers) > 100
    assert untimed(tour_of_built) == untimed(tour_of_sources)


@pytest.mark.slow
def test_all_that_is_imported_is_shipped_and_nothing_else(tour_of_sources: Tour) -> None:
    """If this fails after a change, run `python3 build.py trace`."""
    assert set(tour_of_sources.files) == listed_files()


@pytest.mark.slow
def test_the_tour_meets_no_accident(tour_of_built: Tour) -> None:
    assert not [answer for answer in tour_of_built.answers if "stumbled" in answer or "not understood" in answer]
    assert any("Nothing was changed" in answer for answer in tour_of_built.answers)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "missing"), [(0, "functools.pyc"), (1, "urllib/parse.pyc")])
def test_a_missing_module_is_noticed(number: int, missing: str, built: Runtime, tmp_path: Path) -> None:
    packs = list(built.packs)
    files = unpack(packs[number])
    del files[missing]
    packs[number] = pack_files(files, tmp_path / "lacking.bin")
    with pytest.raises(BuildError, match="No module named"):
        take_tour(ROOT, ROOT / "node_modules", Runtime(packs=tuple(packs)))


@pytest.mark.slow
def test_python_starts_with_what_it_needs_for_that_alone(built: Runtime, tmp_path: Path) -> None:
    """Each of these it has read by the time it is there, and of what comes after, nothing."""
    modules = ROOT / "node_modules"
    shutil.copyfile(STARTED, tmp_path / "started.py")
    printed = run_in_pyodide(
        modules / "pyodide", tmp_path / "started.py", {}, what="Starting", runtime=Runtime(packs=built.packs[:1])
    )
    read = {file.partition("/lib/python3.14/")[2] for file in printed.split("\n")}
    assert read == set(unpack(built.packs[0]))


@pytest.mark.slow
def test_nothing_is_shipped_that_is_not_imported(built: Runtime, tour_of_built: Tour) -> None:
    """But for PyScript's own Python, which imports what only a browser has: all of it is there.

    On the page where readers write code, some stubs are not imported either: what they stand for is there.
    """
    names = {name.removeprefix("site-packages/") for pack in built.packs[:3] for name in unpack(pack)}
    names -= {name for name in names if beginning(name) in FURTHER}
    sources = pyscript_sources(ROOT / "node_modules" / ARTIFACT)
    assert names - {*tour_of_built.files} == {f"pyscript/{name}c" for name in sources}


def test_of_ours_there_is_bytecode_and_the_library_alone(built: Runtime) -> None:
    files = unpack(built.packs[3])
    assert "site-packages/rnn/cells/lstm.pyc" in files
    assert [name for name in files if not name.endswith(".pyc")] == ["site-packages/native/libnative.so"]


ANNOTATIONS = """
from demos.pattern.events import FlipInput
from rnn.unroll import forward
from rnn.run import Run
str([forward.__annotations__, FlipInput.__annotations__, sorted(Run.__annotations__) == sorted(Run._fields)])
"""


@pytest.mark.slow
def test_of_ours_only_the_types_of_events_are_left(built: Runtime, tmp_path: Path) -> None:
    (tmp_path / "look.py").write_text(ANNOTATIONS)
    printed = run_in_pyodide(PYODIDE, tmp_path / "look.py", {}, what="Looking", runtime=built)
    assert printed == "[{}, {'bit': <class 'int'>}, True]"


def test_an_archive_without_what_is_stubbed_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"tarfile\.py is not there.*stubs\.py"):
        thin_out(tmp_path, ["tarfile.py"])


@pytest.mark.slow
def test_what_a_stub_takes_the_place_of_is_imported_in_truth(tour_of_sources: Tour, tour_of_built: Tour) -> None:
    """Else it could be left out altogether; and what is left out must be something that stock Python has."""
    stock, ours = ({beginning(name) for name in tour.files} for tour in (tour_of_sources, tour_of_built))
    assert set(STUBS) <= stock & ours
    assert all(any(name.startswith(left_out) for name in stock) for left_out in LEFT_OUT)


# --- Making it ---


@pytest.fixture(scope="module")
def cache() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def compiled(cache: Path) -> Compiled:
    return compiled_archives(*fetched(ROOT), cache)


@pytest.mark.slow
def test_made_twice_the_archives_are_the_same_byte_for_byte(compiled: Compiled, built: Runtime, tmp_path: Path) -> None:
    at_start = compiled.names_at_start()
    first = {name: content for name, content in members(compiled.stdlib).items() if name in at_start}
    numpy, random = random_apart(members(compiled.numpy))
    others = {name: content for name, content in members(compiled.stdlib).items() if name not in at_start}
    numpy = {**others, **{f"site-packages/{name}": content for name, content in numpy.items()}}
    random = {f"site-packages/{name}": content for name, content in random.items()}
    for part, pack_of_it in zip((first, numpy, random), built.packs, strict=False):
        assert pack_files(part, tmp_path / pack_of_it.name).read_bytes() == pack_of_it.read_bytes()


@pytest.mark.slow
def test_what_was_made_before_is_found(compiled: Compiled, cache: Path) -> None:
    [folder] = cache.iterdir()
    before = folder.stat().st_mtime_ns
    assert compiled_archives(*fetched(ROOT), cache) == compiled
    assert [path.stat().st_mtime_ns for path in cache.iterdir()] == [before]


@pytest.mark.slow
def test_our_package_is_the_same_byte_for_byte(compiled: Compiled, built: Runtime, tmp_path: Path) -> None:
    packages = copy_packages(ROOT, tmp_path / "packages")
    compile_packages(PYODIDE, compiled.stdlib, packages)
    files, further = files_in(packages, "site-packages/"), members(compiled.further)
    packed = apart(files, further, all_pages(), "site-packages/")
    again = [pack_files(files, tmp_path / f"{name}.bin").read_bytes() for name, files in packed.items()]
    assert again == [file.read_bytes() for file in built.packs[3:]]


def test_a_source_that_does_not_compile_is_a_build_error(built: Runtime, tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("def f(:")
    shutil.copyfile(ROOT / "py" / "bundler" / "python" / "compile_tree.py", tmp_path / "compile_tree.py")
    with pytest.raises(BuildError, match=r"(?s)Compiling: exit code.*bad\.py.*SyntaxError"):
        run_in_pyodide(
            PYODIDE,
            tmp_path / "compile_tree.py",
            {"/ours": tmp_path, "/bytecode": tmp_path},
            what="Compiling",
            runtime=built,
        )
