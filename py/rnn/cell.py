"""One step of an LSTM, and its backward pass beside it."""

from typing import NamedTuple

import numpy as np

from rnn.arrays import Array, sigmoid
from rnn.params import LSTMParams


class State(NamedTuple):
    """What an LSTM carries from one step to the next."""

    h: Array  # (B, H)  short-term: what the rest of the network sees
    c: Array  # (B, H)  long-term: what it keeps to itself


class StepTrace(NamedTuple):
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


def step(params: LSTMParams, x: Array, state: State) -> StepTrace:
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
    H = params.units
    a = x @ params.weight_ih.T + params.bias_ih + h_prev @ params.weight_hh.T + params.bias_hh  # (B, 4H)
    i = sigmoid(a[:, :H])
    f = sigmoid(a[:, H : 2 * H])
    g = np.tanh(a[:, 2 * H : 3 * H])
    o = sigmoid(a[:, 3 * H :])
    c = f * c_prev + i * g
    tanh_c = np.tanh(c)
    h = o * tanh_c
    return StepTrace(x, h_prev, c_prev, a, i, f, g, o, c, tanh_c, h)


class StepGradients(NamedTuple):
    """dL/d(quantity) for one step. All are (B, H), except ``x`` (B, I), ``a`` (B, 4H) and ``params``."""

    params: LSTMParams  # summed over the batch
    x: Array
    h_prev: Array
    c_prev: Array
    a: Array
    i: Array
    f: Array
    g: Array
    o: Array
    c: Array  # all that reaches c: from the next step, and from h through o * tanh(c)
    h: Array


def step_backward(params: LSTMParams, trace: StepTrace, dh: Array, dc: Array) -> StepGradients:
    """Send gradients back through one step: every line here undoes one line of ``step``, last line first.

    Args:
        trace: what ``step`` returned.
        dh: dL/dh (B, H), from the output of this step and from the next step.
        dc: dL/dc (B, H) from the next step alone; zero at the last one.
    """
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
        params=LSTMParams(weight_ih=da.T @ trace.x, weight_hh=da.T @ trace.h_prev, bias_ih=dbias, bias_hh=dbias),
        x=da @ params.weight_ih,
        h_prev=da @ params.weight_hh,
        c_prev=dc * trace.f,
        a=da,
        i=di,
        f=df,
        g=dg,
        o=do,
        c=dc,
        h=dh,
    )
