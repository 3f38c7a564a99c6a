import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from demos.demo import Demo, Place
from demos.page import all_pages
from demos.pattern.presets import PRESETS
from demos.pattern.pretrained import to_json
from demos.registry import all_demos, find, packages
from tests.demos.support import TABLE

PY = Path(__file__).parents[2] / "py"
PACKAGES = {"pattern": "two-bit", "memory": "memory", "draw": "draw"}  # with a demo of each


def test_every_preset_is_a_demo_under_its_own_name() -> None:
    assert all_demos().keys() == {*PRESETS, "draw", "memory", "own-cell"}
    assert all(preset.name == name for name, preset in PRESETS.items())
    assert all(demo.name == name for name, demo in all_demos().items())


@pytest.mark.parametrize("name", all_demos())
def test_names_can_stand_in_addresses_and_ids(name: str) -> None:
    assert all(word.isalnum() and word.isascii() and word.islower() for word in name.split("-"))


def test_a_demo_is_made_from_the_data_and_the_query() -> None:
    demo = find("pattern", "two-bit")
    state = demo.begin(to_json(TABLE), Place("two-bit", "?target=01&input=00", "two-bit.html"))
    assert (state.target, state.test_input) == ((0, 1), (0, 0))
    assert set(demo.view(state, True)) == {"notice", "teach", "test", "stage", "experiments", "panels", "lesson"}
    assert not state.busy


@pytest.mark.parametrize(
    ("package", "name"),
    [("pattern", "draw"), ("draw", "two-bit"), ("", ""), ("os", "path"), ("pattern.demo", "two-bit"), ("views", "x")],
)
def test_what_is_no_demo_is_not_looked_for(package: str, name: str) -> None:
    with pytest.raises(ValueError, match=r"^there (is no demo|are no demos)"):
        find(package, name)


def test_a_demo_costs_no_import_of_another_one() -> None:
    """A page with only one of them is there the sooner."""
    for package, name in PACKAGES.items():
        code = (
            f"import sys, demos.registry as r; r.find('{package}', '{name}'); "
            f"print(*[one for one in {[*PACKAGES]} if f'demos.{{one}}' in sys.modules])"
        )
        printed = subprocess.check_output([sys.executable, "-P", "-c", code], text=True, env={"PYTHONPATH": str(PY)})
        assert printed.split() == [package]


def test_every_demo_has_its_part_of_the_build_where_it_lies() -> None:
    pages = all_pages()
    assert {page.demo.name: page.demo for page in pages} == all_demos()
    assert {page.package for page in pages} == set(packages())
    for page in pages:
        assert find(page.package, page.demo.name) is page.demo
        assert (page.folder / page.template).is_file()


@pytest.mark.parametrize("demo", all_demos().values(), ids=lambda demo: demo.name)
def test_what_the_page_raises_are_events(demo: Demo[Any]) -> None:
    assert {demo.events.name(kind) for kind in demo.raised.values()} <= set(demo.events)
    assert "notice" in demo.state._fields
