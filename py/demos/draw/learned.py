"""What learning did for the forecasts, on a stroke or several: by the network as it is, and as it was when it began."""

from functools import cache
from typing import NamedTuple

import numpy as np

from demos.draw.distances import measured
from tasks.strokes.ink import Ink
from tasks.strokes.learner import StrokeLearner
from tasks.strokes.network import SHAPE, StrokeReference
from tasks.strokes.samples import sample

UNSEEN = "spiral"


class LearningEffect(NamedTuple):
    """Mean distances between forecast and stroke, in px."""

    now: float
    before: float
    updates: int  # in between


def learned_from(learner: StrokeLearner, ink: Ink) -> LearningEffect | None:
    """Of forecasts on these strokes; None if none of them is long enough."""
    found = measured(ink, learner.backend, learner.theta, learner.knowledge.first)
    return None if found is None else LearningEffect(found.held, found.free, learner.updates)


@cache
def unseen() -> Ink:
    """A stroke that is not on the pad, to measure forecasts on."""
    # Only its turns count: the states beside them are of no network.
    reader = StrokeLearner(np.zeros(SHAPE.size), backend=StrokeReference())
    reader.add([(x, y) for x, y in sample(UNSEEN, 400.0, 300.0, 0).tolist()], anew=False)
    return reader.ink
