"""The native library is compiled for two machines, checked, and gives the same bits on both."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bundler.errors import BuildError
from bundler.python import native
from bundler.python.native import (
    FREESTANDING,
    LIBRARY,
    WASM_FLAGS,
    WASM_LINK,
    build_native,
    build_wasm,
    check_wasm,
    zig,
)
from bundler.python.pyodide_node import run_in_pyodide
from bundler.python.trace import stock_runtime
from bundler.site import fetched
from demos.pattern.presets import TWO_BIT
from demos.pattern.pretrained import pretrain, to_json
from tests.native.sources import copy_sources

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wasm(ROOT, tmp_path_factory.mktemp("wasm"))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the C sources and nothing else."""
    copy_sources(tmp_path)
    return tmp_path


# --- Compiling ---


def test_the_native_library_is_made_once(checkout: Path) -> None:
    target = build_native(checkout)
    before = target.stat().st_mtime_ns
    assert target == checkout / native.NATIVE
    assert target.read_bytes() == (ROOT / native.NATIVE).read_bytes()  # wherever it is made
    build_native(checkout)
    assert target.stat().st_mtime_ns == before
    assert [path.name for path in sorted(target.parent.iterdir())] == ["fields.h", LIBRARY, "library.c"]


@pytest.mark.parametrize("damage", ["changed source", "damaged library"])
def test_what_changed_is_made_anew(checkout: Path, damage: str) -> None:
    target = build_native(checkout)
    before = target.read_bytes()
    if damage == "changed source":
        source = checkout / "py" / "rnn" / "native" / "layout.h"  # a header, not the file that is compiled
        source.write_text(source.read_text("utf-8").replace("#define BLOCK 8 ", "#define BLOCK 4 "), "utf-8")
    else:
        target.write_bytes(before[:-100])
    assert (build_native(checkout).read_bytes() == before) is (damage != "changed source")


def test_the_same_source_gives_the_same_side_module(library: Path, checkout: Path) -> None:
    assert build_wasm(checkout, checkout).read_bytes() == library.read_bytes()


def test_a_mistake_is_told_in_the_compilers_words(checkout: Path) -> None:
    (checkout / native.SOURCE).write_text("int library_version(void) { return nothing; }\n")
    for build in (build_native, lambda root: build_wasm(root, root)):
        with pytest.raises(BuildError, match=r"(?s)could not be compiled .* undeclared identifier 'nothing'"):
            build(checkout)
    assert not (checkout / native.NATIVE).exists()


def test_a_machine_without_a_compiler_is_told_which(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(checkout))
    (checkout / "ziglang.py").write_text("raise OSError('Exec format error: zig')\n")
    with pytest.raises(BuildError, match=r"(?s)by zig, from the Python package ziglang: .*Exec format error"):
        build_native(checkout)


# --- Checking ---


def side_module(folder: Path, code: str, *options: str) -> Path:
    (folder / "other.c").write_text(code)
    zig("cc", *WASM_FLAGS, *FREESTANDING, "-fPIC", "-c", "-o", folder / "other.o", folder / "other.c")
    zig("wasm-ld", *WASM_LINK, *options, "-o", folder / LIBRARY, folder / "other.o")
    return folder / LIBRARY


EXPORT = '__attribute__((visibility("default"), export_name("{0}"))) int {0}(void) {{ return {1}; }}\n'
LAST = "training_run"
STUBS = "".join(EXPORT.format(name, 1) for name in sorted(native.FUNCTIONS - {LAST}))


def test_a_module_that_lacks_a_function_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="lacks training_run"):
        check_wasm(side_module(tmp_path, STUBS))


def test_a_module_that_imports_a_function_is_refused(tmp_path: Path) -> None:
    code = "int missing(void);\n" + STUBS + EXPORT.format(LAST, "missing()")
    with pytest.raises(BuildError, match="imports what Pyodide need not have: missing"):
        check_wasm(side_module(tmp_path, code))


@pytest.mark.parametrize("content", [b"", b"\x7fELF", b"\0asm\1\0\0\0", b"\0asm\1\0\0\0\0\7"])
def test_what_is_no_module_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / LIBRARY).write_bytes(content)
    with pytest.raises(BuildError, match="is no WebAssembly"):
        check_wasm(tmp_path / LIBRARY)


# --- In Pyodide ---

# Trains on both machines from the same numbers, and prints every bit of the outcome. Where the powers in Adam's
# corrections were rounded differently by two C libraries, the library would be given different numbers, so they are
# numbers without powers here.
TRAINING = """
import hashlib, json
import numpy as np
from rnn.native.backend import load
from rnn.examples import Examples
from rnn.network import NetworkShape

native, outcome = load(), {}
for inputs, units, outputs, steps, batch in ((1, 1, 1, 2, 4), (1, 4, 1, 4, 16), (2, 5, 2, 3, 50), (1, 16, 1, 8, 256)):
    shape, rng = NetworkShape(inputs, units, outputs), np.random.default_rng(1)
    xs, targets = rng.uniform(-1, 1, (steps, batch, inputs)), rng.integers(0, 2, (steps, batch, outputs))
    examples = Examples(xs, targets, rng.uniform(0, 1, targets.shape))
    arrays = native.allocate(shape, examples, np.full((40, 2), (0.1, 0.5)))
    arrays.thetas[0], arrays.first_moments[0], arrays.second_moments[0] = rng.uniform(-1, 1, shape.size), 0, 0
    done = native.call("run", shape, arrays, tolerance=0.0)
    digest = hashlib.sha256(b"".join(array.tobytes() for array in arrays[4:-1])).hexdigest()
    outcome[str(tuple(shape))] = [done, arrays.losses[-1].hex(), digest]

from rnn.native.calls import CELLS, HEADS, Initial, answers, forward, gradient, run

library = native.library
for cell in CELLS:
    for head in HEADS:
        shape = NetworkShape(2, 5, 6, cell, head)
        theta = rng.uniform(-1, 1, shape.size)
        xs, targets = rng.uniform(-1, 1, (3, 7, 50, 2)), rng.uniform(0, 1, (3, 7, 50, answers(shape)))
        fresh = Examples(xs, targets, rng.uniform(0, 1, targets.shape))
        begin = Initial(rng.uniform(-1, 1, (3, 50, 5)), rng.uniform(-1, 1, (3, 50, 5)))
        first, one = Initial(*(array[0] for array in begin)), Examples(*(array[0] for array in fresh))
        loss, found, error = gradient(library, shape, theta, one, first)
        learned = run(library, shape, (theta, 0 * theta, 0 * theta, theta), fresh, np.full((3, 2), (0.1, 0.5)),
                      clip=0.05, ema_decay=0.9, initial=begin)
        arrays = (*forward(library, shape, theta, one.xs, first), found, *learned[:-1])
        digest = hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()
        outcome[f"{cell} {head}"] = [loss.hex(), error.hex(), learned.made, digest]

from tasks.strokes.native_backend import load as load_strokes
from tasks.strokes.network import SHAPE, START, start
from tasks.strokes.augment import Windows

strokes, rng = load_strokes(), np.random.default_rng(2)
theta, turns = rng.uniform(-1, 1, SHAPE.size), rng.uniform(-1, 1, 200)
states = strokes.read(theta, turns, START)
chosen = Windows(rng.integers(97, 150, (6, 24)), rng.integers(0, 96, (6, 24)), rng.integers(9, 49, (6, 24)),
                 rng.uniform(-2, 2, (6, 96 + 48, 24)))
state = start(theta)
state = state._replace(adam=state.adam._replace(updates=10**6))  # then the corrections are 1 for everybody
result = strokes.learn(state, states.xs, chosen, np.full(6, 0.01), 0.9)
uniforms, normals = rng.uniform(0, 1, (50, 13, 2)), rng.uniform(-2, 2, (50, 13))
ahead = strokes.forecast(theta, states.end, rng.uniform(0, 1, 13), uniforms, normals)
for name, array in {"ahead": ahead, "theta": result.state.theta, "losses": result.losses, "c": states.cs}.items():
    outcome[name] = hashlib.sha256(array.tobytes()).hexdigest()
text = json.dumps(outcome)
"""


@pytest.mark.slow
def test_both_machines_give_the_same_bits(tmp_path: Path) -> None:
    modules, numpy = fetched(ROOT)
    script = tmp_path / "training.py"
    script.write_text(f"{TRAINING}text\n")
    runtime = stock_runtime(ROOT, modules, numpy, tmp_path / "packages")
    there = run_in_pyodide(modules / "pyodide", script, {}, what="Training in Pyodide", runtime=runtime)
    environment = {"PYTHONPATH": str(ROOT / "py")}
    here = subprocess.check_output([sys.executable, "-P", "-c", f"{TRAINING}print(text)"], text=True, env=environment)
    assert json.loads(there.splitlines()[-1]) == json.loads(here)


# Trains the two-bit demo as the page does, and tells what the page then shows beside the Train button.
ON_THE_PAGE = """
import json
from web.app import App

app = App()

def ask(what, **message):
    return json.loads(app.dispatch(json.dumps({"demo": "two-bit", "ask": what, **message})))

place = {"package": "pattern", "name": "two-bit", "settings": [], "demos": [], "others": []}
answer = ask("start", data=json.loads(WEIGHTS), query="", address="", **place)
answer = ask("event", event={"type": "train"})
while answer["busy"]:
    answer = ask("work", budget=50, paced=False)
answer["regions"]["two-bit-teach"]
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (None, None),
        ("missing", r"\(libnative\.so is not there\)"),
        ("corrupt", r"\(.*libnative\.so.*\)"),
    ],
    ids=["none", "missing", "corrupt"],
)
def test_where_it_does_not_load_the_page_trains_without_it_and_says_so(
    damage: str | None, reason: str | None, tmp_path: Path
) -> None:
    modules, numpy = fetched(ROOT)
    runtime = stock_runtime(ROOT, modules, numpy, tmp_path / "packages")
    library = tmp_path / "packages" / "native" / LIBRARY
    if damage == "missing":
        library.unlink()
    elif damage == "corrupt":
        library.write_bytes(library.read_bytes()[:1000])
    script = tmp_path / "train.py"
    script.write_text(f"WEIGHTS = {json.dumps(to_json(pretrain(TWO_BIT)))!r}\n{ON_THE_PAGE}")
    shown = run_in_pyodide(modules / "pyodide", script, {}, what="The page in Pyodide", runtime=runtime)
    assert re.search(r"trained in \d+ epochs", shown)
    found = re.search(r"\d+ epochs in [\d.]+ m?s of computing(, on the reference path (?P<why>.*?))?<", shown)
    assert found
    assert (found["why"] is None) if reason is None else re.fullmatch(reason, found["why"])
