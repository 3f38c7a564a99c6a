"""How well the network goes on with what people write: characters of an alphabet that its pre-training has not seen.

Pages of characters, stroke by stroke: while one is drawn, the next 60 px (and 300 px, where the stroke is so long) are
forecast every four steps, and compared with what came; after it, there are 40 updates. So every forecast is of ink that
nothing has been learned from yet. Beside them stand two guesses, and the network without any learning on the page.
"""

from collections.abc import Iterator
from textwrap import fill
from typing import NamedTuple

import numpy as np

from bench.report import table
from rnn.arrays import Array
from tasks.strokes.characters import ALPHABETS, characters
from tasks.strokes.features import BASELINE_STEPS, constant_curvature_baseline
from tasks.strokes.learner import StrokeLearner
from tasks.strokes.pretraining import PRETRAINING, Pretraining, pretrain
from tasks.strokes.resample import Point

BASELINES = (8, BASELINE_STEPS)  # steps that a guess looks back on, at most
AHEAD = (10, 50)  # steps: 60 and 300 px
FIRST, EVERY = 4, 4  # steps of a stroke before its first forecast, and from one to the next
UPDATES, CALL = 40, 5  # after each stroke, and in a call
SIZES = (1.0, 0.5)  # of a character, where 1 is about 315 px
PER_PAGE, PAGES = 25, 2  # characters, and pages of each size
SHUFFLED = 5  # seed of the order of the characters: settings were chosen with the first ones of it,
REPORTED = 100  # and what is reported is about those from here on

WIDTH = 120  # of a line of the document that it is written into

type Strokes = list[list[Point]]


class PageDistances(NamedTuple):
    """Mean distances between forecasts and strokes in px, for each of AHEAD; NaN where no stroke is long enough."""

    guesses: Array  # (2, 2)  of the BASELINES, and AHEAD
    prior: Array  # (2,)
    learned: Array  # (2,)
    forecasts: int  # of the shorter kind


def pages(alphabet: str, size: float, count: int = PAGES, first: int = REPORTED) -> Iterator[Strokes]:
    """So many pages of strokes, beginning with another character."""
    known = characters(alphabet)
    order = np.random.default_rng(SHUFFLED).permutation(len(known))[first : first + count * PER_PAGE]
    for chosen in np.split(order, count):
        yield [[(x, y) for x, y in (size * stroke).tolist()] for n in chosen for stroke in known[n]]


def page_of(theta: Array, strokes: Strokes) -> PageDistances:
    """One page, drawn for a network that learns, of parameters (P,), and for the same that does not."""
    prior, learned = StrokeLearner(theta), StrokeLearner(theta)
    rows: dict[int, list[list[float]]] = {n: [] for n in AHEAD}
    for stroke in strokes:
        for learner in (prior, learned):
            learner.lift()
            learner.add(stroke)
        ends = prior.ink.ends[prior.ink.current]
        for at in range(FIRST, len(ends), EVERY):
            for n in AHEAD:
                if at + n <= len(ends):
                    guesses = [constant_curvature_baseline(ends[:at], n, steps) for steps in BASELINES]
                    forecasts = [_forecast(learner, at, n) for learner in (prior, learned)]
                    rows[n].append([_distance(way, ends[at : at + n]) for way in (*guesses, *forecasts)])
        for _ in range(UPDATES // CALL):
            learned.learn(CALL)
    means = np.array([np.mean(rows[n], axis=0) if rows[n] else np.full(4, np.nan) for n in AHEAD]).T
    return PageDistances(means[:2], means[2], means[3], len(rows[AHEAD[0]]))


def _forecast(learner: StrokeLearner, at: int, n: int) -> Array:
    """What comes after the first ``at`` steps of the newest stroke (n, 2)."""
    forecast = learner.predict(n, at=learner.ink.current.start + at - 1)
    assert forecast is not None
    return forecast.likely[1:]


def _distance(points: Array, truth: Array) -> float:
    return float(np.sqrt(((points - truth) ** 2).sum(axis=-1)).mean())


def held_back(alphabet: str, quick: bool, settings: Pretraining = PRETRAINING) -> list[PageDistances]:
    """All pages of an alphabet, for a network pre-trained without it."""
    theta = pretrain(settings=settings, alphabets=[other for other in ALPHABETS if other != alphabet])
    return [page_of(theta, strokes) for size in SIZES for strokes in pages(alphabet, size, 1 if quick else PAGES)]


def _mean(found: list[PageDistances], part: str, n: int) -> Array:
    """Over pages, by how many forecasts each has."""
    values = np.array([getattr(page, part)[..., n] for page in found])
    known = ~np.isnan(values.reshape(len(found), -1)).any(axis=1)
    weights = np.array([page.forecasts for page in found])[known]
    mean: Array = np.average(values[known], axis=0, weights=weights)
    return mean


def characters_table(quick: bool) -> str:
    """The table, in Markdown."""
    rows, all_pages = [], []
    for alphabet in ALPHABETS:
        found = held_back(alphabet, quick)
        all_pages += found
        for n, steps in enumerate(AHEAD):
            guesses, prior, learned = (_mean(found, part, n) for part in ("guesses", "prior", "learned"))
            px = [f"{value:.1f}" for value in (*guesses, prior, learned)]
            rows.append(
                [alphabet, f"{6 * steps} px", *px, *(f"{learned / other:.2f}" for other in (min(guesses), prior))]
            )
    gains = [float(page.learned[0] / page.prior[0]) for page in all_pages]
    headings = ["alphabet", "over", "curve of the last 48 px", "curve of the last 240 px", "not learned", "learned"]
    note = (
        f"Characters of an alphabet that pre-training has not seen, {len(all_pages)} pages of {PER_PAGE}, in two "
        f"sizes; mean distance in px, {UPDATES} updates after each stroke. Over 60 px, learning changes it on a page "
        f"by a factor of {np.mean(gains):.2f} on average, {min(gains):.2f} at best and {max(gains):.2f} at worst."
    )
    return f"{fill(note, WIDTH)}\n\n{table([*headings, 'learned / better curve', 'learned / not learned'], rows)}"
