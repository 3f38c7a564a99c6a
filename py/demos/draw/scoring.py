"""How good the forecasts were: each is kept until the pen has gone on that far, and compared with what was drawn."""

from typing import NamedTuple

import numpy as np

from rnn.arrays import Array
from tasks.strokes.features import constant_curvature_baseline
from tasks.strokes.ink import Ink

HORIZON = 25  # steps that a forecast is held to: 150 px
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
    """Compare the pending whose time has come with the newest stroke; those of earlier strokes are void."""
    begin, end = ink.dropped + ink.current.start, ink.dropped + len(ink)
    waiting, errors = [], list(score.errors)
    for forecast in score.pending:
        if forecast.step <= begin:
            continue
        if forecast.step + HORIZON > end:
            waiting.append(forecast)
            continue
        first = forecast.step - ink.dropped
        drawn = ink.ends[first : first + HORIZON]
        errors.append((distance(forecast.likely, drawn), distance(forecast.baseline, drawn)))
    return ForecastScore(tuple(waiting), tuple(errors[-MEMORY:]))


def distance(points: Array, others: Array) -> float:
    """The mean distance between points (n, 2) and others, in px."""
    return float(np.sqrt(((points - others) ** 2).sum(axis=1)).mean())
