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

    @property
    def spent(self) -> bool:
        """Whether the time is over."""
        return self.now() >= self.end

    def share(self, of: int) -> "Budget":
        """One of so many who work one after the other: its part of the time, from now on."""
        return Budget(self.now, 1000 * (self.end - self.began) / of)

    def spend[S](self, state: S, step: Callable[[S], S], over: Callable[[S], bool]) -> S:
        """The state after as many steps as there is time for, at least one, unless it is ``over`` before."""
        while not over(state):
            state = step(state)
            if self.spent:
                break
        return state


NO_TIME = Budget(lambda: 0.0, 0)  # for the least that can be done
