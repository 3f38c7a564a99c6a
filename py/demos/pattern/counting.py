"""Units that only count steps: their c goes the same way whatever is read. Said from the numbers of the network."""

from typing import NamedTuple

import numpy as np

from demos.numbers import fixed
from demos.wording import listed
from rnn.network import ForwardPass

ALIKE = 1 / 6  # of the way that c goes: where inputs move it by less, it goes the same way for all of them
HARDLY = 0.1  # where c differs by less, it hardly differs: from input to input, or from step to step


class Way(NamedTuple):
    """The way of a unit's c through the steps, over all inputs."""

    unit: int  # from 1
    end: float  # halfway between the lowest and the highest c after the last step
    moved: float  # how far inputs move it, in the step in which they move it farthest
    one_way: bool  # in every step it is farther from 0 than in the step before, whatever was read in either

    @property
    def counts(self) -> bool:
        """Whether c says how many steps were read, and next to nothing of what was read."""
        return self.one_way and self.moved < ALIKE * abs(self.end)

    @property
    def hardly(self) -> bool:
        """Whether c says next to nothing of what was read, and does not count either."""
        return not self.counts and self.moved < HARDLY


def ways(forward_pass: ForwardPass) -> list[Way]:
    """Those of all units, from what an LSTM made of all inputs."""
    c = np.stack([trace.c for trace in forward_pass.traces])  # (T, B, H)
    low, high = c.min(axis=1), c.max(axis=1)  # (T, H)
    end = (low[-1] + high[-1]) / 2
    near, far = np.where(end > 0, (low, high), (-high, -low))  # from 0 outwards
    before = np.concatenate([np.zeros_like(far[:1]), far[:-1]])
    moved, one_way = (high - low).max(axis=0), (near > before + HARDLY).all(axis=0)
    found = zip(end.tolist(), moved.tolist(), one_way.tolist(), strict=True)
    return [Way(unit, *way) for unit, way in enumerate(found, start=1)]


def counting_words(forward_pass: ForwardPass) -> str:
    """Which units only count steps; where none does, what is so instead."""
    found, steps = ways(forward_pass), len(forward_pass.traces)
    alone = len(found) == 1
    sentences = []
    if counting := [way for way in found if way.counts]:
        one = len(counting) == 1
        sentences.append(
            f"{_units(counting, alone)} only count{'s' if one else ''} steps: whatever is read, "
            f"{'its' if one else 'their'} c goes to about {listed([fixed(w.end, signed=True) for w in counting])} in "
            f"{steps} steps, farther from 0 with each. Inputs move it by {listed([fixed(w.moved) for w in counting])} "
            f"at most, less than a sixth of that way."
        )
    if hardly := [way for way in found if way.hardly]:
        sentences.append(
            f"{_units(hardly, alone)} {'says' if len(hardly) == 1 else 'say'} next to nothing in c: inputs move it by "
            f"{listed([fixed(w.moved) for w in hardly])} at most, and it does not count steps either."
        )
    if sentences:
        return " ".join(sentences)
    if alone:
        return f"The unit does not only count steps: inputs move its c by up to {fixed(found[0].moved)}."
    least = min(found, key=lambda way: way.moved)
    return (
        f"No unit only counts steps: inputs move the c of every unit, that of unit {least.unit} least, by up to "
        f"{fixed(least.moved)}."
    )


def _units(chosen: list[Way], alone: bool) -> str:
    if alone:
        return "The unit"
    return f"Unit{'s' if len(chosen) > 1 else ''} {listed([str(way.unit) for way in chosen])}"
