"""Which units are suggested, and what is said of them, judged by another computation: with numpy.corrcoef."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest

from demos.draw.follows import LAST, LEAST, STRONG, Follows, Points, correlations, follows, with_one, with_two
from demos.draw.reading import MOST, Reading, points_of, read
from demos.draw.views.follows import sentence
from rnn.arrays import Array
from tasks.strokes.families import random_stroke
from tasks.strokes.learner import StrokeLearner
from tasks.strokes.network import UNITS, new_parameters

SEEDS = range(50)
CALLED = {"turn": "the turn", "heading": "the heading", "place": "the place on the stroke"}


class Run(NamedTuple):
    """A random network that has read random strokes."""

    learner: StrokeLearner
    reading: Reading


def run(seed: int) -> Run:
    """Every fifth one begins with a straight line and nothing else, every third one has several strokes."""
    rng = np.random.default_rng(seed)
    learner = StrokeLearner(new_parameters(rng) * rng.uniform(1, 3))
    if seed % 5 == 0:
        learner.add([(3.0 * n, 2.0 * n) for n in range(int(rng.integers(90, 200)))], anew=False)
    else:
        for _ in range(3 if seed % 3 == 0 else 1):
            learner.lift()
            count = int(rng.integers(300, 900))
            learner.add([(float(x), float(y)) for x, y in random_stroke(rng)[:count]], anew=False)
    reading = read(learner, lifted=seed % 2 == 0)
    assert reading is not None
    return Run(learner, reading)


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    return [run(seed) for seed in SEEDS]


def judged(run: Run) -> dict[str, Array | None]:
    """The correlation of every unit with every measure, from where the line went; None where the measure is even.

    The multiple correlation is had from the simple ones: R^2 = (a^2 + b^2 - 2 a b r) / (1 - r^2), where a and b are
    those of the two with c, and r is that between them.
    """
    ink, lifted = run.learner.ink, run.reading.basis.lifted
    headings, turns, places, ends = [], [], [], []
    for begin, end in pairwise((*ink.begins, len(ink))):
        # Where a stroke began is not kept: its first heading is taken from the ink.
        line = ink.ends[begin:end]
        steps = np.vstack((line[:1] - [np.cos(ink.headings[begin]), np.sin(ink.headings[begin])], line))
        way = np.unwrap([np.arctan2(y, x) for x, y in np.diff(steps, axis=0)])
        headings += list(way)
        turns += [0.0, *np.diff(way)]
        places += list(range(end - begin))
        is_over = lifted or end < len(ink)
        ends += [float(is_over and n >= end - begin - LAST) for n in range(end - begin)]
    count = min(len(ink), MOST)
    cs = ink.cs[-count:]

    def simple(values: Sequence[float]) -> Array:
        return np.array([np.corrcoef(cs[:, unit], values)[0, 1] for unit in range(UNITS)])

    sine, cosine = np.sin(headings[-count:]), np.cos(headings[-count:])
    measures: dict[str, Array | None] = {
        "turn": simple(turns[-count:]) if np.std(turns[-count:]) >= 0.01 else None,
        "place": simple(places[-count:]),
        "end": simple(ends[-count:]) if any(ends[-count:]) else None,
        "heading": None,
    }
    if np.hypot(sine.mean(), cosine.mean()) <= 1 - 0.005:
        a, b, r = simple(list(sine)), simple(list(cosine)), np.corrcoef(sine, cosine)[0, 1]
        measures["heading"] = np.sqrt((a**2 + b**2 - 2 * a * b * r) / (1 - r**2))
    return measures


def test_correlations_are_those_of_numpy(runs: list[Run]) -> None:
    seen = 0
    for one in runs:
        found = correlations(points_of(one.learner.ink, len(one.reading.gates.f), one.reading.basis.lifted))
        for measure, wanted in judged(one).items():
            assert (measure in found) == (wanted is not None), measure
            if wanted is not None:
                np.testing.assert_allclose(found[measure], wanted, atol=1e-7, err_msg=measure)
                seen += 1
    assert seen > 100


def test_what_is_said_is_true_of_any_network(runs: list[Run]) -> None:
    """Each sentence is read as a reader would, and held against all units."""
    kinds = set()
    for one in runs:
        truth, units = judged(one), []
        assert list(one.reading.follows) == ["turn", "heading", "place"]
        for aspect, best in one.reading.follows.items():
            measures = ("place", "end") if aspect == "place" else (aspect,)
            known = [found for found in (truth[measure] for measure in measures) if found is not None]
            kinds.add(kind := check(sentence(aspect, best), CALLED[aspect], known))
            assert best.suggested == (kind == "follows")
            if best.suggested:
                units.append(best.unit)
        assert len(set(units)) == len(units)
    assert kinds >= {"follows", "none", "even"}


def check(words: str, what: str, known: list[Array]) -> str:
    """Whether a sentence is true of the correlations (H,) that there are; which kind of sentence it is."""
    strongest = np.max(np.abs(known), axis=0) if known else np.zeros(0)
    numbers = re.search(r"(\N{MINUS SIGN}?)(\d\.\d\d)", words)
    value = float(f"{'-' if numbers[1] else ''}{numbers[2]}") if numbers else 0.0

    def is_of(unit: int) -> bool:
        return any(abs(found[unit - 1] - value) < 0.00501 for found in known)

    if "hardly changes" in words:
        assert words.lower().startswith(what)
        assert not known
        return "even"
    if found := re.fullmatch(rf"Unit (\d+) follows {what}: correlation \S+", words):
        assert is_of(int(found[1]))
        assert abs(value) >= STRONG
        return "follows"
    if found := re.search(r"none of the 24 units follows it here\. .* of unit (\d+)\.$", words):
        assert words.lower().startswith(f"{what}:")
        assert (np.round(strongest, 2) < STRONG).all()
        assert strongest.argmax() == int(found[1]) - 1
        assert is_of(int(found[1]))
        return "none"
    found = re.search(r"unit (\d+) follows it as well, and no other unit does", words)
    assert found, words
    assert is_of(int(found[1]))
    assert list(np.flatnonzero(np.round(strongest, 2) >= STRONG)) == [int(found[1]) - 1]
    return "as well"


def made_up(cs: Array, turns: Array, headings: Array) -> Points:
    return Points(cs, turns, headings, np.arange(len(turns), dtype=float), np.zeros(len(turns)))


def test_the_closest_chooses_first_and_no_unit_is_suggested_twice() -> None:
    """Unit 1 goes with turn and place, and with the place more closely; unit 2 a little with the turn."""
    rng = np.random.default_rng(1)
    place = np.arange(100.0)
    turns = 0.2 * (place / 100 + 0.15 * rng.standard_normal(100))
    cs = rng.standard_normal((100, UNITS))
    cs[:, 0] = place
    best_of = follows(made_up(cs, turns, rng.uniform(-3, 3, 100)))
    assert (best_of["place"].unit, best_of["place"].suggested) == (1, True)
    assert (best_of["turn"].unit, best_of["turn"].suggested) == (1, False)
    truth = np.corrcoef(cs.T, turns)[-1, :-1]
    assert check(sentence("turn", best_of["turn"]), "the turn", [truth]) == "as well"
    cs[:, 1] = turns + 0.05 * rng.standard_normal(100)
    best_of = follows(made_up(cs, turns, rng.uniform(-3, 3, 100)))
    assert {best_of["turn"].unit, best_of["place"].unit} == {1, 2}
    assert best_of["turn"].suggested


def test_a_unit_that_never_moves_follows_nothing() -> None:
    rng = np.random.default_rng(2)
    cs = np.tile(rng.standard_normal(UNITS), (80, 1))
    values = rng.standard_normal((2, 80))
    assert not with_one(cs, values[0]).any()
    assert not with_two(cs, *values).any()
    best_of = follows(made_up(cs, values[0], values[1]))
    assert not any(one.suggested for one in best_of.values())


def test_of_two_measures_in_one_line_the_second_adds_nothing() -> None:
    rng = np.random.default_rng(3)
    cs, first = rng.standard_normal((60, UNITS)), rng.standard_normal(60)
    np.testing.assert_allclose(with_two(cs, first, 5 - 3 * first), np.abs(with_one(cs, first)), atol=1e-9)


def test_too_few_points_tell_nothing() -> None:
    rng = np.random.default_rng(4)
    for count, aspects in ((LEAST - 1, 0), (LEAST, 3)):
        cs = rng.standard_normal((count, UNITS))
        assert len(follows(made_up(cs, rng.standard_normal(count), rng.standard_normal(count)))) == aspects


def test_what_is_said_goes_by_the_number_that_is_shown() -> None:
    assert "none" in sentence("turn", Follows("turn", 3, 0.694))
    assert "as well" in sentence("turn", Follows("turn", 3, 0.696))
