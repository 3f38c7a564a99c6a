"""Every gradient against a central difference, and proof that the check would notice a wrong one."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
import pytest

from rnn import cell, readout, sequence
from rnn.arrays import Array, sigmoid
from rnn.cell import State, StepGradients, StepTrace
from rnn.network import Network, NetworkShape, flatten, unflatten
from rnn.params import LSTMParams
from rnn.readout import ReadoutParams
from rnn.training import Examples, loss_and_gradient

NUDGE = 1e-5
TOLERANCE = 1e-6

SHAPES = [  # I, H, O, T, B
    (1, 1, 1, 1, 1),
    (1, 1, 1, 5, 3),
    (2, 1, 3, 3, 2),
    (3, 2, 1, 6, 4),
    (2, 3, 2, 4, 3),
]


class Problem(NamedTuple):
    """Everything the loss depends on, and how it depends on the final state."""

    network: Network
    state: State
    examples: Examples
    final: State  # dL/dh and dL/dc that reach the last step from beyond the sequence


def random_problem(I: int, H: int, O: int, T: int, B: int) -> Problem:
    """Nothing is zero: a zero weight, bias or state would hide a wrong gradient."""
    rng = np.random.default_rng([I, H, O, T, B])
    shape = NetworkShape(I, H, O)
    return Problem(
        network=unflatten(rng.normal(size=shape.size), shape),
        state=State(rng.normal(size=(B, H)), rng.normal(size=(B, H))),
        examples=Examples(
            xs=rng.normal(size=(T, B, I)),
            targets=rng.integers(0, 2, size=(T, B, O)).astype(float),
            loss_weights=rng.uniform(0.5, 2, size=(T, B, O)),
        ),
        final=State(rng.normal(size=(B, H)), rng.normal(size=(B, H))),
    )


def loss_of(problem: Problem) -> float:
    """Cross-entropy of the answers of every step, plus a linear function of the final h and c."""
    network, state, (xs, targets, weights), final = problem
    traces = sequence.forward(network.lstm, xs, state)
    z = readout.logits(network.readout, np.stack([trace.h for trace in traces]))
    loss, _ = readout.cross_entropy(z, sigmoid(z), targets, weights)
    return loss + float((final.h * traces[-1].h).sum() + (final.c * traces[-1].c).sum())


def backward_of(problem: Problem) -> tuple[ReadoutParams, sequence.SequenceGradients]:
    network, state, (xs, targets, weights), final = problem
    traces = sequence.forward(network.lstm, xs, state)
    h = np.stack([trace.h for trace in traces])
    z = readout.logits(network.readout, h)
    _, dz = readout.cross_entropy(z, sigmoid(z), targets, weights)
    readout_gradients, dhs = readout.logits_backward(network.readout, h, dz)
    return readout_gradients, sequence.backward(network.lstm, traces, dhs, final)


def tensors_of(problem: Problem) -> dict[str, Array]:
    """All arrays a gradient is wanted for, by name."""
    return {
        **problem.network.lstm._asdict(),
        "readout weight": problem.network.readout.weight,
        "readout bias": problem.network.readout.bias,
        "xs": problem.examples.xs,
        "initial h": problem.state.h,
        "initial c": problem.state.c,
    }


def gradients_of(problem: Problem) -> dict[str, Array]:
    """The gradients of ``tensors_of(problem)``, under the same names."""
    of_readout, through_time = backward_of(problem)
    return {
        **through_time.params._asdict(),
        "readout weight": of_readout.weight,
        "readout bias": of_readout.bias,
        "xs": through_time.xs,
        "initial h": through_time.initial.h,
        "initial c": through_time.initial.c,
    }


def central_difference(loss: Callable[[], float], tensor: Array) -> Array:
    """dL/d(tensor), one element at a time, changing the tensor in place and putting it back."""
    gradient = np.empty_like(tensor)
    for index in np.ndindex(tensor.shape):
        kept = tensor[index]
        tensor[index] = kept + NUDGE
        above = loss()
        tensor[index] = kept - NUDGE
        below = loss()
        tensor[index] = kept
        gradient[index] = (above - below) / (2 * NUDGE)
    return gradient


def relative_error(analytic: Array, numeric: Array) -> float:
    """The largest |a - n| / max(|a|, |n|) of all elements.

    Below 1e-3 the rounding of the difference quotient (about 1e-11) is no longer small against n, so the error is
    taken relative to 1e-3 there.
    """
    assert analytic.shape == numeric.shape
    size = np.maximum(np.maximum(np.abs(analytic), np.abs(numeric)), 1e-3)
    return float((np.abs(analytic - numeric) / size).max())


def max_errors(problem: Problem) -> dict[str, float]:
    """The relative error of each gradient. This is the check."""
    gradients = gradients_of(problem)
    return {
        name: relative_error(gradients[name], central_difference(lambda: loss_of(problem), tensor))
        for name, tensor in tensors_of(problem).items()
    }


@pytest.mark.parametrize("sizes", SHAPES)
def test_gradients_of_parameters_inputs_and_initial_state(sizes: tuple[int, int, int, int, int]) -> None:
    errors = max_errors(random_problem(*sizes))
    assert len(errors) == 9
    assert max(errors.values()) < TOLERANCE, errors


def test_gradient_used_in_training() -> None:
    network, _, examples, _ = random_problem(2, 3, 2, 4, 3)
    theta = flatten(network)

    def loss() -> float:
        return loss_and_gradient(unflatten(theta, network.shape), examples)[0]

    _, gradient, _ = loss_and_gradient(network, examples)
    assert relative_error(flatten(gradient), central_difference(loss, theta)) < TOLERANCE


# --- The check must notice a wrong gradient. Each fault below is one plausible mistake in ``step_backward``. ---

type Arguments = tuple[StepTrace, Array, Array]

WRONG_ARGUMENTS: dict[str, Callable[[StepTrace, Array, Array], Arguments]] = {
    "input and forget gate swapped": lambda trace, dh, dc: (trace._replace(i=trace.f, f=trace.i), dh, dc),
    "candidate and output gate swapped": lambda trace, dh, dc: (trace._replace(g=trace.o, o=trace.g), dh, dc),
    "slope of tanh taken from c": lambda trace, dh, dc: (trace._replace(tanh_c=trace.c), dh, dc),
    "new c where the old belongs": lambda trace, dh, dc: (trace._replace(c_prev=trace.c), dh, dc),
    "new h where the old belongs": lambda trace, dh, dc: (trace._replace(h_prev=trace.h), dh, dc),
    "c of the next step dropped": lambda trace, dh, dc: (trace, dh, 0 * dc),
    "c of the next step with the wrong sign": lambda trace, dh, dc: (trace, dh, -dc),
    "h one part in 100,000 too large": lambda trace, dh, dc: (trace, 1.00001 * dh, dc),
}

WRONG_RESULTS: dict[str, Callable[[StepGradients], StepGradients]] = {
    "nothing sent to the previous h": lambda result: result._replace(h_prev=0 * result.h_prev),
    "forget gate left out on the way to the previous c": lambda result: result._replace(c_prev=result.c),
    "one bias left out": lambda result: result._replace(params=result.params._replace(bias_hh=0 * result.a[0])),
}

SMALL = (1, 2, 1, 3, 2)


@pytest.mark.parametrize("fault", WRONG_ARGUMENTS)
def test_the_check_catches_a_wrong_argument(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(params: LSTMParams, trace: StepTrace, dh: Array, dc: Array) -> StepGradients:
        return cell.step_backward(params, *WRONG_ARGUMENTS[fault](trace, dh, dc))

    monkeypatch.setattr(sequence, "step_backward", faulty)
    assert max(max_errors(random_problem(*SMALL)).values()) > 5 * TOLERANCE


@pytest.mark.parametrize("fault", WRONG_RESULTS)
def test_the_check_catches_a_wrong_result(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(params: LSTMParams, trace: StepTrace, dh: Array, dc: Array) -> StepGradients:
        return WRONG_RESULTS[fault](cell.step_backward(params, trace, dh, dc))

    monkeypatch.setattr(sequence, "step_backward", faulty)
    assert max(max_errors(random_problem(*SMALL)).values()) > 5 * TOLERANCE


def test_the_check_passes_what_the_faults_start_from() -> None:
    assert max(max_errors(random_problem(*SMALL)).values()) < TOLERANCE


def test_the_check_catches_a_final_state_that_is_ignored() -> None:
    problem = random_problem(*SMALL)
    zero = State(0 * problem.final.h, 0 * problem.final.c)
    ignored = gradients_of(problem._replace(final=zero))
    numeric = central_difference(lambda: loss_of(problem), problem.state.c)
    assert relative_error(ignored["initial c"], numeric) > 5 * TOLERANCE


# --- The gradients inside each step: change one quantity in the middle of the computation, and compute on from it. ---

QUANTITIES = ("x", "h_prev", "c_prev", "a", "i", "f", "g", "o", "c", "h")


def loss_with(problem: Problem, nudged_step: int, quantity: str, nudge: Array) -> float:
    """``loss_of(problem)``, written out again, with ``nudge`` added to one quantity of one step."""
    (lstm, linear), (h, c), (xs, targets, weights), final = problem
    loss = 0.0
    for t, x in enumerate(xs):

        def nudged(name: str, value: Array, t: int = t) -> Array:
            return value + nudge if (t, name) == (nudged_step, quantity) else value

        x, h, c = nudged("x", x), nudged("h_prev", h), nudged("c_prev", c)
        a = nudged("a", x @ lstm.weight_ih.T + lstm.bias_ih + h @ lstm.weight_hh.T + lstm.bias_hh)
        a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)
        i = nudged("i", 1 / (1 + np.exp(-a_i)))
        f = nudged("f", 1 / (1 + np.exp(-a_f)))
        g = nudged("g", np.tanh(a_g))
        o = nudged("o", 1 / (1 + np.exp(-a_o)))
        c = nudged("c", f * c + i * g)
        h = nudged("h", o * np.tanh(c))
        z = h @ linear.weight.T + linear.bias
        p = 1 / (1 + np.exp(-z))
        loss -= float((weights[t] * (targets[t] * np.log(p) + (1 - targets[t]) * np.log(1 - p))).sum() / weights.sum())
    return loss + float((final.h * h).sum() + (final.c * c).sum())


@pytest.mark.parametrize("sizes", [(1, 1, 1, 4, 2), (2, 2, 2, 3, 2)])
@pytest.mark.parametrize("quantity", QUANTITIES)
def test_gradients_inside_each_step(quantity: str, sizes: tuple[int, int, int, int, int]) -> None:
    problem = random_problem(*sizes)
    _, through_time = backward_of(problem)
    for t, gradients in enumerate(through_time.steps):
        analytic = getattr(gradients, quantity)
        nudge = np.zeros_like(analytic)
        numeric = central_difference(partial(loss_with, problem, t, quantity, nudge), nudge)
        assert relative_error(analytic, numeric) < TOLERANCE, f"step {t}"


def test_the_loss_written_out_again_is_the_same_loss() -> None:
    problem = random_problem(2, 3, 2, 4, 3)
    nothing = np.zeros_like(problem.state.h)
    assert loss_with(problem, 0, "h", nothing) == pytest.approx(loss_of(problem), rel=1e-12)
