"""Both gradients of our own cells, as the page shows them side by side."""

import numpy as np
import pytest

from demos.own_cell.source import source_of
from own_cell.check import compared
from rnn.cells import NAMES
from tasks.latch import LatchTask

TASK = LatchTask(8)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("units", [1, 4])
def test_by_hand_and_recorded_they_are_the_same(name: str, units: int) -> None:
    found = compared(source_of(name), TASK.shape(units, name), TASK, 3)
    assert all(one.difference < 1e-9 for one in found)
    assert all(np.abs(one.by_hand).max() > 0 for one in found)


def test_a_step_that_is_another_one_shows() -> None:
    text = source_of("lstm").replace("    h = o * tanh_c", "    h = o * c")
    found = compared(text, TASK.shape(1, "lstm"), TASK, 3)
    assert max(one.difference for one in found) > 1e-3
