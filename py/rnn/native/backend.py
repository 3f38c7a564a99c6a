"""The fast path of training: the native library, given the arrays of a run.

Where there is no library, training goes the way of ``run.reference``, which gives the same numbers, as far as
float32 holds them.

Notation: T steps, B sequences, I inputs, H units, O outputs, N updates, P parameters; A answers in a step, which are O,
or 1 for a mixture.
"""

from functools import cache
from math import inf, sqrt
from pathlib import Path
from typing import NamedTuple

import numpy as np

from native.library import FILE, AnyArray, Given, Library, Unavailable, check_dimensions, new_workspace
from native.library import load as load_library
from rnn.arrays import Array
from rnn.examples import Examples
from rnn.network import NetworkShape
from rnn.optim import BETA1, BETA2, EPSILON, AdamState, adam_start
from rnn.run import Backend, Chunk, Run, Snapshot, reference

MOST_EPOCHS = 256  # in one call: memory for that many snapshots is set aside

CELLS = ("rnn", "gru", "lstm")  # as in cells.h
HEADS = ("logistic", "mixture")  # as in layout.h


def is_known(shape: NetworkShape) -> bool:
    """Whether the library has this cell and this head."""
    return shape.cell in CELLS and shape.head in HEADS


def answers(shape: NetworkShape) -> int:
    """A."""
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
    given = _sequences(shape, initial, xs)
    given |= {"thetas": Given(theta.copy()[None], (1, shape.size)), "logits": Given(logits, logits.shape)}
    given |= {"hs": Given(hs, hs.shape), "cs": Given(cs, cs.shape)}
    _call(library, "training_forward", counts(shape, steps, batch), {}, given)
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
    given = _sequences(shape, initial, *examples)
    given |= {"thetas": Given(theta.copy()[None], (1, shape.size)), "gradient": Given(found, found.shape)}
    given |= {"losses": Given(loss, (1,)), "max_errors": Given(max_error, (1,))}
    _call(library, "training_gradient", counts(shape, steps, batch), {}, given)
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
    """N updates in place, fewer where the largest error falls below ``tolerance`` or a number is none.

    Args:
        state: theta, first and second moments, and averaged theta, each (P,); copied.
        examples: (T, B, ...), or (N, T, B, ...) with sequences of its own for each update; ``initial`` likewise.
        bias_corrections: (N, 2)  learning rate / (1 - beta1^t) and sqrt(1 - beta2^t).
        clip: the longest gradient.
        ema_decay: how much of the averaged theta an update keeps.

    Raises:
        ValueError: an array has the wrong shape, or nothing counts.
    """
    *own, steps, batch, _ = examples.xs.shape
    updates = len(bias_corrections)
    batches = updates if own else 1
    theta, first, second, ema = (np.array(array, dtype=np.float64) for array in state)
    losses, max_errors, norms = (np.empty(updates) for _ in range(3))
    one, size = (1, shape.size), (shape.size,)
    given = _sequences(shape, initial, *examples, lead=(batches,) if own else ())
    given |= {"bias_corrections": Given(bias_corrections, (updates, 2)), "ema_theta": Given(ema, size)}
    given |= {"thetas": Given(theta[None], one), "gradient": Given(np.empty(size), size)}
    given |= {"first_moments": Given(first[None], one), "second_moments": Given(second[None], one)}
    outcomes = {"losses": losses, "max_errors": max_errors, "norms": norms}
    given |= {name: Given(array, (updates,)) for name, array in outcomes.items()}
    numbers = {"in_place": 1, "tolerance": tolerance, "clip": clip, "ema_decay": ema_decay, **ADAM}
    made = _call(library, "training_run", counts(shape, steps, batch, updates, batches), numbers, given)
    return Learning(theta, first, second, ema, losses, max_errors, norms, made)


ADAM = {"beta1": BETA1, "beta2": BETA2, "epsilon": EPSILON}


def _sequences(
    shape: NetworkShape,
    initial: Initial,
    xs: Array,
    targets: Array | None = None,
    loss_weights: Array | None = None,
    lead: tuple[int, ...] = (),
) -> dict[str, Given]:
    """The fields that describe sequences, with the shapes that follow from xs; ``lead`` goes before each."""
    *_, steps, batch, _ = xs.shape
    state, each_answer = (*lead, batch, shape.units), (*lead, steps, batch, answers(shape))
    shapes = {"xs": (*lead, steps, batch, shape.inputs), "targets": each_answer, "loss_weights": each_answer}
    arrays = {"xs": xs, "targets": targets, "loss_weights": loss_weights, **initial._asdict()}
    if loss_weights is not None:
        _check_weights(loss_weights, len(lead))
    return {name: Given(array, shapes.get(name, state)) for name, array in arrays.items() if array is not None}


def _check_weights(loss_weights: Array, lead: int) -> None:
    if not (loss_weights >= 0).all():
        raise ValueError("a loss weight is negative or not a number")
    if not loss_weights.any(axis=tuple(range(lead, loss_weights.ndim))).all():
        raise ValueError("no output counts: every loss weight is zero")


def _call(
    library: Library,
    function: str,
    counts: dict[str, float],
    numbers: dict[str, float],
    given: dict[str, Given],
) -> int:
    size = library.workspace_size("training", counts)
    workspace = given.get("workspace", Given(new_workspace(size), (size,)))
    return library.call(function, counts | numbers, given | {"workspace": workspace._replace(shape=(size,))})


class Arrays(NamedTuple):
    """What the library reads and writes in a call of N epochs, with a row for each. All C-contiguous.

    All are float64, except ``workspace``: uint8, beginning at a multiple of ``native.library.ALIGNMENT``.
    """

    xs: Array  # (T, B, I)
    targets: Array  # (T, B, O)
    loss_weights: Array  # (T, B, O)
    bias_corrections: Array  # (N, 2)  of Adam: learning rate / (1 - beta1^t) and sqrt(1 - beta2^t)
    thetas: Array  # (N + 1, P)  row 0 is where to begin; row n is written after n epochs
    first_moments: Array  # (N + 1, P)  of Adam, as thetas
    second_moments: Array  # (N + 1, P)  of Adam, as thetas
    losses: Array  # (N,)  written: of the parameters in row n
    max_errors: Array  # (N,)  written
    gradient: Array  # (P,)  written: of the row that was evaluated last
    workspace: AnyArray  # written; its size is what ``Kernel.workspace_size`` says


class Kernel:
    """Networks trained by the library. It is a ``Backend``: ``advance(run, 40, kernel)``."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def __call__(self, run: Run, epochs: int) -> Chunk:
        """Do at most ``epochs`` epochs of ``run``, as ``run.reference`` does; of what the library has not, with it.

        Raises:
            ValueError: an array of the run has the wrong shape, or nothing counts.
        """
        if not is_known(run.shape):
            return reference(run, epochs)
        epochs = min(epochs, MOST_EPOCHS)
        first = run.adam.steps + 1
        bias_corrections = [_bias_correction(run.settings.learning_rate, t) for t in range(first, first + epochs)]
        arrays = self.allocate(run.shape, run.examples, np.array(bias_corrections))
        _begin(arrays, run.theta, run.adam)
        done = self.call("run", run.shape, arrays, run.settings.tolerance)
        new = slice(1, done + 1)  # row 0 is what the run has already
        thetas, first_moments, second_moments = (
            # What was set aside for nothing is given back; the rest is kept, row by row, by the snapshots.
            rows[new] if done == epochs else rows[new].copy()
            for rows in (arrays.thetas, arrays.first_moments, arrays.second_moments)
        )
        for rows in (thetas, first_moments, second_moments):
            rows.flags.writeable = False
        all_thetas = [run.theta, *thetas]
        states = [run.adam, *map(AdamState, first_moments, second_moments, range(first, first + done))]
        losses, max_errors = arrays.losses[:done].tolist(), arrays.max_errors[:done].tolist()
        epoch = len(run.snapshots)
        snapshots = list(map(Snapshot, range(epoch, epoch + done), all_thetas, states, losses, max_errors))
        # Row `done` was not written if the network before it is good enough; then nobody asks for it.
        return Chunk(snapshots, all_thetas[done], states[done])

    def loss_and_gradient(self, theta: Array, shape: NetworkShape, examples: Examples) -> tuple[float, Array, float]:
        """Loss, its gradient for every parameter, and the largest |p - y| in the mask, of parameters ``theta`` (P,).

        Raises:
            ValueError: an array has the wrong shape, or nothing counts.
        """
        arrays = self.allocate(shape, examples, np.ones((1, 2)))
        _begin(arrays, theta, adam_start(theta))
        self.call("gradient", shape, arrays, tolerance=0.0)
        return float(arrays.losses[0]), arrays.gradient, float(arrays.max_errors[0])

    def workspace_size(self, shape: NetworkShape, steps: int, batch: int) -> int:
        """The bytes of workspace that a call needs.

        Raises:
            ValueError: a size is not positive, or too large.
        """
        return self.library.workspace_size("training", counts(shape, steps, batch))

    def call(self, function: str, shape: NetworkShape, arrays: Arrays, tolerance: float) -> int:
        """Call ``run`` or ``gradient``; every array is checked before anything is written.

        Returns:
            How many rows were evaluated by ``run``; 0 from ``gradient``.

        Raises:
            ValueError: says which array cannot be used, and why.
        """
        steps, batch, _ = check_dimensions(arrays.xs, "xs", 3)
        epochs = arrays.losses.size
        given = _sequences(shape, ZERO, arrays.xs, arrays.targets, arrays.loss_weights)
        shapes: dict[str, tuple[int, ...]] = dict.fromkeys(Arrays._fields[4:7], (epochs + 1, shape.size))
        shapes |= {"losses": (epochs,), "max_errors": (epochs,), "gradient": (shape.size,), "workspace": ()}
        shapes |= {"bias_corrections": (epochs, 2)}
        given |= {name: Given(getattr(arrays, name), wanted) for name, wanted in shapes.items()}
        numbers = {"tolerance": tolerance, "clip": inf, **ADAM}
        return _call(self.library, f"training_{function}", counts(shape, steps, batch, epochs), numbers, given)

    def allocate(self, shape: NetworkShape, examples: Examples, bias_corrections: Array) -> Arrays:
        """Arrays for a call of as many epochs as there are ``bias_corrections`` (N, 2); rows to begin with are not set.

        The examples are copied only if they do not lie as the library needs them.
        """
        xs, targets, loss_weights = (np.ascontiguousarray(array, dtype=np.float64) for array in examples)
        steps, batch, _ = check_dimensions(xs, "xs", 3)
        epochs, size = len(bias_corrections), shape.size
        inputs = (xs, targets, loss_weights, bias_corrections)
        rows = (np.empty((epochs + 1, size)), np.empty((epochs + 1, size)), np.empty((epochs + 1, size)))
        outcomes = (np.empty(epochs), np.empty(epochs), np.empty(size))
        return Arrays(*inputs, *rows, *outcomes, new_workspace(self.workspace_size(shape, steps, batch)))


@cache
def load(file: Path = FILE) -> Kernel | Unavailable:
    """The kernel, loaded when first asked for; or the reason why there is none, in one line."""
    library = load_library(file)
    return library if isinstance(library, Unavailable) else Kernel(library)


def fastest() -> Backend:
    """The kernel where there is one, else the reference."""
    kernel = load()
    return kernel if isinstance(kernel, Kernel) else reference


def _bias_correction(learning_rate: float, t: int) -> tuple[float, float]:
    """What the t-th step of ``optim.adam`` needs powers for, rounded as there."""
    return learning_rate / (1 - BETA1**t), sqrt(1 - BETA2**t)


def _begin(arrays: Arrays, theta: Array, state: AdamState) -> None:
    """Set the rows to begin with; numpy would stretch a single number to a whole row."""
    for rows, given in (
        (arrays.thetas, theta),
        (arrays.first_moments, state.first_moment),
        (arrays.second_moments, state.second_moment),
    ):
        if given.shape != rows[0].shape:
            raise ValueError(f"parameters must have the shape {rows[0].shape}, not {given.shape}")
        rows[0] = given
