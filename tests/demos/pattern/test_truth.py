import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demos.pattern.truth import ABOUT, FLAT, GAP, describe_dependence
from rnn.network import Network
from tasks.bits import Bits, all_inputs, format_bits
from tests.demos.support import TABLE, TABLE_OF_FOUR, recompute_units


def table(bits: int, value: Callable[[Bits], float]) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], list[Bits]]:
    """The values of a function of the bits, for every pattern."""
    patterns = all_inputs(bits)
    return np.array([value(pattern) for pattern in patterns]), patterns


@pytest.mark.parametrize(
    ("value", "step", "clause"),
    [
        (lambda b: 0.5, 3, "is about 0.5 for every input"),
        (lambda b: 0.5 + 0.1 * (b[0] - 0.5), 3, "is about 0.5 for every input"),
        (lambda b: 0.5 + 0.12 * (b[0] - 0.5), 3, "is between 0.44 and 0.56 for every input"),
        (lambda b: 0.5 + 0.9 * FLAT * b[0], 3, "is between 0.50 and 0.77 for every input"),
        (lambda b: 0.75 + 0.25 * b[1], 3, "is between 0.75 and 1.00 for every input"),
        (lambda b: 0.26 * b[1], 3, "is between 0.00 and 0.26 for every input"),
        (lambda b: -0.99 + 0.2 * b[1], 3, "is between \N{MINUS SIGN}0.99 and \N{MINUS SIGN}0.79 for every input"),
        (lambda b: 0.1499 + 0.0003 * b[1], 3, "is about 0.15 for every input"),
        (lambda b: -0.04, 3, "is about 0.0 for every input"),
        (lambda b: -1.26, 3, "is about \N{MINUS SIGN}1.3 for every input"),
        (lambda b: float(b[0]), 3, "is higher when bit 1 is 1"),
        (lambda b: -float(b[0]), 3, "is higher when bit 1 is 0"),
        (lambda b: float(b[1]), 3, "is higher when bit 2 is 1"),
        (lambda b: 2.0 * b[2] + 0.3 * b[0], 3, "is higher when bit 3 is 1"),
        (lambda b: float(b == (1, 0, 1)), 3, "is higher for 101 than for any other"),
        (lambda b: -float(b == (1, 0, 1)), 3, "is lower for 101 than for any other"),
        (lambda b: float(b[:2] == (0, 1)), 2, "is higher for 01 than for any other"),
        (lambda b: -float(b[:2] == (0, 1)), 2, "is lower for 01 than for any other"),
        (lambda b: float(b[0] ^ b[1]), 3, "mixes several bits"),
        (lambda b: float(b[0] + b[1] + b[2] > 1), 3, "mixes several bits"),
    ],
)
def test_each_clause(value: Callable[[Bits], float], step: int, clause: str) -> None:
    assert describe_dependence(*table(3, value), step) == clause


def test_a_gap_too_narrow_is_no_gap() -> None:
    for gap, clause in ((1.1 * GAP, "is higher when bit 1 is 1"), (0.9 * GAP, "mixes several bits")):
        spread = (1 - gap) / 2

        def value(b: Bits, gap: float = gap, spread: float = spread) -> float:
            others = int(format_bits(b[1:]), base=2) / 15  # many small steps from 0 to 1
            return b[0] * (spread + gap) + spread * others

        assert describe_dependence(*table(5, value), 5) == clause


def holds(clause: str, values: dict[Bits, float]) -> bool:
    """Whether a clause is true of the values, by going through all inputs."""
    high = max(values.values())
    low = min(values.values())

    def apart(said: set[Bits]) -> bool:
        return min(values[b] for b in said) > max(values[b] for b in values.keys() - said)

    if match := re.fullmatch(r"is about (.*) for every input", clause):
        about = float(match[1].replace("\N{MINUS SIGN}", "-"))
        return all(abs(value - about) < ABOUT + 1e-6 for value in values.values())
    if match := re.fullmatch(r"is between (.*) and (.*) for every input", clause):
        said = [float(number.replace("\N{MINUS SIGN}", "-")) for number in match.groups()]
        return high - low < FLAT and said == pytest.approx([low, high], abs=0.005001)
    if match := re.fullmatch(r"is higher when bit (\d) is (\d)", clause):
        return apart({b for b in values if b[int(match[1]) - 1] == int(match[2])})
    if match := re.fullmatch(r"is higher for ([01]+) than for any other", clause):
        return apart({b for b in values if format_bits(b).startswith(match[1])})
    if match := re.fullmatch(r"is lower for ([01]+) than for any other", clause):
        return apart({b for b in values if not format_bits(b).startswith(match[1])})
    return clause == "mixes several bits"


NETWORKS = [learned.network for learned in (*TABLE.values(), *list(TABLE_OF_FOUR.values())[::5])]


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: "")
def test_what_is_said_of_trained_networks_is_true(network: Network) -> None:
    bits = 2 if len(network.head.weight[0]) == 1 else 4
    patterns = all_inputs(bits)
    steps = {pattern: recompute_units(network, pattern) for pattern in patterns}
    clauses = set()
    for unit in range(len(network.head.weight[0])):
        for name in ("f", "i", "g", "o", "c", "h", "p"):
            for step in range(1, bits + 1):
                values = {b: steps[b][step - 1][name][unit] for b in patterns}
                clause = describe_dependence(np.array(list(values.values())), patterns, step)
                assert holds(clause, values), (name, step, clause)
                clauses.add(clause.split(" ")[1])
    assert len(clauses) > 1


@pytest.mark.parametrize("target", [*TABLE, *TABLE_OF_FOUR], ids=format_bits)
def test_the_answer_of_a_trained_network_is_higher_for_its_target_than_for_any_other(target: Bits) -> None:
    network = (TABLE | TABLE_OF_FOUR)[target].network
    patterns = all_inputs(len(target))
    p = np.array([recompute_units(network, b)[-1]["p"][0] for b in patterns])
    assert describe_dependence(p, patterns, len(target)) == f"is higher for {format_bits(target)} than for any other"


def test_of_two_negative_numbers_none_is_called_high() -> None:
    clause = describe_dependence(*table(3, lambda b: -0.9 + 0.8 * b[1]), 3)
    assert clause == "is higher when bit 2 is 1"


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 4), st.data())
def test_whatever_is_said_is_true(bits: int, data: st.DataObject) -> None:
    step = data.draw(st.integers(1, bits))
    levels = data.draw(st.lists(st.floats(-1, 1), min_size=2**step, max_size=2**step))
    values, patterns = table(bits, lambda b: levels[int(format_bits(b[:step]), base=2)])
    assert holds(describe_dependence(values, patterns, step), dict(zip(patterns, values.tolist(), strict=True)))
