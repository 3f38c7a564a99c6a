"""How a training is played back: in a time that eyes can follow, however many epochs it has."""

from typing import NamedTuple

EPOCHS_A_SECOND = 30
SHORTEST, LONGEST = 3.0, 6.0  # seconds
MOST_AT_ONCE = 0.05  # seconds: what comes late is played more slowly, but nothing of it is passed over


class Playback(NamedTuple):
    """How far a playback has come."""

    played: float = 0.0  # seconds
    looked: float | None = None  # when it was gone on with last, by the clock of those who work; None at the beginning

    def gone_on(self, now: float) -> "Playback":
        """The playback at a later look at the clock; at one that went back, or stood while the page was away, too."""
        passed = 0.0 if self.looked is None else min(max(now - self.looked, 0.0), MOST_AT_ONCE)
        return Playback(self.played + passed, now)

    def epoch(self, epochs: int) -> int:
        """The epoch on show, of so many; the last one once all of it was played."""
        return min(int(epochs * self.played / duration(epochs)), epochs)


def duration(epochs: int) -> float:
    """The seconds that a playback of so many epochs takes."""
    return min(max(epochs / EPOCHS_A_SECOND, SHORTEST), LONGEST)
