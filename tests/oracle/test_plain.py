"""The oracle itself, against frozen numbers from PyTorch."""

from itertools import pairwise
from math import log
from typing import Any

import pytest

from tests.oracle.plain import CARRIED, STEPS, Vector, Weights, read, read_bits, sigmoid
from tests.rnn.torch_cases import CASES, Case, each_case

NUDGE = 1e-6


def weights_of(case: Case) -> Weights:
    parameters = case["parameters"]
    return {
        case["cell"]: {f"{name}_l0": tensor for name, tensor in parameters.items() if "_" in name},
        "linear": {"weight": parameters["weight"], "bias": parameters["bias"]},
    }


def sequences(case: Case) -> list[tuple[list[Vector], tuple[Vector, ...]]]:
    """Inputs and initial state of each sequence of the batch."""
    given = case["given"]
    states = [given[name] for name in ("h", "c") if name in given]
    return [([step[b] for step in given["xs"]], tuple(state[b] for state in states)) for b in range(case["sizes"][4])]


def close(values: Any) -> Any:
    return pytest.approx(values, rel=1e-12, abs=1e-14)


def test_every_cell_is_there() -> None:
    assert {case["cell"] for case in CASES} == STEPS.keys() == CARRIED.keys()


@each_case
def test_outputs_of_every_step_and_the_final_state_are_those_of_torch(case: Case) -> None:
    computed = case["computed"]
    for b, (xs, state) in enumerate(sequences(case)):
        assert len(state) == CARRIED[case["cell"]]
        steps = read(weights_of(case), xs, state)
        for t, q in enumerate(steps):
            assert q["h"] == close(computed["h"][t][b])
            assert q["logits"] == close(computed["logits"][t][b])
            assert q["p"] == close([sigmoid(logit) for logit in computed["logits"][t][b]])
        for name in ("h", "c"):
            if f"final_{name}" in computed:
                assert steps[-1][name] == close(computed[f"final_{name}"][b])


@each_case
def test_without_a_state_it_begins_from_zeros(case: Case) -> None:
    xs, state = sequences(case)[0]
    zeros = tuple([0.0] * len(part) for part in state)
    assert read(weights_of(case), xs) == read(weights_of(case), xs, zeros) != read(weights_of(case), xs, state)


@each_case
def test_the_state_is_what_the_step_before_made(case: Case) -> None:
    xs, state = sequences(case)[0]
    steps = read(weights_of(case), xs, state)
    names = ("h", "c")[: len(state)]
    assert tuple(steps[0][f"{name}_prev"] for name in names) == state
    for before, after in pairwise(steps):
        assert all(after[f"{name}_prev"] == before[name] for name in names)


@each_case
def test_every_quantity_that_is_changed_is_felt_by_what_follows_and_by_nothing_before(case: Case) -> None:
    weights, (xs, state) = weights_of(case), sequences(case)[0]
    as_it_is = read(weights, xs, state)
    for name in (name for name in as_it_is[1] if name != "p"):

        def changed(step: int, quantity: str, values: Vector, name: str = name) -> Vector:
            return [value + NUDGE for value in values] if (step, quantity) == (2, name) else values

        steps = read(weights, xs, state, changed)
        assert steps[0] == as_it_is[0]
        order = list(steps[1])
        for earlier in order[: order.index(name)]:
            assert steps[1][earlier] == as_it_is[1][earlier]
        assert steps[1][name] == [value + NUDGE for value in as_it_is[1][name]]
        assert steps[1]["p"] != as_it_is[1]["p"], name


@each_case
def test_dl_dx_by_changing_x_is_that_of_torch(case: Case) -> None:
    """The loss of the whole batch, of which only one sequence feels the change."""
    targets, loss_weights = case["given"]["targets"], case["given"]["loss_weights"]
    total: float = sum(weight for step in loss_weights for row in step for weight in row)
    xs, state = sequences(case)[0]

    def loss(nudge: float) -> float:
        def changed(step: int, name: str, values: Vector) -> Vector:
            return [values[0] + nudge, *values[1:]] if (step, name) == (1, "x") else values

        return -sum(
            float(loss_weights[t][0][k]) * log(p if targets[t][0][k] else 1 - p) / total
            for t, q in enumerate(read(weights_of(case), xs, state, changed))
            for k, p in enumerate(q["p"])
        )

    numeric = (loss(NUDGE) - loss(-NUDGE)) / (2 * NUDGE)
    assert numeric == pytest.approx(case["gradients"]["xs"][0][0][0], rel=1e-5, abs=1e-9)


def test_bits_go_in_as_minus_one_and_plus_one() -> None:
    weights = weights_of(CASES[0])
    assert [q["x"] for q in read_bits(weights, "01")] == [[-1.0], [1.0]]
    assert read_bits(weights, "011") == read_bits(weights, (0, 1, 1)) == read(weights, [[-1.0], [1.0], [1.0]])


@pytest.mark.parametrize(("a", "p"), [(0.0, 0.5), (800.0, 1.0), (-800.0, 0.0)])
def test_the_logistic_function_does_not_overflow(a: float, p: float) -> None:
    assert sigmoid(a) == p
