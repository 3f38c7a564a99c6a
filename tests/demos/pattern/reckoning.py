"""What is said of all inputs together, reckoned once more: in plain floats, pair by pair, from the weights alone."""

from itertools import combinations, product
from typing import Any

from tasks.bits import all_inputs
from tests.oracle.plain import Quantities, read_bits


def all_runs(weights: dict[str, Any], bits: int) -> list[list[Quantities]]:
    """Every input's quantities, step by step."""
    return [read_bits(weights, pattern) for pattern in all_inputs(bits)]


def movement(runs: list[list[Quantities]], quantity: str, unit: int) -> float:
    """How far a quantity of a unit, counted from 0, differs between any two inputs in a step after the first."""
    return max(
        abs(one[step][quantity][unit] - other[step][quantity][unit])
        for one, other in combinations(runs, 2)
        for step in range(1, len(one))
    )


def how_much_gates_say(weights: dict[str, Any], bits: int) -> float:
    """The least movement of all units' f, i, o and c."""
    runs = all_runs(weights, bits)
    return min(movement(runs, quantity, unit) for unit, quantity in product(range(_units(runs)), "fioc"))


def counting_units(weights: dict[str, Any], bits: int) -> dict[int, tuple[float, float]]:
    """The units, from 1, whose c goes one way whatever is read: where to on average, and how far inputs move it.

    One way: for any two inputs, the same or not, one of which is a step ahead, that one's c is farther from 0 by a
    tenth, on the same side for all. Whatever is read: six times what inputs move it by is less than the way.
    """
    runs, found = all_runs(weights, bits), {}
    for unit in range(_units(runs)):
        c = [[0.0, *[step["c"][unit] for step in run]] for run in runs]
        last = [way[-1] for way in c]
        end = (min(last) + max(last)) / 2
        side = 1 if end > 0 else -1
        one_way = all(side * (ahead[t + 1] - other[t]) > 0.1 for ahead, other in product(c, c) for t in range(bits))
        moved = differs(runs, unit)
        if one_way and 6 * moved < abs(end):
            found[unit + 1] = (end, moved)
    return found


def differs(runs: list[list[Quantities]], unit: int) -> float:
    """How far c of a unit, counted from 0, differs between any two inputs in any step."""
    return max(
        abs(one["c"][unit] - other["c"][unit])
        for first, second in combinations(runs, 2)
        for one, other in zip(first, second, strict=True)
    )


def _units(runs: list[list[Quantities]]) -> int:
    return len(runs[0][0]["c"])
