"""The fast path of training: ``kernel.c``, loaded from the file beside this one and given numpy's own memory.

In the browser that file is WebAssembly, in a checkout a native library; `python3 build.py` makes both. Where it is
missing or does not load, training goes the way of ``training.reference``, which gives the same numbers, as far as
float32 holds them.
"""

from functools import cache
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from rnn.arrays import Array
from rnn.network import NetworkShape
from rnn.optim import BETA1, BETA2, EPSILON, AdamState, adam_start
from rnn.training import Backend, Chunk, Examples, Run, Snapshot, reference

if TYPE_CHECKING:
    import ctypes

FILE = Path(__file__).with_name("libkernel.so")  # kernel.so would be what `import rnn.kernel` finds
VERSION = 1  # ABI in kernel.c
ALIGNMENT = 16  # bytes: one vector of the kernel
MOST_EPOCHS = 256  # in one call: memory for that many snapshots is set aside

PROBLEMS = {
    -1: "a size is zero, or larger than it can count",
    -2: "an array does not lie where it must",
    -3: "the workspace is too small",
}


class Arrays(NamedTuple):
    """What the kernel reads and writes in a call of N epochs, P being ``NetworkShape.size``. All C-contiguous.

    All are float64, except ``workspace``: uint8, beginning at a multiple of ``ALIGNMENT``.
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
    workspace: "np.ndarray[tuple[int], np.dtype[np.uint8]]"  # written; its size is what ``Kernel.workspace_size`` says


READ_ONLY = {"xs", "targets", "loss_weights", "bias_corrections"}


class Unavailable(NamedTuple):
    """There is no kernel here, and why."""

    reason: str


class Kernel:
    """The loaded kernel. It is a ``Backend``: ``advance(run, 40, kernel)``."""

    def __init__(self, file: Path) -> None:
        """Load ``file``.

        Raises:
            OSError: it is missing, no library for this machine, or another version of the kernel.
        """
        import ctypes  # costs a tenth of a second in the browser, and only who trains needs it

        self._task, self._byref = _task_type(), ctypes.byref
        library = ctypes.CDLL(str(file))
        try:
            found = library.kernel_abi()
            self._functions = {
                name: getattr(library, f"kernel_{name}") for name in ("workspace_size", "gradient", "train")
            }
        except AttributeError as error:
            raise OSError(f"{file.name} is not the kernel: {error}") from error
        wanted = VERSION << 16 | ctypes.sizeof(self._task)
        if found != wanted:
            raise OSError(f"{file.name} is version {found:#x} of the kernel, and {wanted:#x} is needed")

    def __call__(self, run: Run, epochs: int) -> Chunk:
        """Do at most ``epochs`` epochs of ``run``, as ``training.reference`` does.

        Raises:
            ValueError: an array of the run has the wrong shape, or nothing counts.
        """
        epochs = min(epochs, MOST_EPOCHS)
        first = run.adam.steps + 1
        bias_corrections = [_bias_correction(run.settings.learning_rate, t) for t in range(first, first + epochs)]
        arrays = self.allocate(run.shape, run.examples, np.array(bias_corrections))
        _begin(arrays, run.theta, run.adam)
        done = self.call("train", run.shape, arrays, run.settings.tolerance)
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
        task = self._task(*shape, steps, batch, 1)
        self._ask("workspace_size", task)
        return int(task.workspace_bytes)

    def call(self, function: str, shape: NetworkShape, arrays: Arrays, tolerance: float) -> int:
        """Call ``train`` or ``gradient``; every array is checked before anything is written.

        Returns:
            How many rows were evaluated by ``train``; 0 from ``gradient``.

        Raises:
            ValueError: says which array cannot be used, and why.
        """
        steps, batch, _ = _dimensions(arrays.xs, "xs", 3)
        epochs = arrays.losses.size
        needed = self.workspace_size(shape, steps, batch)
        addresses = _checked(arrays, shape, steps, batch, epochs, needed)
        numbers = (tolerance, BETA1, BETA2, EPSILON)
        task = self._task(*shape, steps, batch, epochs, arrays.workspace.nbytes, *numbers, *addresses)
        return self._ask(function, task)

    def _ask(self, function: str, task: "ctypes.Structure") -> int:
        answer = int(self._functions[function](self._byref(task)))
        if answer < 0:
            raise ValueError(f"the kernel refused: {PROBLEMS.get(answer, answer)}")
        return answer

    def allocate(self, shape: NetworkShape, examples: Examples, bias_corrections: Array) -> Arrays:
        """Arrays for a call of as many epochs as there are ``bias_corrections`` (N, 2); rows to begin with are not set.

        The examples are copied only if they do not lie as the kernel needs them.
        """
        xs, targets, loss_weights = (np.ascontiguousarray(array, dtype=np.float64) for array in examples)
        steps, batch, _ = _dimensions(xs, "xs", 3)
        epochs, size = len(bias_corrections), shape.size
        thetas, first_moments, second_moments = (np.empty((epochs + 1, size)) for _ in range(3))
        losses, max_errors, gradient = np.empty(epochs), np.empty(epochs), np.empty(size)
        room = np.empty(self.workspace_size(shape, steps, batch) + ALIGNMENT, dtype=np.uint8)
        workspace = room[-room.ctypes.data % ALIGNMENT :][: room.size - ALIGNMENT]
        inputs, rows, outputs = (
            (xs, targets, loss_weights, bias_corrections),
            (thetas, first_moments, second_moments),
            (losses, max_errors),
        )
        return Arrays(*inputs, *rows, *outputs, gradient, workspace)


@cache
def load(file: Path = FILE) -> Kernel | Unavailable:
    """The kernel, loaded when first asked for; or the reason why there is none, in one line."""
    try:
        if not file.is_file():
            return Unavailable(f"{file.name} is not there")
        return Kernel(file)
    except (ImportError, OSError) as error:
        return Unavailable(" ".join(str(error).split()) or repr(error))


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


def _checked(arrays: Arrays, shape: NetworkShape, steps: int, batch: int, epochs: int, workspace: int) -> list[int]:
    """Where the arrays lie; refuses what the kernel would misread, or write past the end of."""
    addresses = []
    size = shape.size
    answers, rows = (steps, batch, shape.outputs), (epochs + 1, size)
    shapes = ((steps, batch, shape.inputs), answers, answers, (epochs, 2), rows, rows, rows, (epochs,), (epochs,))
    wanted = dict(zip(Arrays._fields, (*shapes, (size,), (workspace,)), strict=True))
    for name, array in arrays._asdict().items():
        dtype = np.uint8 if name == "workspace" else np.float64
        if array.dtype != dtype or not array.dtype.isnative:
            raise ValueError(f"{name} must be {np.dtype(dtype)}, not {array.dtype}")
        if array.shape != wanted[name]:
            raise ValueError(f"{name} must have the shape {wanted[name]}, not {array.shape}")
        if not array.flags.c_contiguous:
            raise ValueError(f"{name} must be C-contiguous")
        addresses.append(array.ctypes.data)
        if addresses[-1] % (ALIGNMENT if name == "workspace" else array.itemsize):
            raise ValueError(f"{name} is not aligned")
        if name not in READ_ONLY and not array.flags.writeable:
            raise ValueError(f"{name} is read-only")
    if not (arrays.loss_weights >= 0).all():
        raise ValueError("a loss weight is negative or not a number")
    if not arrays.loss_weights.any():
        raise ValueError("no output counts: every loss weight is zero")
    return addresses


def _dimensions(array: Array, name: str, count: int) -> tuple[int, ...]:
    if array.ndim != count:
        raise ValueError(f"{name} must have {count} dimensions, not {array.ndim}")
    return array.shape


def _task_type() -> Any:
    """``struct task`` of kernel.c, field for field."""
    import ctypes

    class Task(ctypes.Structure):
        _fields_ = (
            *((name, ctypes.c_int32) for name in ("inputs", "units", "outputs", "steps", "batch", "epochs")),
            ("workspace_bytes", ctypes.c_uint64),
            *((name, ctypes.c_double) for name in ("tolerance", "beta1", "beta2", "epsilon")),
            *((name, ctypes.c_void_p) for name in Arrays._fields),
        )

    return Task
