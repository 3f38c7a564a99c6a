"""A view of each demo, as HTML, compared with a file that a person has looked at; ``--update-golden`` rewrites them.

The networks are frozen (golden/networks.json), so that the HTML changes only when a view does. Mathematical functions
may differ in the last digit from one platform to the next, so data-value is compared to nine decimals.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from demos.cell_view.table import Part
from demos.demo import Place, Regions
from demos.draw.demo import DEMOS as DRAW
from demos.html import join
from demos.memory.demo import DEMOS as MEMORY
from demos.pattern.events import Event, Explain, OpenPanel, OpenUnit
from demos.pattern.presets import FOUR_BIT, TWO_BIT, Preset
from demos.pattern.pretrained import from_json
from demos.pattern.settings import initial_state
from demos.pattern.views import view
from tasks.bits import all_inputs, format_bits
from tests.demos.support import after

FOLDER = Path(__file__).parent / "golden"
NETWORKS: dict[str, Any] = json.loads((FOLDER / "networks.json").read_text("utf-8"))


def pattern(preset: Preset, *events: Event) -> Regions:
    """A pattern demo with its frozen network, which stands for all targets here, after several events."""
    table = {format_bits(target): NETWORKS[preset.name] for target in all_inputs(len(preset.target))}
    return view(after(initial_state(preset, from_json(table, preset)), *events))


def pad() -> Regions:
    demo = DRAW[0]
    return demo.view(demo.begin(NETWORKS[demo.name], Place(demo.name)), True)


def memory() -> Regions:
    demo = MEMORY[0]
    state = demo.begin(NETWORKS[demo.name], Place(demo.name))
    return demo.view(state._replace(part=Part("c", len(state.bits))), True)


VIEWS = {
    TWO_BIT.name: pattern(TWO_BIT, Explain("c", 2)),
    FOUR_BIT.name: pattern(FOUR_BIT, OpenUnit(unit=2, step=3), OpenPanel("maps")),
    DRAW[0].name: pad(),
    MEMORY[0].name: memory(),
}


def canonical(html: str) -> str:
    """One element a line, and the numbers rounded."""

    def rounded(match: re.Match[str]) -> str:
        return f'data-value="{round(float(match[1]), 9) + 0.0}"'  # + 0.0: never "-0.0"

    return re.sub(r'data-value="([^"]*)"', rounded, html).replace("><", ">\n<") + "\n"


@pytest.mark.parametrize("name", VIEWS)
def test_view(name: str, request: pytest.FixtureRequest) -> None:
    view = canonical(join(list(VIEWS[name].values())))
    file = FOLDER / f"{name}.html"
    if request.config.getoption("--update-golden"):
        file.write_text(view, encoding="utf-8")
    assert view == file.read_text(encoding="utf-8"), "if the change is wanted, run pytest with --update-golden"


def test_no_picture_is_left_over() -> None:
    assert {file.stem for file in FOLDER.glob("*.html")} == set(VIEWS)


def test_rounding_forgives_the_last_digit_only() -> None:
    assert canonical('<a data-value="0.3">') == canonical('<a data-value="0.30000000000000004">')
    assert canonical('<a data-value="-1e-17">') == canonical('<a data-value="0.0">')
    assert canonical('<a data-value="0.3">') != canonical('<a data-value="0.30000001">')
