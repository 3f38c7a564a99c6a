"""Every count of parameters on a page is the same count: that of the file that is exported."""

import json
import re

import pytest

from demos.pattern.events import ChangeNetwork, OpenPanel
from demos.pattern.views import view
from demos.pattern.weights_file import export_weights
from tests.demos.support import START_OF_FOUR, after


def leaves(value: object) -> int:
    """The numbers in nested lists."""
    return sum(map(leaves, value)) if isinstance(value, list) else 1


@pytest.mark.parametrize("units", [1, 2, 4, 16])
@pytest.mark.parametrize("panel", ["weights", "network"])
def test_panels_tell_as_many_as_are_exported(units: int, panel: str) -> None:
    state = after(START_OF_FOUR, ChangeNetwork(units, 4), OpenPanel(panel))
    file = json.loads(export_weights(state).text)
    of_cell, of_readout = (sum(leaves(tensor) for tensor in file[part].values()) for part in ("lstm", "linear"))
    found = re.search(r"([\d,]+) parameters in the cell, ([\d,]+) with the readout", view(state)["panels"])
    assert found
    assert [int(number.replace(",", "")) for number in found.groups()] == [of_cell, of_cell + of_readout]
    assert of_cell == 4 * (units + units**2 + 2 * units)  # as PyTorch counts: two biases a gate
