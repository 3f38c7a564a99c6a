"""The fast path of training: the native library, given the arrays of a run that can be replayed.

Where there is no library, ``run.reference`` trains, with the same results within float32.
"""

from functools import cache
from math import inf
from pathlib import Path
from typing import NamedTuple

import numpy as np

from native.library import FILE, AnyArray, Given, Library, Unavailable, check_dimensions, new_workspace
from native.library import load as load_library
from rnn.arrays import Array
from rnn.examples import Examples
from rnn.native.calls import ADAM, ZERO, call, counts, is_known, sequences
from rnn.network import NetworkShape
from rnn.optim import AdamState, adam_start, bias_corrections
from rnn.run import Backend, Chunk, Run, Snapshot, reference

MOST_EPOCHS = 256  # in one call: memory for that many snapshots is set aside


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
    losses: Array  # (N,)  written: of the parameters in each row
    max_errors: Array  # (N,)  written
    gradient: Array  # (P,)  written: of the row that was evaluated last
    workspace: AnyArray  # written; its size is what ``NativeBackend.workspace_size`` says


class NativeBackend:
    """Networks trained by the library. It is a ``Backend``: ``advance(run, 40, native)``."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def __call__(self, run: Run, epochs: int) -> Chunk:
        """As ``run.reference``, which is used for cells and heads that the library lacks; at most MOST_EPOCHS epochs.

        Raises:
            ValueError: an array of the run has the wrong shape, or nothing counts.
        """
        if not is_known(run.shape):
            return reference(run, epochs)
        epochs = min(epochs, MOST_EPOCHS)
        first = run.adam.updates + 1
        rates = np.full(epochs, run.learning_rate)
        arrays = self.allocate(run.shape, run.examples, bias_corrections(rates, run.adam.updates))
        _begin(arrays, run.theta, run.adam)
        done = self.call("run", run.shape, arrays, run.settings.tolerance)
        new = slice(1, done + 1)  # row 0 is what the run has already
        thetas, first_moments, second_moments = (
            # Rows that were not written are freed, by a copy; the others are kept, as views, by the snapshots.
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
        # Row `done` was not written if the network before it is good enough; then it is never read.
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
        given = sequences(shape, ZERO, arrays.xs, arrays.targets, arrays.loss_weights)
        shapes: dict[str, tuple[int, ...]] = dict.fromkeys(Arrays._fields[4:7], (epochs + 1, shape.size))
        shapes |= {"losses": (epochs,), "max_errors": (epochs,), "gradient": (shape.size,), "workspace": ()}
        shapes |= {"bias_corrections": (epochs, 2)}
        given |= {name: Given(getattr(arrays, name), wanted) for name, wanted in shapes.items()}
        numbers = {"tolerance": tolerance, "clip": inf, **ADAM}
        return call(self.library, f"training_{function}", counts(shape, steps, batch, epochs), numbers, given)

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
def load(file: Path = FILE) -> NativeBackend | Unavailable:
    """The native backend, loaded when first asked for; or the reason why there is none, in one line."""
    library = load_library(file)
    return library if isinstance(library, Unavailable) else NativeBackend(library)


def fallback_reason(shape: NetworkShape) -> str:
    """Why a network of this shape is trained by the reference, in one line; empty if it is trained by the library."""
    native = load()
    if isinstance(native, Unavailable):
        return native.reason
    return "" if is_known(shape) else f"the library knows no {shape.cell} with a {shape.head} head"


def fastest() -> Backend:
    """The native backend where there is one, else the reference."""
    native = load()
    return native if isinstance(native, NativeBackend) else reference


def _begin(arrays: Arrays, theta: Array, state: AdamState) -> None:
    """Set the rows to begin with; numpy would broadcast a single number to a whole row."""
    for rows, given in (
        (arrays.thetas, theta),
        (arrays.first_moments, state.first_moment),
        (arrays.second_moments, state.second_moment),
    ):
        if given.shape != rows[0].shape:
            raise ValueError(f"parameters must have the shape {rows[0].shape}, not {given.shape}")
        rows[0] = given
