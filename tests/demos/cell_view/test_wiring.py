"""The parts that are no quantity of the cell: what is said of them, worked out again in plain floats."""

import numpy as np
import pytest

from demos.cell_view.table import Part
from demos.cell_view.wiring import share_of, wiring_formula
from demos.pattern.activations import activations_of
from demos.pattern.events import ChangeNetwork
from demos.pattern.state import State
from tests import printed
from tests.demos.support import START_OF_FOUR, after, maths, parse, recompute_units, with_network


def random_state(units: int, seed: int) -> State:
    """Random weights; five bits, all read."""
    state = after(START_OF_FOUR, ChangeNetwork(units, 5))._replace(position=5, test_input=(1, 0, 0, 1, 1))
    return with_network(state, *np.random.default_rng(seed).normal(0, 1.5, state.shape.size).tolist())


def lines_of(state: State, part: Part) -> tuple[str, list[str]]:
    """Symbols and numbers, as text."""
    formula = wiring_formula(part, activations_of(state))
    assert formula.title
    assert formula.sentence.endswith(".")
    return "".join(maths(parse(formula.symbols))), ["".join(maths(parse(line))) for line in formula.numbers]


@pytest.mark.parametrize("units", [1, 2, 4, 7, 16])
@pytest.mark.parametrize("step", [1, 3])
def test_the_bus_carries_the_input_and_every_h(units: int, step: int) -> None:
    for seed in range(10):
        state = random_state(units, seed)
        symbols, (line,) = lines_of(state, Part("bus", step))
        q = recompute_units(state.network, state.test_input)[step - 1]
        numbers = printed.NUMBER.findall(line)
        assert line == f"=({','.join(numbers)})"
        wanted = [q["x"][0], *q["h_prev"]]
        assert all(printed.is_rounded(text, value) for text, value in zip(numbers, wanted, strict=True))
        letters = {
            1: f"(x{step},h{step - 1})",
            2: f"(x{step},h1,{step - 1},h2,{step - 1})",
            7: f"(x{step},h1,{step - 1},h2,{step - 1},\N{HORIZONTAL ELLIPSIS},h7,{step - 1})",
        }
        assert symbols == letters.get(units, symbols)


@pytest.mark.parametrize("units", [1, 2, 4, 7])
def test_what_a_unit_adds_is_its_h_times_its_weight(units: int) -> None:
    for seed in range(50):
        state = random_state(units, seed)
        read = activations_of(state)
        q = recompute_units(state.network, state.test_input)[-1]
        shares = []
        for unit in range(1, units + 1):
            symbols, lines = lines_of(state, Part("share", 5, unit))
            assert symbols == f"wp{unit}\N{DOT OPERATOR}h{unit},5"
            weight, h = float(state.network.head.weight[0, unit - 1]), q["h"][unit - 1]
            numbers = printed.NUMBER.findall("".join(lines))
            assert all(map(printed.is_rounded, numbers, (weight, h, weight * h)))
            assert len(numbers) == 3
            printed.check(lines)
            shares.append(share_of(read, unit))
        assert sum(shares) + float(state.network.head.bias[0]) == pytest.approx(q["logit"][0], abs=1e-9)
