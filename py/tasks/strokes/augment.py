"""Windows of strokes to learn from, each time drawn anew by an unsteady hand.

A forecast goes on from its own errors, which are not in the strokes themselves. So in training the hand's direction
strays a little (an AR(1) process), and the target turn leads part of the way back: augmentation against exposure bias.

Strokes are long or short: a window has at most T steps, and ends sooner where its stroke does.

Notation: T steps in a window, B windows in an update, N updates; S steps kept, with I inputs each.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnn.arrays import Array
from tasks.strokes.features import TURN_SCALE, next_input, wrap

WINDOW, BATCH = 48, 24  # steps in a window, windows in an update
AUGMENTATION_PREFIX = 96  # steps before a window that are drawn unsteadily too: inputs are moving averages
NOISE_STD = 0.06  # radians: deviation of the direction
AR_COEF = float(np.exp(-1 / 12))  # of an AR(1) process with a time constant of 12 steps
CORRECTION_RATE = 0.25  # of the way back, in one step


type IntArray = NDArray[np.integer]


class Windows(NamedTuple):
    """Which windows N updates learn from, and how unsteadily the hand draws them this time."""

    starts: IntArray  # (N, B)  first step of each
    prefixes: IntArray  # (N, B)  steps before it that are drawn unsteadily too; none where the stroke begins with it
    lengths: IntArray  # (N, B)  steps of it, at most T, each of which another one of the stroke follows
    normals: Array  # (N, AUGMENTATION_PREFIX + T, B)  standard normal numbers


def places_in(begins: IntArray, end: int, steps: int) -> IntArray:
    """Windows of at most so many steps, (n, 3), in strokes that begin at ``begins``; the last is over at ``end``.

    Each row is the window's first step, how many steps before it belong to the same stroke, and how many steps it has.
    There is one around every step of a stroke, so that all steps are sampled alike: a stroke shorter than a window is
    one window, again and again, and the beginning of a longer one, which all forecasts of a short one are made from, is
    in as many as half a window has steps. From a stroke of one step nothing can be learned.
    """
    counts = np.diff(begins, append=end)
    begin, stop = np.repeat(begins, counts), np.repeat(begins + counts, counts)
    steps_of = np.arange(begins[0] if len(begins) else end, end)
    starts = np.clip(steps_of - steps // 2, begin, np.maximum(stop - 1 - steps, begin))
    places = np.stack((starts, starts - begin, np.minimum(steps, stop - 1 - starts)), axis=1)
    return places[stop - begin > 1]


def choose(rng: np.random.Generator, places: IntArray, steps: int) -> Windows:
    """Windows of at most so many steps at ``places`` (N, B, 3), as ``places_in`` gives them, with random noise."""
    starts, before, lengths = np.moveaxis(places, -1, 0)
    normals = rng.standard_normal((len(starts), AUGMENTATION_PREFIX + steps, starts.shape[1]))
    return Windows(starts, np.minimum(before, AUGMENTATION_PREFIX), lengths, normals)


def draw_windows(
    xs: Array, starts: IntArray, prefixes: IntArray, lengths: IntArray, normals: Array
) -> tuple[Array, Array]:
    """Windows as an unsteady hand draws them: inputs (T, B, I), and the turns to answer with (T, B), in units.

        off_0 = 0       off_t = AR_COEF off_{t-1} + sqrt(1 - AR_COEF^2) NOISE_STD n_t
        turn'_t = turn_t + off_t - off_{t-1}         answer_t = turn_{t+1} - CORRECTION_RATE off_t

    where t = 0 is ``prefixes`` steps before the window, with the inputs of the steady hand. Beyond ``lengths`` both are
    meaningless.

    Args:
        xs: inputs (S, I) of the steps kept, drawn by a steady hand.
        starts, prefixes, lengths: (B,).
        normals: (AUGMENTATION_PREFIX + T, B).
    """
    innovation_std = NOISE_STD * float(np.sqrt(1 - AR_COEF**2))
    x: Array = np.zeros((len(starts), xs.shape[1]))
    off: Array = np.zeros(len(starts))
    inputs, answers = [], []
    for t, normal in enumerate(normals, -AUGMENTATION_PREFIX):
        begins: NDArray[np.bool_] = prefixes == -t
        drawn: NDArray[np.bool_] = (prefixes > -t) & (t < lengths)
        last, off = off, np.where(drawn, AR_COEF * off + innovation_std * normal, 0)
        turn = TURN_SCALE * xs[starts + np.where(drawn, t, 0), 0] * drawn
        x = next_input(x, wrap(turn + (off - last)))
        x = np.where(begins[:, None], xs[starts + np.where(begins, t, 0)], x)
        if t >= 0:
            inputs.append(x)
            answers.append(xs[starts + np.minimum(t, lengths - 1) + 1, 0] - CORRECTION_RATE * off / TURN_SCALE)
    return np.stack(inputs), np.stack(answers)


def counts(prefixes: IntArray, lengths: IntArray, steps: int, burn_in: int) -> Array:
    """Which answers (T, B) of windows count: 1 or 0.

    Those of the window's own steps; but not the first ``burn_in`` ones, which only build up the state, unless the
    stroke begins there: a forecast at its beginning has no earlier steps either.
    """
    t = np.arange(steps)[:, None]
    counted: Array = ((t < lengths) & ((prefixes == 0) | (t >= burn_in))).astype(np.float64)
    return counted
