"""An LSTM over time: unrolling, and backpropagation through time."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rnn.arrays import Array
from rnn.cell import State, StepGradients, StepTrace, step, step_backward
from rnn.params import LSTMParams


def zero_state(params: LSTMParams, batch: int) -> State:
    """The state before anything was read: h and c are zero, each (B, H)."""
    zeros = np.zeros((batch, params.units), dtype=params.weight_hh.dtype)
    return State(zeros, zeros)


def forward(params: LSTMParams, xs: Array, state: State | None = None) -> tuple[StepTrace, ...]:
    """Read a batch of sequences and return the trace of every step, first step first.

    Args:
        xs: inputs (T, B, I).
        state: h and c before the first step, each (B, H); zero if not given.

    Raises:
        ValueError: there is no step, or a shape does not fit the parameters.
    """
    if xs.ndim != 3 or xs.shape[2] != params.inputs or not len(xs):
        raise ValueError(f"inputs must have the shape (T, B, {params.inputs}) with T > 0, not {xs.shape}")
    state = zero_state(params, xs.shape[1]) if state is None else state
    _check("h and c", state, (xs.shape[1], params.units))
    traces = []
    for x in xs:
        trace = step(params, x, state)
        traces.append(trace)
        state = State(trace.h, trace.c)
    return tuple(traces)


class SequenceGradients(NamedTuple):
    """dL/d(quantity) for a whole sequence."""

    params: LSTMParams  # summed over steps and batch
    xs: Array  # (T, B, I)
    initial: State  # of h and c before the first step, each (B, H)
    steps: tuple[StepGradients, ...]  # first step first


def backward(
    params: LSTMParams, traces: Sequence[StepTrace], dhs: Array, final: State | None = None
) -> SequenceGradients:
    """Backpropagation through time: from the last step to the first.

    Args:
        traces: what ``forward`` returned.
        dhs: dL/dh_t (T, B, H) from the outputs of each step, without what flows in from later steps.
        final: dL/dh and dL/dc that reach the last step from beyond the sequence; zero if not given.

    Raises:
        ValueError: ``dhs`` or ``final`` does not fit the traces.
    """
    state_shape = traces[-1].h.shape
    if dhs.shape != (len(traces), *state_shape):
        raise ValueError(f"dhs must have the shape {(len(traces), *state_shape)}, not {dhs.shape}")
    final = zero_state(params, dhs.shape[1]) if final is None else final
    _check("dL/dh and dL/dc", final, state_shape)
    dh_next, dc_next = final
    steps: list[StepGradients] = []
    for trace, dh in zip(reversed(traces), reversed(dhs), strict=True):
        gradients = step_backward(params, trace, dh + dh_next, dc_next)
        dh_next, dc_next = gradients.h_prev, gradients.c_prev
        steps.append(gradients)
    steps.reverse()
    return SequenceGradients(
        params=LSTMParams(*(sum(parts[1:], start=parts[0]) for parts in zip(*(s.params for s in steps), strict=True))),
        xs=np.stack([s.x for s in steps]),
        initial=State(dh_next, dc_next),
        steps=tuple(steps),
    )


def _check(what: str, state: State, wanted: tuple[int, ...]) -> None:
    """Refuse what numpy would silently broadcast."""
    if state.h.shape != wanted or state.c.shape != wanted:
        raise ValueError(f"{what} must have the shape {wanted}, not {state.h.shape} and {state.c.shape}")
