"""Learning while somebody draws."""

from functools import cache
from statistics import mean

import numpy as np
import pytest

from rnn.arrays import Array
from rnn.heads.mixture import mixture
from rnn.network import unflatten
from rnn.update import OptimizerState
from tasks.strokes import learner as module
from tasks.strokes.augment import Windows
from tasks.strokes.features import TURN_SCALE, points_after
from tasks.strokes.ink import MOST_STEPS
from tasks.strokes.learner import AHEAD, EVIDENCE, LOG_ODDS, READ_ON, VOTES, StrokeLearner, middle
from tasks.strokes.network import (
    SHAPE,
    START,
    StepState,
    StrokeReference,
    UpdateResults,
    new_parameters,
    start,
)
from tasks.strokes.pretraining import Pretraining, pretrain
from tasks.strokes.resample import SPACING, Point


@cache
def pretrained() -> Array:
    return pretrain(0, Pretraining(strokes=30, characters=40, updates=300))


def circle(count: int = 600, radius: float = 50.0) -> list[Point]:
    return [(radius * float(np.cos(n / 15)), radius * float(np.sin(n / 15))) for n in range(count)]


def drawn(points: list[Point] | None = None, theta: Array | None = None) -> StrokeLearner:
    learner = StrokeLearner(pretrained() if theta is None else theta)
    learner.add(circle() if points is None else points)
    return learner


def test_it_learns_to_go_on_with_a_circle() -> None:
    learner = drawn()
    losses = [learner.learn(5).loss or 0.0 for _ in range(30)]
    assert mean(losses[-5:]) < mean(losses[:5]) - 0.3
    forecast = learner.predict()
    assert forecast is not None
    assert np.abs(np.hypot(*forecast.likely.T) - 50).max() < 10
    assert learner.updates == 150


def test_the_same_calls_give_the_same_numbers() -> None:
    def run() -> Array:
        learner = drawn()
        learner.learn(7)
        forecast = learner.predict(futures=3, temperature=0.8, seed=4)
        assert forecast is not None
        return forecast.futures

    np.testing.assert_array_equal(run(), run())


def test_a_forecast_begins_at_the_tip_and_has_steps() -> None:
    learner = drawn()
    forecast = learner.predict(30, futures=5, temperature=1.0)
    assert forecast is not None
    assert (forecast.likely.shape, forecast.futures.shape) == ((31, 2), (5, 31, 2))
    for path in (forecast.likely, *forecast.futures):
        np.testing.assert_array_equal(path[0], learner.ink.ends[-1])
        np.testing.assert_allclose(np.hypot(*np.diff(path, axis=0).T), SPACING)
    assert np.std(forecast.futures[:, -1], axis=0).max() > 1


def test_without_temperature_every_future_is_the_likely_one() -> None:
    forecast = drawn().predict(30, futures=3, temperature=0)
    assert forecast is not None
    for future in forecast.futures:
        np.testing.assert_array_equal(future, forecast.likely)


def test_the_fan_widens_with_the_temperature() -> None:
    learner, spreads = drawn(), []
    for temperature in (0.2, 0.6, 1.2):
        forecast = learner.predict(50, futures=40, temperature=temperature)
        assert forecast is not None
        spreads.append(float(forecast.futures[:, 20].std(axis=0).mean()))
    assert spreads == sorted(spreads)


def test_a_forecast_can_begin_at_an_earlier_step() -> None:
    learner = drawn()
    forecast = learner.predict(at=100)
    assert forecast is not None
    np.testing.assert_array_equal(forecast.likely[0], learner.ink.ends[100])
    with pytest.raises(IndexError):
        learner.predict(at=10_000)


@pytest.mark.parametrize("temperature", [-1, np.nan])
def test_an_impossible_temperature_is_refused(temperature: float) -> None:
    with pytest.raises(ValueError, match="zero or more"):
        drawn().predict(temperature=temperature)


def test_a_moved_drawing_has_the_same_forecast_moved() -> None:
    points = np.array([(3.0 * n, 30 * float(np.sin(n / 8))) for n in range(200)])
    away = np.array([70.0, -20.0])
    ours, theirs = drawn((points + away).tolist()).predict(), drawn(points.tolist()).predict()
    assert ours is not None
    assert theirs is not None
    np.testing.assert_allclose(ours.likely[:20], theirs.likely[:20] + away, atol=0.5)


def test_the_middle_is_the_way_that_is_nearest_to_all() -> None:
    ways = np.zeros((5, 3, 2))
    ways[:, :, 1] = np.array([[0], [9], [1], [3], [-4]]) * [0, 1, 2]
    np.testing.assert_array_equal(middle(ways, np.ones(5)), ways[2])
    np.testing.assert_array_equal(middle(ways, np.array([1, 9, 1, 1, 1])), ways[1])
    np.testing.assert_array_equal(middle(ways, np.array([1, 0, 1, 1, 8])), ways[4])


def test_what_is_shown_is_a_way_that_the_network_may_go() -> None:
    learner = drawn()
    forecast, alone = learner.predict(20, futures=3, temperature=0.5), learner.predict(20, temperature=0.5)
    assert forecast is not None
    assert alone is not None
    np.testing.assert_allclose(np.hypot(*np.diff(forecast.likely, axis=0).T), SPACING)
    assert alone.futures.shape == (0, 21, 2)


def test_as_many_votes_are_from_what_it_began_with() -> None:
    learner = drawn()
    asked: list[tuple[bool, int]] = []

    class RecordingReference(StrokeReference):
        def forecast(self, theta: Array, start: StepState, temperatures: Array, *chance: Array) -> Array:
            asked.append((theta is learner.theta, len(temperatures)))
            return super().forecast(theta, start, temperatures, *chance)

    for updates, wanted in ((0, [(True, VOTES + 3)]), (2, [(True, VOTES + 3), (False, VOTES)])):
        learner.learn(updates)
        learner.backend, before = RecordingReference(), learner.backend
        learner.predict(5, futures=3, temperature=0.5)
        assert asked == wanted
        learner.backend = before
        asked.clear()


def test_votes_weigh_as_much_as_their_network_finds_the_newest_steps_likely() -> None:
    learner = drawn(circle())
    for _ in range(20):
        learner.learn(10)
    turns, x = learner.ink.turns_to(len(learner.ink), READ_ON)
    opposite = -turns
    weights = {}
    for name, read in (("learned", turns), ("opposite", opposite), ("nothing", turns[:1])):
        now, first = learner.voters_of(read, START._replace(x=x))
        assert now.theta is learner.theta
        assert first.theta is learner.knowledge.first
        assert now.weight + first.weight == pytest.approx(1)
        log_odds = np.log(now.weight / first.weight)
        densities = [density(one.theta, read, learner, x) for one in (now, first)]
        assert log_odds == pytest.approx(LOG_ODDS + EVIDENCE * (densities[0] - densities[1]))
        weights[name] = now.weight
    assert weights["opposite"] < weights["nothing"] < 0.5 < weights["learned"]


def density(theta: Array, turns: Array, learner: StrokeLearner, x: Array) -> float:
    """The logarithm of how likely the turns are after the first one, by the sum over components, step by step."""
    network, total = unflatten(theta, SHAPE), 0.0
    states = learner.backend.read(theta, turns, START._replace(x=x))
    for h, turn in zip(states.hs, turns[1:], strict=False):
        pi, mu, sigma = mixture(network.head.weight @ h + network.head.bias)
        y = turn / TURN_SCALE
        total += float(np.log((pi * np.exp(-(((y - mu) / sigma) ** 2) / 2) / (sigma * np.sqrt(2 * np.pi))).sum()))
    return total


def test_networks_that_agree_win_the_vote_against_one_that_does_not_know() -> None:
    """One that has learned a circle, and one that has never learned anything."""
    learner = StrokeLearner(new_parameters(np.random.default_rng(0)))
    learner.add(circle())
    for _ in range(60):
        learner.learn(10)
    forecast = learner.predict(25)
    assert forecast is not None
    assert np.abs(np.hypot(*forecast.likely.T) - 50).max() < 12


def test_before_there_is_a_stroke_nothing_is_learned_or_forecast() -> None:
    learner = StrokeLearner(pretrained())
    assert learner.predict() is None
    assert learner.learn(3) == (0, None)
    learner.add([(0.0, 0.0)])
    assert learner.predict() is None
    learner.add([(30.0, 0.0)])
    assert learner.learn(3) == (0, None)
    assert learner.predict() is not None
    assert learner.learn(0) == (0, None)


def test_a_short_stroke_is_learned_from() -> None:
    assert drawn([(4.0 * n, 0.0) for n in range(14)]).learn(2).updates == 2
    assert drawn([(4.0 * n, 0.0) for n in range(8)]).learn(2).updates == 0


def test_many_short_strokes_are_learned() -> None:
    learner = StrokeLearner(pretrained())
    for n in range(20):
        learner.lift()
        learner.add([(40.0 * n + x, 60.0 - abs(60.0 - 4 * x)) for x in range(30)])  # down, a corner, and up
    losses = [learner.learn(5).loss or 0.0 for _ in range(20)]
    assert mean(losses[-5:]) < mean(losses[:5]) - 0.3


def by_itself(learner: StrokeLearner, step: int) -> StepState:
    """What reading the last READ_ON steps up to one of them makes of it, from nothing."""
    turns, x = learner.ink.turns_to(step + 1, READ_ON)
    return learner.backend.read(learner.theta, turns, START._replace(x=x)).end


def test_states_along_the_stroke_are_those_that_a_forecast_there_begins_with() -> None:
    learner = StrokeLearner(pretrained())
    for point in circle():
        learner.add([point])
    for step in (0, 10, READ_ON - 1, READ_ON, READ_ON + 50, len(learner.ink) - 1):
        _, _, position = learner.ink.at(step)
        for ours, theirs in zip(position, by_itself(learner, step), strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_at_the_tip_they_are_those_of_the_new_parameters() -> None:
    learner = drawn()
    before = learner.ink.hs.copy()
    learner.learn(3)
    tip = len(learner.ink) - 1
    np.testing.assert_array_equal(learner.ink.hs[:tip], before[:tip])
    np.testing.assert_array_equal(learner.ink.hs[tip], by_itself(learner, tip).h)
    assert not np.array_equal(learner.ink.hs[tip], before[tip])


def test_a_forecast_reads_what_a_window_has_from_nothing() -> None:
    learner = drawn()
    learner.learn(1)
    zeros = np.zeros((5, 1))
    position = by_itself(learner, len(learner.ink) - 1)
    ahead = learner.backend.forecast(learner.theta, position, np.zeros(1), np.zeros((5, 1, 2)), zeros)
    forecast = learner.predict(5, temperature=0)
    assert forecast is not None
    point, heading, _ = learner.ink.at(len(learner.ink) - 1)
    np.testing.assert_array_equal(forecast.likely[1:], points_after(point, heading, ahead[:, 0]))


def test_reading_again_stays_within_the_stroke() -> None:
    learner = drawn()
    learner.lift()
    learner.add([(x + 150, y) for x, y in circle(60)])
    first = learner.ink.begins[1]
    assert 0 < len(learner.ink) - first < READ_ON
    kept = learner.ink.hs[:first].copy()
    learner.learn(1)
    np.testing.assert_array_equal(learner.ink.hs[:first], kept)
    assert learner.predict(at=first) is not None
    learner.lift()
    learner.add([(0.0, 0.0)])
    assert learner.learn(1).updates == 1


def test_clearing_keeps_what_was_learned() -> None:
    learner = drawn()
    learner.learn(3)
    theta = learner.theta
    learner.lift()
    learner.clear()
    assert (len(learner.ink), learner.predict(), learner.theta is theta) == (0, None, True)


@pytest.mark.parametrize("at_a_time", [1, 997])
def test_twenty_thousand_points_are_bounded(at_a_time: int) -> None:
    learner, points = StrokeLearner(pretrained()), circle(20_000, 80)
    for n in range(0, len(points) if at_a_time > 1 else 300, at_a_time):
        learner.add(points[n : n + at_a_time])
    assert len(learner.ink) <= 2 * MOST_STEPS
    assert learner.learn(1).updates == 1


# --- Divergence ---


class Failing(StrokeReference):
    """A backend whose updates go wrong when told to."""

    def __init__(self) -> None:
        self.made: int | None = None
        self.loss = 0.0

    def learn(self, state: OptimizerState, xs: Array, chosen: Windows, rates: Array, ema_decay: float) -> UpdateResults:
        made = len(rates) if self.made is None else self.made
        theta = state.theta + 1
        better = OptimizerState(theta, state.adam._replace(updates=state.adam.updates + made), theta)
        return UpdateResults(better, np.full(made, self.loss), np.ones(made), made)


@pytest.fixture
def failing() -> tuple[StrokeLearner, Failing]:
    backend = Failing()
    learner = StrokeLearner(np.zeros(SHAPE.size), backend=backend)
    learner.add(circle(60))
    for _ in range(3):
        assert learner.learn(2) == (2, 0.0)
    return learner, backend


def test_a_loss_that_is_no_number_brings_back_the_last_good_parameters(failing: tuple[StrokeLearner, Failing]) -> None:
    learner, backend = failing
    backend.made = 1
    outcome = learner.learn(2)
    assert (outcome, learner.recoveries) == ((1, None), 1)
    np.testing.assert_array_equal(learner.theta, np.full(SHAPE.size, 2.0))  # one call before the newest
    backend.made = None
    assert learner.learn(2).loss is not None
    assert learner.recoveries == 1


def test_so_does_a_loss_that_explodes(failing: tuple[StrokeLearner, Failing]) -> None:
    learner, backend = failing
    backend.loss = module.EXPLODED + 1
    assert (learner.learn(2).loss, learner.recoveries) == (None, 1)
    np.testing.assert_array_equal(learner.theta, np.full(SHAPE.size, 2.0))


def test_if_nothing_is_good_it_begins_again(failing: tuple[StrokeLearner, Failing]) -> None:
    learner, backend = failing
    backend.made = 0
    assert (learner.learn(2).loss, learner.recoveries) == (None, 1)
    np.testing.assert_array_equal(learner.theta, np.zeros(SHAPE.size))


def test_spoilt_parameters_are_recovered_from_for_real() -> None:
    learner = drawn()
    learner.learn(2)
    spoilt = learner.theta.copy()
    spoilt[:] = np.nan
    learner._optimizer = start(spoilt)
    assert (learner.learn(2).loss, learner.recoveries) == (None, 1)
    outcome = learner.learn(2)
    assert learner.recoveries == 1
    assert outcome.loss is not None
    forecast = learner.predict()
    assert forecast is not None
    assert np.isfinite(forecast.likely).all()
    assert len(forecast.likely) == AHEAD + 1


def test_the_reference_learns_too() -> None:
    learner = StrokeLearner(new_parameters(np.random.default_rng(0)), backend=StrokeReference())
    learner.add(circle(120))
    first = learner.learn(1)
    learner.learn(3)
    assert first.loss is not None
    assert (learner.learn(1).loss or 0) < first.loss
