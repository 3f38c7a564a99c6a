"""What is taken out of PyScript's package, on one made up here."""

from pathlib import Path

import pytest

from bundler.errors import BuildError
from bundler.fetch.pyscript import PACKAGE, PLUGINS, PYTHON, TABLES, copy_pyscript, pyscript_imports, pyscript_sources


@pytest.fixture
def pyscript(tmp_path: Path) -> Path:
    package = tmp_path / PACKAGE
    (package / "dist").mkdir(parents=True)
    (package / "LICENSE").write_text("licence")
    scripts = {"core": 'export{a}from"./core-1.js";', "core-1": 'const e=()=>import("./codemirror-1.js");'}
    scripts |= {f"{name}-1": 'import{a as b}from"./core-1.js";' for name in (*PLUGINS, *TABLES)}
    scripts |= {"codemirror-1": "", "xterm-1": ""}
    for name, script in scripts.items():
        (package / "dist" / f"{name}.js").write_text(script)
        (package / "dist" / f"{name}.js.map").write_text("{}")
    return tmp_path


def test_pyscript_comes_without_editor_terminal_and_source_maps(pyscript: Path, tmp_path: Path) -> None:
    copies = copy_pyscript(pyscript, tmp_path / "out")
    expected = {f"{name}-1.js" for name in ("core", *PLUGINS, *TABLES)} | {"core.js", "LICENSE"}
    assert {path.name for path in copies} == expected
    assert {path.name for path in (tmp_path / "out").iterdir()} == expected


def test_nothing_that_it_asks_for_is_elsewhere(pyscript: Path, tmp_path: Path) -> None:
    core = pyscript / PACKAGE / "dist" / "core-1.js"
    core.write_text(core.read_text() + "const at=e=>`https://cdn.jsdelivr.net/pyodide/v${e}/full/pyodide.mjs`;")
    assert not [file for file in copy_pyscript(pyscript, tmp_path / "out") if "https:" in file.read_text()]


def test_a_renamed_plugin_is_noticed(pyscript: Path, tmp_path: Path) -> None:
    (pyscript / PACKAGE / "dist" / "error-1.js").unlink()
    with pytest.raises(BuildError, match="not called"):
        copy_pyscript(pyscript, tmp_path / "out")


def test_another_pyscript_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "pyscript.js").write_text("export const stdlib = {};")
    with pytest.raises(BuildError, match=r"not as it was.*pyscript\.py"):
        pyscript_sources(tmp_path / "pyscript.js")


def test_what_its_python_imports_is_found_if_it_is_pythons(tmp_path: Path) -> None:
    (tmp_path / PYTHON / "pyscript").mkdir(parents=True)
    source = "import json, js\nfrom . import util\nfrom pyodide.ffi import to_js\ndef late():\n    import os.path\n"
    (tmp_path / PYTHON / "pyscript" / "a.py").write_text(source)
    assert pyscript_imports(tmp_path) == {"json", "os.path"}
