"""The library equals a plain float64 reckoning, step by step, for each cell with each head.

Tolerances: as in test_native_backend.py; a mixture's logarithms and squares lose about three times as much.
"""

from collections.abc import Callable
from math import inf
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bundler.native import compile_native
from native.library import Library, load
from rnn.arrays import Array, sigmoid
from rnn.mixture import mixture, negative_log_likelihood
from rnn.native.backend import CELLS, GATES, HEADS, Architecture, Initial, forward, gradient, run
from rnn.optim import AdamState, adam
from rnn.readout import cross_entropy
from rnn.training import Examples
from tests.native.sources import copy_sources

BOTH = [(cell, head) for cell in CELLS for head in HEADS]
STATE, LOSS, ERROR, GRADIENT = 5e-6, 5e-5, 5e-5, 1e-4  # of 1 + the largest number


@pytest.fixture(scope="module")
def library() -> Library:
    return loaded()


def loaded() -> Library:
    found = load()
    assert isinstance(found, Library), f"{found.reason}: run `python3 build.py`"
    return found


# --- The plain reckoning ---


class Params(NamedTuple):
    weight_ih: Array
    weight_hh: Array
    bias_ih: Array
    bias_hh: Array
    weight: Array
    bias: Array


def split(network: Architecture, theta: Array) -> Params:
    _, _, I, H, O = network
    rows = GATES[network.cell] * H
    shapes = ((rows, I), (rows, H), (rows,), (rows,), (O, H), (O,))
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    parts = np.split(theta, ends[:-1])
    return Params(*(part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)))


class Step(NamedTuple):
    """What a step gave; ``extra`` is what its way back needs besides."""

    x: Array
    h_prev: Array
    c_prev: Array
    h: Array
    c: Array
    extra: tuple[Array, ...]


def step(cell: str, p: Params, x: Array, h: Array, c: Array) -> Step:
    """PyTorch's nn.RNN, nn.GRU and nn.LSTM."""
    from_x, from_h = x @ p.weight_ih.T + p.bias_ih, h @ p.weight_hh.T + p.bias_hh
    if cell == "rnn":
        return Step(x, h, c, np.tanh(from_x + from_h), c, ())
    if cell == "gru":
        x_r, x_z, x_n = np.split(from_x, 3, axis=1)
        h_r, h_z, h_n = np.split(from_h, 3, axis=1)
        r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
        n = np.tanh(x_n + r * h_n)
        return Step(x, h, c, (1 - z) * n + z * h, c, (r, z, n, h_n))
    i, f, g, o = np.split(from_x + from_h, 4, axis=1)
    gates = (sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o))
    new = gates[1] * c + gates[0] * gates[2]
    return Step(x, h, c, gates[3] * np.tanh(new), new, gates)


def step_backward(cell: str, one: Step, dh: Array, dc: Array) -> tuple[Array, Array, Array, Array]:
    """Gradients of what x and of what h contributed (B, G H), and what goes past them to h and c of the step before."""
    nothing = np.zeros_like(dh)
    if cell == "rnn":
        da = dh * (1 - one.h**2)
        return da, da, nothing, nothing
    if cell == "gru":
        r, z, n, h_n = one.extra
        dn = dh * (1 - z) * (1 - n**2)
        dr, dz = dn * h_n * r * (1 - r), dh * (one.h_prev - n) * z * (1 - z)
        return np.hstack((dr, dz, dn)), np.hstack((dr, dz, dn * r)), dh * z, nothing
    i, f, g, o = one.extra
    tanh_c = np.tanh(one.c)
    dc = dc + dh * o * (1 - tanh_c**2)
    da = np.hstack(
        (dc * g * i * (1 - i), dc * one.c_prev * f * (1 - f), dc * i * (1 - g**2), dh * tanh_c * o * (1 - o))
    )
    return da, da, nothing, dc * f


def initial_states(network: Architecture, initial: Initial, batch: int) -> tuple[Array, Array]:
    zero = np.zeros((batch, network.units))
    h, c = (zero if array is None else array for array in initial)
    return h, c


def unrolled(network: Architecture, p: Params, xs: Array, initial: Initial) -> tuple[list[Step], Array]:
    """All steps, and the logits (T, B, O)."""
    h, c = initial_states(network, initial, xs.shape[1])
    steps: list[Step] = []
    for x in xs:
        steps.append(step(network.cell, p, x, h, c))
        h, c = steps[-1].h, steps[-1].c
    return steps, np.stack([one.h for one in steps]) @ p.weight.T + p.bias


def reckon(network: Architecture, theta: Array, examples: Examples, initial: Initial) -> tuple[float, Array, float]:
    """As ``backend.gradient``."""
    p = split(network, theta)
    steps, logits = unrolled(network, p, examples.xs, initial)
    mask = examples.loss_weights > 0
    if network.head == "mixture":
        loss, dlogits = negative_log_likelihood(logits, examples.targets[..., 0], examples.loss_weights[..., 0])
        found = mixture(logits)
        errors = np.abs((found.weight * found.mean).sum(axis=-1, keepdims=True) - examples.targets)
    else:
        loss, dlogits = cross_entropy(logits, sigmoid(logits), examples.targets, examples.loss_weights)
        errors = np.abs(sigmoid(logits) - examples.targets)
    d = Params(*(np.zeros_like(tensor) for tensor in p))
    hs = np.stack([one.h for one in steps])
    d.weight[...] = np.einsum("tbo,tbh->oh", dlogits, hs)
    d.bias[...] = dlogits.sum(axis=(0, 1))
    dh_next, dc = np.zeros_like(hs[0]), np.zeros_like(hs[0])
    for one, dz in zip(reversed(steps), dlogits[::-1], strict=True):
        da_x, da_h, past_h, dc = step_backward(network.cell, one, dz @ p.weight + dh_next, dc)
        d.weight_ih[...] += da_x.T @ one.x
        d.weight_hh[...] += da_h.T @ one.h_prev
        d.bias_ih[...] += da_x.sum(axis=0)
        d.bias_hh[...] += da_h.sum(axis=0)
        dh_next = da_h @ p.weight_hh + past_h
    return loss, np.concatenate([tensor.ravel() for tensor in d]), float(errors[mask].max())


# --- Problems ---


class Problem(NamedTuple):
    network: Architecture
    theta: Array
    examples: Examples
    initial: Initial


def random_problem(
    seed: int, cell: str, head: str, sizes: tuple[int, int, int, int, int], lead: tuple[int, ...] = ()
) -> Problem:
    """Sizes are I, H, O (or components), T, B; every bias differs, some steps and answers do not count."""
    inputs, units, outputs, steps, batch = sizes
    rng = np.random.default_rng(seed)
    network = Architecture(cell, head, inputs, units, outputs * (3 if head == "mixture" else 1))
    theta = rng.normal(0, rng.uniform(0.3, 1.5) / np.sqrt(units), network.size)
    answers = (*lead, steps, batch, network.answers)
    weights = rng.uniform(0, 3, answers) * (rng.random((*lead, steps, 1, 1)) < 0.6) * (rng.random(answers) < 0.8)
    weights[..., -1, 0, 0] = 1
    targets = rng.integers(0, 2, answers).astype(np.float64) if head == "logistic" else rng.normal(0, 1, answers)
    h0 = rng.uniform(-1, 1, (*lead, batch, units)) if seed % 3 else None
    c0 = rng.normal(0, 1, (*lead, batch, units)) if seed % 3 == 1 else None
    xs = rng.normal(0, 1, (*lead, steps, batch, inputs))
    return Problem(network, theta, Examples(xs, targets, weights), Initial(h0, c0))


def assert_close(ours: Array | float, theirs: Array | float, tolerance: float) -> None:
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=tolerance * (1 + np.abs(theirs).max(initial=0)))


# --- One evaluation ---

sizes = st.tuples(*(st.integers(1, most) for most in (5, 17, 3, 20, 70)))


@pytest.mark.parametrize(("cell", "head"), BOTH)
@settings(max_examples=40)
@given(seed=st.integers(0, 2**32), sizes=sizes)
def test_loss_gradient_and_error(cell: str, head: str, seed: int, sizes: tuple[int, int, int, int, int]) -> None:
    problem = random_problem(seed, cell, head, sizes)
    loss, found, error = gradient(loaded(), *problem)
    true_loss, true, true_error = reckon(*problem)
    assert_close(loss, true_loss, LOSS)
    assert_close(error, true_error, ERROR)
    assert_close(found, true, GRADIENT)


@pytest.mark.parametrize(("cell", "head"), BOTH)
@settings(max_examples=15)
@given(seed=st.integers(0, 2**32), sizes=sizes)
def test_every_step(cell: str, head: str, seed: int, sizes: tuple[int, int, int, int, int]) -> None:
    network, theta, examples, initial = random_problem(seed, cell, head, sizes)
    hs, cs, logits = forward(loaded(), network, theta, examples.xs, initial)
    steps, true_logits = unrolled(network, split(network, theta), examples.xs, initial)
    assert_close(hs, np.stack([one.h for one in steps]), STATE)
    assert_close(logits, true_logits, STATE)
    if cell == "lstm":
        assert_close(cs, np.stack([one.c for one in steps]), STATE)


@pytest.mark.parametrize("cell", CELLS)
def test_several_blocks_with_states_of_their_own(library: Library, cell: str) -> None:
    problem = random_problem(4, cell, "logistic", (2, 5, 2, 6, 133))
    assert problem.initial.c0 is not None
    assert_close(gradient(library, *problem)[1], reckon(*problem)[1], GRADIENT)


@pytest.mark.parametrize("cell", CELLS)
def test_given_zeros_are_the_zeros_that_nobody_gave(library: Library, cell: str) -> None:
    network, theta, examples, _ = random_problem(3, cell, "mixture", (2, 5, 2, 6, 40))
    zeros = np.zeros((40, 5))
    given, missing = (gradient(library, network, theta, examples, i) for i in (Initial(zeros, zeros), Initial()))
    assert (given[0], given[2]) == (missing[0], missing[2])
    np.testing.assert_array_equal(given[1], missing[1])


def test_the_two_biases_of_a_gru_have_two_gradients(library: Library) -> None:
    """And one that is wrong would be noticed: the gradient with bias_hh given bias_ih's, as if they were one."""
    problem = random_problem(4, "gru", "logistic", (2, 6, 2, 7, 30))
    H = problem.network.units
    found, true = gradient(library, *problem)[1], reckon(*problem)[1]
    ours, theirs = (split(problem.network, vector) for vector in (found, true))
    np.testing.assert_array_equal(ours.bias_ih[: 2 * H], ours.bias_hh[: 2 * H])
    assert np.abs(theirs.bias_ih[2 * H :] - theirs.bias_hh[2 * H :]).max() > 0.01
    ours.bias_hh[...] = ours.bias_ih
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        assert_close(found, true, GRADIENT)


@pytest.mark.slow
def test_one_gradient_for_both_biases_would_be_noticed(tmp_path: Path) -> None:
    """As above, but the fault is planted in the C code."""
    copy_sources(tmp_path)
    layout = tmp_path / "py" / "rnn" / "native" / "layout.h"
    code, right = layout.read_text("utf-8"), "if (hidden) d.bias_hh[row] ="
    assert right in code
    layout.write_text(code.replace(right, "if (inputs) d.bias_hh[row] ="), "utf-8")
    compile_native(tmp_path / "py" / "native" / "library.c", tmp_path / "libnative.so")
    faulty = load(tmp_path / "libnative.so")
    assert isinstance(faulty, Library)
    for cell in ("rnn", "lstm"):
        problem = random_problem(4, cell, "logistic", (2, 6, 2, 7, 30))
        assert_close(gradient(faulty, *problem)[1], reckon(*problem)[1], GRADIENT)
    problem = random_problem(4, "gru", "logistic", (2, 6, 2, 7, 30))
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        assert_close(gradient(faulty, *problem)[1], reckon(*problem)[1], GRADIENT)


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_elsewhere_they_have_one(library: Library, cell: str) -> None:
    problem = random_problem(4, cell, "mixture", (2, 6, 2, 7, 30))
    found = split(problem.network, gradient(library, *problem)[1])
    np.testing.assert_array_equal(found.bias_ih, found.bias_hh)


@pytest.mark.parametrize("cell", CELLS)
def test_the_plain_reckoning_against_central_differences(cell: str) -> None:
    network, theta, examples, initial = random_problem(7, cell, "mixture", (2, 3, 2, 4, 3))
    true, probe = reckon(network, theta, examples, initial)[1], np.zeros_like(theta)
    for n in range(theta.size):
        probe[:] = 0
        probe[n] = 1e-6
        above, below = (reckon(network, theta + sign * probe, examples, initial)[0] for sign in (1, -1))
        assert (above - below) / 2e-6 == pytest.approx(true[n], rel=1e-5, abs=1e-8)


# --- Updates in place ---

UPDATES = 6


def corrections(rate: float) -> Array:
    return np.array([(rate / (1 - 0.9**t), np.sqrt(1 - 0.999**t)) for t in range(1, UPDATES + 1)])


def by_numpy(
    problem: Problem, clip: float, ema_decay: float, rate: float
) -> tuple[Array, AdamState, Array, list[float], list[float]]:
    network, theta, examples, initial = problem
    state, ema = AdamState(np.zeros_like(theta), np.zeros_like(theta), 0), theta.copy()
    losses, norms = [], []
    for n in range(UPDATES):
        own = examples.xs.ndim == 4
        some = Examples(*(array[n] for array in examples)) if own else examples
        begin = Initial(*(array[n] if own and array is not None else array for array in initial))
        loss, found, _ = reckon(network, theta, some, begin)
        norm = float(np.sqrt((found**2).sum()))
        losses.append(loss)
        norms.append(norm)
        theta, state = adam(theta, found * min(1, clip / norm), state, rate)
        ema = ema_decay * ema + (1 - ema_decay) * theta
    return theta, state, ema, losses, norms


@pytest.mark.parametrize("lead", [(), (UPDATES,)], ids=["one batch", "fresh batches"])
@pytest.mark.parametrize("clip", [inf, 0.05], ids=["unclipped", "clipped"])
@pytest.mark.parametrize(("cell", "head"), BOTH)
def test_updates_in_place(library: Library, cell: str, head: str, clip: float, lead: tuple[int, ...]) -> None:
    problem = random_problem(10, cell, head, (2, 5, 2, 6, 37), lead)
    network, theta, examples, initial = problem
    zeros = np.zeros_like(theta)
    begin = (theta, zeros, zeros, theta)
    before = theta.copy()
    ours = run(library, network, begin, examples, corrections(1e-3), clip=clip, ema_decay=0.8, initial=initial)
    true, state, ema, losses, norms = by_numpy(problem, clip, 0.8, 1e-3)
    assert ours.made == UPDATES
    np.testing.assert_array_equal(theta, before)
    assert_close(ours.losses, np.array(losses), LOSS)
    assert_close(ours.norms, np.array(norms), GRADIENT)
    assert_close(ours.first_moments, state.first_moment, GRADIENT)
    assert_close(ours.second_moments, state.second_moment, GRADIENT)
    # Where a gradient is next to nothing, Adam goes by its sign, which float32 does not know.
    sure = np.abs(state.first_moment) > 1e-4
    assert sure.mean() > 0.5
    np.testing.assert_allclose(ours.theta[sure], true[sure], rtol=0, atol=2e-4)
    np.testing.assert_allclose(ours.ema_theta[sure], ema[sure], rtol=0, atol=2e-4)


def test_updates_end_where_it_is_good_enough(library: Library) -> None:
    network, theta, examples, initial = random_problem(10, "gru", "logistic", (2, 5, 2, 6, 37))
    state = (theta, np.zeros_like(theta), np.zeros_like(theta), theta)
    all_of_them = run(library, network, state, examples, corrections(0.05), initial=initial)
    tolerance = float(all_of_them.max_errors[2]) * (1 + 1e-12)
    assert all_of_them.max_errors[:2].min() > tolerance
    some = run(library, network, state, examples, corrections(0.05), tolerance=tolerance, initial=initial)
    assert some.made == 2
    assert some.max_errors[:3].tolist() == all_of_them.max_errors[:3].tolist()
    two = run(library, network, state, examples, corrections(0.05)[:2], initial=initial)
    assert some.theta.tolist() == two.theta.tolist()


@pytest.mark.parametrize(("cell", "head"), BOTH)
@pytest.mark.parametrize("where", ["theta", "xs"])
def test_an_update_from_no_number_is_not_made(library: Library, cell: str, head: str, where: str) -> None:
    network, theta, examples, initial = random_problem(10, cell, head, (2, 5, 2, 6, 37), (UPDATES,))
    if where == "xs":
        examples.xs[3, -1, :, :] = np.nan
        examples.loss_weights[3, -1] = 1
    else:
        theta[1] = np.nan
    state = (theta, np.zeros_like(theta), np.zeros_like(theta), theta)
    ours = run(library, network, state, examples, corrections(0.05), initial=initial)
    assert ours.made == (3 if where == "xs" else 0)
    if where == "xs":
        assert np.isfinite(ours.theta).all()
        assert np.isnan(ours.losses[3])


# --- What it refuses ---


REFUSED: dict[str, Callable[[Problem], Problem]] = {
    r"targets must have the shape \(6, 37, 1\), not \(6, 37, 2\)": lambda p: p._replace(
        examples=p.examples._replace(targets=np.zeros((6, 37, 2)))
    ),
    r"h0 must have the shape \(37, 5\)": lambda p: p._replace(initial=Initial(np.zeros((37, 4)))),
    r"thetas must have the shape": lambda p: p._replace(theta=p.theta[1:]),
    "no output counts": lambda p: p._replace(examples=p.examples._replace(loss_weights=np.zeros((6, 37, 1)))),
    "a size is zero": lambda p: p._replace(network=p.network._replace(outputs=4)),
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_does_not_fit_is_refused(library: Library, message: str) -> None:
    problem = REFUSED[message](random_problem(10, "gru", "mixture", (2, 5, 2, 6, 37)))
    with pytest.raises(ValueError, match=message):
        gradient(library, *problem)


def test_a_batch_in_which_nothing_counts_is_refused(library: Library) -> None:
    network, theta, examples, _ = random_problem(9, "gru", "mixture", (2, 5, 2, 6, 37), (UPDATES,))
    examples.loss_weights[2] = 0
    with pytest.raises(ValueError, match="no output counts"):
        run(library, network, (theta, theta * 0, theta * 0, theta), examples, corrections(0.1))
