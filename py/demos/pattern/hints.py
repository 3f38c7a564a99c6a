"""Hints for building a network of one unit for two bits by hand: what is to be set next, and why.

Each is worked out from the network as it is. It names the first goal that is missed (goals.py), and of the gate's
weights that are not as planned the one that helps most there. So no weight of a gate is asked for twice, and after at
most twelve hints all goals are met. Then h tells the target from the other inputs, and the readout takes two hints
more.
"""

from typing import NamedTuple

import numpy as np

from demos.cell_view.activations import Activations, read
from demos.numbers import fixed
from demos.pattern.cell import ANSWER, QUANTITIES, TABLE
from demos.pattern.edits import WeightName, get_weight, set_weight
from demos.pattern.goals import GAP, LOUD, Goal, goals, plan
from demos.wording import signed
from rnn.network import Network, checksum
from tasks.bits import Bits, all_inputs, encode, format_bits, is_yes

HELD = (
    "A gate is held, whatever its weights are. Let it go first: by Let go among the experiments, or by free in Change "
    "weights."
)
SOURCES = {"x": "weight for the bit", "h1": "weight for the old h", "b": "bias"}


class Hint(NamedTuple):
    """What was said to a reader who asked."""

    words: str
    target: Bits  # that it is about
    asked: int  # checksum of the network that it is about
    weight: WeightName | None = None  # to be set; None where there is nothing to set
    value: float = 0.0  # to which
    rest: int = 0  # checksum of the network without this weight

    def stands(self, network: Network, target: Bits) -> bool:
        """Whether nothing has changed since but the weight that it names."""
        if self.target != target:
            return False
        return self.asked == checksum(network) if self.weight is None else self.rest == _without(network, self.weight)


def on_all_inputs(network: Network) -> Activations:
    """What the network makes of the four inputs."""
    return read(TABLE, network, encode(all_inputs(2)), 0)


def right_answers(answers: list[float], target: Bits) -> list[bool]:
    """Whether each of the four inputs, in counting order, is answered rightly."""
    return [is_yes(p) == (bits == target) for bits, p in zip(all_inputs(2), answers, strict=True)]


def next_hint(network: Network, target: Bits, is_held: bool = False) -> Hint:
    """The next thing to do on the way to a truth table that is met.

    Args:
        is_held: whether a gate is held, so that its weights change nothing.
    """
    seen = on_all_inputs(network)
    if all(right_answers(seen.values(ANSWER, 2), target)):
        return Hint("The truth table is met: nothing is left to do.", target, checksum(network))
    if is_held:
        return Hint(HELD, target, checksum(network))
    patterns = all_inputs(2)
    place = patterns.index(target)
    h = seen.array("h", 2)
    others = np.delete(h, place)
    above, below = float(h[place] - others.max()), float(others.min() - h[place])
    if max(above, below) >= GAP:
        side, nearest = (1, float(others.max())) if above > below else (-1, float(others.min()))
        return _of_readout(network, target, float(h[place]), nearest, side)
    goal = next(
        goal
        for goal in goals(target)
        if not goal.is_met(float(seen.array(goal.gate, goal.step)[patterns.index(goal.bits)]))
    )
    return _of_gate(network, target, seen, goal)


def _of_gate(network: Network, target: Bits, seen: Activations, goal: Goal) -> Hint:
    """Of the gate's weights that are not as planned, the one that brings the gate nearest to its goal."""
    planned = {source: plan(target).get((goal.gate, source), 0.0) for source in SOURCES}
    index = all_inputs(2).index(goal.bits)

    def at_goal(activations: Activations, name: str) -> float:
        return float(activations.array(name, goal.step)[index])

    def gain(source: str) -> float:
        moved = on_all_inputs(set_weight(network, WeightName(goal.gate, source, 1), planned[source]))
        return goal.sign * (at_goal(moved, f"a_{goal.gate}") - at_goal(seen, f"a_{goal.gate}"))

    off = [source for source in SOURCES if get_weight(network, WeightName(goal.gate, source, 1)) != planned[source]]
    source = max(off, key=gain)
    counts = {
        "x": f"a {goal.bits[goal.step - 1]} goes in as {signed(at_goal(seen, 'x')).removesuffix('.00')}",
        "h1": f"the old h is {signed(at_goal(seen, 'h_prev'))} there",
        "b": "the bias counts whatever is read",
    }
    value = at_goal(seen, goal.gate)
    shown = signed(value) if goal.gate == "g" else fixed(value)
    where = f"For {format_bits(goal.bits)} the {QUANTITIES[goal.gate].noun} {goal.gate} is {shown} at step {goal.step}"
    weight = WeightName(goal.gate, source, 1)
    # It may take two weights, since what h brings back can outweigh the first.
    does = f", so this {'raises' if goal.sign > 0 else 'lowers'} it" if gain(source) > 0 else ""
    words = f"{where}: {goal.words}. {_move(network, weight, planned[source])}: {counts[source]}{does}."
    return _hint(network, target, weight, planned[source], words)


def _of_readout(network: Network, target: Bits, h: float, nearest: float, side: int) -> Hint:
    """First a weight that makes enough of the gap, then a bias that puts 0 into it."""
    name, weight, bias = format_bits(target), WeightName(ANSWER, "h1", 1), WeightName(ANSWER, "b", 1)
    w = get_weight(network, weight)
    least, made = "at most" if side > 0 else "at least", w * (h - nearest)
    if made < 2:
        words = f"h is {signed(h)} for {name} and {least} {signed(nearest)} for the others, so it tells them apart. "
        move = _move(network, weight, side * LOUD)
        words += f"{move}: now this moves the sum of the answer by {signed(made)}, too little."
        return _hint(network, target, weight, side * LOUD, words)
    to = round(-w * (h + nearest) / 2, 1)
    words = f"To the sum of the answer h adds {signed(w * h)} for {name} and at most {signed(w * nearest)} for the "
    words += "others. "
    words += f"{_move(network, bias, to)}: then the sum is above 0, and the answer above 0.5, for {name} alone."
    return _hint(network, target, bias, to, words)


def label_of(name: WeightName) -> str:
    """What a weight weighs, within its gate."""
    return "weight for h" if (name.gate, name.source) == (ANSWER, "h1") else SOURCES[name.source]


def _move(network: Network, name: WeightName, to: float) -> str:
    now = get_weight(network, name)
    whose = "the readout's" if name.gate == ANSWER else "its"
    return f"{'Raise' if to > now else 'Lower'} {whose} {label_of(name)} from {fixed(now)} to {fixed(to)}"


def _hint(network: Network, target: Bits, weight: WeightName, to: float, words: str) -> Hint:
    return Hint(words, target, checksum(network), weight, to, _without(network, weight))


def _without(network: Network, weight: WeightName) -> int:
    return checksum(set_weight(network, weight, 0.0))
