"""Training on fresh sequences by the native library; where there is none, by numpy."""

import numpy as np

from native.library import Library, Unavailable, load
from rnn.arrays import Array
from rnn.examples import Examples
from rnn.fresh_run import REFERENCE, FreshBackend, FreshUpdateResults
from rnn.native.calls import forward, is_known, run
from rnn.network import NetworkShape
from rnn.optim import AdamState, bias_corrections
from rnn.update import OptimizerState


class NativeFreshBackend:
    """The library, as a backend of ``rnn.fresh_run``."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def learn(
        self, state: OptimizerState, shape: NetworkShape, batches: Examples, learning_rate: float, clip: float
    ) -> FreshUpdateResults:
        """As ``FreshBackend.learn``; cells and heads that the library lacks are trained by numpy.

        Raises:
            ValueError: an array has the wrong shape, or nothing counts.
        """
        if not is_known(shape):
            return REFERENCE.learn(state, shape, batches, learning_rate, clip)
        before_these, updates = state.adam.updates, len(batches.xs)
        corrections = bias_corrections(np.full(updates, learning_rate), before_these)
        before = (state.theta, state.adam.first_moment, state.adam.second_moment, state.ema_theta)
        if updates == 1:
            batches = Examples(*(array[0] for array in batches))
        made = run(self._library, shape, before, batches, corrections, clip=clip)
        adam = AdamState(made.first_moments, made.second_moments, before_these + made.made)
        after = OptimizerState(made.theta, adam, made.ema_theta)
        return FreshUpdateResults(after, made.losses[: made.made].tolist(), made.norms[: made.made].tolist())

    def logits(self, theta: Array, shape: NetworkShape, xs: Array) -> Array:
        """As ``FreshBackend.logits``."""
        if not is_known(shape):
            return REFERENCE.logits(theta, shape, xs)
        _, _, logits = forward(self._library, shape, theta, xs)
        last: Array = logits[-1]
        return last


def fastest() -> FreshBackend:
    """The library where there is one, else numpy."""
    library = load()
    return REFERENCE if isinstance(library, Unavailable) else NativeFreshBackend(library)
