"""The gated recurrent unit: one step, and its backward pass beside it.

Source: K. Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation",
EMNLP 2014. Names, shapes, the order of the gates and the meaning of z are those of PyTorch's ``nn.GRU``: z = 1 keeps
what was there (in other conventions it overwrites), and the reset gate multiplies the hidden bias too.
"""

from typing import NamedTuple

import numpy as np

from rnn.arrays import Array, sigmoid
from rnn.cells import StepGradients
from rnn.quantities import SIGMOID, TANH, Complement, Function, PreActivation, Product, Quantity, Sum

NAME, TITLE = "gru", "GRU"
GATES: tuple[str, ...] = ("r", "z", "n")  # the order in which their rows are stacked in every parameter
KEEPS, WRITES = "z", ""  # what 1 - z lets in, z does not keep


class Params(NamedTuple):
    """Parameters (or their gradients). The two biases of r and z are always added together, those of n are not."""

    weight_ih: Array  # (3H, I)  from the input
    weight_hh: Array  # (3H, H)  from the previous state
    bias_ih: Array  # (3H,)
    bias_hh: Array  # (3H,)


class State(NamedTuple):
    """What a GRU carries from one step to the next."""

    h: Array  # (B, H)


class Trace(NamedTuple):
    """Every quantity of one step, by name. All are (B, H), except ``x`` (B, I) and ``a`` (B, 3H)."""

    x: Array
    h_prev: Array
    a: Array  # pre-activations of r, z and n, side by side
    r: Array  # reset gate: how much of the old state the candidate sees
    z: Array  # update gate: how much of the old state to keep
    n_h: Array  # what the candidate would see of the old state, were the reset gate open
    n: Array  # candidate: what could take its place
    h: Array


def shapes(inputs: int, units: int) -> Params:
    """The shape of each parameter."""
    return Params((3 * units, inputs), (3 * units, units), (3 * units,), (3 * units,))  # type: ignore[arg-type]


def step(params: Params, x: Array, state: State) -> tuple[State, Trace]:
    """Take one step.

        r = sigmoid(W_ir x + b_ir + W_hr h_prev + b_hr)
        z = sigmoid(W_iz x + b_iz + W_hz h_prev + b_hz)
        n = tanh(W_in x + b_in + r * (W_hn h_prev + b_hn))
        h = (1 - z) * n + z * h_prev

    Args:
        x: input (B, I).
        state: h_prev (B, H).
    """
    (h_prev,) = state
    H = h_prev.shape[1]
    of_x = x @ params.weight_ih.T + params.bias_ih  # (B, 3H)
    of_h = h_prev @ params.weight_hh.T + params.bias_hh  # (B, 3H)
    n_h = of_h[:, 2 * H :]
    a_rz = of_x[:, : 2 * H] + of_h[:, : 2 * H]
    r = sigmoid(a_rz[:, :H])
    z = sigmoid(a_rz[:, H:])
    a_n = of_x[:, 2 * H :] + r * n_h
    n = np.tanh(a_n)
    h = (1 - z) * n + z * h_prev
    a = np.concatenate((a_rz, a_n), axis=1)  # (B, 3H)
    return State(h), Trace(x, h_prev, a, r, z, n_h, n, h)


def step_backward(params: Params, trace: Trace, dstate: State) -> StepGradients:
    """Send gradients back through one step: every line here undoes one line of ``step``, last line first.

    Args:
        trace: what ``step`` returned.
        dstate: dL/dh (B, H), from the output of this step and from the next step.
    """
    (dh,) = dstate
    dz = dh * (trace.h_prev - trace.n)
    dn = dh * (1 - trace.z)
    da_n = dn * (1 - trace.n**2)
    dr = da_n * trace.n_h
    da_r = dr * trace.r * (1 - trace.r)
    da_z = dz * trace.z * (1 - trace.z)
    da = np.concatenate((da_r, da_z, da_n), axis=1)  # (B, 3H)  what reaches the input's part
    da_h = np.concatenate((da_r, da_z, da_n * trace.r), axis=1)  # and the old state's part
    return StepGradients(
        params=Params(
            weight_ih=da.T @ trace.x, weight_hh=da_h.T @ trace.h_prev, bias_ih=da.sum(axis=0), bias_hh=da_h.sum(axis=0)
        ),
        x=da @ params.weight_ih,
        state=State(h=da_h @ params.weight_hh + dh * trace.z),
        quantities={"a": da, "r": dr, "z": dz, "n": dn, "h": dh},
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
        "r",
        "reset gate",
        "How much of the old state the candidate sees: 0 nothing, 1 all of it.",
        Function(SIGMOID, PreActivation("r")),
        low=0.0,
    ),
    Quantity(
        "z",
        "update gate",
        "How much of the old state to keep: 0 replaces it, 1 keeps all.",
        Function(SIGMOID, PreActivation("z")),
        low=0.0,
    ),
    Quantity(
        "n",
        "candidate",
        "What could take the old state's place, from \N{MINUS SIGN}1 to +1.",
        Function(TANH, PreActivation("n", of_hidden="r")),
    ),
    Quantity(
        "zh",
        "what is kept",
        "The old state, as far as the update gate keeps it.",
        Product("z", "h_prev"),
        is_inner=True,
        title="What is kept",
        spoken="What is kept, z times h",
    ),
    Quantity(
        "zn",
        "what is written",
        "The candidate, as far as the update gate makes room for it.",
        Product(Complement("z"), "n"),
        is_inner=True,
        title="What is written",
        spoken="What is written, 1 minus z times n",
    ),
    Quantity(
        "h",
        "state",
        "A mean of the candidate and the old state, weighted by the update gate.",
        Sum(Product(Complement("z"), "n"), Product("z", "h_prev")),
    ),
)
