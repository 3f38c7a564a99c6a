"""The functions of the native library for networks: one Python function each, for every cell and head it has.

Notation: T steps, B sequences, I inputs, H units, O outputs, N updates, P parameters; A targets in a step, which are O,
or 1 for a mixture.
"""

from math import inf
from typing import NamedTuple

import numpy as np

from native.library import Given, Library, check_dimensions, new_workspace
from rnn.arrays import Array
from rnn.examples import Examples
from rnn.network import NetworkShape
from rnn.optim import BETA1, BETA2, EPSILON

CELLS = ("rnn", "gru", "lstm")  # as in cells.h
HEADS = ("logistic", "mixture")  # as in layout.h


def is_known(shape: NetworkShape) -> bool:
    """Whether the library has this cell and this head."""
    return shape.cell in CELLS and shape.head in HEADS


def answers(shape: NetworkShape) -> int:
    """A, the targets in a step."""
    return 1 if shape.head == "mixture" else shape.outputs


def counts(shape: NetworkShape, steps: int, batch: int, updates: int = 1, batches: int = 1) -> dict[str, float]:
    """The fields that say how large everything is.

    Raises:
        ValueError: the library does not know the cell or the head.
    """
    if not is_known(shape):
        raise ValueError(f"the library knows no {shape.cell} with a {shape.head} head")
    kinds = {"cell": CELLS.index(shape.cell), "head": HEADS.index(shape.head)}
    sizes = {"inputs": shape.inputs, "units": shape.units, "outputs": shape.outputs, "steps": steps, "batch": batch}
    return {**kinds, **sizes, "updates": updates, "batches": batches}


class Initial(NamedTuple):
    """The states before the first step, (B, H); None is zero."""

    h0: Array | None = None
    c0: Array | None = None  # of the LSTM


ZERO = Initial()


class Learning(NamedTuple):
    """What came of updates in place. Arrays of parameters are new, (P,)."""

    theta: Array
    first_moments: Array
    second_moments: Array
    ema_theta: Array
    losses: Array  # (N,)  before each update; set up to the evaluation that ended it
    max_errors: Array  # (N,)
    norms: Array  # (N,)  of the gradient, before clipping
    made: int  # updates


def forward(
    library: Library, shape: NetworkShape, theta: Array, xs: Array, initial: Initial = ZERO
) -> tuple[Array, Array, Array]:
    """h (T, B, H), c (T, B, H) and logits (T, B, O) of every step; c is zero but for the LSTM.

    Raises:
        ValueError: an array has the wrong shape.
    """
    steps, batch, _ = check_dimensions(xs, "xs", 3)
    hs, cs, logits = (np.zeros((steps, batch, n)) for n in (shape.units, shape.units, shape.outputs))
    given = sequences(shape, initial, xs)
    given |= {"thetas": Given(theta.copy()[None], (1, shape.size)), "logits": Given(logits, logits.shape)}
    given |= {"hs": Given(hs, hs.shape), "cs": Given(cs, cs.shape)}
    call(library, "training_forward", counts(shape, steps, batch), {}, given)
    return hs, cs, logits


def gradient(
    library: Library, shape: NetworkShape, theta: Array, examples: Examples, initial: Initial = ZERO
) -> tuple[float, Array, float]:
    """Loss, its gradient (P,), and the largest error of an answer that counts, for parameters ``theta`` (P,).

    The error of a probability is |p - y|; of a mixture it is |E[y] - y|.

    Args:
        examples: targets and loss weights are (T, B, A).

    Raises:
        ValueError: an array has the wrong shape, or nothing counts.
    """
    steps, batch, _ = check_dimensions(examples.xs, "xs", 3)
    found, loss, max_error = np.empty(shape.size), np.empty(1), np.empty(1)
    given = sequences(shape, initial, *examples)
    given |= {"thetas": Given(theta.copy()[None], (1, shape.size)), "gradient": Given(found, found.shape)}
    given |= {"losses": Given(loss, (1,)), "max_errors": Given(max_error, (1,))}
    call(library, "training_gradient", counts(shape, steps, batch), {}, given)
    return float(loss[0]), found, float(max_error[0])


def run(
    library: Library,
    shape: NetworkShape,
    state: tuple[Array, Array, Array, Array],
    examples: Examples,
    bias_corrections: Array,
    *,
    clip: float = inf,
    ema_decay: float = 0.0,
    tolerance: float = 0.0,
    initial: Initial = ZERO,
) -> Learning:
    """N updates in place, fewer where the largest error falls below ``tolerance`` or a loss or gradient is not finite.

    Args:
        state: theta, first and second moments, and ema_theta, each (P,); copied.
        examples: (T, B, ...), or (N, T, B, ...) with sequences of its own for each update; ``initial`` likewise.
        bias_corrections: (N, 2)  learning rate / (1 - beta1^t) and sqrt(1 - beta2^t).
        clip: the largest norm of a gradient; a larger one is scaled down to it.
        ema_decay: of the exponential moving average of theta.

    Raises:
        ValueError: an array has the wrong shape, or nothing counts.
    """
    *own, steps, batch, _ = examples.xs.shape
    updates = len(bias_corrections)
    batches = updates if own else 1
    theta, first, second, ema = (np.array(array, dtype=np.float64) for array in state)
    losses, max_errors, norms = (np.empty(updates) for _ in range(3))
    one, size = (1, shape.size), (shape.size,)
    given = sequences(shape, initial, *examples, leading=(batches,) if own else ())
    given |= {"bias_corrections": Given(bias_corrections, (updates, 2)), "ema_theta": Given(ema, size)}
    given |= {"thetas": Given(theta[None], one), "gradient": Given(np.empty(size), size)}
    given |= {"first_moments": Given(first[None], one), "second_moments": Given(second[None], one)}
    outcomes = {"losses": losses, "max_errors": max_errors, "norms": norms}
    given |= {name: Given(array, (updates,)) for name, array in outcomes.items()}
    numbers = {"in_place": 1, "tolerance": tolerance, "clip": clip, "ema_decay": ema_decay, **ADAM}
    made = call(library, "training_run", counts(shape, steps, batch, updates, batches), numbers, given)
    return Learning(theta, first, second, ema, losses, max_errors, norms, made)


ADAM = {"beta1": BETA1, "beta2": BETA2, "epsilon": EPSILON}


def sequences(
    shape: NetworkShape,
    initial: Initial,
    xs: Array,
    targets: Array | None = None,
    loss_weights: Array | None = None,
    leading: tuple[int, ...] = (),
) -> dict[str, Given]:
    """The fields that describe sequences, with the shapes that follow from xs; ``leading`` goes before each."""
    *_, steps, batch, _ = xs.shape
    state, each_answer = (*leading, batch, shape.units), (*leading, steps, batch, answers(shape))
    shapes = {"xs": (*leading, steps, batch, shape.inputs), "targets": each_answer, "loss_weights": each_answer}
    arrays = {"xs": xs, "targets": targets, "loss_weights": loss_weights, **initial._asdict()}
    if loss_weights is not None:
        _check_weights(loss_weights, len(leading))
    return {name: Given(array, shapes.get(name, state)) for name, array in arrays.items() if array is not None}


def _check_weights(loss_weights: Array, leading: int) -> None:
    if not (loss_weights >= 0).all():
        raise ValueError("a loss weight is negative or not a number")
    if not loss_weights.any(axis=tuple(range(leading, loss_weights.ndim))).all():
        raise ValueError("no answer counts: every loss weight is zero")


def call(
    library: Library,
    function: str,
    counts: dict[str, float],
    numbers: dict[str, float],
    given: dict[str, Given],
) -> int:
    size = library.workspace_size("training", counts)
    workspace = given.get("workspace", Given(new_workspace(size), (size,)))
    return library.call(function, counts | numbers, given | {"workspace": workspace._replace(shape=(size,))})
