"""The numbers in every formula are those of the network, worked out again in plain floats."""

import numpy as np
import pytest

from demos.cell_view import activations
from demos.cell_view.formulas import formula_of
from demos.cell_view.table import table_of
from demos.pattern.activations import activations_of
from demos.pattern.cell import QUANTITIES
from demos.pattern.state import State
from rnn import cells
from rnn.network import NetworkShape, flatten, initialise, unflatten
from tasks.bits import INPUTS, all_inputs, encode
from tests import printed
from tests.demos.support import PATTERNS, maths, parse, recompute, shown_number, state_of, with_network

PARTS = tuple(QUANTITIES)
SUM = "\N{N-ARY SUMMATION}"
DOT, SIGMA, MINUS = "\N{DOT OPERATOR}", "\N{GREEK SMALL LETTER SIGMA}", "\N{MINUS SIGN}"
ODD = [0.61, -1.7, 2.2, 0.35, -0.9, 1.4, -2.5, 0.8, 0.3, -0.2, 0.15, 0.7, -0.4, 0.55, 0.05, -1.1, 2.9, -0.75]
STATES = {f"{t} on {i}": state_of(t, i) for t in PATTERNS for i in PATTERNS} | {
    f"odd on {i}": with_network(state_of(test_input=i), *ODD) for i in PATTERNS
}


def first(value: float) -> str:
    """A number as it stands after = or after an opening bracket."""
    return f"{value:.12f}".replace("-", MINUS)


def later(value: float) -> str:
    """A number as it stands after an operator."""
    return f"({first(value)})" if value < 0 else first(value)


def expected(state: State, part: str, step: int) -> list[str]:
    """The lines with numbers, with all their digits."""
    values = recompute(state.learned.network, state.test_input)[step - 1]
    q, after = ({name: write(value) for name, value in values.items()} for write in (first, later))
    theta = flatten(state.learned.network).tolist()
    if part in ("f", "i", "g", "o"):
        k, function = "ifgo".index(part), "tanh" if part == "g" else SIGMA
        w, u, b = first(theta[k]), later(theta[4 + k]), later(theta[8 + k] + theta[12 + k])
        terms = f"{w}{DOT}{after['x']}+{u}{DOT}{after['h_prev']}+{b}"
        return [f"={function}({terms})", f"={function}({q['a_' + part]})={q[part]}"]
    f_c, i_g = f"{q['f']}{DOT}{after['c_prev']}", f"{q['i']}{DOT}{after['g']}"
    return {
        "fc": [f"={f_c}={q['fc']}"],
        "ig": [f"={i_g}={q['ig']}"],
        "c": [f"={f_c}+{i_g}", f"={q['c']}"],
        "tanh_c": [f"=tanh({q['c']})={q['tanh_c']}"],
        "h": [f"={q['o']}{DOT}{after['tanh_c']}={q['h']}"],
        "p": [
            f"={SIGMA}({first(theta[16])}{DOT}{after['h']}+{later(theta[17])})",
            f"={SIGMA}({q['logit']})={q['p']}",
        ],
    }.get(part, [f"={q[part]}"])


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_the_numbers(state: State) -> None:
    activations = activations_of(state)
    for part in PARTS:
        for step in (1, 2):
            lines = ["".join(maths(parse(line))) for line in formula_of(part, activations, step, 1).numbers]
            for line, wanted in zip(lines, expected(state, part, step), strict=True):
                assert printed.same_numbers(line, wanted), (line, wanted)
            printed.check(lines)
            assert not [line for line in lines if "((" in line or f"=({MINUS}" in line], (part, step)


def lines_of(read: activations.Activations, part: str, step: int, unit: int) -> list[str]:
    return ["".join(maths(parse(line))) for line in formula_of(part, read, step, unit).numbers]


@pytest.mark.parametrize("units", [1, 2, 4, 7])
def test_what_is_printed_adds_up_in_any_network(units: int) -> None:
    """Of random networks, some with large weights; where it does not add up, the sign says so, and that is rare."""
    rng = np.random.default_rng(units)
    shape, steps, about, count = NetworkShape(1, units, 1), 3, 0, 0
    for scale in np.geomspace(0.3, 12, 50):
        network = unflatten(scale * rng.standard_normal(shape.size), shape)
        read = activations.read(table_of(INPUTS), network, encode(all_inputs(steps)), shown=5)
        for step in range(1, steps + 1):
            for part in PARTS:
                if part != "p" or step == steps:
                    about += printed.check(lines_of(read, part, step, 1 + step % units))
                    count += 1
    assert count == 50 * (3 * len(PARTS) - 2)
    assert about < 0.02 * count


@pytest.mark.parametrize(
    ("part", "symbols"),
    [
        ("x", "x2"),
        ("h_prev", "h1"),
        ("c_prev", "c1"),
        ("f", f"f2={SIGMA}(wf{DOT}x2+uf{DOT}h1+bf)"),
        ("i", f"i2={SIGMA}(wi{DOT}x2+ui{DOT}h1+bi)"),
        ("g", f"g2=tanh(wg{DOT}x2+ug{DOT}h1+bg)"),
        ("o", f"o2={SIGMA}(wo{DOT}x2+uo{DOT}h1+bo)"),
        ("fc", f"f2{DOT}c1"),
        ("ig", f"i2{DOT}g2"),
        ("c", f"c2=f2{DOT}c1+i2{DOT}g2"),
        ("tanh_c", "tanh(c2)"),
        ("h", f"h2=o2{DOT}tanh(c2)"),
        ("p", f"p={SIGMA}(wp{DOT}h2+bp)"),
    ],
)
def test_the_symbols(part: str, symbols: str) -> None:
    formula = formula_of(part, activations_of(state_of()), 2, 1)
    assert maths(parse(formula.symbols)) == [symbols]
    assert formula.title
    assert formula.sentence.endswith(".")


@pytest.mark.parametrize("part", ["h_prev", "c_prev"])
def test_where_a_state_comes_from(part: str) -> None:
    activations = activations_of(state_of())
    assert formula_of(part, activations, 1, 1).sentence == "Nothing has been read yet, so it is zero."
    assert formula_of(part, activations, 2, 1).sentence == "Handed over by step 1."


def test_a_gate_whose_part_of_h_is_scaled_has_two_biases() -> None:
    """The GRU's candidate: what is written must come to the pre-activation that is in the trace."""
    shape = NetworkShape(1, 2, 1, "gru")
    network = unflatten(2 * initialise(np.random.default_rng(1), shape), shape)
    read = activations.read(table_of(INPUTS, cells.named("gru")), network, encode(all_inputs(2)), shown=2)
    row, trace = read.row("n", 1), read.forward_pass.traces[1]
    candidate = formula_of("n", read, 2, 1)
    symbols = "".join(maths(parse(candidate.symbols)))
    assert symbols == f"n2=tanh(wn{DOT}x2+bn+r2{DOT}({SUM}un{DOT}h1+bnh))"
    inner = network.cell.weight_hh[row] @ trace.h_prev[2] + network.cell.bias_hh[row]
    outer = network.cell.weight_ih[row, 0] * trace.x[2, 0] + network.cell.bias_ih[row]
    assert outer + trace.r[2, 0] * inner == pytest.approx(read.value("a_n", 2))
    for number in (network.cell.bias_ih[row], network.cell.bias_hh[row], trace.r[2, 0]):
        assert shown_number(abs(number), signed=False) in "".join(maths(parse(candidate.numbers[0])))
