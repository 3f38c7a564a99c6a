"""The drawing demo learns by the clock; in these tests the clock goes by what is done, not by how long that takes."""

from collections.abc import Iterator

import pytest

from demos.draw import update

LOOK = 0.0005  # seconds that pass from one look at the clock to the next


class Clock:
    """A clock that goes on only when it is looked at, or told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        self.now += LOOK
        return self.now

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


@pytest.fixture(autouse=True, scope="package")
def clock() -> Iterator[Clock]:
    """The clock of all tests here; none of them asks what time it is, only how much has passed."""
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock()
        patch.setattr(update, "perf_counter", clock)
        yield clock
