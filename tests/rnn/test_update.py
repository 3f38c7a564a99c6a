"""One update: clipping, averaging, when none is made."""

from typing import Any

import numpy as np
import pytest

from rnn import heads
from rnn.arrays import Array
from rnn.examples import Examples
from rnn.network import NetworkShape, backward, flatten, forward, initialise, predictions, unflatten
from rnn.optim import BETA1, BETA2, EPSILON, adam
from rnn.update import OptimizerState, begin, evaluate, update
from tasks.bits import examples as bits_examples
from tests.rnn.problems import each_cell, each_head, random_problem

RATE = 0.05


def problem(cell: str = "lstm", head: str = "logistic") -> tuple[OptimizerState, NetworkShape, Examples]:
    network, _, examples, _ = random_problem(cell, head, 2, 3, 2, 4, 5)
    return begin(flatten(network)), network.shape, examples


def arrays_of(state: OptimizerState) -> list[Array]:
    return [state.theta, state.adam.first_moment, state.adam.second_moment, state.ema_theta]


def after(count: int, **how: Any) -> OptimizerState:
    state, shape, examples = problem()
    for _ in range(count):
        state = update(state, shape, examples, RATE, **how).state
    return state


def test_the_beginning() -> None:
    theta = np.arange(3.0)
    state = begin(theta)
    assert state.theta is state.ema_theta is theta
    assert state.adam.updates == 0
    np.testing.assert_array_equal(state.adam.first_moment, np.zeros(3))


# --- Evaluating ---


@each_head
@each_cell
def test_evaluation_is_forward_head_and_backward(cell: str, head: str) -> None:
    state, shape, examples = problem(cell, head)
    network = unflatten(state.theta, shape)
    forward_pass = forward(network, examples.xs)
    loss, dlogits = heads.named(head).loss(forward_pass.logits, examples.targets, examples.loss_weights)
    gradient, _ = backward(network, forward_pass, dlogits)
    found = evaluate(state.theta, shape, examples)
    assert found.loss == loss
    np.testing.assert_array_equal(found.gradient, flatten(gradient))
    assert found.max_error == np.abs(predictions(network, forward_pass) - examples.targets).max()


@each_head
def test_what_is_not_in_the_mask_counts_for_nothing(head: str) -> None:
    state, shape, examples = problem(head=head)
    masked = examples._replace(loss_weights=examples.loss_weights.copy())
    masked.loss_weights[:, 1:] = 0
    changed = masked._replace(xs=masked.xs.copy(), targets=masked.targets.copy())
    changed.xs[:, 1:] += 1
    changed.targets[:, 1:] += 100
    alone = Examples(*(array[:, :1] for array in examples))
    ours, theirs, only = (evaluate(state.theta, shape, some) for some in (masked, changed, alone))
    assert ours.loss == theirs.loss == pytest.approx(only.loss, rel=1e-12)
    assert ours.max_error == theirs.max_error == pytest.approx(only.max_error, rel=1e-12)
    np.testing.assert_allclose(ours.gradient, only.gradient, rtol=1e-9, atol=1e-14)
    np.testing.assert_array_equal(ours.gradient, theirs.gradient)


def test_examples_that_do_not_fit() -> None:
    state, shape, examples = problem()
    for wrong in (
        examples._replace(xs=examples.xs[:, :, :1]),
        examples._replace(xs=examples.xs[:2]),
        examples._replace(targets=examples.targets[:, :, :1]),
        examples._replace(loss_weights=examples.loss_weights[:, :1]),
        examples._replace(loss_weights=0 * examples.loss_weights),
    ):
        with pytest.raises(ValueError):
            update(state, shape, wrong, RATE)
    with pytest.raises(ValueError):
        update(begin(state.theta[:-1]), shape, examples, RATE)


# --- One update ---


@each_head
@each_cell
def test_without_more_ado_it_is_a_step_of_adam(cell: str, head: str) -> None:
    state, shape, examples = problem(cell, head)
    for _ in range(3):
        loss, gradient, max_error = evaluate(state.theta, shape, examples)
        theta, adam_state = adam(state.theta, gradient, state.adam, RATE)
        result = update(state, shape, examples, RATE)
        assert (result.loss, result.max_error) == (loss, max_error)
        assert result.norm == pytest.approx(np.linalg.norm(gradient), rel=1e-12)
        np.testing.assert_array_equal(result.state.theta, theta)
        np.testing.assert_array_equal(result.state.adam.second_moment, adam_state.second_moment)
        assert result.state.adam.updates == adam_state.updates
        state = result.state


@each_cell
def test_the_loss_goes_down(cell: str) -> None:
    state, shape, examples = problem(cell)
    losses = []
    for _ in range(100):
        state, loss, *_ = update(state, shape, examples, RATE)
        losses.append(loss)
    assert losses[-1] < 0.5 * losses[0]


def test_the_state_given_stays_as_it_is() -> None:
    state, shape, examples = problem()
    state = update(state, shape, examples, RATE, ema_decay=0.9).state
    for array in (*arrays_of(state), *examples):
        array.flags.writeable = False  # writing would raise
    new = update(state, shape, examples, RATE, clip=0.01, ema_decay=0.9).state
    for ours in arrays_of(new):
        assert not any(np.shares_memory(ours, theirs) for theirs in arrays_of(state))


# --- Clipping ---


def test_a_long_gradient_is_shortened_to_the_clip_and_keeps_its_direction() -> None:
    state, shape, examples = problem()
    gradient = evaluate(state.theta, shape, examples).gradient
    norm = float(np.linalg.norm(gradient))
    result = update(state, shape, examples, RATE, clip=norm / 10)
    np.testing.assert_allclose(result.state.adam.first_moment, (1 - BETA1) * gradient / 10, rtol=1e-12)
    np.testing.assert_allclose(result.state.adam.second_moment, (1 - BETA2) * gradient**2 / 100, rtol=1e-12)
    assert result.norm == pytest.approx(norm, rel=1e-12)  # that before clipping


@pytest.mark.parametrize("factor", [1.0, 1.5, np.inf])
def test_a_gradient_no_longer_than_the_clip_stays_as_it_is(factor: float) -> None:
    state, shape, examples = problem()
    as_it_is = update(state, shape, examples, RATE)
    clipped = update(state, shape, examples, RATE, clip=factor * as_it_is.norm)
    for ours, theirs in zip(arrays_of(clipped.state), arrays_of(as_it_is.state), strict=True):
        np.testing.assert_array_equal(ours, theirs)


# --- Averaging ---


def test_without_averaging_the_average_is_the_newest() -> None:
    state = after(5)
    np.testing.assert_array_equal(state.ema_theta, state.theta)


def test_the_average_forgets_by_the_decay() -> None:
    average = problem()[0].theta
    for count in range(1, 6):
        state = after(count, ema_decay=0.8)
        average = 0.8 * average + 0.2 * state.theta
        np.testing.assert_allclose(state.ema_theta, average, rtol=1e-12)


def test_learning_does_not_depend_on_the_average() -> None:
    np.testing.assert_array_equal(after(5, ema_decay=0.8).theta, after(5).theta)


def test_a_decay_of_one_keeps_the_average_where_it_was() -> None:
    np.testing.assert_array_equal(after(5, ema_decay=1.0).ema_theta, problem()[0].theta)


# --- When there is no update ---


def assert_untouched(result_state: OptimizerState, state: OptimizerState) -> None:
    assert result_state is state
    assert result_state.adam.updates == state.adam.updates


def test_no_update_where_every_answer_is_within_the_tolerance() -> None:
    state, shape, examples = problem()
    error = evaluate(state.theta, shape, examples).max_error
    result = update(state, shape, examples, RATE, ema_decay=0.5, tolerance=error * 1.001)
    assert_untouched(result.state, state)
    assert result.max_error == error
    assert np.isfinite([result.loss, result.norm]).all()


@pytest.mark.parametrize("factor", [0.0, 0.999, 1.0])
def test_an_update_where_an_answer_is_not_closer_than_the_tolerance(factor: float) -> None:
    state, shape, examples = problem()
    error = evaluate(state.theta, shape, examples).max_error
    assert update(state, shape, examples, RATE, tolerance=error * factor).state.adam.updates == 1


@pytest.mark.parametrize(
    ("where", "number"),
    [
        ("theta", np.nan),
        ("xs", np.nan),
        ("targets", np.nan),
        ("targets", np.inf),
        ("targets", -np.inf),
        ("loss_weights", np.inf),
    ],
)
@each_head
@each_cell
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_no_update_on_numbers_that_are_not_finite(cell: str, head: str, where: str, number: float) -> None:
    state, shape, examples = problem(cell, head)
    array = state.theta.copy() if where == "theta" else getattr(examples, where).copy()
    array[(0,) * array.ndim] = number
    if where == "theta":
        state = begin(array)
    else:
        examples = examples._replace(**{where: array})
    result = update(state, shape, examples, RATE, clip=1.0, ema_decay=0.9)
    assert_untouched(result.state, state)
    assert not np.isfinite(result.loss + result.norm)


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("where", ["loss", "gradient"])
def test_no_update_on_a_loss_or_a_gradient_that_is_not_finite(where: str, number: float) -> None:
    """One of them alone is enough."""
    state, shape, examples = problem()
    evaluation = evaluate(state.theta, shape, examples)
    gradient = evaluation.gradient.copy()
    gradient[3] = number
    broken = evaluation._replace(loss=number) if where == "loss" else evaluation._replace(gradient=gradient)
    result = update(state, shape, examples, RATE, clip=1.0, ema_decay=0.9, evaluate=lambda *_: broken)
    assert_untouched(result.state, state)


def test_after_an_update_that_was_not_made_learning_goes_on_as_if_it_had_not_been_tried() -> None:
    state, shape, examples = problem()
    broken = examples._replace(targets=np.full_like(examples.targets, np.nan))
    state = update(state, shape, examples, RATE).state
    with np.errstate(all="ignore"):
        again = update(state, shape, broken, RATE).state
    for ours, theirs in zip(arrays_of(update(again, shape, examples, RATE).state), arrays_of(after(2)), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_the_constants_are_those_of_adam() -> None:
    assert (BETA1, BETA2, EPSILON) == (0.9, 0.999, 1e-8)


@pytest.mark.parametrize("share", [0.5, 0.999, 1.001])
def test_a_gradient_is_clipped_exactly_where_it_is_longer(share: float) -> None:
    shape = NetworkShape(1, 2, 1)
    theta, given = initialise(np.random.default_rng(0), shape), bits_examples((1, 0))
    _, gradient, _ = evaluate(theta, shape, given)
    norm = float(np.sqrt((gradient**2).sum()))
    state = begin(theta)
    clipped = update(state, shape, given, 0.1, clip=share * norm)
    np.testing.assert_allclose(clipped.state.adam.first_moment, 0.1 * gradient * min(1.0, share), rtol=1e-12, atol=0)


@pytest.mark.parametrize("weight", [-1.0, np.nan])
def test_loss_weights_that_cannot_be_are_refused(weight: float) -> None:
    shape = NetworkShape(1, 2, 1)
    given = bits_examples((1, 0))
    given.loss_weights[-1, 0] = weight
    with pytest.raises(ValueError, match="negative or not a number"):
        evaluate(initialise(np.random.default_rng(0), shape), shape, given)
