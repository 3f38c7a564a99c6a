"""Answers that are a mixture of Gaussians: several possible values, and how likely each is.

Notation: K components with weights pi, means mu and deviations sigma, all made of O = 3 K logits.

Source: C. Bishop, "Mixture Density Networks", Aston University NCRG/94/004, 1994; for recurrent networks A. Graves,
"Generating Sequences With Recurrent Neural Networks", 2013.
"""

from typing import NamedTuple

import numpy as np

from rnn.arrays import Array
from rnn.heads import check
from rnn.heads.linear import Params, logits, logits_backward, shapes

__all__ = (
    "NAME",
    "Mixture",
    "Noise",
    "Params",
    "log_density",
    "logits",
    "logits_backward",
    "loss",
    "mixture",
    "prediction",
    "sample",
    "shapes",
)

NAME = "mixture"

LOG_STD_MIN, LOG_STD_MAX = -3.5, 1.0  # of a deviation: one that may shrink for ever ends in a division by zero
HALF_LOG_TAU = 0.5 * np.log(2 * np.pi)
MERGE_SCALE = 1.0  # how close components must be, in units of the output, to count as the same intention


class Mixture(NamedTuple):
    """sum_k pi_k N(mu_k, sigma_k). All are (..., K)."""

    weight: Array  # pi: positive, the sum is 1
    mean: Array  # mu
    deviation: Array  # sigma


def mixture(logits: Array) -> Mixture:
    """The mixture that logits (..., 3K) describe.

        pi = softmax(logits[:K])        mu = logits[K:2K]        sigma = exp(logits[2K:])

    where the logarithm of sigma is clamped between LOG_STD_MIN and LOG_STD_MAX.
    """
    logit, mean, log_deviation = np.split(logits, 3, axis=-1)
    weight = np.exp(logit - logit.max(axis=-1, keepdims=True))
    return Mixture(
        weight / weight.sum(axis=-1, keepdims=True), mean, np.exp(np.clip(log_deviation, LOG_STD_MIN, LOG_STD_MAX))
    )


def prediction(logits: Array) -> Array:
    """The mean of the mixture (..., 1)."""
    weight, mean, _ = mixture(logits)
    return (weight * mean).sum(axis=-1, keepdims=True)  # type: ignore[no-any-return]


def loss(logits: Array, targets: Array, loss_weights: Array) -> tuple[float, Array]:
    """Weighted mean of -log p(y), and its gradient.

        L = -sum(w log p) / sum(w)                p = sum_k pi_k N(y; mu_k, sigma_k)
        r_k = pi_k N(y; mu_k, sigma_k) / p        d_k = (y - mu_k) / sigma_k
        dL/dlogit_k = w (pi_k - r_k) / sum(w)
        dL/dmu_k    = -w r_k d_k / sigma_k / sum(w)
        dL/dlog sigma_k = w r_k (1 - d_k^2) / sum(w), or 0 where log sigma is clamped

    Args:
        logits: (..., 3K).
        targets: y, what came (..., 1).
        loss_weights: w >= 0 (..., 1); where it is 0 the answer does not count.

    Returns:
        L, and dL/dlogits of the shape of the logits.

    Raises:
        ValueError: the shapes do not fit, or no answer counts.
    """
    if logits.shape[-1] % 3:
        raise ValueError(f"logits {logits.shape} do not fit a mixture: it has three for each component")
    check(logits, (*logits.shape[:-1], 1), targets, loss_weights)
    pi, mu, sigma = mixture(logits)
    log_deviation = np.split(logits, 3, axis=-1)[2]
    d = (targets - mu) / sigma
    log_joint = _log_joint(logits, targets)
    log_p = _log_sum_exp(log_joint)  # (..., 1)
    r = np.exp(log_joint - log_p)
    free = (log_deviation >= LOG_STD_MIN) & (log_deviation <= LOG_STD_MAX)
    scale = loss_weights / loss_weights.sum()
    dlogits = np.concatenate((pi - r, -r * d / sigma, r * (1 - d**2) * free), axis=-1)
    return -float((scale * log_p).sum()), scale * dlogits


def log_density(logits: Array, targets: Array) -> Array:
    """log p(y) as above (..., 1), for logits (..., 3K) and y (..., 1)."""
    return _log_sum_exp(_log_joint(logits, targets))


def _log_joint(logits: Array, targets: Array) -> Array:
    """log(pi_k N(y; mu_k, sigma_k)) (..., K)."""
    logit, mean, log_deviation = np.split(logits, 3, axis=-1)
    log_sigma = np.clip(log_deviation, LOG_STD_MIN, LOG_STD_MAX)
    d = (targets - mean) * np.exp(-log_sigma)
    joint: Array = logit - _log_sum_exp(logit) - log_sigma - 0.5 * d**2 - HALF_LOG_TAU
    return joint


def _log_sum_exp(values: Array) -> Array:
    """log(sum(exp(values))) over the last axis, which stays; without the overflow."""
    top = values.max(axis=-1, keepdims=True)
    total: Array = top + np.log(np.exp(values - top).sum(axis=-1, keepdims=True))
    return total


class Noise(NamedTuple):
    """The random numbers of one sample. All are (...)."""

    rule: Array  # uniform in 0 to 1: which of the two rules below is used
    pick: Array  # uniform in 0 to 1: the component
    normal: Array  # standard normal: how far from its mean


def sample(logits: Array, credit: Array, temperature: Array, noise: Noise) -> tuple[Array, Array]:
    """Sample y from a mixture at a temperature: 0 is deterministic, 1 is the mixture itself.

    At 0, always taking the likeliest component would never take one whose weight is 0.4 in every step, and the mean of
    all is an answer that is never right: between left and right it goes straight on. So every component accumulates
    its weights as credit, and the one with the most credit is taken, and pays for it. One whose weight is 0.4 is then
    taken two times in five, and a corner that may come at any step comes once its credit is the largest.

        credit = credit + pi
        with probability min(temperature, 1):   j drawn by pi,             a = 1 at j, else 0
        else:                                   j = argmax credit,         a ~ pi exp(-((mu - mu_j) / MERGE_SCALE)^2/2)
        y = sum(a mu) + temperature sigma_j n                              credit = credit - a

    In the second case, components whose means are near that of j are taken together; their ``a`` sum to 1.

    Args:
        logits: (..., 3K).
        credit: the components' credit (..., K); zeros at first.
        temperature: (...), from 0.
        noise: random numbers, each (...).

    Returns:
        y (...), and the new credit (..., K).
    """
    pi, mu, sigma = mixture(logits)
    credit = credit + pi
    by_chance = (noise.rule < temperature)[..., None]
    picked = np.minimum((np.cumsum(pi, axis=-1) <= noise.pick[..., None]).sum(axis=-1, keepdims=True), pi.shape[-1] - 1)
    j = np.where(by_chance, picked, credit.argmax(axis=-1)[..., None])
    a = pi * np.exp(-0.5 * ((mu - np.take_along_axis(mu, j, -1)) / MERGE_SCALE) ** 2)
    a = np.where(by_chance, np.arange(pi.shape[-1]) == j, a / a.sum(axis=-1, keepdims=True))
    spread = temperature * np.take_along_axis(sigma, j, -1)[..., 0] * noise.normal
    return (a * mu).sum(axis=-1) + spread, credit - a
