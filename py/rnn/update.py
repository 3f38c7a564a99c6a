"""One update: forward, head, backward, clipping, Adam, averaging.

Three drivers make updates: ``rnn.run`` on the same examples in every epoch, ``rnn.fresh_run`` on fresh sequences, and
``tasks.strokes.network`` on windows of strokes. The native code has the same update once.
"""

from collections.abc import Callable
from math import inf
from typing import NamedTuple

import numpy as np

from rnn import heads
from rnn.arrays import Array
from rnn.examples import Examples
from rnn.network import ForwardPass, Network, NetworkShape, backward, flatten, forward, predictions, unflatten
from rnn.optim import AdamState, adam, adam_start


class OptimizerState(NamedTuple):
    """The parameters and the state of the optimizer. Arrays are (P,)."""

    theta: Array
    adam: AdamState
    ema_theta: Array  # an exponential moving average of theta, steadier than the newest


def begin(theta: Array) -> OptimizerState:
    """Learning at its beginning, from given parameters, which are not copied."""
    return OptimizerState(theta, adam_start(theta), theta)


class Evaluation(NamedTuple):
    """Loss and gradient of parameters on some examples."""

    loss: float
    gradient: Array  # (P,)
    max_error: float  # the largest |prediction - target| in the mask


type Evaluate = Callable[[Array, NetworkShape, Examples], Evaluation]


def evaluate(theta: Array, shape: NetworkShape, examples: Examples) -> Evaluation:
    """Loss, gradient and largest error of parameters (P,).

    Raises:
        ValueError: a shape does not fit, or no answer counts.
    """
    network = unflatten(theta, shape)
    forward_pass = forward(network, examples.xs)
    loss, dlogits = heads.named(shape.head).loss(forward_pass.logits, examples.targets, examples.loss_weights)
    gradient, _ = backward(network, forward_pass, dlogits)
    return Evaluation(loss, flatten(gradient), _max_error(network, forward_pass, examples))


def _max_error(network: Network, forward_pass: ForwardPass, examples: Examples) -> float:
    errors = np.abs(predictions(network, forward_pass) - examples.targets)
    return float(errors[examples.loss_weights > 0].max())


class UpdateResult(NamedTuple):
    """What came of one update."""

    state: OptimizerState
    loss: float  # of the parameters before it
    max_error: float  # likewise
    norm: float  # of the gradient, before clipping


def update(
    state: OptimizerState,
    shape: NetworkShape,
    examples: Examples,
    learning_rate: float,
    clip: float = inf,
    ema_decay: float = 0.0,
    tolerance: float = 0.0,
    only_finite: bool = True,
    evaluate: Evaluate = evaluate,
) -> UpdateResult:
    """One update; the state given stays as it is.

        gradient = gradient * min(1, clip / |gradient|)
        theta, adam = Adam(theta, gradient)
        ema_theta = ema_decay * ema_theta + (1 - ema_decay) * theta

    If the largest error is below ``tolerance`` no update is made, nor, unless ``only_finite`` is false, with a loss or
    a gradient that is not finite; then the state comes back as it was.

    Args:
        clip: the largest norm of a gradient; a larger one is scaled down to it.
        ema_decay: how much of ``ema_theta`` stays.
        evaluate: computes loss and gradient; another one for cells without a ``step_backward``.
    """
    loss, gradient, max_error = evaluate(state.theta, shape, examples)
    norm = float(np.sqrt((gradient**2).sum()))
    if max_error < tolerance or (only_finite and not np.isfinite(loss + norm)):
        return UpdateResult(state, loss, max_error, norm)
    if norm > clip:
        gradient = gradient * (clip / norm)
    theta, adam_state = adam(state.theta, gradient, state.adam, learning_rate)
    ema_theta = ema_decay * state.ema_theta + (1 - ema_decay) * theta if ema_decay else theta
    return UpdateResult(OptimizerState(theta, adam_state, ema_theta), loss, max_error, norm)
