"""The loader, the one list of fields, and what is checked before a call."""

import ctypes
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bundler.errors import BuildError
from bundler.python.native import FREESTANDING, WASM_FLAGS, compile_native, zig
from native.library import (
    ALIGNMENT,
    Given,
    Library,
    StructField,
    Unavailable,
    address,
    load,
    new_workspace,
    parse_fields,
)
from tests.native.sources import ROOT, copy_sources

SOURCE = ROOT / "py" / "native" / "library.c"


# --- One list of fields ---


def test_the_text_of_fields_is_understood() -> None:
    text = "some\ncount n\nsize bytes\nnumber x\nconst double * xs\nint32_t * ys\nvoid * room\n\nother\ncount m\n\n"
    assert parse_fields(text) == {
        "some": (
            StructField("n", "count", is_array=False, read_only=True),
            StructField("bytes", "size", is_array=False, read_only=True),
            StructField("x", "number", is_array=False, read_only=True),
            StructField("xs", "double", is_array=True, read_only=True),
            StructField("ys", "int32_t", is_array=True, read_only=False),
            StructField("room", "void", is_array=True, read_only=False),
        ),
        "other": (StructField("m", "count", is_array=False, read_only=True),),
    }


def offsets_in_c(
    folder: Path, fields: dict[str, tuple[StructField, ...]], include: Path = SOURCE
) -> dict[str, list[int]]:
    """Where the compiler puts each field of each struct; the last number is the struct's size."""
    lines = [f'#include "{include.as_posix()}"', "EXPORT(where) size_t where(int n) { const size_t all[] = {"]
    for name, some in fields.items():
        lines += [f"offsetof(struct {name}, {field.name})," for field in some]
        lines.append(f"sizeof(struct {name}),")
    lines.append("}; return all[n]; }")
    (folder / "where.c").write_text("\n".join(lines) + "\n")
    compile_native(folder / "where.c", folder / "where.so")
    where = ctypes.CDLL(str(folder / "where.so")).where
    where.restype = ctypes.c_size_t
    found, n = {}, 0
    for name, some in fields.items():
        found[name] = [where(n + k) for k in range(len(some) + 1)]
        n += len(some) + 1
    return found


def offsets_in_python(library: Library) -> dict[str, list[int]]:
    return {
        name: [*(getattr(struct, field.name).offset for field in library.fields[name]), ctypes.sizeof(struct)]
        for name, struct in library.structs.items()
    }


def test_both_languages_lay_out_every_field_alike(library: Library, tmp_path: Path) -> None:
    assert list(library.fields) == ["training", "strokes"]
    assert offsets_in_python(library) == offsets_in_c(tmp_path, library.fields)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("#define DECLARE_COUNT(name) int32_t name;", "#define DECLARE_COUNT(name) int64_t name;"),
        ('#define DESCRIBE_SIZE(name) "size " #name "\\n"', '#define DESCRIBE_SIZE(name) ""'),
    ],
    ids=["another type", "a field left out"],
)
def test_where_text_and_struct_part_the_library_is_refused(tmp_path: Path, right: str, wrong: str) -> None:
    copy_sources(tmp_path)
    fields = tmp_path / "py" / "native" / "fields.h"
    code = fields.read_text("utf-8")
    assert right in code
    fields.write_text(code.replace(right, wrong), "utf-8")
    compile_native(fields.with_name("library.c"), tmp_path / "libnative.so")
    found = load(tmp_path / "libnative.so")
    assert isinstance(found, Unavailable)
    assert re.fullmatch(r"libnative\.so has a struct training of \d+ bytes, not \d+", found.reason)


def test_every_field_is_used_in_c(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is missed by the compiler where the structs have all of them under other names."""
    copy_sources(tmp_path)
    fields = tmp_path / "py" / "native" / "fields.h"
    code, declared = re.subn(
        r"^(#define DECLARE_.* \*?)name;$", r"\1name##_;", fields.read_text("utf-8"), flags=re.MULTILINE
    )
    assert declared == 4
    fields.write_text(code, "utf-8")
    monkeypatch.setattr("bundler.commands.TAIL_LINES", 10_000)
    with pytest.raises(BuildError) as failure:
        zig("cc", "-std=c11", "-fsyntax-only", "-ferror-limit=0", "-fno-spell-checking", fields.with_name("library.c"))
    missed = {*re.findall(r"no member named '(\w+)' in 'struct (\w+)'", str(failure.value))}
    assert missed == {(field.name, name) for name, some in library.fields.items() for field in some}


def written_memory(folder: Path, code: str) -> list[bytes]:
    """The variables that keep something from one call to the next, of the library with this in place of its version."""
    copy_sources(folder)
    source, compiled = folder / "py" / "native" / "library.c", folder / "library.o"
    text = source.read_text("utf-8")
    assert text.count("{ return VERSION; }") == 1
    source.write_text(text.replace("{ return VERSION; }", code), "utf-8")
    zig("cc", *WASM_FLAGS, *FREESTANDING, "-std=c11", "-O1", "-fdata-sections", "-c", "-o", compiled, source)
    # A section for each; constants are in .rodata.
    return re.findall(rb"\.t?(?:bss|data)\.([\w.]+)", compiled.read_bytes())


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("{ return VERSION; }", []),
        ("{ static int asked; return VERSION + asked++; }", [b"library_version.asked"]),
        ("{ extern int asked; return VERSION + asked++; }\nint asked = 3;", [b"asked"]),
        ("{ static const int all[] = {1, 2, 3}; return all[VERSION]; }", []),
    ],
    ids=["as it is", "a variable in a function", "one outside", "a constant"],
)
def test_no_call_leaves_anything_for_the_next(code: str, kept: list[bytes], tmp_path: Path) -> None:
    """A worker may call from two places: memory that is written is always given."""
    assert written_memory(tmp_path, code) == kept


def test_a_name_that_is_no_field_is_an_error(library: Library) -> None:
    with pytest.raises(TypeError, match="training_run knows no number epochs"):
        library.call("training_run", {"epochs": 1}, {})
    with pytest.raises(TypeError, match="training_run knows no number xs"):
        library.call("training_run", {"xs": 1}, {})
    with pytest.raises(TypeError, match="training_run knows no array means"):
        library.call("training_run", {}, {"means": Given(np.zeros(1), (1,))})
    with pytest.raises(TypeError, match="strokes_workspace_size knows no number outputs"):
        library.workspace_size("strokes", {"outputs": 1})


def test_a_count_too_large_for_its_field_is_not_cut_off(library: Library) -> None:
    with pytest.raises(ValueError, match="units: a size is zero, or larger than it can count"):
        library.workspace_size("training", {"units": 2**32 + 1})


# --- What is checked of an array ---

READ, WRITTEN = (StructField("some", "double", is_array=True, read_only=read_only) for read_only in (True, False))
ROOM = StructField("room", "void", is_array=True, read_only=False)


def frozen(array: Any) -> Any:
    array.flags.writeable = False
    return array


REFUSED: dict[str, tuple[StructField, Callable[[], Any]]] = {
    "some must be float64, not float32": (READ, lambda: np.zeros((2, 3), dtype=np.float32)),
    "some must be float64, not >f8": (READ, lambda: np.zeros((2, 3), dtype=">f8")),
    r"some must have the shape \(2, 3\), not \(3, 2\)": (READ, lambda: np.zeros((3, 2))),
    "some must be C-contiguous": (READ, lambda: np.zeros((3, 2)).T),
    "some is not aligned": (READ, lambda: np.zeros(52, dtype=np.uint8)[4:].view(np.float64).reshape(2, 3)),
    "some is read-only": (WRITTEN, lambda: frozen(np.zeros((2, 3)))),
    "room must be uint8, not float64": (ROOM, lambda: np.zeros((2, 3))),
    "room is not aligned": (ROOM, lambda: new_workspace(14)[8:].reshape(2, 3)),
}


@pytest.mark.parametrize("message", REFUSED)
def test_unfit_arrays_are_refused(message: str) -> None:
    field, make = REFUSED[message]
    with pytest.raises(ValueError, match=message):
        address(field, Given(make(), (2, 3)))


def test_fit_arrays_are_used_where_they_are() -> None:
    array = np.zeros((2, 3))
    assert address(WRITTEN, Given(array, (2, 3))) == array.ctypes.data
    assert address(READ, Given(frozen(array), (2, 3))) == array.ctypes.data
    room = new_workspace(33)
    assert (room.shape, room.ctypes.data % ALIGNMENT) == ((33,), 0)


# --- Where there is no library ---


def test_a_missing_library_is_a_reason(tmp_path: Path) -> None:
    assert load(tmp_path / "libnative.so") == Unavailable("libnative.so is not there")


@pytest.mark.parametrize("content", [b"", b"\x7fELF and nothing more", b"\0asm\1\0\0\0"])
def test_a_damaged_library_is_a_reason(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "libnative.so").write_bytes(content)
    found = load(tmp_path / "libnative.so")
    assert isinstance(found, Unavailable)
    assert found.reason
    assert "\n" not in found.reason


OTHER = 'EXPORT int library_version(void) { return 1; } EXPORT const char *library_fields(void) { return ""; } '
OTHER += "EXPORT int library_struct_size(int n) { return n; }"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("EXPORT int other(void) { return 1; }", "libnative.so is another library: "),
        (OTHER, "libnative.so is version 1 of the library, and 2 is needed"),
    ],
    ids=["another library", "another version"],
)
def test_another_library_is_a_reason(tmp_path: Path, code: str, reason: str) -> None:
    export = '#define EXPORT __attribute__((visibility("default")))\n'
    (tmp_path / "other.c").write_text(export + code + "\n")
    compile_native(tmp_path / "other.c", tmp_path / "libnative.so")
    found = load(tmp_path / "libnative.so")
    assert isinstance(found, Unavailable)
    assert found.reason.startswith(reason)


def test_ctypes_is_not_imported_before_somebody_computes() -> None:
    code = "import sys; sys.modules['ctypes'] = None; import rnn.native.backend, tasks.strokes.native_backend"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, env={"PYTHONPATH": str(ROOT / "py")}
    )
    assert (done.returncode, done.stderr) == (0, "")
