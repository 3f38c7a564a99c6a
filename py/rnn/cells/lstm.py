"""Long short-term memory: one step, and its backward pass beside it.

Source: S. Hochreiter and J. Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997; the forget gate is
from F. Gers, J. Schmidhuber and F. Cummins, "Learning to Forget", Neural Computation 12(10), 2000. Names, shapes and
the order of the gates are those of PyTorch's ``nn.LSTM``.
"""

from typing import NamedTuple

import numpy as np

from rnn.arrays import Array, sigmoid
from rnn.cells import StepGradients
from rnn.quantities import SIGMOID, TANH, UNBOUNDED, Function, PreActivation, Product, Quantity, Sum

NAME, TITLE = "lstm", "LSTM"
GATES: tuple[str, ...] = ("i", "f", "g", "o")  # the order in which their rows are stacked in every parameter
KEEPS, WRITES = "f", "i"


class Params(NamedTuple):
    """Parameters (or their gradients). The two biases are always added together; PyTorch keeps both."""

    weight_ih: Array  # (4H, I)  from the input
    weight_hh: Array  # (4H, H)  from the previous short-term state
    bias_ih: Array  # (4H,)
    bias_hh: Array  # (4H,)


class State(NamedTuple):
    """What an LSTM carries from one step to the next."""

    h: Array  # (B, H)  short-term: what the rest of the network sees
    c: Array  # (B, H)  long-term: what it keeps to itself


class Trace(NamedTuple):
    """Every quantity of one step, by name. All are (B, H), except ``x`` (B, I) and ``a`` (B, 4H)."""

    x: Array
    h_prev: Array
    c_prev: Array
    a: Array  # pre-activations of the four gates, side by side in the order i, f, g, o
    i: Array  # input gate: how much of the candidate to write
    f: Array  # forget gate: how much of the old long-term state to keep
    g: Array  # candidate: what could be written
    o: Array  # output gate: how much of the long-term state to show
    c: Array
    tanh_c: Array
    h: Array


def shapes(inputs: int, units: int) -> Params:
    """The shape of each parameter."""
    return Params((4 * units, inputs), (4 * units, units), (4 * units,), (4 * units,))  # type: ignore[arg-type]


def step(params: Params, x: Array, state: State) -> tuple[State, Trace]:
    """Take one step.

        a = W_ih x + b_ih + W_hh h_prev + b_hh
        i, f, o = sigmoid(a_i), sigmoid(a_f), sigmoid(a_o)
        g = tanh(a_g)
        c = f * c_prev + i * g
        h = o * tanh(c)

    Args:
        x: input (B, I).
        state: h_prev and c_prev, each (B, H).
    """
    h_prev, c_prev = state
    a = x @ params.weight_ih.T + params.bias_ih + h_prev @ params.weight_hh.T + params.bias_hh  # (B, 4H)
    H = h_prev.shape[1]
    i = sigmoid(a[:, :H])
    f = sigmoid(a[:, H : 2 * H])
    g = np.tanh(a[:, 2 * H : 3 * H])
    o = sigmoid(a[:, 3 * H :])
    c = f * c_prev + i * g
    tanh_c = np.tanh(c)
    h = o * tanh_c
    return State(h, c), Trace(x, h_prev, c_prev, a, i, f, g, o, c, tanh_c, h)


def step_backward(params: Params, trace: Trace, dstate: State) -> StepGradients:
    """Send gradients back through one step: every line here undoes one line of ``step``, last line first.

    Args:
        trace: what ``step`` returned.
        dstate: dL/dh (B, H), from the output of this step and from the next step;
            dL/dc (B, H), from the next step alone.
    """
    dh, dc = dstate
    do = dh * trace.tanh_c
    dc = dc + dh * trace.o * (1 - trace.tanh_c**2)
    df = dc * trace.c_prev
    di = dc * trace.g
    dg = dc * trace.i
    da = np.concatenate(
        (
            di * trace.i * (1 - trace.i),
            df * trace.f * (1 - trace.f),
            dg * (1 - trace.g**2),
            do * trace.o * (1 - trace.o),
        ),
        axis=1,
    )  # (B, 4H)
    dbias = da.sum(axis=0)
    return StepGradients(
        params=Params(weight_ih=da.T @ trace.x, weight_hh=da.T @ trace.h_prev, bias_ih=dbias, bias_hh=dbias),
        x=da @ params.weight_ih,
        state=State(h=da @ params.weight_hh, c=dc * trace.f),
        quantities={"a": da, "i": di, "f": df, "g": dg, "o": do, "c": dc, "h": dh},
    )


QUANTITIES: tuple[Quantity, ...] = (
    Quantity(
        "h_prev",
        "short-term state coming in",
        "Handed over by step {before}.",
        title="Short-term state coming in",
        spoken="Short-term state h coming in",
    ),
    Quantity(
        "c_prev",
        "long-term state coming in",
        "Handed over by step {before}.",
        low=-UNBOUNDED,
        high=UNBOUNDED,
        full=2.0,
        title="Long-term state coming in",
        spoken="Long-term state c coming in",
    ),
    Quantity(
        "f",
        "forget gate",
        "How much of the long-term state to keep: 0 forgets it, 1 keeps all.",
        Function(SIGMOID, PreActivation("f")),
        low=0.0,
    ),
    Quantity(
        "i",
        "input gate",
        "How much of the candidate to write: 0 nothing, 1 all of it.",
        Function(SIGMOID, PreActivation("i")),
        low=0.0,
    ),
    Quantity(
        "g",
        "candidate",
        "What could be written, from \N{MINUS SIGN}1 to +1.",
        Function(TANH, PreActivation("g")),
    ),
    Quantity(
        "o",
        "output gate",
        "How much of the memory to let out: 0 nothing, 1 all of it.",
        Function(SIGMOID, PreActivation("o")),
        low=0.0,
    ),
    Quantity(
        "fc",
        "what is kept",
        "The old long-term state, as far as the forget gate keeps it.",
        Product("f", "c_prev"),
        low=-UNBOUNDED,
        high=UNBOUNDED,
        full=2.0,
        is_inner=True,
        title="What is kept",
        spoken="What is kept, f times c",
    ),
    Quantity(
        "ig",
        "what is written",
        "The candidate, as far as the input gate lets it through.",
        Product("i", "g"),
        is_inner=True,
        title="What is written",
        spoken="What is written, i times g",
    ),
    Quantity(
        "c",
        "long-term state",
        "What is kept of the old memory plus what is newly written.",
        Sum(Product("f", "c_prev"), Product("i", "g")),
        low=-UNBOUNDED,
        high=UNBOUNDED,
        full=2.0,
    ),
    Quantity(
        "tanh_c",
        "tanh of c",
        "The long-term state, squeezed between \N{MINUS SIGN}1 and +1.",
        Function(TANH, "c"),
        is_inner=True,
        title="Memory on its way out",
        spoken="tanh of c",
    ),
    Quantity(
        "h",
        "short-term state",
        "The part of the memory that the output gate lets out.",
        Product("o", "tanh_c"),
    ),
)
