"""The table of each cell says of its quantities what is so."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest

from rnn import cells
from rnn.arrays import Array, sigmoid
from rnn.cells import Cell
from rnn.heads import logistic
from rnn.network import NetworkShape, forward, predictions
from rnn.quantities import (
    FUNCTIONS,
    SATURATED,
    SIGMOID,
    TANH,
    Complement,
    Function,
    PreActivation,
    Product,
    Quantity,
    Sum,
    Term,
    evaluate,
)
from rnn.state_dict import to_state_dicts
from tests.oracle.plain import read
from tests.rnn.problems import each_cell, random_network, random_state

NAMES = {  # in the order in which they come about, gates as they stand along the cell
    "lstm": ["h_prev", "c_prev", "f", "i", "g", "o", "fc", "ig", "c", "tanh_c", "h"],
    "gru": ["h_prev", "r", "z", "n", "zh", "zn", "h"],
    "rnn": ["h_prev", "h"],
}
GATES = {"lstm": ["f", "i", "g", "o"], "gru": ["r", "z", "n"], "rnn": ["h"]}
UNSIGNED = {"lstm": {"f", "i", "o"}, "gru": {"r", "z"}, "rnn": set[str]()}
UNBOUNDED = {"lstm": {"c_prev", "fc", "c"}, "gru": set[str](), "rnn": set[str]()}
each_quantity = pytest.mark.parametrize(
    ("cell", "name"), [(cell, name) for cell, names in NAMES.items() for name in names]
)


def leaves(term: Term) -> Iterator[str | PreActivation]:
    """The quantities and pre-activations that a formula is made of."""
    match term:
        case str() | PreActivation():
            yield term
        case Product(left, right) | Sum(left, right):
            yield from leaves(left)
            yield from leaves(right)
        case Complement(inner) | Function(_, inner):
            yield from leaves(inner)


def steps_of(cell: str, from_zero: bool = False) -> tuple[Any, Any, tuple[Any, ...]]:
    """Parameters, the network, and the traces of a few sequences."""
    network = random_network(NetworkShape(2, 3, 1, cell), scale=2.0)
    rng = np.random.default_rng(1)
    state = None if from_zero else random_state(cells.named(cell), rng, 50, 3)
    return network, state, forward(network, rng.normal(0, 3, size=(6, 50, 2)), state).traces


def value_of(cell: Cell, trace: Any, name: str) -> Array:
    """A quantity by its name: the trace's own, or else what the formula makes of others."""
    if name in trace._fields:
        found: Array = getattr(trace, name)
        return found
    formula = cells.quantity(cell, name).formula
    assert formula is not None
    return evaluate(formula, partial(value_of, cell, trace))


# --- Which there are ---


@each_cell
def test_the_quantities_in_their_order(cell: str) -> None:
    assert [one.name for one in cells.named(cell).QUANTITIES] == NAMES[cell]


@each_cell
def test_each_is_in_the_trace_or_has_a_formula(cell: str) -> None:
    _, _, traces = steps_of(cell)
    for one in cells.named(cell).QUANTITIES:
        assert one.name in traces[0]._fields or one.formula is not None, one.name
        assert (one.formula is None) == one.name.endswith("_prev"), one.name


@each_cell
def test_nothing_in_the_trace_is_left_out(cell: str) -> None:
    """But the input, which belongs to the task, and what stands inside of a pre-activation."""
    _, _, traces = steps_of(cell)
    assert set(traces[0]._fields) - set(NAMES[cell]) == {"x", "a"} | ({"n_h"} if cell == "gru" else set())


@each_cell
def test_what_a_formula_is_made_of_comes_before_it(cell: str) -> None:
    names = NAMES[cell]
    for one in cells.named(cell).QUANTITIES:
        for leaf in leaves(one.formula) if one.formula else ():
            match leaf:
                case PreActivation(gate, of_hidden):
                    assert gate == one.name
                    assert not of_hidden or names.index(of_hidden) < names.index(one.name)
                case str():
                    assert names.index(leaf) < names.index(one.name)


@each_cell
def test_gates_in_the_order_in_which_they_stand_along_the_cell(cell: str) -> None:
    module = cells.named(cell)
    assert [one.name for one in cells.gates(module)] == GATES[cell]
    assert {one.name for one in cells.gates(module)} == set(module.GATES)
    assert {one.name: one.activation for one in module.QUANTITIES if one.activation} == {
        gate: SIGMOID if gate in UNSIGNED[cell] else TANH for gate in GATES[cell]
    }


@each_quantity
def test_a_quantity_by_its_name(cell: str, name: str) -> None:
    found = cells.quantity(cells.named(cell), name)
    assert found.name == name
    assert found in cells.named(cell).QUANTITIES


@each_cell
@pytest.mark.parametrize("name", ["", "x", "a", "q", "x" * 1000])
def test_a_quantity_that_there_is_not(cell: str, name: str) -> None:
    with pytest.raises(ValueError, match=f"{cells.named(cell).TITLE} has no quantity ") as caught:
        cells.quantity(cells.named(cell), name)
    assert len(str(caught.value)) < 100


# --- Formulas ---


@each_quantity
def test_a_formula_gives_what_the_trace_has(cell: str, name: str) -> None:
    module, (network, _, traces) = cells.named(cell), steps_of(cell)
    formula, params = cells.quantity(module, name).formula, network.cell
    for trace in traces:
        match formula:
            case None:
                continue
            case Function(function, PreActivation(gate, of_hidden)):
                rows = cells.gate_rows(module, gate, 3)
                from_h = trace.h_prev @ params.weight_hh[rows].T + params.bias_hh[rows]
                from_h = from_h * value_of(module, trace, of_hidden) if of_hidden else from_h
                a = trace.x @ params.weight_ih[rows].T + params.bias_ih[rows] + from_h
                np.testing.assert_allclose(trace.a[:, rows], a, rtol=1e-12, atol=1e-13)
                np.testing.assert_array_equal(getattr(trace, name), FUNCTIONS[function](trace.a[:, rows]))
            case _:
                found = evaluate(formula, partial(value_of, module, trace))
                np.testing.assert_allclose(found, value_of(module, trace, name), rtol=1e-14, atol=1e-15)


@each_quantity
def test_every_quantity_is_that_of_the_oracle(cell: str, name: str) -> None:
    module, (network, state, traces) = cells.named(cell), steps_of(cell)
    weights = to_state_dicts(network)
    for b in range(5):
        xs = [trace.x[b].tolist() for trace in traces]
        for trace, q in zip(traces, read(weights, xs, tuple(part[b].tolist() for part in state)), strict=True):
            np.testing.assert_allclose(value_of(module, trace, name)[b], q[name], rtol=1e-9, atol=1e-12)


def test_evaluating_each_kind_of_term() -> None:
    values = {"a": np.array([1.0, 2.0]), "b": np.array([3.0, -4.0])}
    for term, wanted in (
        ("a", [1, 2]),
        (Product("a", "b"), [3, -8]),
        (Sum("a", "b"), [4, -2]),
        (Complement("b"), [-2, 5]),
        (Function(TANH, "a"), np.tanh([1, 2])),
        (Function(SIGMOID, Sum("a", "b")), 1 / (1 + np.exp([-4, 2]))),
        (Sum(Product(Complement("a"), "b"), Product("a", Complement("b"))), [-2, 14]),
    ):
        np.testing.assert_allclose(evaluate(term, values.__getitem__), wanted, rtol=1e-14)


def test_a_pre_activation_is_made_of_no_other_quantities() -> None:
    with pytest.raises(TypeError, match="the pre-activation of n is in the trace"):
        evaluate(Function(TANH, PreActivation("n", "r")), lambda _: np.zeros(1))


def test_a_quantity_that_is_not_given() -> None:
    with pytest.raises(KeyError):
        evaluate(Product("a", "q"), {"a": np.zeros(1)}.__getitem__)


# --- Ranges ---


@each_quantity
def test_no_value_is_outside_of_its_range(cell: str, name: str) -> None:
    """Nor is a range wider than it has to be: some values come near both ends."""
    module, (_, _, traces) = cells.named(cell), steps_of(cell, from_zero=True)
    one = cells.quantity(module, name)
    values = np.concatenate([value_of(module, trace, name) for trace in traces])
    assert values.min() >= one.low
    assert values.max() <= one.high
    if name in UNBOUNDED[cell]:
        assert (one.low, one.high) == (-np.inf, np.inf)
        assert np.abs(values).max() > 1
    else:
        assert values.min() < one.low + 0.2
        assert values.max() > one.high - 0.2


@each_quantity
def test_a_line_is_thickest_within_the_range(cell: str, name: str) -> None:
    one = cells.quantity(cells.named(cell), name)
    assert one.full == (2.0 if name in UNBOUNDED[cell] else 1.0)
    assert 0 < one.full <= one.high


@each_quantity
def test_what_can_be_negative_is_signed(cell: str, name: str) -> None:
    assert cells.quantity(cells.named(cell), name).signed == (name not in UNSIGNED[cell])


@pytest.mark.parametrize(("cell", "gate"), [(cell, gate) for cell, gates in GATES.items() for gate in gates])
def test_a_gate_is_held_at_its_ends_to_the_last_bit(cell: str, gate: str) -> None:
    one = cells.quantity(cells.named(cell), gate)
    assert (one.saturating(one.low), one.saturating(one.high)) == (-SATURATED, SATURATED)
    for end in (one.low, one.high):
        assert FUNCTIONS[one.activation](np.array(one.saturating(end))) == end


# --- Words ---


@each_quantity
def test_every_quantity_is_called_something_and_means_something(cell: str, name: str) -> None:
    one = cells.quantity(cells.named(cell), name)
    assert one.noun
    assert one.meaning.endswith(".")
    assert one.heading[0].isupper()
    assert one.label


@pytest.mark.parametrize(
    ("cell", "name", "symbol", "heading", "label"),
    [
        ("lstm", "f", "f", "Forget gate f", "Forget gate f"),
        ("lstm", "c", "c", "Long-term state c", "Long-term state c"),
        ("lstm", "h", "h", "Short-term state h", "Short-term state h"),
        ("lstm", "c_prev", "c", "Long-term state coming in", "Long-term state c coming in"),
        ("lstm", "fc", "fc", "What is kept", "What is kept, f times c"),
        ("lstm", "tanh_c", "tanh_c", "Memory on its way out", "tanh of c"),
        ("gru", "r", "r", "Reset gate r", "Reset gate r"),
        ("gru", "z", "z", "Update gate z", "Update gate z"),
        ("gru", "n", "n", "Candidate n", "Candidate n"),
        ("gru", "h_prev", "h", "State coming in", "State h coming in"),
        ("gru", "zn", "zn", "What is written", "What is written, 1 minus z times n"),
        ("rnn", "h", "h", "State h", "State h"),
        ("rnn", "h_prev", "h", "State coming in", "State h coming in"),
    ],
)
def test_symbol_heading_and_label(cell: str, name: str, symbol: str, heading: str, label: str) -> None:
    one = cells.quantity(cells.named(cell), name)
    assert (one.symbol, one.heading, one.label) == (symbol, heading, label)


def test_a_quantity_of_which_little_is_said() -> None:
    one = Quantity("u_prev", "inner state", "Anything.")
    assert (one.symbol, one.heading, one.label) == ("u", "Inner state u", "Inner state u")
    assert (one.low, one.high, one.full) == (-1, 1, 1)
    assert (one.signed, one.is_inner, one.activation) == (True, False, "")
    with pytest.raises(ValueError, match="u_prev cannot be held at 1"):
        one.saturating(1.0)


@each_cell
def test_inner_quantities_are_those_without_a_letter(cell: str) -> None:
    inner = {one.name for one in cells.named(cell).QUANTITIES if one.is_inner}
    assert inner == {name for name in NAMES[cell] if len(name.removesuffix("_prev")) > 1}


# --- The answer ---


def test_the_answer_of_a_logistic_head() -> None:
    (p,) = logistic.QUANTITIES
    assert (p.name, p.symbol, p.signed, p.low, p.high, p.activation) == ("p", "p", False, 0, 1, SIGMOID)
    assert p.heading == "Probability p"
    network = random_network(NetworkShape(1, 2, 1))
    forward_pass = forward(network, np.ones((3, 2, 1)))
    np.testing.assert_array_equal(predictions(network, forward_pass), sigmoid(forward_pass.logits))
