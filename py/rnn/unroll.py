"""A layer of cells over time: unrolling, and backpropagation through time; for any cell."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from rnn.arrays import Array
from rnn.cells import Cell, StepGradients, zero_state


class Unrolled(NamedTuple):
    """Traces and final state of a layer for a batch of sequences."""

    traces: tuple[Any, ...]  # the cell's traces, first step first
    state: Any  # after the last step

    @property
    def h(self) -> Array:
        """The state h after each step (T, B, H)."""
        return np.stack([trace.h for trace in self.traces])


def forward(cell: Cell, params: Any, xs: Array, state: Any = None) -> Unrolled:
    """Read a batch of sequences.

    Args:
        xs: inputs (T, B, I), of any T > 0.
        state: before the first step, each (B, H); zero if not given.

    Raises:
        ValueError: there is no step, or a shape does not fit the parameters.
    """
    units = len(params[0]) // len(cell.GATES)
    wanted = None if xs.ndim != 3 else tuple(cell.shapes(xs.shape[2], units))
    if wanted != tuple(tensor.shape for tensor in params) or not len(xs):
        raise ValueError(f"inputs must have the shape (T, B, I) that the parameters have, with T > 0, not {xs.shape}")
    state = zero_state(cell, xs.shape[1], units) if state is None else state
    _check("the state", state, (xs.shape[1], units))
    traces = []
    for x in xs:
        state, trace = cell.step(params, x, state)
        traces.append(trace)
    return Unrolled(tuple(traces), state)


class SequenceGradients(NamedTuple):
    """dL/d(quantity) for a whole sequence."""

    params: Any  # the cell's Params, summed over steps and batch
    steps: tuple[StepGradients, ...]  # first step first; that of the first step's state is dL/d(initial state)


def backward(cell: Cell, params: Any, traces: Sequence[Any], dhs: Array, final: Any = None) -> SequenceGradients:
    """Backpropagation through time: from the last step to the first.

    Args:
        traces: of ``forward``.
        dhs: dL/dh_t (T, B, H) from the outputs of each step, without what flows in from later steps.
        final: dL/d(state) that reaches the last step from beyond the sequence; zero if not given.

    Raises:
        ValueError: ``dhs`` or ``final`` does not fit the traces.
    """
    batch, units = traces[-1].h.shape
    if dhs.shape != (len(traces), batch, units):
        raise ValueError(f"dhs must have the shape {(len(traces), batch, units)}, not {dhs.shape}")
    dstate = zero_state(cell, batch, units) if final is None else final
    _check("dL/d(state)", dstate, (batch, units))
    steps: list[StepGradients] = []
    for trace, dh in zip(reversed(traces), reversed(dhs), strict=True):
        gradients = cell.step_backward(params, trace, dstate._replace(h=dh + dstate.h))
        dstate = gradients.state
        steps.append(gradients)
    steps.reverse()
    summed = (sum(parts[1:], start=parts[0]) for parts in zip(*(step.params for step in steps), strict=True))
    return SequenceGradients(type(params)(*summed), tuple(steps))


def _check(what: str, state: Any, wanted: tuple[int, ...]) -> None:
    """Refuse what numpy would silently broadcast."""
    for name, array in state._asdict().items():
        if array.shape != wanted:
            raise ValueError(f"{name} of {what} must have the shape {wanted}, not {array.shape}")
