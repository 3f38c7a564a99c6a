"""How good the forecasts were: each is kept until the pen has gone on that far, and compared with what was drawn.

If the stroke ends sooner, as strokes of writing do, as far as it went, if that is far enough to be told from nothing.
"""

from typing import NamedTuple

import numpy as np

from rnn.arrays import Array
from tasks.strokes.features import constant_curvature_baseline
from tasks.strokes.ink import Ink

HORIZON = 25  # steps that a forecast is held to: 150 px
SHORTEST = 10  # steps that it is held to where the stroke ends: 60 px
EVERY = 5  # steps between two forecasts that are kept
MEMORY = 12  # forecasts that the mean is taken of


class PendingForecast(NamedTuple):
    """What was forecast at a step, and what the baseline was there."""

    step: int  # counted from the first step ever drawn
    likely: Array  # (HORIZON, 2)
    baseline: Array  # (HORIZON, 2)


class ForecastScore(NamedTuple):
    """Forecasts that wait, and how far off the ones before were."""

    pending: tuple[PendingForecast, ...] = ()
    errors: tuple[tuple[float, float], ...] = ()  # px: of the forecast, of the baseline; the newest last

    @property
    def means(self) -> tuple[float, float] | None:
        """How far off the last forecasts were on average, and the baselines; None before there is one to tell of."""
        if not self.errors:
            return None
        forecast, baseline = np.mean(self.errors, axis=0)
        return float(forecast), float(baseline)


def with_pending(score: ForecastScore, ink: Ink, likely: Array) -> ForecastScore:
    """Keep a forecast (n + 1, 2) made at the tip of the newest stroke, if it is time for one."""
    step = ink.dropped + len(ink)
    if len(likely) <= HORIZON or (score.pending and step < score.pending[-1].step + EVERY):
        return score
    baseline = constant_curvature_baseline(ink.ends[ink.current], HORIZON)
    forecast = PendingForecast(step, likely[1 : HORIZON + 1].copy(), baseline)
    return score._replace(pending=(*score.pending, forecast))


def scored(score: ForecastScore, ink: Ink) -> ForecastScore:
    """Compare the pending whose time has come with their strokes: the pen has gone on far enough, or somewhere else."""
    waiting, errors = [], list(score.errors)
    for forecast in score.pending:
        first = forecast.step - ink.dropped
        stroke_ends = next((begin for begin in ink.begins if begin >= first), None)
        last = min(first + HORIZON, len(ink) if stroke_ends is None else stroke_ends)
        if stroke_ends is None and last - first < HORIZON:
            waiting.append(forecast)
        elif first >= 0 and last - first >= SHORTEST:
            drawn, steps = ink.ends[first:last], slice(last - first)
            errors.append((distance(forecast.likely[steps], drawn), distance(forecast.baseline[steps], drawn)))
    return ForecastScore(tuple(waiting), tuple(errors[-MEMORY:]))


def distance(points: Array, others: Array) -> float:
    """The mean distance between points (n, 2) and others, in px."""
    return float(np.sqrt(((points - others) ** 2).sum(axis=1)).mean())
