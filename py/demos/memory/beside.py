"""The gates that the reader set, beside those of the network on show: numbers, and what they come to in words."""

from typing import NamedTuple

import numpy as np

from demos.memory.gatekeeper import GATES, Gatekeeper, answer_in, candidate
from demos.memory.table import TABLE
from demos.numbers import fixed, probability
from demos.wording import listed
from rnn.network import Network, forward, predictions
from tasks.bits import is_yes
from tasks.latch import encode

THIRD = 1 / 3  # below it a gate counts as near 0, above 1 minus it as near 1; a candidate or c below it as near 0
SAME, OPPOSITE, BETWEEN = "the same", "the opposite", "in between"
SHOWN = ("f", "i", "g", "o", "c", "h")  # of the network


class Beside(NamedTuple):
    """What the network does with the sequence."""

    values: dict[str, list[float]]  # of one unit, by quantity, step by step
    p: float  # that the answer is 1
    units: int
    unit: int  # whose values these are
    weight: float  # of that unit's h in the readout

    @property
    def answer(self) -> int:
        """What it says."""
        return int(is_yes(self.p))


def beside(play: Gatekeeper, network: Network, unit: int) -> Beside:
    """Have the network read the reader's sequence."""
    forward_pass = forward(network, encode(play.bits, play.marks))
    values = {name: [float(getattr(trace, name)[0, unit - 1]) for trace in forward_pass.traces] for name in SHOWN}
    p = float(predictions(network, forward_pass)[-1, 0, 0])
    return Beside(values, p, network.shape.units, unit, float(np.asarray(network.head.weight)[0, unit - 1]))


def place_of(value: float) -> str:
    """In which third of its range a gate is: "near 0", "in between" or "near 1"."""
    return "near 0" if value < THIRD else "near 1" if value > 1 - THIRD else "in between"


def how_beside(mine: int, value: float) -> str:
    """Whether a gate of the network does what the reader did."""
    place = place_of(value)
    if place == "in between":
        return BETWEEN
    return SAME if place == f"near {mine}" else OPPOSITE


def compared(play: Gatekeeper, network: Beside) -> dict[str, dict[str, list[int]]]:
    """By gate, and by how it compares: in which steps. Not f in the first step, where c has nothing in it yet."""
    found: dict[str, dict[str, list[int]]] = {gate: {SAME: [], OPPOSITE: [], BETWEEN: []} for gate in GATES}
    for step, gates in enumerate(play.taken, start=1):
        for gate in GATES:
            if (gate, step) != ("f", 1):
                found[gate][how_beside(getattr(gates, gate), network.values[gate][step - 1])].append(step)
    return found


# --- In words ---

_AS = {SAME: "as yours ", OPPOSITE: "", BETWEEN: ""}


def asked(play: Gatekeeper) -> str:
    """What the next step brings."""
    step = play.step
    marked = "marked" if play.marks[step - 1] else "not marked"
    sentence = f"Step {step} of {len(play.bits)}: the bit is {play.bits[step - 1]}, {marked}."
    if not any(play.marks[:step]):
        sentence += " No step has been marked yet, so there is nothing to remember yet."
    return sentence


def verdict(play: Gatekeeper) -> str:
    """What the reader's last h says, whether that is right, and if not, how it came about."""
    last, wanted = play.outcomes[-1], play.wanted
    said = answer_in(last.h)
    if said is not None:
        right = said == wanted
        sentence = (
            f"Your answer, read from h = {fixed(last.h, signed=True)}, is {said}: {'right' if right else 'wrong'}, "
        )
        sentence += f"the last marked bit is {wanted}."
        return sentence if right else f"{sentence} {_cause(play)}"
    why = "c is 0" if last.c == 0 else f"c is {fixed(last.c, signed=True)}, but o is 0 and hides it"
    sentence = (
        f"Your h is 0 after the last step, so there is no answer to read: {why}. The last marked bit is {wanted}."
    )
    return f"{sentence} {_cause(play)}" if last.c == 0 else sentence


def _cause(play: Gatekeeper) -> str:
    """What was done in the step from which on c has not had the sign of the last marked bit any more."""
    mark = max(step for step, marked in enumerate(play.marks, start=1) if marked)
    sign = candidate(play.wanted)
    good = [step for step, made in enumerate(play.outcomes, start=1) if step >= mark and made.c * sign > 0]
    step = max(good, default=mark - 1) + 1
    gates = play.taken[step - 1]
    if step > mark:
        return f"In step {step}, which is not marked, you {'wrote the other bit' if gates.i else 'forgot'}."
    if not gates.i:
        return f"In step {step}, the last marked one, you did not write."
    return f"In step {step}, the last marked one, you kept the other bit while you wrote."


def network_verdict(play: Gatekeeper, network: Beside, learned: bool) -> str:
    """What the network says, and whether that is right."""
    who = "The network" if learned else "The network, which has not learned anything yet,"
    right = network.answer == play.wanted
    sentence = f"{who} answers {network.answer} (p = {probability(network.p)}): {'right' if right else 'wrong'}."
    return sentence if right else f"{sentence} So on this sequence it is no model for you."


def differences(play: Gatekeeper, network: Beside) -> list[str]:
    """Gate by gate, where the network does as the reader did, and where not."""
    sentences = []
    for gate, found in compared(play, network).items():
        parts = [f"{how} {_AS[how]}in {_steps(steps)}" for how, steps in found.items() if steps]
        sentences.append(f"{TABLE.quantities[gate].noun} {gate}: {'; '.join(parts)}.".capitalize())
    return sentences


def remarks(play: Gatekeeper, network: Beside) -> list[str]:
    """What follows from the differences, and where they come to nothing."""
    found, values = compared(play, network), network.values
    sentences = []
    same = sum(len(of_gate[SAME]) for of_gate in found.values())
    places = sum(len(steps) for of_gate in found.values() for steps in of_gate.values())
    mine, right = answer_in(play.outcomes[-1].h), network.answer == play.wanted
    if same == places:
        sentences.append(f"Its gates did what yours did, in all {places} places.")
    else:
        sentences.append(f"Of {places} places its gates did what yours did in {same}.")
        matters = [gate for gate in ("f", "i") if len(found[gate][SAME]) < sum(map(len, found[gate].values()))]
        if right and mine == play.wanted and (matters or len(play.bits) not in found["o"][SAME]):
            sentences.append("Both are right, by different ways.")
    idle = [step for step in found["i"][OPPOSITE] if not play.taken[step - 1].i and abs(values["g"][step - 1]) < THIRD]
    if idle:
        sentences.append(
            f"In {_steps(idle)} its input gate is open where yours was shut, but its candidate is near 0 there "
            f"({listed([f'g = {fixed(values["g"][step - 1], signed=True)}' for step in idle])}), so it writes little."
        )
    empty = [step for step in found["f"][OPPOSITE] if abs(values["c"][step - 2]) < THIRD]
    if empty:
        sentences.append(
            f"In {_steps(empty)} its c was near 0 before, so that it matters little what its forget gate does."
        )
    if any(found["o"][how] and found["o"][how][0] < len(play.bits) for how in (OPPOSITE, BETWEEN)):
        sentences.append(
            "What you showed before the last step changed nothing; in the network h also goes into its gates."
        )
    if network.units > 1:
        sentences.append(f"This is unit {network.unit} of {network.units}; its answer is read from all of them.")
    elif right and (values["h"][-1] > 0) != bool(play.wanted):
        sentences.append(
            f"It remembers the other way round: its h is {fixed(values['h'][-1], signed=True)} for a {play.wanted}, "
            + ("and its readout turns the sign." if network.weight < 0 else "and the readout's bias decides.")
        )
    return sentences


def _steps(steps: list[int]) -> str:
    """E.g. "step 3", "steps 1 and 4", "steps 1 and 3 to 6"."""
    if len(steps) == 1:
        return f"step {steps[0]}"
    runs: list[list[int]] = []
    for step in steps:
        if runs and step == runs[-1][-1] + 1:
            runs[-1].append(step)
        else:
            runs.append([step])
    ranges = []
    for run in runs:
        ranges += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(step) for step in run]
    return f"steps {listed(ranges)}"
