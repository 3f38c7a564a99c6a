"""Hints for building a network by hand: followed word for word, they lead to a truth table that is met.

The network that the reader's sliders make is kept here as a state dict and read by the oracle; of a hint only its words
are used.
"""

import re
from copy import deepcopy
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest

from demos.pattern.goals import Goal, goals, plan
from demos.pattern.hints import Hint, next_hint
from rnn.network import Network, flatten, initialise, unflatten
from rnn.state_dict import to_state_dicts
from tasks.bits import Bits, all_inputs, network_shape
from tests.oracle.plain import Quantities, read_bits

SHAPE = network_shape(1)
MOST = 14  # three weights of four gates, and two of the readout
GATE_ROWS = "ifgo"
NOUNS = {"f": "forget gate", "i": "input gate", "g": "candidate", "o": "output gate"}
MOVE = re.compile(r"(Raise|Lower) (its|the readout's) (weight for the bit|weight for the old h|weight for h|bias) ")
MET = "The truth table is met: nothing is left to do."


def number(text: str) -> float:
    return float(text.replace("\N{MINUS SIGN}", "-"))


def random_numbers(seed: int) -> Any:
    """As a seed of a training gives them, larger, and anywhere on the sliders."""
    rng = np.random.default_rng(seed)
    kinds = (initialise(rng, SHAPE), rng.normal(0, 3, SHAPE.size), rng.uniform(-10, 10, SHAPE.size))
    return kinds[seed % 3]


NETWORKS = {"zero": np.zeros(SHAPE.size), **{f"random {seed}": random_numbers(seed) for seed in range(50)}}
each_network = pytest.mark.parametrize("name", NETWORKS)
each_target = pytest.mark.parametrize("target", all_inputs(2), ids=str)


def dict_of(numbers: Any) -> dict[str, Any]:
    return deepcopy(to_state_dicts(unflatten(np.array(numbers), SHAPE)))


def network_of(weights: dict[str, Any]) -> Network:
    lstm, linear = weights["lstm"], weights["linear"]
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    parts = [*(np.ravel(lstm[name]) for name in names), np.ravel(linear["weight"]), np.ravel(linear["bias"])]
    return unflatten(np.concatenate(parts), SHAPE)


def answers(weights: dict[str, Any]) -> dict[Bits, float]:
    return {bits: read_bits(weights, bits)[-1]["p"][0] for bits in product((0, 1), repeat=2)}


def is_met(weights: dict[str, Any], target: Bits) -> bool:
    return all((p > 0.5) == (bits == target) for bits, p in answers(weights).items())


class ParsedHint:
    """A hint as a reader understands it: by its words alone."""

    def __init__(self, hint: Hint) -> None:
        self.words = hint.words
        move = MOVE.search(hint.words)
        assert move, hint.words
        self.way, whose, self.label = move.groups()
        values = re.match(r"from (\S+) to (\S+):", hint.words[move.end() :])
        assert values, hint.words
        self.now, self.to = map(number, values.groups())
        where = re.match(r"For (\d\d) the ([a-z ]+) ([figo]) is (\S+) at step ([12]): ", hint.words)
        assert (where is None) == (whose == "the readout's")
        self.gate = ""
        if where:
            bits, noun, self.gate, value, step = where.groups()
            assert noun == NOUNS[self.gate]
            self.bits, self.value, self.step = tuple(map(int, bits)), number(value), int(step)

    def weight(self, weights: dict[str, Any]) -> float:
        """What the weight is."""
        lstm, linear, row = weights["lstm"], weights["linear"], GATE_ROWS.find(self.gate or "-")
        if not self.gate:
            return float(linear["bias"][0] if self.label == "bias" else linear["weight"][0][0])
        if self.label == "bias":
            return float(lstm["bias_ih_l0"][row] + lstm["bias_hh_l0"][row])
        return float(lstm["weight_ih_l0" if self.label == "weight for the bit" else "weight_hh_l0"][row][0])

    def followed(self, weights: dict[str, Any]) -> dict[str, Any]:
        """The weights with the one that it names set as it says."""
        after = deepcopy(weights)
        lstm, linear, row = after["lstm"], after["linear"], GATE_ROWS.find(self.gate or "-")
        if not self.gate and self.label == "bias":
            linear["bias"][0] = self.to
        elif not self.gate:
            linear["weight"][0][0] = self.to
        elif self.label == "bias":
            lstm["bias_ih_l0"][row], lstm["bias_hh_l0"][row] = self.to, 0.0
        else:
            lstm["weight_ih_l0" if self.label == "weight for the bit" else "weight_hh_l0"][row][0] = self.to
        return after


@cache
def walk(name: str, target: Bits) -> list[tuple[ParsedHint, dict[str, Any]]]:
    """All hints, and the weights about which each was given; ends where the table is said to be met."""
    weights = dict_of(NETWORKS[name])
    walked: list[tuple[ParsedHint, dict[str, Any]]] = []
    while len(walked) <= MOST:
        hint = next_hint(network_of(weights), target)
        assert (hint.words == MET) == (hint.weight is None) == is_met(weights, target)
        if hint.words == MET:
            return walked
        walked.append((ParsedHint(hint), weights))
        weights = walked[-1][0].followed(weights)
    raise AssertionError(f"not met after {MOST} hints")


# --- They lead there ---


@each_target
@each_network
def test_hints_followed_word_for_word_meet_the_truth_table(name: str, target: Bits) -> None:
    walked = walk(name, target)
    named = [(one.gate, one.label) for one, _ in walked]
    assert len(named) == len(set(named))  # none is asked for twice


@each_target
def test_from_zero_it_takes_five_or_six(target: Bits) -> None:
    assert len(walk("zero", target)) == (5 if target[0] == target[1] else 6)


@each_target
def test_sliders_can_be_put_where_hints_want_them(target: Bits) -> None:
    for name in NETWORKS:
        for parsed, _ in walk(name, target):
            assert abs(parsed.to) <= 10
            assert parsed.to * 10 == pytest.approx(round(parsed.to * 10))


@each_target
def test_who_follows_a_hint_only_about_gets_there_too(target: Bits) -> None:
    """Each slider is left off by up to half of what a hint counts as done; later hints may correct that."""
    rng = np.random.default_rng(7)
    for numbers in NETWORKS.values():
        weights, count = dict_of(numbers), 0
        while not is_met(weights, target):
            parsed = ParsedHint(next_hint(network_of(weights), target))
            parsed.to += rng.uniform(-0.12, 0.12)
            weights, count = parsed.followed(weights), count + 1
            assert count <= 2 * MOST


# --- They are true ---


def runs(weights: dict[str, Any]) -> dict[Bits, list[Quantities]]:
    return {bits: read_bits(weights, bits) for bits in product((0, 1), repeat=2)}


@each_target
@each_network
def test_what_a_hint_says_of_a_gate_is_so(name: str, target: Bits) -> None:
    for parsed, weights in walk(name, target):
        assert parsed.now == pytest.approx(parsed.weight(weights), abs=0.005001)
        assert (parsed.way == "Raise") == (parsed.to > parsed.weight(weights))
        if not parsed.gate:
            continue
        before, after = runs(weights), runs(parsed.followed(weights))
        q = before[parsed.bits][parsed.step - 1]
        assert parsed.value == pytest.approx(q[parsed.gate][0], abs=0.005001)
        wants_more = re.search(r"near (\S+)[ ,]", parsed.words)
        assert wants_more
        wanted = number(wants_more[1])
        assert abs(wanted - q[parsed.gate][0]) > 0.1 - 1e-9  # it is not there yet
        says = re.search(r"so this (raises|lowers) it\.$", parsed.words)
        assert says, parsed.words
        a = f"a_{parsed.gate}"
        moved = after[parsed.bits][parsed.step - 1][a][0] - q[a][0]
        assert (moved > 0) == (says[1] == "raises") == (wanted > q[parsed.gate][0])
        if parsed.label == "weight for the bit":
            assert f"a {parsed.bits[parsed.step - 1]} goes in as {'+1' if q['x'][0] > 0 else '−1'}," in parsed.words
        if parsed.label == "weight for the old h":
            (h,) = re.findall(r"the old h is (\S+) there", parsed.words)
            assert number(h) == pytest.approx(q["h_prev"][0], abs=0.005001)


@each_target
@each_network
def test_what_a_hint_takes_for_granted_is_so(name: str, target: Bits) -> None:
    """Which bit fits, and what c holds by then."""
    for parsed, weights in walk(name, target):
        if not parsed.gate:
            continue
        for bit, claim in re.findall(
            r"bit ([12]) (fits|does not fit)", parsed.words.partition(": ")[2].partition(".")[0]
        ):
            if "tells" not in parsed.words:
                assert (parsed.bits[int(bit) - 1] == target[int(bit) - 1]) == (claim == "fits")
        if "both bits fit" in parsed.words:
            assert parsed.bits == target
        c = {bits: run[0]["c"][0] for bits, run in runs(weights).items()}
        if "bit 1 is in c by now" in parsed.words:
            assert c[parsed.bits] > 0.7
        if "c tells" in parsed.words:
            for bits, value in c.items():
                assert value > 0.7 if bits[0] == target[0] else value < 0.2


@each_target
@each_network
def test_what_a_hint_says_of_the_readout_is_so(name: str, target: Bits) -> None:
    for parsed, weights in walk(name, target):
        if parsed.gate:
            continue
        h = {bits: run[1]["h"][0] for bits, run in runs(weights).items()}
        mine, others = h[target], [value for bits, value in h.items() if bits != target]
        w, b = weights["linear"]["weight"][0][0], weights["linear"]["bias"][0]
        after = answers(parsed.followed(weights))
        if parsed.label == "weight for h":
            found = re.match(r"h is (\S+) for (\d\d) and at (most|least) (\S+) for the others", parsed.words)
            assert found
            nearest = max(others) if found[3] == "most" else min(others)
            assert [number(found[1]), number(found[4])] == pytest.approx([mine, nearest], abs=0.005001)
            assert (mine > nearest + 0.2) if found[3] == "most" else (mine < nearest - 0.2)
            (made,) = re.findall(r"moves the sum of the answer by (\S+), too little", parsed.words)
            assert number(made) == pytest.approx(w * (mine - nearest), abs=0.005001)
            assert w * (mine - nearest) < 2
        else:
            found = re.search(r"h adds (\S+) for (\d\d) and at most (\S+) for the others", parsed.words)
            assert found
            wanted = [w * mine, max(w * value for value in others)]
            assert [number(found[1]), number(found[3])] == pytest.approx(wanted, abs=0.005001)
            assert b != parsed.to
            assert [bits for bits, p in after.items() if p > 0.5] == [target]  # as it promises
        assert tuple(map(int, found[2])) == target


# --- What they stand on ---


@each_target
def test_with_all_weights_as_planned_all_goals_are_met(target: Bits) -> None:
    weights = dict_of(np.zeros(SHAPE.size))
    for (gate, source), value in plan(target).items():
        row = GATE_ROWS.index(gate)
        if source == "b":
            weights["lstm"]["bias_ih_l0"][row] = value
        else:
            assert source == "x"
            weights["lstm"]["weight_ih_l0"][row][0] = value
    found = runs(weights)
    for goal in goals(target):
        assert goal.is_met(found[goal.bits][goal.step - 1][goal.gate][0])


def extremes(goal: Goal) -> tuple[float, ...]:
    """The least and the greatest value with which a goal is met."""
    low = -1.0 if goal.gate == "g" else 0.0
    return (goal.bound, 1.0) if goal.sign > 0 else (low, goal.bound)


@each_target
def test_with_all_goals_met_h_tells_the_target_from_the_others(target: Bits) -> None:
    """In the worst case, by cases: every gate at either end of what a goal allows, or of what there is without one.

    h grows with f only where c is positive, and so on: h is monotonous in each gate, so its extremes are at the ends.
    """
    allowed: dict[tuple[str, Bits, int], tuple[float, ...]] = {}
    for goal in goals(target):
        # At step 1 the second bit is not read yet.
        for one in [goal.bits] if goal.step == 2 else [(*goal.bits[:1], bit) for bit in (0, 1)]:
            allowed[goal.gate, one, goal.step] = extremes(goal)

    def ends(gate: str, bits: Bits, step: int) -> tuple[float, ...]:
        return allowed.get((gate, bits, step), (-1.0, 1.0) if gate == "g" else (0.0, 1.0))

    h: dict[Bits, list[float]] = {}
    for bits in all_inputs(2):
        places = [("i", 1), ("g", 1), ("f", 2), ("i", 2), ("g", 2), ("o", 2)]
        h[bits] = [
            o * float(np.tanh(f * i1 * g1 + i2 * g2))
            for i1, g1, f, i2, g2, o in product(*(ends(gate, bits, step) for gate, step in places))
        ]
    assert min(h.pop(target)) - max(map(max, h.values())) > 0.25


# --- What may come in between ---


def test_a_held_gate_is_to_be_let_go_first() -> None:
    network = unflatten(np.zeros(SHAPE.size), SHAPE)
    hint = next_hint(network, (1, 0), is_held=True)
    assert hint.weight is None
    assert "Let it go first" in hint.words


def test_a_hint_stands_while_nothing_but_its_weight_changes() -> None:
    network = unflatten(np.zeros(SHAPE.size), SHAPE)
    hint = next_hint(network, (1, 0))
    parsed = ParsedHint(hint)
    weights = dict_of(flatten(network))
    followed = network_of(parsed.followed(weights))
    assert hint.stands(network, (1, 0))
    assert hint.stands(followed, (1, 0))
    assert not hint.stands(network, (1, 1))
    weights["linear"]["bias"][0] = 0.5
    assert not hint.stands(network_of(weights), (1, 0))
    assert not hint.stands(network_of(parsed.followed(weights)), (1, 0))
