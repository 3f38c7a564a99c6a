"""Every gradient against a central difference, and proof that the check would notice a wrong one."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from rnn import cells, heads
from rnn.arrays import Array
from rnn.network import Network, backward, flatten, forward
from rnn.state_dict import to_state_dicts
from rnn.unroll import SequenceGradients
from rnn.unroll import backward as unroll_backward
from rnn.update import evaluate
from tests.oracle.plain import Vector, read
from tests.rnn.differences import TOLERANCE, central_difference, relative_error
from tests.rnn.problems import Problem, each_cell, each_head, random_problem

SHAPES = [  # I, H, answers, T, B
    (1, 1, 1, 1, 1),
    (1, 1, 1, 5, 3),
    (2, 1, 3, 3, 2),
    (3, 2, 1, 6, 4),
    (2, 3, 2, 4, 3),
]
SMALL = (1, 2, 1, 3, 2)
CAUGHT = 5 * TOLERANCE


def loss_of(problem: Problem) -> float:
    """The head's loss of the answers of every step, plus a linear function of the final state."""
    network, state, (xs, targets, loss_weights), final = problem
    forward_pass = forward(network, xs, state)
    loss, _ = heads.named(network.shape.head).loss(forward_pass.logits, targets, loss_weights)
    return loss + sum(float((weight * end).sum()) for weight, end in zip(final, forward_pass.state, strict=True))


def backward_of(problem: Problem) -> tuple[Any, SequenceGradients]:
    """Gradients of the head's parameters, and of everything before the head."""
    network, state, (xs, targets, loss_weights), final = problem
    head = heads.named(network.shape.head)
    forward_pass = forward(network, xs, state)
    _, dlogits = head.loss(forward_pass.logits, targets, loss_weights)
    of_head, dhs = head.logits_backward(network.head, forward_pass.h, dlogits)
    return of_head, unroll_backward(problem.cell, network.cell, forward_pass.traces, dhs, final)


def named(cell: Any, head: Any, xs: Array, state: Any) -> dict[str, Array]:
    """All arrays a gradient is wanted for, or their gradients, by name."""
    return {
        **cell._asdict(),
        **{f"head {name}": tensor for name, tensor in head._asdict().items()},
        "xs": xs,
        **{f"initial {name}": tensor for name, tensor in state._asdict().items()},
    }


def tensors_of(problem: Problem) -> dict[str, Array]:
    return named(problem.network.cell, problem.network.head, problem.examples.xs, problem.state)


def gradients_of(problem: Problem) -> dict[str, Array]:
    of_head, through_time = backward_of(problem)
    steps = through_time.steps
    return named(through_time.params, of_head, np.stack([step.x for step in steps]), steps[0].state)


def errors_of(problem: Problem) -> dict[str, float]:
    """The relative error of each gradient. This is the check."""
    gradients = gradients_of(problem)
    return {
        name: relative_error(gradients[name], central_difference(lambda: loss_of(problem), tensor))
        for name, tensor in tensors_of(problem).items()
    }


@pytest.mark.parametrize("sizes", SHAPES)
@each_head
@each_cell
def test_gradients_of_parameters_inputs_and_initial_state(
    cell: str, head: str, sizes: tuple[int, int, int, int, int]
) -> None:
    errors = errors_of(random_problem(cell, head, *sizes))
    assert len(errors) == 4 + 2 + 1 + {"lstm": 2, "gru": 1, "rnn": 1}[cell]
    assert max(errors.values()) < TOLERANCE, errors


@each_head
@each_cell
def test_gradient_used_in_training(cell: str, head: str) -> None:
    network, _, examples, _ = random_problem(cell, head, 2, 3, 2, 4, 3)
    theta = flatten(network)
    numeric = central_difference(lambda: evaluate(theta, network.shape, examples).loss, theta)
    assert relative_error(evaluate(theta, network.shape, examples).gradient, numeric) < TOLERANCE


# --- The check must notice a wrong gradient. Each fault below is one plausible mistake in ``step_backward``. ---

type WrongArguments = Callable[[Any, Any], tuple[Any, Any]]  # trace and dstate
type WrongResult = Callable[[Any, Any], Any]  # of what it returned, and the trace


def without(result: Any, name: str) -> Any:
    """One gradient of a parameter left out."""
    params = result.params
    return result._replace(params=params._replace(**{name: 0 * getattr(params, name)}))


ANY_ARGUMENTS: dict[str, WrongArguments] = {
    "new h where the old belongs": lambda trace, d: (trace._replace(h_prev=trace.h), d),
    "h of the wrong sign": lambda trace, d: (trace, d._replace(h=-d.h)),
    "h one part in 100,000 too large": lambda trace, d: (trace, d._replace(h=1.00001 * d.h)),
}
WRONG_ARGUMENTS: dict[str, dict[str, WrongArguments]] = {
    "lstm": {
        **ANY_ARGUMENTS,
        "input and forget gate swapped": lambda trace, d: (trace._replace(i=trace.f, f=trace.i), d),
        "candidate and output gate swapped": lambda trace, d: (trace._replace(g=trace.o, o=trace.g), d),
        "slope of tanh taken from c": lambda trace, d: (trace._replace(tanh_c=trace.c), d),
        "new c where the old belongs": lambda trace, d: (trace._replace(c_prev=trace.c), d),
        "c of the next step dropped": lambda trace, d: (trace, d._replace(c=0 * d.c)),
        "c of the next step with the wrong sign": lambda trace, d: (trace, d._replace(c=-d.c)),
    },
    "gru": {
        **ANY_ARGUMENTS,
        "reset and update gate swapped": lambda trace, d: (trace._replace(r=trace.z, z=trace.r), d),
        "update gate turned round": lambda trace, d: (trace._replace(z=1 - trace.z), d),
        "old state where its part of the candidate belongs": lambda trace, d: (trace._replace(n_h=trace.h_prev), d),
        "new state where the candidate belongs": lambda trace, d: (trace._replace(n=trace.h), d),
        "candidate where the old state belongs": lambda trace, d: (trace._replace(h_prev=trace.n), d),
    },
    "rnn": {
        **ANY_ARGUMENTS,
        "slope of tanh taken from the pre-activation": lambda trace, d: (trace._replace(h=trace.a), d),
    },
}

ANY_RESULT: dict[str, WrongResult] = {
    "nothing sent to the previous h": lambda result, _: result._replace(
        state=result.state._replace(h=0 * result.state.h)
    ),
    "nothing sent to the input": lambda result, _: result._replace(x=0 * result.x),
    "the input's bias left out": lambda result, _: without(result, "bias_ih"),
    "the hidden bias left out": lambda result, _: without(result, "bias_hh"),
    "the weights of the input left out": lambda result, _: without(result, "weight_ih"),
    "the hidden weights left out": lambda result, _: without(result, "weight_hh"),
}
WRONG_RESULTS: dict[str, dict[str, WrongResult]] = {
    "lstm": {
        **ANY_RESULT,
        "forget gate left out on the way to the previous c": lambda result, _: result._replace(
            state=result.state._replace(c=result.quantities["c"])
        ),
    },
    "gru": {
        **ANY_RESULT,
        "one gradient for both biases": lambda result, _: result._replace(
            params=result.params._replace(bias_hh=result.params.bias_ih)
        ),
        "reset gate left out on the way to the hidden weights": lambda result, trace: result._replace(
            params=result.params._replace(weight_hh=result.quantities["a"].T @ trace.h_prev)
        ),
        "what is kept left out on the way to the previous h": lambda result, trace: result._replace(
            state=result.state._replace(h=result.state.h - result.quantities["h"] * trace.z)
        ),
    },
    "rnn": ANY_RESULT,
}


def every(faults: dict[str, dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("part", "fault"), [(part, fault) for part, of in faults.items() for fault in of])


@every(WRONG_ARGUMENTS)
def test_the_check_catches_a_wrong_argument(part: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = cells.named(part).step_backward

    def faulty(params: Any, trace: Any, dstate: Any) -> cells.StepGradients:
        return right(params, *WRONG_ARGUMENTS[part][fault](trace, dstate))

    monkeypatch.setattr(cells.named(part), "step_backward", faulty)
    assert max(errors_of(random_problem(part, "logistic", *SMALL)).values()) > CAUGHT


@every(WRONG_RESULTS)
def test_the_check_catches_a_wrong_result(part: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = cells.named(part).step_backward

    def faulty(params: Any, trace: Any, dstate: Any) -> cells.StepGradients:
        wrong: cells.StepGradients = WRONG_RESULTS[part][fault](right(params, trace, dstate), trace)
        return wrong

    monkeypatch.setattr(cells.named(part), "step_backward", faulty)
    assert max(errors_of(random_problem(part, "logistic", *SMALL)).values()) > CAUGHT


@each_head
@each_cell
def test_the_check_passes_what_the_faults_start_from(cell: str, head: str) -> None:
    assert max(errors_of(random_problem(cell, head, *SMALL)).values()) < TOLERANCE


@each_cell
def test_the_check_catches_a_final_state_that_is_ignored(cell: str) -> None:
    problem = random_problem(cell, "logistic", *SMALL)
    for name, tensor in problem.state._asdict().items():
        ignored = problem.final._replace(**{name: 0 * getattr(problem.final, name)})
        gradients = gradients_of(problem._replace(final=ignored))
        numeric = central_difference(lambda: loss_of(problem), tensor)
        assert relative_error(gradients[f"initial {name}"], numeric) > CAUGHT


# --- So it must in a head: mistakes in ``loss``, and in what is sent back from the logits. ---

type WrongLoss = Callable[[Any, Array, Array, Array, Array], Array]  # head, dlogits, logits, targets, loss weights

ANY_LOSS: dict[str, WrongLoss] = {
    "loss weights not normalised": lambda head, d, logits, targets, weights: d * weights.sum(),
    "loss weights left out": lambda head, d, logits, targets, weights: head(logits, targets, np.ones_like(weights))[1],
    "one part in 100,000 too large": lambda head, d, logits, targets, weights: 1.00001 * d,
    "nothing from the last step": lambda head, d, logits, targets, weights: np.concatenate((d[:-1], 0 * d[-1:])),
}
WRONG_LOSSES: dict[str, dict[str, WrongLoss]] = {
    "logistic": {
        **ANY_LOSS,
        "yes and no swapped": lambda head, d, logits, targets, weights: head(logits, 1 - targets, weights)[1],
        "a logit taken for a probability": lambda head, d, logits, targets, weights: (
            weights / weights.sum() * (logits - targets)
        ),
    },
    "mixture": {
        **ANY_LOSS,
        "weights and means swapped": lambda head, d, logits, targets, weights: np.concatenate(
            [np.split(d, 3, axis=-1)[k] for k in (1, 0, 2)], axis=-1
        ),
        "deviations left out": lambda head, d, logits, targets, weights: np.concatenate(
            (*np.split(d, 3, axis=-1)[:2], 0 * np.split(d, 3, axis=-1)[2]), axis=-1
        ),
    },
}
WRONG_SENDING: dict[str, Callable[[Any, Array], tuple[Any, Array]]] = {
    "nothing sent to h": lambda params, dh: (params, 0 * dh),
    "h of every step but its own": lambda params, dh: (params, np.roll(dh, 1, axis=0)),
    "bias left out": lambda params, dh: (params._replace(bias=0 * params.bias), dh),
    "weights left out": lambda params, dh: (params._replace(weight=0 * params.weight), dh),
}


@every(WRONG_LOSSES)
def test_the_check_catches_a_wrong_gradient_of_a_loss(part: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = heads.named(part).loss

    def faulty(logits: Array, targets: Array, loss_weights: Array) -> tuple[float, Array]:
        loss, dlogits = right(logits, targets, loss_weights)
        return loss, WRONG_LOSSES[part][fault](right, dlogits, logits, targets, loss_weights)

    monkeypatch.setattr(heads.named(part), "loss", faulty)
    assert max(errors_of(random_problem("lstm", part, *SMALL)).values()) > CAUGHT


@pytest.mark.parametrize("fault", WRONG_SENDING)
@each_head
def test_the_check_catches_a_wrong_gradient_of_a_head(head: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = heads.named(head).logits_backward

    def faulty(params: Any, h: Array, dlogits: Array) -> tuple[Any, Array]:
        return WRONG_SENDING[fault](*right(params, h, dlogits))

    monkeypatch.setattr(heads.named(head), "logits_backward", faulty)
    assert max(errors_of(random_problem("lstm", head, *SMALL)).values()) > CAUGHT


# --- The gradients inside each step: change one quantity in the middle of the computation, and compute on from it. ---

QUANTITIES = {  # what is sent back to in each step
    "lstm": ("x", "h_prev", "c_prev", "a", "i", "f", "g", "o", "c", "h"),
    "gru": ("x", "h_prev", "a", "r", "z", "n", "h"),
    "rnn": ("x", "h_prev", "a", "h"),
}


def analytic_of(problem: Problem) -> list[dict[str, Array]]:
    """The gradients of all quantities of each step, by name."""
    _, through_time = backward_of(problem)
    return [
        {"x": step.x, **{f"{name}_prev": d for name, d in step.state._asdict().items()}, **step.quantities}
        for step in through_time.steps
    ]


def loss_with(problem: Problem, nudged_step: int, quantity: str, nudge: Array) -> float:
    """``loss_of(problem)`` by the plain-float oracle, with ``nudge`` (B, ...) added to one quantity of one step.

    The pre-activations "a" of all gates lie side by side in ``nudge``.
    """
    network, state, (xs, targets, loss_weights), final = problem
    units, gates = network.shape.units, problem.cell.GATES
    columns = {f"a_{gate}": cells.gate_rows(problem.cell, gate, units) for gate in gates}
    weights, loss, logits = to_state_dicts(network), 0.0, []
    for b in range(xs.shape[1]):

        def change(step: int, name: str, values: Vector, b: int = b) -> Vector:
            if step == nudged_step and name == quantity:
                return [value + float(d) for value, d in zip(values, nudge[b], strict=True)]
            if step == nudged_step and quantity == "a" and name in columns:
                return [value + float(d) for value, d in zip(values, nudge[b, columns[name]], strict=True)]
            return values

        steps = read(weights, xs[:, b].tolist(), tuple(part[b].tolist() for part in state), change)
        logits.append([q["logits"] for q in steps])
        for name, weight in final._asdict().items():
            loss += float(weight[b] @ steps[-1][name])
    return loss + heads.named(network.shape.head).loss(np.swapaxes(logits, 0, 1), targets, loss_weights)[0]


@pytest.mark.parametrize("sizes", [(1, 1, 1, 4, 2), (2, 2, 2, 3, 2)])
@each_head
@pytest.mark.parametrize(("cell", "quantity"), [(cell, name) for cell, names in QUANTITIES.items() for name in names])
def test_gradients_inside_each_step(cell: str, quantity: str, head: str, sizes: tuple[int, int, int, int, int]) -> None:
    problem = random_problem(cell, head, *sizes)
    for step, gradients in enumerate(analytic_of(problem), start=1):
        nudge = np.zeros_like(gradients[quantity])
        numeric = central_difference(partial(loss_with, problem, step, quantity, nudge), nudge)
        assert relative_error(gradients[quantity], numeric) < TOLERANCE, f"step {step}"


@each_cell
def test_no_gradient_inside_a_step_is_left_unchecked(cell: str) -> None:
    for gradients in analytic_of(random_problem(cell, "logistic", *SMALL)):
        assert gradients.keys() == set(QUANTITIES[cell])


@each_head
@each_cell
def test_the_loss_by_the_oracle_is_the_same_loss(cell: str, head: str) -> None:
    problem = random_problem(cell, head, 2, 3, 2, 4, 3)
    nothing = np.zeros_like(problem.state.h)
    assert loss_with(problem, 1, "h", nothing) == pytest.approx(loss_of(problem), rel=1e-12)


@each_cell
def test_the_gradient_of_a_network_is_that_of_its_parts(cell: str) -> None:
    """``network.backward`` sends nothing from beyond the sequence."""
    problem = random_problem(cell, "logistic", 2, 3, 2, 4, 3)
    network, state, (xs, targets, loss_weights), final = problem
    of_head, through_time = backward_of(problem._replace(final=type(final)(*(0 * part for part in final))))
    forward_pass = forward(network, xs, state)
    _, dlogits = heads.named("logistic").loss(forward_pass.logits, targets, loss_weights)
    gradient, _ = backward(network, forward_pass, dlogits)
    np.testing.assert_array_equal(flatten(gradient), flatten(Network(network.shape, through_time.params, of_head)))
