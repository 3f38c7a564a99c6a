"""The linear layer that heads begin with, and what is asked of every head."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn import heads
from rnn.heads import Head, logistic, mixture
from rnn.heads.linear import Params, logits, logits_backward, shapes
from tests.rnn.differences import TOLERANCE, central_difference, relative_error
from tests.rnn.problems import each_head, random_problem

quickly = settings(max_examples=30, deadline=None)


def test_logits_of_one_state() -> None:
    params = Params(weight=np.array([[2.0, -1.0]]), bias=np.array([0.5]))
    np.testing.assert_array_equal(logits(params, np.array([[3.0, 4.0]])), [[2.5]])


@quickly
@given(st.lists(st.integers(1, 3), max_size=3), st.integers(1, 3), st.integers(1, 3))
def test_any_leading_shape(leading: list[int], O: int, H: int) -> None:
    rng = np.random.default_rng(0)
    params = Params(rng.normal(size=(O, H)), rng.normal(size=O))
    h = rng.normal(size=(*leading, H))
    answers = logits(params, h)
    gradients, dh = logits_backward(params, h, answers)
    assert answers.shape == (*leading, O)
    assert dh.shape == h.shape
    assert (gradients.weight.shape, gradients.bias.shape) == ((O, H), (O,))
    assert [*shapes(H, O)] == [(O, H), (O,)]


def test_the_gradient() -> None:
    rng = np.random.default_rng(0)
    params, h, dlogits = (
        Params(rng.normal(size=(3, 2)), rng.normal(size=3)),
        rng.normal(size=(4, 5, 2)),
        rng.normal(size=(4, 5, 3)),
    )
    gradients, dh = logits_backward(params, h, dlogits)
    for gradient, tensor in ((gradients.weight, params.weight), (gradients.bias, params.bias), (dh, h)):
        numeric = central_difference(lambda: float((dlogits * logits(params, h)).sum()), tensor)
        assert relative_error(gradient, numeric) < TOLERANCE


# --- Every head ---


def test_the_heads_there_are() -> None:
    modules: tuple[Head, ...] = (logistic, mixture)  # the type checker sees that each is one
    assert tuple(heads.named(name) for name in heads.NAMES) == modules
    assert heads.NAMES == ("logistic", "mixture")
    assert [heads.named(name).NAME for name in heads.NAMES] == list(heads.NAMES)


@pytest.mark.parametrize("name", ["", "linear", "Logistic", "x" * 1000])
def test_a_head_that_there_is_not(name: str) -> None:
    with pytest.raises(ValueError, match="there is no head '") as caught:
        heads.named(name)
    assert len(str(caught.value)) < 100


@each_head
def test_parameters_are_those_of_torchs_linear_layer(head: str) -> None:
    assert heads.named(head).shapes(2, 6)._asdict() == {"weight": (6, 2), "bias": (6,)}
    assert heads.named(head).Params._fields == ("weight", "bias")


@each_head
def test_a_prediction_has_the_shape_of_the_targets_and_a_gradient_that_of_the_logits(head: str) -> None:
    _, _, (_, targets, loss_weights), _ = random_problem("rnn", head, 1, 2, 2, 4, 5)
    outputs = np.random.default_rng(0).normal(size=(4, 5, 6 if head == "mixture" else 2))
    assert heads.named(head).prediction(outputs).shape == targets.shape
    loss, dlogits = heads.named(head).loss(outputs, targets, loss_weights)
    assert type(loss) is float
    assert dlogits.shape == outputs.shape


@each_head
def test_an_answer_outside_of_the_mask_does_not_count(head: str) -> None:
    _, _, (_, targets, loss_weights), _ = random_problem("rnn", head, 1, 2, 1, 4, 5)
    outputs, loss_weights = (
        np.random.default_rng(0).normal(size=(4, 5, 3 if head == "mixture" else 1)),
        loss_weights.copy(),
    )
    loss_weights[1, 2] = 0
    losses = []
    for answer in (-1.0, 0.0, 1.0):
        outputs[1, 2] = answer
        loss, dlogits = heads.named(head).loss(outputs, targets, loss_weights)
        losses.append(loss)
        assert (dlogits[1, 2] == 0).all()
    assert losses[0] == losses[1] == losses[2]


@each_head
def test_arguments_stay_as_they_are(head: str) -> None:
    _, _, (_, targets, loss_weights), _ = random_problem("rnn", head, 1, 2, 1, 4, 5)
    outputs = np.random.default_rng(0).normal(size=(4, 5, 3 if head == "mixture" else 1))
    for array in (outputs, targets, loss_weights):
        array.flags.writeable = False  # writing would raise
    heads.named(head).loss(outputs, targets, loss_weights)
    heads.named(head).prediction(outputs)
