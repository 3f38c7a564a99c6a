"""The drawing demo learns by the clock; in these tests the clock goes by what is done, not by how long that takes."""

import pytest

from tests.clock import Clock
from tests.demos.draw.drawing import CLOCK


@pytest.fixture
def clock() -> Clock:
    """The clock of all tests here; none of them asks what time it is, only how much has passed."""
    return CLOCK
