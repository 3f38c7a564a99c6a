"""The fast path of ``network``: ``strokes.c``, in the same library as the training kernel.

Everything is checked here before a call; the C code trusts what it is given, but for sizes and starts.
"""

from functools import cache
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from rnn.arrays import Array
from rnn.kernel import ALIGNMENT, FILE, PROBLEMS, Unavailable
from rnn.optim import BETA1, BETA2, EPSILON, AdamState
from tasks.strokes.augment import AR_COEF, AUGMENTATION_PREFIX, CORRECTION_RATE, NOISE_STD, Windows
from tasks.strokes.features import AVERAGES, DIRECTIONS, INPUTS, RATES, TURN_SCALE
from tasks.strokes.network import (
    BURN_IN,
    CLIP,
    COMPONENTS,
    SHAPE,
    UNITS,
    Backend,
    OptimizerState,
    Reference,
    StateTrace,
    StepState,
    UpdateResult,
)

if TYPE_CHECKING:
    import ctypes

VERSION = 1  # STROKES_ABI in strokes.c
MOST = 65536  # of anything that is counted, as in kernel.c
MOST_ROWS = 1_048_576

COUNTS = (
    "units",
    "components",
    "averages",
    "directions",
    "steps",
    "batch",
    "updates",
    "burn_in",
    "rows",
    "augmentation_prefix",
)
NUMBERS = (
    "unit",
    "noise_std",
    "ar_coef",
    "innovation_std",
    "correction_rate",
    "clip",
    "ema_decay",
    "beta1",
    "beta2",
    "epsilon",
)
FIELDS = (
    *("rates", "xs", "turns", "starts", "prefixes", "normals", "uniforms", "temperatures", "bias_corrections"),
    *("theta", "mean", "square", "ema_theta", "losses", "norms", "gradient"),
    *("x", "h", "c", "h_start", "c_start", "ahead"),
)

P = SHAPE.size


class Given(NamedTuple):
    """An array for the kernel, with the shape it must have."""

    array: "np.ndarray[Any, np.dtype[Any]]"
    shape: tuple[int, ...]
    dtype: type = np.float64


class StrokeKernel(Backend):
    """The loaded kernel."""

    def __init__(self, file: Path) -> None:
        """Load ``file``.

        Raises:
            OSError: it is missing, no library for this machine, or another version of the kernel.
        """
        import ctypes  # costs a tenth of a second in the browser, and only who draws needs it

        self._call, self._byref = _call_type(), ctypes.byref
        library = ctypes.CDLL(str(file))
        try:
            found = library.strokes_abi()
            self._functions = {
                name: getattr(library, f"strokes_{name}") for name in ("workspace_size", "learn", "read", "forecast")
            }
        except AttributeError as error:
            raise OSError(f"{file.name} knows no strokes: {error}") from error
        wanted = VERSION << 16 | ctypes.sizeof(self._call)
        if found != wanted:
            raise OSError(f"{file.name} is version {found:#x} of the strokes' kernel, and {wanted:#x} is needed")
        self._rates = RATES.copy()
        self._workspaces: dict[tuple[int, int], Array] = {}

    def learn(
        self, progress: OptimizerState, xs: Array, chosen: Windows, rates: Array, ema_decay: float
    ) -> UpdateResult:
        """As ``Backend.learn``.

        Raises:
            ValueError: an array has the wrong shape or type, or a window lies outside of ``xs``.
        """
        _dimensions(chosen.normals, "normals", 3)
        updates, steps, batch = chosen.normals.shape
        steps -= AUGMENTATION_PREFIX
        made = OptimizerState(
            progress.theta.copy(),
            AdamState(progress.adam.first_moment.copy(), progress.adam.second_moment.copy(), progress.adam.steps),
            progress.ema_theta.copy(),
        )
        starts, prefixes = (np.ascontiguousarray(array, dtype=np.int32) for array in chosen[:2])
        if starts.shape != prefixes.shape or not starts.size:
            raise ValueError(f"starts {starts.shape} and prefixes {prefixes.shape} must be {(updates, batch)}")
        inside = (starts - prefixes).min() >= 1 and starts.max() <= len(xs) - steps - 1
        if not (inside and prefixes.min() >= 0 and prefixes.max() <= AUGMENTATION_PREFIX):
            raise ValueError(f"a window of {steps} steps lies outside of the {len(xs)} that there are")
        t = progress.adam.steps
        bias_corrections = [(rate / (1 - BETA1**n), sqrt(1 - BETA2**n)) for n, rate in enumerate(rates.tolist(), t + 1)]
        losses, norms = np.empty(updates), np.empty(updates)
        given = {
            "xs": Given(xs, (len(xs), INPUTS)),
            "starts": Given(starts, (updates, batch), np.int32),
            "prefixes": Given(prefixes, (updates, batch), np.int32),
            "normals": Given(chosen.normals, (updates, AUGMENTATION_PREFIX + steps, batch)),
            "bias_corrections": Given(np.array(bias_corrections).reshape(-1, 2), (updates, 2)),
            "theta": Given(made.theta, (P,)),
            "mean": Given(made.adam.first_moment, (P,)),
            "square": Given(made.adam.second_moment, (P,)),
            "ema_theta": Given(made.ema_theta, (P,)),
            "losses": Given(losses, (updates,)),
            "norms": Given(norms, (updates,)),
            "gradient": Given(np.empty(P), (P,)),
        }
        done = self._ask("learn", given, steps, batch, updates=updates, rows=len(xs), ema_decay=ema_decay)
        return UpdateResult(made._replace(adam=made.adam._replace(steps=t + done)), losses[:done], norms[:done], done)

    def read(self, theta: Array, turns: Array, start: StepState) -> StateTrace:
        """As ``Backend.read``.

        Raises:
            ValueError: an array has the wrong shape or type.
        """
        _dimensions(turns, "turns", 1)
        n = len(turns)
        states = StateTrace(np.empty((n, INPUTS)), np.empty((n, UNITS)), np.empty((n, UNITS)))
        if n:
            given = {
                "xs": Given(start.x, (INPUTS,)),
                "turns": Given(turns, (n,)),
                "theta": Given(theta, (P,)),
                "x": Given(states.xs, (n, INPUTS)),
                "h": Given(states.hs, (n, UNITS)),
                "c": Given(states.cs, (n, UNITS)),
                "h_start": Given(start.h, (UNITS,)),
                "c_start": Given(start.c, (UNITS,)),
            }
            self._ask("read", given, n, 1)
        return states

    def forecast(self, theta: Array, start: StepState, temperatures: Array, uniforms: Array, normals: Array) -> Array:
        """As ``Backend.forecast``.

        Raises:
            ValueError: an array has the wrong shape or type.
        """
        _dimensions(normals, "normals", 2)
        steps, futures = normals.shape
        turns = np.empty((steps, futures))
        if turns.size:
            given = {
                "theta": Given(theta, (P,)),
                "x": Given(start.x, (INPUTS,)),
                "h": Given(start.h, (UNITS,)),
                "c": Given(start.c, (UNITS,)),
                "temperatures": Given(temperatures, (futures,)),
                "uniforms": Given(uniforms, (steps, futures, 2)),
                "normals": Given(normals, (steps, futures)),
                "ahead": Given(turns, (steps, futures)),
            }
            self._ask("forecast", given, steps, futures)
        return turns

    def _ask(
        self,
        function: str,
        given: dict[str, Given],
        steps: int,
        batch: int,
        updates: int = 1,
        rows: int = 0,
        ema_decay: float = 0.0,
    ) -> int:
        if not (1 <= steps <= MOST and 1 <= batch <= MOST and 1 <= updates <= MOST and rows <= MOST_ROWS):
            raise ValueError(f"{steps} steps, {batch} side by side, {updates} times: {PROBLEMS[-1]}")
        burn_in = BURN_IN if function == "learn" else 0
        counts = (
            UNITS,
            COMPONENTS,
            len(AVERAGES),
            len(DIRECTIONS),
            steps,
            batch,
            updates,
            burn_in,
            rows,
            AUGMENTATION_PREFIX,
        )
        fresh = NOISE_STD * sqrt(1 - AR_COEF**2)
        numbers = (TURN_SCALE, NOISE_STD, AR_COEF, fresh, CORRECTION_RATE, CLIP, ema_decay, BETA1, BETA2, EPSILON)
        addresses = {name: _address(name, *one) for name, one in given.items()}
        call = self._call(*counts, 0, *numbers, rates=self._rates.ctypes.data, **addresses)
        key = (steps if function == "learn" else 1, batch)
        workspace = self._workspaces.get(key)
        if workspace is None:
            workspace = self._workspace(*key)
        call.workspace, call.workspace_bytes = workspace.ctypes.data, workspace.nbytes
        return self._answer(function, call)

    def _workspace(self, steps: int, batch: int) -> Array:
        """Room for calls of this size, kept for the next ones."""
        counts = (UNITS, COMPONENTS, len(AVERAGES), len(DIRECTIONS), steps, batch, 1, 0, 0, 0)
        call = self._call(*counts)
        self._answer("workspace_size", call)
        room = np.empty(call.workspace_bytes + ALIGNMENT, dtype=np.uint8)
        if len(self._workspaces) >= 8:
            self._workspaces.clear()
        begin = -room.ctypes.data % ALIGNMENT
        self._workspaces[steps, batch] = room[begin : begin + call.workspace_bytes]
        return self._workspaces[steps, batch]

    def _answer(self, function: str, call: "ctypes.Structure") -> int:
        answer = int(self._functions[function](self._byref(call)))
        if answer < 0:
            raise ValueError(f"the kernel refused: {PROBLEMS.get(answer, answer)}")
        return answer


@cache
def load(file: Path = FILE) -> StrokeKernel | Unavailable:
    """The kernel, loaded when first asked for; or the reason why there is none, in one line."""
    try:
        if not file.is_file():
            return Unavailable(f"{file.name} is not there")
        return StrokeKernel(file)
    except (ImportError, OSError) as error:
        return Unavailable(" ".join(str(error).split()) or repr(error))


def fastest() -> Backend:
    """The kernel where there is one, else the reference."""
    kernel = load()
    return kernel if isinstance(kernel, StrokeKernel) else Reference()


def _address(name: str, array: "np.ndarray[Any, np.dtype[Any]]", shape: tuple[int, ...], dtype: type) -> int:
    """Where an array lies; refuses what the kernel would misread, or write past the end of."""
    if array.dtype != dtype or not array.dtype.isnative:
        raise ValueError(f"{name} must be {np.dtype(dtype)}, not {array.dtype}")
    if array.shape != shape:
        raise ValueError(f"{name} must have the shape {shape}, not {array.shape}")
    if not array.flags.c_contiguous:
        raise ValueError(f"{name} must be C-contiguous")
    address = array.ctypes.data
    if address % array.itemsize:
        raise ValueError(f"{name} is not aligned")
    return int(address)


def _dimensions(array: Array, name: str, count: int) -> None:
    if array.ndim != count:
        raise ValueError(f"{name} must have {count} dimensions, not {array.ndim}")


def _call_type() -> Any:
    """``struct strokes`` of strokes.c, field for field."""
    import ctypes

    class Call(ctypes.Structure):
        _fields_ = (
            *((name, ctypes.c_int32) for name in COUNTS),
            ("workspace_bytes", ctypes.c_uint64),
            *((name, ctypes.c_double) for name in NUMBERS),
            *((name, ctypes.c_void_p) for name in FIELDS),
            ("workspace", ctypes.c_void_p),
        )

    return Call
