"""Be the gates: the reader opens and shuts the gates of one unit, step by step, on a marked sequence.

    c = f c_prev + i g,   h = o tanh(c),   f, i and o either 0 or 1

The candidate is the bit as the cell would have it: g = +1 for a 1, -1 for a 0. The answer is read from the last h.
"""

from math import tanh
from typing import NamedTuple

import numpy as np

from demos.memory import events as e
from tasks.bits import Bits
from tasks.latch import answer

GATES = ("f", "i", "o")  # in the order in which they act
STEPS = 6
CHANCE = 0.35  # of a mark
MOST_MARKS = 3
FIRST: tuple[Bits, Bits] = ((1, 0, 1, 0, 0, 1), (1, 0, 0, 1, 0, 0))  # bits and marks: overwritten once

type GateEvent = e.SetGate | e.TakeStep | e.UndoStep | e.PlayAgain | e.PlayAnother


class Gates(NamedTuple):
    """As they stand in a step, each 0 or 1."""

    f: int
    i: int
    o: int


class GateSetting(NamedTuple):
    """The gates as the reader has set them so far; None for what is not set yet."""

    f: int | None = None
    i: int | None = None
    o: int | None = None

    @property
    def gates(self) -> Gates | None:
        """All of them; None while one is missing."""
        f, i, o = self
        return None if f is None or i is None or o is None else Gates(f, i, o)


class StepOutcome(NamedTuple):
    """What a step came to."""

    c_prev: float
    g: float
    c: float
    h: float


class Gatekeeper(NamedTuple):
    """The reader in the place of the gates, somewhere on a sequence."""

    bits: Bits = FIRST[0]
    marks: Bits = FIRST[1]
    drawn: int = 0  # how many other sequences were asked for
    taken: tuple[Gates, ...] = ()  # as they stood in the steps that are over
    setting: GateSetting = GateSetting()  # stays as it is from step to step, until a gate is moved

    @property
    def over(self) -> bool:
        """Whether every step was taken."""
        return len(self.taken) == len(self.bits)

    @property
    def step(self) -> int:
        """The step that is to be taken, from 1; after the last one, the last."""
        return min(len(self.taken) + 1, len(self.bits))

    @property
    def ready(self) -> bool:
        """Whether the next step can be taken."""
        return not self.over and self.setting.gates is not None

    @property
    def outcomes(self) -> list[StepOutcome]:
        """What each step that was taken came to."""
        found: list[StepOutcome] = []
        for gates, bit in zip(self.taken, self.bits, strict=False):
            found.append(outcome(gates, found[-1].c if found else 0.0, bit))
        return found

    @property
    def wanted(self) -> int:
        """The last marked bit."""
        return answer(self.bits, self.marks)


def candidate(bit: int) -> float:
    """g, for a bit."""
    return 1.0 if bit else -1.0


def outcome(gates: Gates, c_prev: float, bit: int) -> StepOutcome:
    """One step."""
    g = candidate(bit)
    c = gates.f * c_prev + gates.i * g
    return StepOutcome(c_prev, g, c, gates.o * tanh(c))


def answer_in(h: float) -> int | None:
    """The answer that can be read from h: none where it is 0."""
    return None if h == 0 else 1 if h > 0 else 0


def changed(play: Gatekeeper, event: GateEvent) -> Gatekeeper:
    """What comes of an event.

    Raises:
        ValueError: there is no such gate or value, or it cannot be done now.
    """
    match event:
        case e.SetGate(gate, value):
            if gate not in GATES or value not in (0, 1):
                raise ValueError(f"{gate[:20]} cannot be set to {value}")
            if play.over:
                raise ValueError("every step was taken; play again, or another sequence")
            return play._replace(setting=play.setting._replace(**{gate: value}))
        case e.TakeStep():
            gates = play.setting.gates
            if play.over or gates is None:
                raise ValueError("every step was taken" if play.over else "set all three gates first")
            return play._replace(taken=(*play.taken, gates))
        case e.UndoStep():
            if not play.taken:
                return play
            return play._replace(taken=play.taken[:-1], setting=GateSetting(*play.taken[-1]))
        case e.PlayAgain():
            return Gatekeeper(play.bits, play.marks, play.drawn)
        case e.PlayAnother():
            return _another(play)


def _another(play: Gatekeeper) -> Gatekeeper:
    """The next sequence; the n-th one is always the same. Its first step need not be marked, its last one is not."""
    rng = np.random.default_rng((STEPS, play.drawn))
    while True:
        bits, marks = rng.integers(0, 2, STEPS).tolist(), (rng.random(STEPS) < CHANCE).astype(int).tolist()
        if 1 <= sum(marks) <= MOST_MARKS and not marks[-1] and (tuple(bits), tuple(marks)) != (play.bits, play.marks):
            return Gatekeeper(tuple(bits), tuple(marks), play.drawn + 1)
