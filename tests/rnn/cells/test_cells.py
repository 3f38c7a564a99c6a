"""What holds of every cell."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn import cells
from rnn.arrays import Array
from rnn.cells import Cell, gru, lstm, rnn
from rnn.network import NetworkShape
from tests.rnn.problems import each_cell, random_network, random_state

sizes = st.integers(1, 4)
quickly = settings(max_examples=30, deadline=None)

ORDER = {"lstm": "ifgo", "gru": "rzn", "rnn": "h"}  # in PyTorch's order
STATES = {"lstm": ("h", "c"), "gru": ("h",), "rnn": ("h",)}


def params_of(cell: str, I: int, H: int) -> Any:
    return random_network(NetworkShape(I, H, 1, cell)).cell


def every_gradient(back: cells.StepGradients) -> dict[str, Array]:
    """All gradients of a step that have a row for each sequence of the batch, by name."""
    return {"x": back.x, **{f"{name}_prev": d for name, d in back.state._asdict().items()}, **back.quantities}


# --- Names, shapes, orders ---


def test_the_cells_there_are() -> None:
    modules: tuple[Cell, ...] = (lstm, gru, rnn)  # the type checker sees that each is one
    assert tuple(cells.named(name) for name in cells.NAMES) == modules
    assert cells.NAMES == ("lstm", "gru", "rnn")
    assert [cells.named(name).NAME for name in cells.NAMES] == list(cells.NAMES)
    assert [cells.named(name).TITLE for name in cells.NAMES] == ["LSTM", "GRU", "plain RNN"]


@pytest.mark.parametrize("name", ["", "LSTM", "lstm ", "cells", "../lstm", "x" * 1000])
def test_a_cell_that_there_is_not(name: str) -> None:
    with pytest.raises(ValueError, match="there is no cell '") as caught:
        cells.named(name)
    assert len(str(caught.value)) < 100


@each_cell
def test_gates_and_states_are_those_of_torch(cell: str) -> None:
    assert "".join(cells.named(cell).GATES) == ORDER[cell]
    assert cells.named(cell).State._fields == STATES[cell]


@each_cell
def test_parameters_are_those_of_torch(cell: str) -> None:
    module, rows = cells.named(cell), 2 * len(ORDER[cell])
    assert module.shapes(3, 2)._asdict() == {
        "weight_ih": (rows, 3),
        "weight_hh": (rows, 2),
        "bias_ih": (rows,),
        "bias_hh": (rows,),
    }
    assert module.Params._fields == module.shapes(3, 2)._fields


@each_cell
def test_rows_of_each_gate(cell: str) -> None:
    module = cells.named(cell)
    stacked = np.repeat(list(ORDER[cell]), 2)
    for gate in ORDER[cell]:
        assert stacked[cells.gate_rows(module, gate, units=2)].tolist() == [gate, gate]


@each_cell
@pytest.mark.parametrize("gate", ["c", "", "fi", "x" * 1000])
def test_a_gate_that_a_cell_does_not_have(cell: str, gate: str) -> None:
    with pytest.raises(ValueError, match=f"{cells.named(cell).TITLE} has no gate ") as caught:
        cells.gate_rows(cells.named(cell), gate, units=2)
    assert len(str(caught.value)) < 100


@each_cell
def test_the_state_before_anything_was_read(cell: str) -> None:
    module = cells.named(cell)
    zero = cells.zero_state(module, batch=3, units=2)
    assert isinstance(zero, module.State)
    for part in zero:
        np.testing.assert_array_equal(part, np.zeros((3, 2)))
    assert not any(np.shares_memory(a, b) for n, a in enumerate(zero) for b in zero[:n])


# --- One step ---

ALSO_FEELS = {("gru", "r"): {"n"}}  # gates that are made of another gate


def columns(cell: str, gate: str, a: Array) -> Array:
    return a[:, cells.gate_rows(cells.named(cell), gate, a.shape[1] // len(ORDER[cell]))]


@pytest.mark.parametrize("tensor", ["weight_ih", "weight_hh", "bias_ih", "bias_hh"])
@pytest.mark.parametrize(("cell", "gate"), [(cell, gate) for cell, gates in ORDER.items() for gate in gates])
def test_rows_of_a_gate_change_that_gate_alone(cell: str, gate: str, tensor: str) -> None:
    module, params = cells.named(cell), params_of(cell, 2, 3)
    changed = getattr(params, tensor).copy()
    changed[cells.gate_rows(module, gate, 3)] += 1
    rng = np.random.default_rng(1)
    x, state = rng.normal(size=(4, 2)), random_state(module, rng, 4, 3)
    (_, before), (_, after) = module.step(params, x, state), module.step(params._replace(**{tensor: changed}), x, state)
    for found in (
        {name for name in ORDER[cell] if not np.array_equal(getattr(before, name), getattr(after, name))},
        {
            name
            for name in ORDER[cell]
            if not np.array_equal(columns(cell, name, before.a), columns(cell, name, after.a))
        },
    ):
        assert found == {gate} | ALSO_FEELS.get((cell, gate), set())


@quickly
@given(sizes, sizes, sizes)
@each_cell
def test_shapes(cell: str, I: int, H: int, B: int) -> None:
    module, params, rng = cells.named(cell), params_of(cell, I, H), np.random.default_rng(1)
    state, trace = module.step(params, rng.normal(size=(B, I)), random_state(module, rng, B, H))
    back = module.step_backward(params, trace, random_state(module, rng, B, H))
    special = {"x": (B, I), "a": (B, len(ORDER[cell]) * H)}
    for arrays in (trace._asdict(), state._asdict(), back.quantities, every_gradient(back)):
        for quantity, array in arrays.items():
            assert array.shape == special.get(quantity, (B, H)), quantity
    assert back.quantities.keys() <= trace._asdict().keys()
    assert {"a", *ORDER[cell], *STATES[cell]} <= back.quantities.keys()
    assert isinstance(back.params, module.Params)
    for gradient, parameter in zip(back.params, params, strict=True):
        assert gradient.shape == parameter.shape


@each_cell
def test_a_trace_says_what_went_in_and_what_came_out(cell: str) -> None:
    module, rng = cells.named(cell), np.random.default_rng(1)
    x, state = rng.normal(size=(4, 2)), random_state(module, rng, 4, 3)
    after, trace = module.step(params_of(cell, 2, 3), x, state)
    assert isinstance(after, module.State)
    assert trace.x is x
    for name in STATES[cell]:
        assert getattr(trace, f"{name}_prev") is getattr(state, name)
        assert getattr(trace, name) is getattr(after, name)


@quickly
@given(sizes, sizes, st.integers(2, 5))
@each_cell
def test_sequences_of_a_batch_do_not_see_each_other(cell: str, I: int, H: int, B: int) -> None:
    module, params, rng = cells.named(cell), params_of(cell, I, H), np.random.default_rng(1)
    x, state, dstate = rng.normal(size=(B, I)), random_state(module, rng, B, H), random_state(module, rng, B, H)
    _, together = module.step(params, x, state)
    back = module.step_backward(params, together, dstate)
    parts = []
    for b in range(B):
        one = slice(b, b + 1)
        _, alone = module.step(params, x[one], module.State(*(part[one] for part in state)))
        for ours, theirs in zip(together, alone, strict=True):
            np.testing.assert_allclose(ours[one], theirs, rtol=1e-12, atol=1e-14)
        parts.append(module.step_backward(params, alone, module.State(*(part[one] for part in dstate))))
        theirs_by_name = every_gradient(parts[b])
        for quantity, ours in every_gradient(back).items():
            np.testing.assert_allclose(ours[one], theirs_by_name[quantity], rtol=1e-12, atol=1e-14, err_msg=quantity)
    for name in module.Params._fields:
        total = np.sum([getattr(part.params, name) for part in parts], axis=0)
        np.testing.assert_allclose(getattr(back.params, name), total, rtol=1e-12, atol=1e-14)


@each_cell
def test_a_step_and_its_backward_pass_change_no_argument(cell: str) -> None:
    module, params, rng = cells.named(cell), params_of(cell, 2, 3), np.random.default_rng(1)
    x, state, dstate = rng.normal(size=(4, 2)), random_state(module, rng, 4, 3), random_state(module, rng, 4, 3)
    for array in (*params, x, *state, *dstate):
        array.flags.writeable = False  # writing would raise
    _, trace = module.step(params, x, state)
    for array in trace:
        array.flags.writeable = False
    module.step_backward(params, trace, dstate)


@each_cell
def test_every_number_is_float64(cell: str) -> None:
    module, rng = cells.named(cell), np.random.default_rng(1)
    state, trace = module.step(params_of(cell, 2, 3), rng.normal(size=(4, 2)), random_state(module, rng, 4, 3))
    back = module.step_backward(params_of(cell, 2, 3), trace, state)
    for array in (*state, *trace, *back.params, *every_gradient(back).values()):
        assert array.dtype == np.float64
