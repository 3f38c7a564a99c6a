import ast
import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np
import pytest

from demos.pattern.events import ChangeNetwork, FlipInput, PutWeightsInLink, SetWeight
from demos.pattern.presets import TWO_BIT
from demos.pattern.state import State
from demos.pattern.views.share import share_panel, snippet
from demos.pattern.weights_file import export_weights
from rnn.network import flatten
from tests.demos.support import (
    START,
    START_OF_FOUR,
    TABLE,
    TABLE_OF_FOUR,
    after,
    initial_state,
    one,
    parse,
    state_of,
    text,
)

STATES = {
    "two bits": START,
    "another target": state_of("01", "11"),
    "four bits": after(START_OF_FOUR, FlipInput(3)),
    "another size": after(START, ChangeNetwork(3, 5)),
}
each_state = pytest.mark.parametrize("state", STATES.values(), ids=STATES)


def panel(state: State) -> Element:
    return parse(share_panel(state))


class Module:
    """As much of torch.nn as the lines need: named parameters of the shapes that torch gives them, to be loaded."""

    def __init__(self, shapes: dict[str, tuple[int, ...]]) -> None:
        self.shapes = shapes
        self.state: dict[str, np.ndarray[Any, Any]] = {}

    def load_state_dict(self, state: dict[str, np.ndarray[Any, Any]]) -> None:
        assert state.keys() == self.shapes.keys()  # torch is as strict
        for name, tensor in state.items():
            assert tensor.shape == self.shapes[name], name
        self.state = state


def lstm(inputs: int, units: int) -> Module:
    rows = 4 * units
    return Module(
        {"weight_ih_l0": (rows, inputs), "weight_hh_l0": (rows, units), "bias_ih_l0": (rows,), "bias_hh_l0": (rows,)}
    )


def linear(inputs: int, outputs: int) -> Module:
    return Module({"weight": (outputs, inputs), "bias": (outputs,)})


@pytest.fixture
def torch(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    fake = ModuleType("torch")
    vars(fake).update(nn=SimpleNamespace(LSTM=lstm, Linear=linear), tensor=np.array)
    monkeypatch.setitem(sys.modules, "torch", fake)
    return fake


@pytest.mark.parametrize("state", [START, START_OF_FOUR, after(START, SetWeight("f-b-1", 2.0))])
def test_the_lines_load_an_exported_file(
    state: State, torch: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weights.json").write_text(export_weights(state).text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"json": json, "torch": torch}
    exec(snippet(state), names)
    loaded = [*names["lstm"].state.values(), *names["linear"].state.values()]
    np.testing.assert_array_equal(np.concatenate([tensor.ravel() for tensor in loaded]), flatten(state.network))


def test_the_lines_import_what_they_use(torch: ModuleType) -> None:
    """Whoever copies them can run them."""
    tree = ast.parse(snippet(START))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {"json", "torch"} <= imported


@each_state
def test_the_lines_are_on_the_page(state: State) -> None:
    code, *programs = panel(state).iter("code")
    assert text(code) == snippet(state)
    assert len(programs) == 3  # tests/demos/code_card/ looks at them


@each_state
@pytest.mark.parametrize("address", ["https://example.org/a%20b/demo.html", "file:///offline.html?demo={name}"])
@pytest.mark.parametrize("weights", [False, True])
def test_the_link_opens_the_same_state(state: State, weights: bool, address: str) -> None:
    address = address.format(name=state.preset.name)
    state = state._replace(address=address)
    state = after(state, PutWeightsInLink()) if weights else state
    link = one(panel(state), "aria-label", "Link").attrib["value"]
    assert link.startswith(address)
    assert link.count("?") == 1
    query = link.partition("?")[2]
    there = initial_state(state.preset, TABLE if state.preset is TWO_BIT else TABLE_OF_FOUR, query)
    assert there.notice == ""
    assert (there.target, there.test_input, there.units) == (state.target, state.test_input, state.units)
    np.testing.assert_allclose(flatten(there.network), flatten(state.network), rtol=1e-6)


def test_the_checkbox_shows_whether_weights_are_in_the_link() -> None:
    assert "checked" not in one(panel(START), "type", "checkbox").attrib
    assert "checked" in one(panel(after(START, PutWeightsInLink())), "type", "checkbox").attrib


def test_a_link_to_a_file_says_where_it_leads() -> None:
    on_disk, hosted = (
        text(panel(START._replace(address=address))) for address in ("file:///a/offline.html", "https://a.example/")
    )
    assert "on this computer" in on_disk
    assert "on this computer" not in hosted


@pytest.mark.parametrize("address", ["", "?demo=two-bit"])
def test_a_page_without_an_address_offers_settings_and_no_dead_link(address: str) -> None:
    shown = panel(after(START._replace(address=address), PutWeightsInLink()))
    assert "No link leads to this page here" in text(shown)
    assert "This link opens" not in text(shown)
    value = one(shown, "aria-label", "Settings").attrib["value"]
    assert value.startswith(f"{address}&" if address else "?")
    there = initial_state(TWO_BIT, TABLE, value)
    assert there.notice == ""
    np.testing.assert_allclose(flatten(there.network), flatten(START.network), rtol=1e-6)
