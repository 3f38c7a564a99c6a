"""The library equals the reference in float64, step by step, for each cell with each head.

Tolerances: as in test_native_backend.py; a mixture's logarithms and squares lose about three times as much.
"""

from collections.abc import Callable
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bundler.python.native import compile_native
from native.library import Library, load
from rnn import cells, heads, unroll
from rnn.arrays import Array
from rnn.examples import Examples
from rnn.native.calls import CELLS, HEADS, Initial, answers, forward, gradient, run
from rnn.network import Network, NetworkShape, flatten, unflatten
from rnn.optim import AdamState, adam
from tests.native.sources import copy_sources

BOTH = [(cell, head) for cell in CELLS for head in HEADS]
STATE, LOSS, ERROR, GRADIENT = 5e-6, 5e-5, 5e-5, 1e-4  # of 1 + the largest number


def loaded() -> Library:
    found = load()
    assert isinstance(found, Library), f"{found.reason}: run `python3 build.py`"
    return found


# --- The reference ---


def state_before(shape: NetworkShape, initial: Initial, batch: int) -> Any:
    """The cell's state before the first step."""
    cell = cells.named(shape.cell)
    zero = cells.zero_state(cell, batch, shape.units)
    given = {"h": initial.h0, "c": initial.c0}
    return zero._replace(**{name: given[name] for name in zero._fields if given[name] is not None})


def reference(shape: NetworkShape, theta: Array, xs: Array, initial: Initial) -> tuple[Network, unroll.Unrolled, Array]:
    """The network, its states in every step, and the logits (T, B, O)."""
    network = unflatten(theta, shape)
    state = state_before(shape, initial, xs.shape[1])
    unrolled = unroll.forward(cells.named(shape.cell), network.cell, xs, state)
    return network, unrolled, heads.named(shape.head).logits(network.head, unrolled.h)


def reckon(shape: NetworkShape, theta: Array, examples: Examples, initial: Initial) -> tuple[float, Array, float]:
    """As ``backend.gradient``."""
    cell, head = cells.named(shape.cell), heads.named(shape.head)
    network, unrolled, logits = reference(shape, theta, examples.xs, initial)
    loss, dlogits = head.loss(logits, examples.targets, examples.loss_weights)
    of_head, dhs = head.logits_backward(network.head, unrolled.h, dlogits)
    of_cell = unroll.backward(cell, network.cell, unrolled.traces, dhs).params
    errors = np.abs(head.prediction(logits) - examples.targets)
    return loss, flatten(Network(shape, of_cell, of_head)), float(errors[examples.loss_weights > 0].max())


# --- Problems ---


class Problem(NamedTuple):
    shape: NetworkShape
    theta: Array
    examples: Examples
    initial: Initial


def random_problem(
    seed: int, cell: str, head: str, sizes: tuple[int, int, int, int, int], lead: tuple[int, ...] = ()
) -> Problem:
    """Sizes are I, H, O (or components), T, B; every bias differs, some steps and answers do not count."""
    inputs, units, outputs, steps, batch = sizes
    rng = np.random.default_rng(seed)
    shape = NetworkShape(inputs, units, outputs * (3 if head == "mixture" else 1), cell, head)
    theta = rng.normal(0, rng.uniform(0.3, 1.5) / np.sqrt(units), shape.size)
    each = (*lead, steps, batch, answers(shape))
    weights = rng.uniform(0, 3, each) * (rng.random((*lead, steps, 1, 1)) < 0.6) * (rng.random(each) < 0.8)
    weights[..., -1, 0, 0] = 1
    targets = rng.integers(0, 2, each).astype(np.float64) if head == "logistic" else rng.normal(0, 1, each)
    h0 = rng.uniform(-1, 1, (*lead, batch, units)) if seed % 3 else None
    c0 = rng.normal(0, 1, (*lead, batch, units)) if seed % 3 == 1 else None
    xs = rng.normal(0, 1, (*lead, steps, batch, inputs))
    return Problem(shape, theta, Examples(xs, targets, weights), Initial(h0, c0))


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
    shape, theta, examples, initial = random_problem(seed, cell, head, sizes)
    hs, cs, logits = forward(loaded(), shape, theta, examples.xs, initial)
    _, unrolled, true_logits = reference(shape, theta, examples.xs, initial)
    assert_close(hs, unrolled.h, STATE)
    assert_close(logits, true_logits, STATE)
    if cell == "lstm":
        assert_close(cs, np.stack([trace.c for trace in unrolled.traces]), STATE)


@pytest.mark.parametrize("cell", CELLS)
def test_several_blocks_with_states_of_their_own(library: Library, cell: str) -> None:
    problem = random_problem(4, cell, "logistic", (2, 5, 2, 6, 133))
    assert problem.initial.c0 is not None
    assert_close(gradient(library, *problem)[1], reckon(*problem)[1], GRADIENT)


@pytest.mark.parametrize("cell", CELLS)
def test_given_zeros_are_the_zeros_that_nobody_gave(library: Library, cell: str) -> None:
    shape, theta, examples, _ = random_problem(3, cell, "mixture", (2, 5, 2, 6, 40))
    zeros = np.zeros((40, 5))
    given, missing = (gradient(library, shape, theta, examples, i) for i in (Initial(zeros, zeros), Initial()))
    assert (given[0], given[2]) == (missing[0], missing[2])
    np.testing.assert_array_equal(given[1], missing[1])


def test_the_two_biases_of_a_gru_have_two_gradients(library: Library) -> None:
    """And one that is wrong would be noticed: the gradient with bias_hh given bias_ih's, as if they were one."""
    problem = random_problem(4, "gru", "logistic", (2, 6, 2, 7, 30))
    H = problem.shape.units
    found, true = gradient(library, *problem)[1], reckon(*problem)[1]
    ours, theirs = (unflatten(vector, problem.shape).cell for vector in (found, true))
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
    found = unflatten(gradient(library, *problem)[1], problem.shape).cell
    np.testing.assert_array_equal(found.bias_ih, found.bias_hh)


# --- Updates in place ---

UPDATES = 6


def corrections(rate: float) -> Array:
    return np.array([(rate / (1 - 0.9**t), np.sqrt(1 - 0.999**t)) for t in range(1, UPDATES + 1)])


def by_numpy(
    problem: Problem, clip: float, ema_decay: float, rate: float
) -> tuple[Array, AdamState, Array, list[float], list[float]]:
    shape, theta, examples, initial = problem
    state, ema = AdamState(np.zeros_like(theta), np.zeros_like(theta), 0), theta.copy()
    losses, norms = [], []
    for n in range(UPDATES):
        own = examples.xs.ndim == 4
        some = Examples(*(array[n] for array in examples)) if own else examples
        begin = Initial(*(array[n] if own and array is not None else array for array in initial))
        loss, found, _ = reckon(shape, theta, some, begin)
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
    shape, theta, examples, initial = problem
    zeros = np.zeros_like(theta)
    begin = (theta, zeros, zeros, theta)
    before = theta.copy()
    ours = run(library, shape, begin, examples, corrections(1e-3), clip=clip, ema_decay=0.8, initial=initial)
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
    shape, theta, examples, initial = random_problem(10, "gru", "logistic", (2, 5, 2, 6, 37))
    state = (theta, np.zeros_like(theta), np.zeros_like(theta), theta)
    all_of_them = run(library, shape, state, examples, corrections(0.05), initial=initial)
    tolerance = float(all_of_them.max_errors[2]) * (1 + 1e-12)
    assert all_of_them.max_errors[:2].min() > tolerance
    some = run(library, shape, state, examples, corrections(0.05), tolerance=tolerance, initial=initial)
    assert some.made == 2
    assert some.max_errors[:3].tolist() == all_of_them.max_errors[:3].tolist()
    two = run(library, shape, state, examples, corrections(0.05)[:2], initial=initial)
    assert some.theta.tolist() == two.theta.tolist()


@pytest.mark.parametrize(("cell", "head"), BOTH)
@pytest.mark.parametrize("where", ["theta", "xs"])
def test_an_update_from_no_number_is_not_made(library: Library, cell: str, head: str, where: str) -> None:
    shape, theta, examples, initial = random_problem(10, cell, head, (2, 5, 2, 6, 37), (UPDATES,))
    if where == "xs":
        examples.xs[3, -1, :, :] = np.nan
        examples.loss_weights[3, -1] = 1
    else:
        theta[1] = np.nan
    state = (theta, np.zeros_like(theta), np.zeros_like(theta), theta)
    ours = run(library, shape, state, examples, corrections(0.05), initial=initial)
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
    "no answer counts": lambda p: p._replace(examples=p.examples._replace(loss_weights=np.zeros((6, 37, 1)))),
    "a size is zero": lambda p: p._replace(shape=p.shape._replace(outputs=4)),
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_does_not_fit_is_refused(library: Library, message: str) -> None:
    problem = REFUSED[message](random_problem(10, "gru", "mixture", (2, 5, 2, 6, 37)))
    with pytest.raises(ValueError, match=message):
        gradient(library, *problem)


def test_a_batch_in_which_nothing_counts_is_refused(library: Library) -> None:
    shape, theta, examples, _ = random_problem(9, "gru", "mixture", (2, 5, 2, 6, 37), (UPDATES,))
    examples.loss_weights[2] = 0
    with pytest.raises(ValueError, match="no answer counts"):
        run(library, shape, (theta, theta * 0, theta * 0, theta), examples, corrections(0.1))
