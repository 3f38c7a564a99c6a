"""The plain recurrent network with tanh: one step, and its backward pass beside it.

Source: J. Elman, "Finding Structure in Time", Cognitive Science 14(2), 1990. Names and shapes are those of PyTorch's
``nn.RNN``.
"""

from typing import NamedTuple

import numpy as np

from rnn.arrays import Array
from rnn.cells import StepGradients
from rnn.quantities import TANH, Function, PreActivation, Quantity

NAME, TITLE = "rnn", "plain RNN"
GATES: tuple[str, ...] = ("h",)  # it has none; these are the rows of every parameter
KEEPS, WRITES = "", ""


class Params(NamedTuple):
    """Parameters (or their gradients). The two biases are always added together; PyTorch keeps both."""

    weight_ih: Array  # (H, I)  from the input
    weight_hh: Array  # (H, H)  from the previous state
    bias_ih: Array  # (H,)
    bias_hh: Array  # (H,)


class State(NamedTuple):
    """What it carries from one step to the next."""

    h: Array  # (B, H)


class Trace(NamedTuple):
    """Every quantity of one step, by name. All are (B, H), except ``x`` (B, I)."""

    x: Array
    h_prev: Array
    a: Array  # pre-activation
    h: Array


def shapes(inputs: int, units: int) -> Params:
    """The shape of each parameter."""
    return Params((units, inputs), (units, units), (units,), (units,))  # type: ignore[arg-type]


def step(params: Params, x: Array, state: State) -> tuple[State, Trace]:
    """Take one step.

        h = tanh(W_ih x + b_ih + W_hh h_prev + b_hh)

    Args:
        x: input (B, I).
        state: h_prev (B, H).
    """
    (h_prev,) = state
    a = x @ params.weight_ih.T + params.bias_ih + h_prev @ params.weight_hh.T + params.bias_hh  # (B, H)
    h = np.tanh(a)
    return State(h), Trace(x, h_prev, a, h)


def step_backward(params: Params, trace: Trace, dstate: State) -> StepGradients:
    """Send gradients back through one step.

    Args:
        trace: what ``step`` returned.
        dstate: dL/dh (B, H), from the output of this step and from the next step.
    """
    (dh,) = dstate
    da = dh * (1 - trace.h**2)
    dbias = da.sum(axis=0)
    return StepGradients(
        params=Params(weight_ih=da.T @ trace.x, weight_hh=da.T @ trace.h_prev, bias_ih=dbias, bias_hh=dbias),
        x=da @ params.weight_ih,
        state=State(h=da @ params.weight_hh),
        quantities={"a": da, "h": dh},
    )


QUANTITIES: tuple[Quantity, ...] = (
    Quantity(
        "h_prev",
        "state coming in",
        "Handed over by step {before}.",
        title="State coming in",
        spoken="State h coming in",
    ),
    Quantity(
        "h",
        "state",
        "Made anew in every step, of the input and the old state.",
        Function(TANH, PreActivation("h")),
    ),
)
