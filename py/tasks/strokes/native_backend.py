"""The fast path of ``network``: the native library, given the arrays of strokes.

Everything is checked before a call; the C code trusts what it is given, but for sizes and starts.
"""

from collections.abc import Mapping
from functools import cache
from math import sqrt
from pathlib import Path

import numpy as np

from native.library import FILE, PROBLEMS, AnyArray, Given, Library, Unavailable, check_dimensions, new_workspace
from native.library import load as load_library
from rnn.arrays import Array
from rnn.optim import BETA1, BETA2, EPSILON, AdamState, bias_corrections
from rnn.update import OptimizerState
from tasks.strokes.augment import AR_COEF, AUGMENTATION_PREFIX, CORRECTION_RATE, NOISE_STD, Windows
from tasks.strokes.features import AVERAGES, DIRECTIONS, INPUT_COUNT, RATES, TURN_SCALE
from tasks.strokes.network import (
    BURN_IN,
    CLIP,
    COMPONENTS,
    SHAPE,
    UNITS,
    StateTrace,
    StepState,
    StrokeBackend,
    StrokeReference,
    UpdateResults,
)

MOST = 65536  # of anything that is counted, as in layout.h
MOST_KEPT = 1_048_576  # steps, as in strokes/native.h
WORKSPACES = 8  # sizes of calls for which room is kept

P = SHAPE.size
SIZES = {
    "units": UNITS,
    "components": COMPONENTS,
    "averages": len(AVERAGES),
    "directions": len(DIRECTIONS),
    "augmentation_prefix": AUGMENTATION_PREFIX,
}
NUMBERS = {
    "turn_scale": TURN_SCALE,
    "ar_coef": AR_COEF,
    "innovation_std": NOISE_STD * sqrt(1 - AR_COEF**2),
    "correction_rate": CORRECTION_RATE,
    "clip": CLIP,
    "beta1": BETA1,
    "beta2": BETA2,
    "epsilon": EPSILON,
}


class NativeStrokeBackend(StrokeBackend):
    """The library, as a backend of strokes."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._workspaces: dict[tuple[int, int], AnyArray] = {}

    def learn(self, state: OptimizerState, xs: Array, chosen: Windows, rates: Array, ema_decay: float) -> UpdateResults:
        """As ``StrokeBackend.learn``.

        Raises:
            ValueError: an array has the wrong shape or type, or a window lies outside of ``xs``.
        """
        check_dimensions(chosen.normals, "normals", 3)
        updates, steps, batch = chosen.normals.shape
        steps -= AUGMENTATION_PREFIX
        made = OptimizerState(
            state.theta.copy(),
            AdamState(state.adam.first_moment.copy(), state.adam.second_moment.copy(), state.adam.updates),
            state.ema_theta.copy(),
        )
        starts, prefixes, lengths = (np.ascontiguousarray(array, dtype=np.int32) for array in chosen[:3])
        if not starts.shape == prefixes.shape == lengths.shape or not starts.size:
            shapes = f"starts {starts.shape}, prefixes {prefixes.shape} and lengths {lengths.shape}"
            raise ValueError(f"{shapes} must be {(updates, batch)}")
        inside = (starts - prefixes).min() >= 0 and (starts + lengths).max() < len(xs)
        fits = prefixes.min() >= 0 and prefixes.max() <= AUGMENTATION_PREFIX and lengths.max() <= steps
        if not (inside and fits and lengths.min() >= 1):
            raise ValueError(f"a window of {steps} steps lies outside of the {len(xs)} that there are")
        losses, norms = np.empty(updates), np.empty(updates)
        given = {
            "xs": Given(xs, (len(xs), INPUT_COUNT)),
            "starts": Given(starts, (updates, batch)),
            "prefixes": Given(prefixes, (updates, batch)),
            "lengths": Given(lengths, (updates, batch)),
            "normals": Given(chosen.normals, (updates, AUGMENTATION_PREFIX + steps, batch)),
            "bias_corrections": Given(bias_corrections(rates, state.adam.updates), (updates, 2)),
            "theta": Given(made.theta, (P,)),
            "first_moments": Given(made.adam.first_moment, (P,)),
            "second_moments": Given(made.adam.second_moment, (P,)),
            "ema_theta": Given(made.ema_theta, (P,)),
            "losses": Given(losses, (updates,)),
            "norms": Given(norms, (updates,)),
            "gradient": Given(np.empty(P), (P,)),
        }
        others = {"steps_kept": len(xs), "burn_in": BURN_IN, "ema_decay": ema_decay}
        done = self._call("learn", given, steps, batch, updates, others)
        return UpdateResults(
            made._replace(adam=made.adam._replace(updates=state.adam.updates + done)), losses[:done], norms[:done], done
        )

    def read(self, theta: Array, turns: Array, start: StepState) -> StateTrace:
        """As ``StrokeBackend.read``.

        Raises:
            ValueError: an array has the wrong shape or type.
        """
        check_dimensions(turns, "turns", 1)
        n = len(turns)
        states = StateTrace(np.empty((n, INPUT_COUNT)), np.empty((n, UNITS)), np.empty((n, UNITS)))
        if n:
            given = {
                "turns": Given(turns, (n,)),
                "params": Given(theta, (P,)),
                "x": Given(states.xs, (n, INPUT_COUNT)),
                "h": Given(states.hs, (n, UNITS)),
                "c": Given(states.cs, (n, UNITS)),
                **_start(start),
            }
            self._call("read", given, n, 1)
        return states

    def forecast(self, theta: Array, start: StepState, temperatures: Array, uniforms: Array, normals: Array) -> Array:
        """As ``StrokeBackend.forecast``.

        Raises:
            ValueError: an array has the wrong shape or type.
        """
        check_dimensions(normals, "normals", 2)
        steps, futures = normals.shape
        turns = np.empty((steps, futures))
        if turns.size:
            given = {
                "params": Given(theta, (P,)),
                **_start(start),
                "temperatures": Given(temperatures, (futures,)),
                "uniforms": Given(uniforms, (steps, futures, 2)),
                "normals": Given(normals, (steps, futures)),
                "ahead": Given(turns, (steps, futures)),
            }
            self._call("forecast", given, steps, futures)
        return turns

    def _call(
        self,
        function: str,
        given: dict[str, Given],
        steps: int,
        batch: int,
        updates: int = 1,
        others: Mapping[str, float] | None = None,
    ) -> int:
        values = {**SIZES, "steps": steps, "batch": batch, "updates": updates, **NUMBERS, **(others or {})}
        kept = values.get("steps_kept", 0)
        if not (1 <= steps <= MOST and 1 <= batch <= MOST and 1 <= updates <= MOST and kept <= MOST_KEPT):
            raise ValueError(f"{steps} steps, {batch} side by side, {updates} times: {PROBLEMS[-1]}")
        workspace = self._workspace(steps if function == "learn" else 1, batch)
        arrays = given | {"rates": Given(RATES, RATES.shape), "workspace": Given(workspace, workspace.shape)}
        return self._library.call(f"strokes_{function}", values, arrays)

    def _workspace(self, steps: int, batch: int) -> AnyArray:
        """Room for calls of this size, kept for the next ones."""
        workspace = self._workspaces.get((steps, batch))
        if workspace is None:
            counts = {**SIZES, "steps": steps, "batch": batch, "updates": 1}
            workspace = new_workspace(self._library.workspace_size("strokes", counts))
            if len(self._workspaces) >= WORKSPACES:
                self._workspaces.clear()
            self._workspaces[steps, batch] = workspace
        return workspace


def _start(start: StepState) -> dict[str, Given]:
    states = {"h_start": Given(start.h, (UNITS,)), "c_start": Given(start.c, (UNITS,))}
    return {"x_start": Given(start.x, (INPUT_COUNT,)), **states}


@cache
def load(file: Path = FILE) -> NativeStrokeBackend | Unavailable:
    """The native backend, loaded when first asked for; or the reason why there is none, in one line."""
    library = load_library(file)
    return library if isinstance(library, Unavailable) else NativeStrokeBackend(library)


def fastest() -> StrokeBackend:
    """The native backend where there is one, else the reference."""
    native = load()
    return native if isinstance(native, NativeStrokeBackend) else StrokeReference()
