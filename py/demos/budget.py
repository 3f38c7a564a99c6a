"""Time budgets of background work. Updates read no clock: a slice of work is given a budget."""

from collections.abc import Callable

type Clock = Callable[[], float]  # seconds


class Budget:
    """An amount of time from now on, by a given clock."""

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
        """A budget from now on, of an equal part of the time: for one of so many tasks in a row."""
        return Budget(self.now, 1000 * (self.end - self.began) / of, self.draws_all)

    def spend[S](self, state: S, step: Callable[[S], S], over: Callable[[S], bool]) -> S:
        """The state after as many steps as there is time for, at least one, unless it is ``over`` before."""
        while not over(state):
            state = step(state)
            if self.spent:
                break
        return state


NO_TIME = Budget(lambda: 0.0, 0)  # for the smallest possible slice of work
