"""Which exports something asks for."""

import pytest

from bundler.errors import BuildError
from bundler.wasm.exports import needed, without_unneeded

NAMES = [f"n{k}" for k in range(1200)]
SCRIPT = (
    f"var start=1,_malloc,{','.join(f'_{name}' for name in NAMES)};use(_n7);ask('n8');"
    '_malloc=Module["_malloc"]=wasmExports["malloc"];'
    + "".join(f'_{name}=Module["_{name}"]=wasmExports["{name}"];' for name in NAMES)
).replace("var start=1,", "var start=1;var ")


def test_what_a_script_or_a_library_asks_for_is_needed_and_the_list_asks_for_nothing() -> None:
    names = needed([SCRIPT, "other._malloc()"], ["n9"])
    assert {"n7", "n8", "n9", "malloc"} <= names
    assert not {"n1", "n10"} & names


def test_the_others_get_no_variable() -> None:
    script = without_unneeded(SCRIPT, {"n7", "n8", "malloc"})
    assert "var _malloc,_n7,_n8;use(_n7);" in script
    assert script.endswith('_n7=Module["_n7"]=wasmExports["n7"];_n8=Module["_n8"]=wasmExports["n8"];')


def test_a_script_with_another_list_stops_the_build() -> None:
    with pytest.raises(BuildError, match="does not list its exports"):
        without_unneeded("exports = all;", set())
