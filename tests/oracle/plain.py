"""Recurrent networks once more, in plain floats: lists and math, from the textbook, to check everything else against.

Nothing of py/ is used. Weights are state dicts of PyTorch as JSON has them: {"lstm": {"weight_ih_l0": ...}, "linear":
{"weight": ..., "bias": ...}}, or "gru" or "rnn" in place of "lstm". A quantity is a list, with one number a unit.
"""

from collections.abc import Callable, Iterable
from math import exp, sumprod, tanh
from typing import Any

type Vector = list[float]
type Weights = dict[str, Any]
type State = tuple[Vector, ...]  # what is carried from step to step: h, and c of an LSTM
type Change = Callable[[int, str, Vector], Vector]  # (step, from 1; quantity; its numbers) to the numbers to go on with


class Quantities(dict[str, Vector]):
    """All quantities of one step by name, in the order in which they come about.

    Whatever is written down may be changed on the way, and then all that follows from it feels the change.
    """

    def __init__(self, step: int = 1, change: Change | None = None) -> None:
        super().__init__()
        self._step, self._change = step, change

    def __setitem__(self, name: str, values: Vector) -> None:
        dict.__setitem__(self, name, self._change(self._step, name, list(values)) if self._change else values)


def sigmoid(a: float) -> float:
    """1 / (1 + e^-a)."""
    return 1 / (1 + exp(-a)) if a >= 0 else exp(a) / (1 + exp(a))


def affine(weight: list[Vector], bias: Vector, x: Vector) -> Vector:
    """W x + b."""
    return [sumprod(row, x) + b for row, b in zip(weight, bias, strict=True)]


def times(left: Vector, right: Vector) -> Vector:
    """Number by number."""
    return [a * b for a, b in zip(left, right, strict=True)]


def plus(left: Vector, right: Vector) -> Vector:
    """Number by number."""
    return [a + b for a, b in zip(left, right, strict=True)]


def stacks(weights: Weights, q: Quantities, gates: str) -> Iterable[tuple[str, Vector, Vector]]:
    """For each gate, in PyTorch's order: its name, W x + b_ih, and U h_prev + b_hh."""
    from_x = affine(weights["weight_ih_l0"], weights["bias_ih_l0"], q["x"])
    from_h = affine(weights["weight_hh_l0"], weights["bias_hh_l0"], q["h_prev"])
    units = len(q["h_prev"])
    for number, gate in enumerate(gates):
        rows = slice(number * units, (number + 1) * units)
        yield gate, from_x[rows], from_h[rows]


def lstm_step(weights: Weights, x: Vector, state: State, q: Quantities) -> State:
    """Hochreiter and Schmidhuber with a forget gate."""
    q["x"] = x
    q["h_prev"], q["c_prev"] = state
    for gate, from_x, from_h in stacks(weights, q, "ifgo"):
        q[f"a_{gate}"] = plus(from_x, from_h)
        q[gate] = [tanh(a) if gate == "g" else sigmoid(a) for a in q[f"a_{gate}"]]
    q["fc"] = times(q["f"], q["c_prev"])
    q["ig"] = times(q["i"], q["g"])
    q["c"] = plus(q["fc"], q["ig"])
    q["tanh_c"] = [tanh(c) for c in q["c"]]
    q["h"] = times(q["o"], q["tanh_c"])
    return q["h"], q["c"]


def gru_step(weights: Weights, x: Vector, state: State, q: Quantities) -> State:
    """Cho and others, as PyTorch has it: z keeps, and the hidden bias of n is inside of r * (...)."""
    q["x"] = x
    (q["h_prev"],) = state
    for gate, from_x, from_h in stacks(weights, q, "rzn"):
        if gate == "n":
            q["n_h"] = from_h
        q[f"a_{gate}"] = plus(from_x, times(q["r"], q["n_h"]) if gate == "n" else from_h)
        q[gate] = [tanh(a) if gate == "n" else sigmoid(a) for a in q[f"a_{gate}"]]
    q["zh"] = times(q["z"], q["h_prev"])
    q["zn"] = times([1 - z for z in q["z"]], q["n"])
    q["h"] = plus(q["zh"], q["zn"])
    return (q["h"],)


def rnn_step(weights: Weights, x: Vector, state: State, q: Quantities) -> State:
    """Elman, with tanh."""
    q["x"] = x
    (q["h_prev"],) = state
    for gate, from_x, from_h in stacks(weights, q, "h"):
        q[f"a_{gate}"] = plus(from_x, from_h)
    q["h"] = [tanh(a) for a in q["a_h"]]
    return (q["h"],)


STEPS = {"lstm": lstm_step, "gru": gru_step, "rnn": rnn_step}
CARRIED = {"lstm": 2, "gru": 1, "rnn": 1}  # how many states


def read(
    weights: Weights, xs: list[Vector], state: State | None = None, change: Change | None = None
) -> list[Quantities]:
    """Every quantity of every step of one sequence: those of the cell, the logits, and p, the logistic of each.

    Args:
        xs: the inputs of each step.
        state: what is carried into the first step; zeros if not given.
        change: what to do to quantities on the way.
    """
    (cell,) = STEPS.keys() & weights.keys()
    units = len(weights[cell]["weight_hh_l0"][0])
    state = state or tuple([0.0] * units for _ in range(CARRIED[cell]))
    steps = []
    for step, x in enumerate(xs, start=1):
        q = Quantities(step, change)
        state = STEPS[cell](weights[cell], x, state, q)
        q["logits"] = affine(weights["linear"]["weight"], weights["linear"]["bias"], q["h"])
        q["p"] = [sigmoid(logit) for logit in q["logits"]]
        steps.append(q)
    return steps


def read_bits(weights: Weights, bits: Iterable[Any], change: Change | None = None) -> list[Quantities]:
    """``read``, of bits as numbers or as text: -1 goes in for a 0, and +1 for a 1."""
    return read(weights, [[1.0 if int(bit) else -1.0] for bit in bits], change=change)
