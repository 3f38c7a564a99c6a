"""A clock for tests: it goes by what is done, not by how long that takes."""

LOOK = 0.0005  # seconds


class Clock:
    """A clock that goes on only when it is looked at, or told to."""

    def __init__(self, now: float = 1000.0, look: float = LOOK) -> None:
        """``look`` is how many seconds pass from one look at it to the next."""
        self.now, self.look = now, look

    def __call__(self) -> float:
        self.now += self.look
        return self.now

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
