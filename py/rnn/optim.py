"""Adam as a pure function."""

from math import sqrt
from typing import NamedTuple

import numpy as np

from rnn.arrays import Array

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8  # PyTorch's defaults


class AdamState(NamedTuple):
    """Arrays are (P,)."""

    first_moment: Array  # running mean of the gradient
    second_moment: Array  # running mean of its square
    updates: int  # that they cover


def adam_start(theta: Array) -> AdamState:
    """The state before the first update, for parameters like ``theta``."""
    return AdamState(np.zeros_like(theta), np.zeros_like(theta), 0)


def adam(
    theta: Array,
    gradient: Array,
    state: AdamState,
    learning_rate: float,
    beta1: float = BETA1,
    beta2: float = BETA2,
    epsilon: float = EPSILON,
) -> tuple[Array, AdamState]:
    """One update by Adam; the arguments stay as they are. Defaults and rounding order are PyTorch's.

        m = beta1 m + (1 - beta1) g                  m' = m / (1 - beta1^t)
        v = beta2 v + (1 - beta2) g^2                v' = v / (1 - beta2^t)
        theta = theta - lr m' / (sqrt(v') + epsilon)

    Returns:
        The new parameters and the new state.

    Source: D. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015.
    """
    t = state.updates + 1
    m = beta1 * state.first_moment + (1 - beta1) * gradient
    v = beta2 * state.second_moment + (1 - beta2) * gradient**2
    step_size = learning_rate / (1 - beta1**t)
    denominator = np.sqrt(v) / np.sqrt(1 - beta2**t) + epsilon
    return theta - step_size * m / denominator, AdamState(m, v, t)


def bias_corrections(learning_rates: Array, updates: int) -> Array:
    """Learning rate / (1 - beta1^t) and sqrt(1 - beta2^t) of each of N updates after ``updates`` others (N, 2).

    They are rounded as in ``adam``.
    """
    pairs = [(rate / (1 - BETA1**t), sqrt(1 - BETA2**t)) for t, rate in enumerate(learning_rates.tolist(), updates + 1)]
    return np.array(pairs).reshape(-1, 2)
