"""What is taken out of the npm packages, on packages made up here."""

from pathlib import Path

import pytest

from bundler.errors import BuildError
from bundler.fetch.assets import static_imports, write_idiomorph
from bundler.python.runtime import write_runtime
from bundler.wasm.copy import copy_pyodide


def test_static_imports_may_go_in_circles(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import "./b.js"; import("./c.js")')
    (tmp_path / "b.js").write_text("export * from './a.js'")
    assert static_imports([tmp_path / "a.js"]) == [tmp_path / "a.js", tmp_path / "b.js"]


def test_a_missing_file_is_one_clear_message(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"pyodide\.mjs is missing"):
        copy_pyodide(tmp_path, tmp_path / "numpy.whl", tmp_path / "out")


def test_idiomorph_becomes_a_module(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "idiomorph.min.js").write_text("var Idiomorph={};\n")
    write_idiomorph(tmp_path, tmp_path / "idiomorph.js")
    assert (tmp_path / "idiomorph.js").read_text() == "var Idiomorph={};\nexport { Idiomorph };\n"


def test_the_runtime_module_has_paths_relative_to_itself(tmp_path: Path) -> None:
    app, pyodide = tmp_path / "app", tmp_path / "pyodide-1"
    app.mkdir()
    pyodide.mkdir()
    (app / "ours.bin").write_bytes(b"12")
    (app / "more.bin").write_bytes(b"1234")
    (pyodide / "a.wasm").write_bytes(b"123")
    (pyodide / "b.bin").write_bytes(b"12345")
    files, later, extra = [pyodide / "a.wasm"], [app / "ours.bin"], {"own": app / "more.bin"}
    write_runtime(app, pyodide, "1", {"python": "3.14.0"}, files, {"b": [pyodide / "b.bin"]}, later, extra)
    text = (app / "runtime.mjs").read_text()
    for part in (
        '"python": "3.14.0"',
        '"packages": {}',
        '"../pyodide-1/pyodide.mjs"',
        '"../pyodide-1/a.wasm"',
        '"./ours.bin"',
        '"bytes": 3',
        'imports = {\n "b": {\n  "b.bin": {\n   "path": "../pyodide-1/b.bin"',
        'pyodide = "../pyodide-1"',
        'version = "1"',
    ):
        assert part in text
    first, later_text = text.partition("export const later")[::2]
    later_text, extra_text = later_text.partition("export const extra")[::2]
    assert ("a.wasm" in first, "ours.bin" in first, "a.wasm" in later_text, "ours.bin" in later_text) == (1, 0, 0, 1)
    assert '"own": {' in extra_text
    assert '"./more.bin"' in extra_text
