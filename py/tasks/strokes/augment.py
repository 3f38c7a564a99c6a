"""Windows of strokes to learn from, each time drawn anew by an unsteady hand.

A forecast goes on from its own mistakes, which the strokes themselves do not show. So in learning the hand's direction
strays a little, and the turn to learn leads part of the way back: the network meets small mistakes before it makes any.

Notation: T steps in a window, B windows in an update, N updates; S steps kept, with I inputs each.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnn.arrays import Array
from tasks.strokes.features import TURN_SCALE, next_input, wrap

WINDOW, BATCH = 48, 24  # steps in a window, windows in an update
AUGMENTATION_PREFIX = (
    96  # steps before a window in which the hand is unsteady too, so that what the inputs remember is no steadier
)
NOISE_STD = 0.06  # radians: deviation of the direction
AR_COEF = float(np.exp(-1 / 12))  # it strays for some 12 steps
CORRECTION_RATE = 0.25  # of the way back, in one step


type IntArray = NDArray[np.integer]


class Windows(NamedTuple):
    """Which windows N updates learn from, and how unsteadily the hand draws them this time."""

    starts: IntArray  # (N, B)  first step of each; the T after it belong to the same stroke
    prefixes: (
        IntArray  # (N, B)  steps before it that are drawn unsteadily too; there is one more of the stroke before those
    )
    normals: Array  # (N, AUGMENTATION_PREFIX + T, B)  standard normal numbers


def places_between(begin: int, end: int, steps: int) -> IntArray:
    """Where windows of so many steps can be, (n, 2), in a stroke of the steps from ``begin`` to before ``end``.

    Each row is the window's first step, and how many steps before it belong to the same stroke; there must be one, and
    one after the window too.
    """
    starts = np.arange(begin + 1, max(end - steps, begin + 1))
    return np.stack((starts, starts - begin), axis=1)


def choose(rng: np.random.Generator, places: IntArray, steps: int) -> Windows:
    """Windows of so many steps at ``places`` (N, B, 2), as ``places_between`` gives them; the hand by chance."""
    starts, before = places[..., 0], places[..., 1]
    normals = rng.standard_normal((len(starts), AUGMENTATION_PREFIX + steps, starts.shape[1]))
    return Windows(starts, np.minimum(before - 1, AUGMENTATION_PREFIX), normals)


def draw_windows(xs: Array, starts: IntArray, prefixes: IntArray, normals: Array) -> tuple[Array, Array]:
    """Windows as an unsteady hand draws them: inputs (T, B, I), and the turns to answer with (T, B), in units.

        off_0 = NOISE_STD n_0       off_t = AR_COEF off_{t-1} + sqrt(1 - AR_COEF^2) NOISE_STD n_t
        turn'_t = turn_t + off_t - off_{t-1}         answer_t = turn_{t+1} - CORRECTION_RATE off_t

    where t = 0 is ``prefixes`` steps before the window.

    Args:
        xs: inputs (S, I) of the steps kept, drawn by a steady hand.
        starts, prefixes: (B,).
        normals: (AUGMENTATION_PREFIX + T, B).
    """
    innovation_std = NOISE_STD * float(np.sqrt(1 - AR_COEF**2))
    x: Array = np.zeros((len(starts), xs.shape[1]))
    off: Array = np.zeros(len(starts))
    inputs, answers = [], []
    for t, normal in enumerate(normals, -AUGMENTATION_PREFIX):
        begins: NDArray[np.bool_] = prefixes == -t
        drawn: NDArray[np.bool_] = prefixes >= -t
        x = np.where(begins[:, None], xs[starts + np.where(begins, t - 1, 0)], x)
        last, off = off, np.where(begins, NOISE_STD * normal, drawn * (AR_COEF * off + innovation_std * normal))
        turn = TURN_SCALE * xs[starts + np.where(drawn, t, 0), 0] * drawn
        x = next_input(x, wrap(turn + (off - last)))
        if t >= 0:
            inputs.append(x)
            answers.append(xs[starts + t + 1, 0] - CORRECTION_RATE * off / TURN_SCALE)
    return np.stack(inputs), np.stack(answers)
