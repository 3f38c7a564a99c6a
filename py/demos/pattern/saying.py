"""How much the gates of a network say of what it reads: by this, one is chosen of several that learned the same."""

from typing import Any

import numpy as np

from rnn.arrays import Array
from rnn.network import Network, forward

GATES = ("f", "i", "o")
ASKED = (*GATES, "c")


def gates_say(network: Network, xs: Array) -> float:
    """How far the one moves that moves least, of f, i, o and c of all units: S = min_u min_q m_q, q in f, i, o, c.

    The least and not the mean, since a mean hides what stands still: a gate that always says the same, and a c that
    only counts steps.

    Args:
        network: an LSTM.
        xs: all inputs it is asked about, of two steps or more (T, B, I).
    """
    return float(min(movement.min() for movement in movements(network, xs).values()))


def movements(network: Network, xs: Array) -> dict[str, Array]:
    """How far f, i, o and c of each unit move with the input (H,), by their names.

        m_q = max_{t >= 2} (max_x q_t - min_x q_t)

    The difference is one between inputs in the same step: what changes from step to step alike for all of them says
    nothing of the input. Step 1 is left out, since there c is zero and f has nothing to keep. c is not between 0 and 1
    as the gates are, and may move farther; the least of all four is asked for, so that does no harm.
    """
    traces = forward(network, xs).traces[1:]
    return {name: _movement(np.stack([_of(trace, name) for trace in traces])) for name in ASKED}


def _of(trace: Any, name: str) -> Array:
    return getattr(trace, name)  # type: ignore[no-any-return]


def _movement(values: Array) -> Array:
    """Of values (T, B, H), for each unit (H,)."""
    moved: Array = (values.max(axis=1) - values.min(axis=1)).max(axis=0)
    return moved
