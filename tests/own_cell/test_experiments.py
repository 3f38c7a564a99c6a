"""Every experiment fits the source that it is about, trains, and is what its title says."""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest

from demos.own_cell.source import source_of
from own_cell.code import NAME, begun, compiled
from own_cell.experiments import EXPERIMENTS, SOURCES, CodeExperiment, DoesNotFitError, applied
from own_cell.recorded import Recorded
from rnn.arrays import sigmoid
from rnn.cells import register
from rnn.fresh_run import advance, start
from rnn.network import flatten, initialise, unflatten
from tasks.latch import LatchTask

TASK = LatchTask(5)
TEXTS = {one.name: applied(one, source_of(one.cell)) for one in EXPERIMENTS} | SOURCES
INPUTS, UNITS, BATCH = 2, 3, 4


def one_step(text: str, seed: int = 0) -> tuple[Any, Any, Any, dict[str, Any]]:
    """Parameters, input, state before, and what a step of it gives, of random numbers."""
    cell, rng = compiled(text), np.random.default_rng(seed)
    params = cell.Params(*(rng.normal(size=shape) for shape in cell.shapes(INPUTS, UNITS)))
    x, state = rng.normal(size=(BATCH, INPUTS)), cell.State(*rng.normal(size=(len(cell.State._fields), BATCH, UNITS)))
    _, found = cell.step(params, x, state)
    return params, x, state, found


@pytest.mark.parametrize("name", TEXTS)
def test_each_trains(name: str) -> None:
    cell = compiled(TEXTS[name])
    register(cast(Any, cell))
    backend, shape = Recorded(cell), TASK.shape(2, NAME)
    network = unflatten(initialise(np.random.default_rng(0), shape), shape)
    theta = flatten(network._replace(cell=begun(cell, network.cell)))
    run = advance(start(theta, shape, TASK, 0, backend), 50, backend)
    assert run.made == 50
    assert run.losses[-1] < run.losses[0]


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda one: one.name)
def test_each_changes_a_few_lines_and_says_which_is_missing(experiment: CodeExperiment) -> None:
    before, after = source_of(experiment.cell).splitlines(), TEXTS[experiment.name].splitlines()
    assert 0 < len({*after} ^ {*before}) <= 14
    with pytest.raises(DoesNotFitError, match="is not in the code"):
        applied(experiment, "x = 1\n" if all(edit.old for edit in experiment.edits) else "")
    if experiment.name != "identity":  # which adds a function more
        with pytest.raises(DoesNotFitError, match="is not in the code"):
            applied(experiment, TEXTS[experiment.name].replace("a[:, ", "b[:, ").replace("tanh_c", "t"))


def test_a_comment_or_a_blank_at_its_end_does_not_hide_a_line() -> None:
    text = source_of("lstm").replace("i * g", "i * g  # as it was")
    assert "    c = c_prev + i * g\n" in applied(EXPERIMENTS[0], text)


def test_a_line_that_is_there_twice_is_not_guessed() -> None:
    with pytest.raises(DoesNotFitError, match="is in the code 2 times"):
        applied(EXPERIMENTS[0], source_of("lstm") + "    c = f * c_prev + i * g\n")


def gates_of(params: Any, x: Any, h_prev: Any) -> dict[str, Any]:
    """Pre-activations by gate, as the equations have them."""
    a = x @ params.weight_ih.T + params.bias_ih + h_prev @ params.weight_hh.T + params.bias_hh
    return dict(zip("ifgo", np.split(a, 4, axis=1), strict=True))


EXPECTED: dict[str, Callable[[Any, Any], Any]] = {
    "no-forget-gate": lambda a, c: c + sigmoid(a["i"]) * np.tanh(a["g"]),
    "coupled": lambda a, c: sigmoid(a["f"]) * c + (1 - sigmoid(a["f"])) * np.tanh(a["g"]),
    "no-output-gate": lambda a, c: sigmoid(a["f"]) * c + sigmoid(a["i"]) * np.tanh(a["g"]),
    "sigma-for-tanh": lambda a, c: sigmoid(a["f"]) * c + sigmoid(a["i"]) * sigmoid(a["g"]),
    "tanh-for-sigma": lambda a, c: np.tanh(a["f"]) * c + np.tanh(a["i"]) * np.tanh(a["g"]),
    "linear": lambda a, c: sigmoid(a["f"]) * c + sigmoid(a["i"]) * a["g"],
    "relu": lambda a, c: sigmoid(a["f"]) * c + sigmoid(a["i"]) * np.maximum(a["g"], 0),
    "add-for-multiply": lambda a, c: sigmoid(a["f"]) * c + sigmoid(a["i"]) + np.tanh(a["g"]),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_long_term_state_is_what_the_title_says(name: str) -> None:
    params, x, state, found = one_step(TEXTS[name])
    a = gates_of(params, x, state.h)
    np.testing.assert_allclose(found["c"], EXPECTED[name](a, state.c), rtol=1e-12)
    if name == "no-output-gate":
        np.testing.assert_allclose(found["h"], np.tanh(found["c"]), rtol=1e-12)


def test_peepholes_show_the_old_state_to_two_gates_and_the_new_one_to_the_third() -> None:
    params, x, state, found = one_step(TEXTS["peepholes"])
    a = gates_of(params, x, state.h)
    np.testing.assert_allclose(found["i"], sigmoid(a["i"] + params.peep_i * state.c), rtol=1e-12)
    np.testing.assert_allclose(found["f"], sigmoid(a["f"] + params.peep_f * state.c), rtol=1e-12)
    np.testing.assert_allclose(found["o"], sigmoid(a["o"] + params.peep_o * found["c"]), rtol=1e-12)


def test_gates_that_do_not_see_h_are_the_same_whatever_it_is() -> None:
    cell = compiled(TEXTS["blind-to-h"])
    params, x, state, found = one_step(TEXTS["blind-to-h"])
    _, other = cell.step(params, x, state._replace(h=state.h + 1))
    for name in "ifgo":
        np.testing.assert_array_equal(other[name], found[name])


def test_units_that_cannot_hear_each_other() -> None:
    cell = compiled(TEXTS["deaf"])
    params, x, state, found = one_step(TEXTS["deaf"])
    nudged = state.h.copy()
    nudged[:, 1] += 1
    _, other = cell.step(params, x, state._replace(h=nudged))
    for name in "ifgo":
        changed = (other[name] != found[name]).any(axis=0)
        assert changed.tolist() == [False, True, False]


def test_a_plain_rnn_from_the_identity_begins_by_copying() -> None:
    cell = compiled(TEXTS["identity"])
    params, _, state, _ = one_step(TEXTS["identity"])
    began = begun(cell, params)
    _, found = cell.step(began, np.zeros((BATCH, INPUTS)), state._replace(h=np.abs(state.h)))
    np.testing.assert_allclose(found["h"], np.abs(state.h), rtol=1e-12)
    np.testing.assert_array_equal(began.weight_ih, params.weight_ih)


def test_min_lstm_and_min_gru_keep_and_write_in_shares() -> None:
    for name in SOURCES:
        _, _, state, found = one_step(SOURCES[name])
        kept, new = (found["f"], found["g"]) if name == "minLSTM" else (1 - found["z"], found["n"])
        np.testing.assert_allclose(found["h"], kept * state.h + (1 - kept) * new, rtol=1e-12)
