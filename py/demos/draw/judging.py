"""How good the forecasts were: each is kept until the pen has gone on that far, and compared with what was drawn."""

from typing import NamedTuple

import numpy as np

from rnn.arrays import Array
from tasks.strokes.features import constant_curvature
from tasks.strokes.ink import Ink

HORIZON = 25  # steps that a forecast is held to: 150 px
EVERY = 5  # steps between two forecasts that are kept
MEMORY = 12  # forecasts that the mean is taken of


class Promise(NamedTuple):
    """What was forecast at a step, and what the guess was there."""

    step: int  # counted from the first step ever drawn
    likely: Array  # (HORIZON, 2)
    guess: Array  # (HORIZON, 2)


class Judgement(NamedTuple):
    """Promises that wait, and how far off the ones before were."""

    promises: tuple[Promise, ...] = ()
    errors: tuple[tuple[float, float], ...] = ()  # px: of the forecast, of the guess; the newest last

    @property
    def means(self) -> tuple[float, float] | None:
        """How far off the last forecasts were on average, and the guesses; None before there is one to tell of."""
        if not self.errors:
            return None
        forecast, guess = np.mean(self.errors, axis=0)
        return float(forecast), float(guess)


def promised(judgement: Judgement, ink: Ink, likely: Array) -> Judgement:
    """Keep a forecast (n + 1, 2) made at the tip of the newest stroke, if it is time for one."""
    step = ink.dropped + len(ink)
    if len(likely) <= HORIZON or (judgement.promises and step < judgement.promises[-1].step + EVERY):
        return judgement
    guess = constant_curvature(ink.ends[ink.current], HORIZON)
    promise = Promise(step, likely[1 : HORIZON + 1].copy(), guess)
    return judgement._replace(promises=(*judgement.promises, promise))


def judged(judgement: Judgement, ink: Ink) -> Judgement:
    """Compare the promises whose time has come with the newest stroke; those of earlier strokes are void."""
    begin, end = ink.dropped + ink.current.start, ink.dropped + len(ink)
    waiting, errors = [], list(judgement.errors)
    for promise in judgement.promises:
        if promise.step <= begin:
            continue
        if promise.step + HORIZON > end:
            waiting.append(promise)
            continue
        first = promise.step - ink.dropped
        drawn = ink.ends[first : first + HORIZON]
        errors.append((_distance(promise.likely, drawn), _distance(promise.guess, drawn)))
    return Judgement(tuple(waiting), tuple(errors[-MEMORY:]))


def _distance(points: Array, others: Array) -> float:
    """The mean distance between points (n, 2) and others, in px."""
    return float(np.sqrt(((points - others) ** 2).sum(axis=1)).mean())
