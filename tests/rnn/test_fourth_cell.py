"""A cell and a head that the package does not know, each in this one file: all that works with cells works with them.

The cell carries a memory m beside h, has three gates of its own, one bias, and other names for its parameters:

    k = sigmoid(a_k)        v = tanh(a_v)        s = sigmoid(a_s)        a = W x + U h_prev + b
    m = k * m_prev + (1 - k) * v
    h = s * m
"""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pytest

from rnn import cells, heads, unroll
from rnn.ablation import Clamp, clamped
from rnn.arrays import Array, sigmoid
from rnn.cells import StepGradients
from rnn.examples import Examples
from rnn.network import Network, NetworkShape, flatten, forward, initialise, predictions, unflatten
from rnn.quantities import SIGMOID, TANH, Complement, Function, PreActivation, Product, Quantity, Sum, evaluate
from rnn.run import Run, Settings, Status, advance, resume, start, train
from rnn.state_dict import from_state_dicts, to_state_dicts
from rnn.update import begin, update
from rnn.update import evaluate as evaluate_theta
from tasks.bits import all_inputs, encode, examples
from tests.rnn.differences import TOLERANCE, central_difference, relative_error


class Params(NamedTuple):
    of_input: Array  # (3H, I)
    of_state: Array  # (3H, H)
    bias: Array  # (3H,)  the head has a parameter of this name too


class State(NamedTuple):
    h: Array
    m: Array


class Trace(NamedTuple):
    x: Array
    h_prev: Array
    m_prev: Array
    a: Array
    k: Array
    v: Array
    s: Array
    m: Array
    h: Array


class Fourth:
    """A leaky memory behind a gate."""

    NAME, TITLE = "fourth", "cell of a reader"
    GATES: tuple[str, ...] = ("k", "v", "s")
    KEEPS, WRITES = "k", ""
    Params: Any = Params
    State: Any = State
    Trace: Any = Trace
    QUANTITIES: tuple[Quantity, ...] = (
        Quantity("h_prev", "state coming in", "What the step before showed."),
        Quantity("m_prev", "memory coming in", "What the step before kept."),
        Quantity("v", "value", "What could be remembered.", Function(TANH, PreActivation("v"))),
        Quantity("k", "keep gate", "How much of the memory to keep.", Function(SIGMOID, PreActivation("k")), low=0.0),
        Quantity("s", "show gate", "How much of it to show.", Function(SIGMOID, PreActivation("s")), low=0.0),
        Quantity("m", "memory", "A mean of old and new.", Sum(Product("k", "m_prev"), Product(Complement("k"), "v"))),
        Quantity("h", "state", "What is shown.", Product("s", "m")),
    )

    def shapes(self, inputs: int, units: int) -> Params:
        return Params((3 * units, inputs), (3 * units, units), (3 * units,))  # type: ignore[arg-type]

    def step(self, params: Params, x: Array, state: State) -> tuple[State, Trace]:
        a = x @ params.of_input.T + state.h @ params.of_state.T + params.bias
        a_k, a_v, a_s = np.split(a, 3, axis=1)
        k, v, s = sigmoid(a_k), np.tanh(a_v), sigmoid(a_s)
        m = k * state.m + (1 - k) * v
        h = s * m
        return State(h, m), Trace(x, state.h, state.m, a, k, v, s, m, h)

    def step_backward(self, params: Params, trace: Trace, dstate: State) -> StepGradients:
        dh, dm = dstate
        ds, dm = dh * trace.m, dm + dh * trace.s
        dk, dv = dm * (trace.m_prev - trace.v), dm * (1 - trace.k)
        da = np.concatenate((dk * trace.k * (1 - trace.k), dv * (1 - trace.v**2), ds * trace.s * (1 - trace.s)), axis=1)
        return StepGradients(
            params=Params(da.T @ trace.x, da.T @ trace.h_prev, da.sum(axis=0)),
            x=da @ params.of_input,
            state=State(da @ params.of_state, dm * trace.k),
            quantities={"a": da, "k": dk, "v": dv, "s": ds, "m": dm, "h": dh},
        )


class PointParams(NamedTuple):
    matrix: Array  # (O, H)
    shift: Array  # (O,)


class PointsHead:
    """A head that says two numbers a step, or as many as there are, with a squared loss."""

    NAME = "points"
    Params: Any = PointParams

    def shapes(self, units: int, outputs: int) -> PointParams:
        return PointParams((outputs, units), (outputs,))  # type: ignore[arg-type]

    def logits(self, params: PointParams, h: Array) -> Array:
        return h @ params.matrix.T + params.shift

    def logits_backward(self, params: PointParams, h: Array, dlogits: Array) -> tuple[PointParams, Array]:
        flat_d, flat_h = dlogits.reshape(-1, dlogits.shape[-1]), h.reshape(-1, h.shape[-1])
        return PointParams(flat_d.T @ flat_h, flat_d.sum(axis=0)), dlogits @ params.matrix

    def loss(self, logits: Array, targets: Array, loss_weights: Array) -> tuple[float, Array]:
        heads.check(logits, logits.shape, targets, loss_weights)
        scale, off = loss_weights / loss_weights.sum(), logits - targets
        return float((scale * off**2).sum()), 2 * scale * off

    def prediction(self, logits: Array) -> Array:
        return logits


FOURTH, POINTS = Fourth(), PointsHead()


@pytest.fixture(scope="module", autouse=True)
def _registered() -> Iterator[None]:
    """They are known in this file alone: afterwards there are the cells and heads that there were."""
    with pytest.MonkeyPatch.context() as patch:
        for package in (cells, heads):
            patch.setattr(package, "_REGISTERED", dict(package._REGISTERED))
        cells.register(FOURTH)
        heads.register(POINTS)
        yield


SHAPE = NetworkShape(inputs=1, units=2, outputs=1, cell="fourth")
TARGET = (1, 0, 1)


def network_of(shape: NetworkShape, seed: int = 0) -> Network:
    return unflatten(np.random.default_rng(seed).normal(size=shape.size), shape)


@pytest.fixture(scope="module")
def solved() -> Run:
    return train(start(0, SHAPE, examples(TARGET), Settings(epoch_limit=1000)))


def test_they_are_known_by_their_names() -> None:
    assert cells.named("fourth") is FOURTH
    assert heads.named("points") is POINTS
    assert "fourth" not in cells.NAMES  # nothing else had to be changed


def test_its_parameters_as_one_vector() -> None:
    assert SHAPE.size == 3 * 2 * (1 + 2 + 1) + (2 + 1)
    vector = np.arange(float(SHAPE.size))
    network = unflatten(vector, SHAPE)
    assert [tensor.shape for tensor in (*network.cell, *network.head)] == [(6, 1), (6, 2), (6,), (1, 2), (1,)]
    np.testing.assert_array_equal(network.cell.bias, np.arange(18, 24))
    np.testing.assert_array_equal(flatten(network), vector)
    assert initialise(np.random.default_rng(0), SHAPE).shape == vector.shape


def test_its_rows_and_its_gates() -> None:
    assert [cells.gate_rows(FOURTH, gate, 2) for gate in FOURTH.GATES] == [slice(0, 2), slice(2, 4), slice(4, 6)]
    assert [one.name for one in cells.gates(FOURTH)] == ["v", "k", "s"]
    assert cells.quantity(FOURTH, "k").heading == "Keep gate k"


def test_its_table_is_true_of_its_trace() -> None:
    for trace in forward(network_of(SHAPE), encode(all_inputs(3))).traces:
        for name in ("m", "h"):
            formula = cells.quantity(FOURTH, name).formula
            assert formula is not None
            found = evaluate(formula, partial(getattr, trace))
            np.testing.assert_allclose(found, getattr(trace, name), rtol=1e-14)


def test_its_gradients() -> None:
    """Of its parameters, its inputs and both of its states, by central differences."""
    rng, network = np.random.default_rng(1), network_of(SHAPE._replace(inputs=2))
    xs, state, final = (
        rng.normal(size=(4, 3, 2)),
        State(rng.normal(size=(3, 2)), rng.normal(size=(3, 2))),
        State(rng.normal(size=(3, 2)), rng.normal(size=(3, 2))),
    )
    dhs = rng.normal(size=(4, 3, 2))

    def loss() -> float:
        unrolled = unroll.forward(FOURTH, network.cell, xs, state)
        end = sum(float((weight * part).sum()) for weight, part in zip(final, unrolled.state, strict=True))
        return float((dhs * unrolled.h).sum()) + end

    traces = unroll.forward(FOURTH, network.cell, xs, state).traces
    params, steps = unroll.backward(FOURTH, network.cell, traces, dhs, final)
    analytic = [*params, np.stack([step.x for step in steps]), *steps[0].state]
    for gradient, tensor in zip(analytic, [*network.cell, xs, *state], strict=True):
        assert relative_error(gradient, central_difference(loss, tensor)) < TOLERANCE


def test_the_gradient_used_in_training() -> None:
    theta = flatten(network_of(SHAPE))
    numeric = central_difference(lambda: evaluate_theta(theta, SHAPE, examples(TARGET)).loss, theta)
    assert relative_error(evaluate_theta(theta, SHAPE, examples(TARGET)).gradient, numeric) < TOLERANCE


def test_it_learns_a_pattern(solved: Run) -> None:
    assert solved.status is Status.SOLVED
    p = predictions(solved.network, forward(solved.network, encode(all_inputs(3))))[-1, :, 0]
    for pattern, answer in zip(all_inputs(3), p, strict=True):
        assert abs(answer - (pattern == TARGET)) < solved.settings.tolerance


def test_a_run_of_it_goes_on_from_a_snapshot(solved: Run) -> None:
    again = train(resume(solved, 7))
    assert again.status is Status.SOLVED
    assert len(again.snapshots) == len(solved.snapshots)
    for ours, theirs in zip(again.snapshots, solved.snapshots, strict=True):
        assert ours.theta.tobytes() == theirs.theta.tobytes()
        assert (ours.loss, ours.max_error) == (theirs.loss, theirs.max_error)


@pytest.mark.parametrize(("gate", "value"), [("k", 0.0), ("k", 1.0), ("v", -1.0), ("v", 1.0), ("s", 0.0), ("s", 1.0)])
def test_a_gate_of_it_is_held(solved: Run, gate: str, value: float) -> None:
    held = clamped(solved.network, (Clamp(2, gate, value),))
    state = begin(flatten(held))
    for _ in range(10):
        state = update(state, SHAPE, examples(TARGET), learning_rate=0.1).state
    for network in (held, unflatten(state.theta, SHAPE)):
        for trace in forward(network, encode(all_inputs(3))).traces:
            assert set(getattr(trace, gate)[:, 1]) == {value}
            assert len(set(getattr(trace, gate)[:, 0])) > 1
    assert (state.theta != flatten(held)).any()


def test_a_gate_that_it_does_not_have(solved: Run) -> None:
    for gate, message in (("f", "cell of a reader has no quantity 'f'"), ("m", "m cannot be held at 1")):
        with pytest.raises(ValueError, match=message):
            clamped(solved.network, (Clamp(1, gate, 1.0),))


def test_its_weights_are_written_and_read(solved: Run) -> None:
    written = json.loads(json.dumps(to_state_dicts(solved.network)))
    assert {part: list(tensors) for part, tensors in written.items()} == {
        "fourth": ["of_input_l0", "of_state_l0", "bias_l0"],
        "linear": ["weight", "bias"],
    }
    back = from_state_dicts(written, SHAPE)
    assert flatten(back).tobytes() == flatten(solved.network).tobytes()
    del written["fourth"]["bias_l0"]
    with pytest.raises(ValueError, match=r"fourth\.bias_l0 is missing"):
        from_state_dicts(written, SHAPE)
    with pytest.raises(ValueError, match="the part lstm is missing"):
        from_state_dicts(to_state_dicts(solved.network), SHAPE._replace(cell="lstm"))


def test_it_can_be_advanced_epoch_by_epoch(solved: Run) -> None:
    run = start(0, SHAPE, examples(TARGET), solved.settings)
    for _ in range(5):
        run = advance(run)
    assert [one.loss for one in run.snapshots] == [one.loss for one in solved.snapshots[:5]]


# --- A head of its own ---

CELLS = (*cells.NAMES, "fourth")


def circles() -> Examples:
    """Points that go round on circles, at different speeds; the next one is to be said."""
    angles = np.arange(13)[:, None] * np.linspace(0.2, 0.7, 6)
    points = np.stack((np.cos(angles), np.sin(angles)), axis=-1)  # (13, 6, 2)
    loss_weights = np.ones((12, 6, 2))
    loss_weights[0] = 0  # the first point does not tell the speed
    return Examples(points[:-1], points[1:], loss_weights)


@pytest.mark.parametrize("cell", CELLS)
def test_every_cell_learns_with_it(cell: str) -> None:
    shape = NetworkShape(inputs=2, units=6, outputs=2, cell=cell, head="points")
    state, losses = begin(initialise(np.random.default_rng(0), shape)), list[float]()
    for _ in range(200):
        state, loss, _, norm = update(state, shape, circles(), learning_rate=0.03, clip=1.0, ema_decay=0.9)
        losses.append(loss)
        assert np.isfinite(norm)
    assert losses[-1] < 0.02 < 0.3 < losses[0]
    network = unflatten(state.ema_theta, shape)
    said = predictions(network, forward(network, circles().xs))
    assert np.sqrt(((said - circles().targets)[1:] ** 2).mean()) < 0.2


@pytest.mark.parametrize("cell", CELLS)
def test_the_gradient_with_it(cell: str) -> None:
    shape = NetworkShape(inputs=2, units=2, outputs=2, cell=cell, head="points")
    theta = flatten(network_of(shape))
    numeric = central_difference(lambda: evaluate_theta(theta, shape, circles()).loss, theta)
    assert relative_error(evaluate_theta(theta, shape, circles()).gradient, numeric) < TOLERANCE


@pytest.mark.parametrize("cell", CELLS)
def test_weights_with_it_are_written_and_read(cell: str) -> None:
    shape = NetworkShape(inputs=2, units=3, outputs=2, cell=cell, head="points")
    network = network_of(shape)
    written = to_state_dicts(network)
    assert list(written["linear"]) == ["matrix", "shift"]
    assert flatten(from_state_dicts(written, shape)).tobytes() == flatten(network).tobytes()
