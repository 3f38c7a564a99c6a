"""Time for work that goes on by itself. No update reads a clock: whoever works for a time is given a budget."""

from collections.abc import Callable

type Clock = Callable[[], float]  # seconds


class Budget:
    """So much time, by a clock that is given, from now on."""

    def __init__(self, clock: Clock, milliseconds: float, draws_all: bool = True) -> None:
        """``draws_all`` says whether all of the picture is drawn when the work is done, or only what moves."""
        self.now = clock  # seconds
        self.draws_all = draws_all
        self.began = clock()
        self.end = self.began + max(milliseconds, 0.0) / 1000
