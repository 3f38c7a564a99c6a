"""Answers of yes or no: the logistic function of each logit is the probability of a yes."""

import numpy as np

from rnn.arrays import Array, sigmoid
from rnn.heads import check
from rnn.heads.linear import Params, logits, logits_backward, shapes
from rnn.quantities import SIGMOID, Function, PreActivation, Quantity

__all__ = ("NAME", "QUANTITIES", "Params", "logits", "logits_backward", "loss", "prediction", "shapes")

NAME = "logistic"


def prediction(logits: Array) -> Array:
    """The probability p of a yes, of the shape of the logits."""
    return sigmoid(logits)


def loss(logits: Array, targets: Array, loss_weights: Array) -> tuple[float, Array]:
    """Weighted mean of the binary cross-entropy, and its gradient.

        L = sum(w * (log(1 + exp(a)) - y a)) / sum(w)        dL/da = w (p - y) / sum(w)

    where a is a logit and p = sigmoid(a).

    Args:
        logits: of any shape.
        targets: y, 0 or 1, of the same shape.
        loss_weights: w >= 0, of the same shape; where it is 0 the answer does not count.

    Returns:
        L, and dL/dlogits of the shape of the logits.

    Raises:
        ValueError: the shapes differ, or no answer counts.
    """
    check(logits, logits.shape, targets, loss_weights)
    scale = loss_weights / loss_weights.sum()
    # logaddexp(0, a) is log(1 + exp(a)) without the overflow.
    cross_entropy = float((scale * (np.logaddexp(0, logits) - targets * logits)).sum())
    return cross_entropy, scale * (prediction(logits) - targets)


QUANTITIES = (
    Quantity(
        "p",
        "probability",
        "Read directly as the answer: above one half it is a 1.",
        Function(SIGMOID, PreActivation("p")),
        low=0.0,
    ),
)
