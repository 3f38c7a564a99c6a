"""How one unit can tell two bits: a plan for its weights by hand, and what each gate has to do for it.

A plan says for every weight of a gate a value at which the gate does its job; a goal says where a gate has to be open
or shut. With all weights as planned all goals are met, and with all goals met h tells the target from the other inputs.
"""

from typing import NamedTuple

from demos.numbers import MINUS
from tasks.bits import Bits, all_inputs

OPEN, SHUT, FULL = 0.9, 0.1, 0.8  # a gate from here on is open, or shut; a candidate beyond is near +1 or -1
# So h is 0.45 or more for the target and 0.20 or less for all others; with bits that are alike, 0.79 and 0.28.
GAP = 0.25
STRONG, STEADY, CLEAR, LOUD = 4.0, 4.0, 2.0, 10.0  # planned: a weight of a gate, a bias, one of g, the readout's


class Goal(NamedTuple):
    """How a gate shall stand for an input at a step."""

    gate: str
    bits: Bits
    step: int
    sign: int  # +1: at least ``bound``; -1: at most
    bound: float
    words: str

    def is_met(self, value: float) -> bool:
        """Whether this value of the gate meets the goal."""
        return self.sign * (value - self.bound) >= 0


def goals(target: Bits) -> list[Goal]:
    """All of them, in the order in which they are told: each may rely on those before."""
    return _goals_of_alike(target) if target[0] == target[1] else _goals_of_unlike(target)


def plan(target: Bits) -> dict[tuple[str, str], float]:
    """The planned value of each weight of a gate, by the gate and its source; those left out are 0."""
    first, last = (1 if bit else -1 for bit in target)
    writes = {("i", "b"): STEADY} if first == last else {("i", "x"): first * STRONG}
    return {**writes, ("g", "x"): first * CLEAR, ("f", "b"): STEADY, ("o", "x"): last * STRONG}


def _goals_of_unlike(target: Bits) -> list[Goal]:
    """Write only a first bit that fits, keep it, and show it only if the second fits, too."""
    first, last = target
    other = (1 - first, last)
    to_write = "bit 1 fits, so it should be near 1 and let the candidate in"
    to_raise = "bit 1 fits, so it should be near +1 and raise c"
    not_first = "bit 1 does not fit, so it should be near 0 and let nothing in"
    no_more = "bit 1 is in c by now, so it should be near 0 and leave c alone"
    not_last = "only bit 1 is to be written, so it should be near 0 and let nothing in"
    to_hide = "bit 2 does not fit, so it should be near 0 and hide c"
    return [
        Goal("i", target, 1, 1, OPEN, to_write),
        Goal("g", target, 1, 1, FULL, to_raise),
        Goal("i", other, 1, -1, SHUT, not_first),
        Goal("i", target, 2, -1, SHUT, no_more),
        Goal("i", other, 2, -1, SHUT, not_last),
        Goal("f", target, 2, 1, OPEN, "c tells that bit 1 fits, so it should be near 1 and keep c"),
        Goal("o", target, 2, 1, OPEN, "bit 2 fits, so it should be near 1 and show c"),
        *[Goal("o", (bit, 1 - last), 2, -1, SHUT, to_hide) for bit in (first, 1 - first)],
    ]


def _goals_of_alike(target: Bits) -> list[Goal]:
    """Count the bits that fit: c goes up with each, down with every other, and is highest if both fit."""
    places = [(target, 1), ((1 - target[0], target[1]), 1), *[(bits, 2) for bits in all_inputs(2)]]
    found = [
        Goal("i", bits, step, 1, OPEN, "every bit counts, so it should be near 1 and let the candidate in")
        for bits, step in places
    ]
    for bits, step in places:
        fits = bits[step - 1] == target[0]
        words = "fits, so it should be near +1 and raise c"
        words = words if fits else f"does not fit, so it should be near {MINUS}1 and lower c"
        found.append(Goal("g", bits, step, 1 if fits else -1, FULL if fits else -FULL, f"bit {step} {words}"))
    kept = "c tells whether bit 1 fits, so it should be near 1 and keep c"
    found += [Goal("f", bits, 2, 1, OPEN, kept) for bits in all_inputs(2)]
    return [*found, Goal("o", target, 2, 1, OPEN, "both bits fit, so it should be near 1 and show c")]
