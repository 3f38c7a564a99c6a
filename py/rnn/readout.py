"""From the short-term state to an answer: a linear layer, the logistic function, and the loss of the two."""

from typing import NamedTuple

import numpy as np

from rnn.arrays import Array


class ReadoutParams(NamedTuple):
    """Parameters (or their gradients) of a linear layer, in the layout of PyTorch's ``nn.Linear``."""

    weight: Array  # (O, H)
    bias: Array  # (O,)


def logits(params: ReadoutParams, h: Array) -> Array:
    """W h + b: states (..., H) to logits (..., O)."""
    return h @ params.weight.T + params.bias


def logits_backward(params: ReadoutParams, h: Array, dz: Array) -> tuple[ReadoutParams, Array]:
    """Gradients of the parameters, and dL/dh (..., H), from dL/dlogits (..., O)."""
    flat_dz, flat_h = dz.reshape(-1, dz.shape[-1]), h.reshape(-1, h.shape[-1])
    return ReadoutParams(weight=flat_dz.T @ flat_h, bias=flat_dz.sum(axis=0)), dz @ params.weight


def cross_entropy(z: Array, p: Array, targets: Array, loss_weights: Array) -> tuple[float, Array]:
    """Weighted mean of the binary cross-entropy, and its gradient.

        L = sum(w * (log(1 + exp(z)) - y z)) / sum(w)        dL/dz = w (p - y) / sum(w)

    Args:
        z: logits, of any shape.
        p: sigmoid(z), which the caller has already.
        targets: y, 0 or 1, of the same shape.
        loss_weights: w >= 0, of the same shape; where it is 0 the output does not count.

    Returns:
        L, and dL/dz of the shape of z.

    Raises:
        ValueError: the shapes differ, or no output counts.
    """
    if not z.shape == targets.shape == loss_weights.shape:
        raise ValueError(
            f"targets {targets.shape} and loss_weights {loss_weights.shape} must be shaped like the logits {z.shape}"
        )
    if not loss_weights.any():
        raise ValueError("no output counts: every loss weight is zero")
    scale = loss_weights / loss_weights.sum()
    # logaddexp(0, z) is log(1 + exp(z)) without the overflow.
    return float((scale * (np.logaddexp(0, z) - targets * z)).sum()), scale * (p - targets)
