"""Learning while somebody draws: the strokes so far, what the network made of them, and what it expects next."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from rnn.arrays import Array, sigmoid
from rnn.cells import lstm
from rnn.native.backend import fallback_reason
from rnn.update import OptimizerState
from tasks.strokes.augment import BATCH, WINDOW, choose
from tasks.strokes.features import beginning, points_after
from tasks.strokes.gates import GateTrace, gates_of
from tasks.strokes.ink import Ink
from tasks.strokes.native_backend import fastest
from tasks.strokes.network import (
    SHAPE,
    START,
    UNITS,
    StateTrace,
    StepState,
    StrokeBackend,
    UpdateResults,
    log_likelihoods,
    start,
)
from tasks.strokes.resample import Point

RATE, WARM_UP, HALVING = 2e-3, 20, 150  # rises for 20 updates, falls as 1 / sqrt(1 + n / 150)
LEAST_RATE = 5e-4
EMA_DECAY = 0.95  # of the averaged parameters, in each update
SHORT_WINDOWS = (12, 24)  # steps, where no stroke is longer: a window need not be
SHORTEST = 6  # steps of the longest stroke, before anything is learned
RECENT = 200  # steps: half of the windows are among these
READ_ON = WINDOW  # steps that are read, from zero states, for the states at a step: as many as a training window has
MOST_ANEW = 250  # newest steps of a call of ``add`` whose states are read so
EXPLODED = 20.0  # a loss so far above the best one has diverged
AHEAD = 50  # steps of a forecast: 300 px
VOTES, VOTE_TEMPERATURE, VOTE_SEED = 16, 0.7, 0  # futures of each voter; the forecast is the medoid of all
COMPARED = 10  # points of two ways, at least, if they have as many
# Log odds of the network that has learned, against the one that learning began with: before it is seen how likely each
# finds the steps before, and by how much of the difference of log-likelihoods, as steps that follow each other tell
# little anew.
LOG_ODDS, EVIDENCE = -0.25, 0.03


class LearningResult(NamedTuple):
    """What came of ``StrokeLearner.learn``."""

    updates: int  # made
    loss: float | None  # mean negative log-likelihood; None if nothing was learned, or it diverged and recovered


class Forecast(NamedTuple):
    """Where the stroke may go: n steps of SPACING px from the tip, which is row 0 everywhere."""

    likely: Array  # (n + 1, 2)  the weighted medoid of the votes; at temperature 0, the likeliest turn at each step
    futures: Array  # (F, n + 1, 2)


class Voter(NamedTuple):
    """Parameters that vote on a forecast, their state at the step where it starts, and what their votes weigh."""

    theta: Array  # (P,)
    position: StepState
    weight: float = 1.0


class Knowledge(NamedTuple):
    """All that was learned, without the strokes: to be put aside, and restored."""

    first: Array  # (P,)  that learning began with
    optimizer: OptimizerState
    good: OptimizerState  # the one before the last call
    updates: int
    new_stroke: int  # updates made before the newest stroke
    best: float  # loss

    @property
    def theta(self) -> Array:
        """The parameters (P,) that forecasts are made with."""
        return self.optimizer.ema_theta


class StrokeLearner:
    """A network that learns from strokes while they are drawn. The same calls give the same numbers.

    The states at a step, in ``ink``, come from reading the last READ_ON steps up to it from zero states, as in
    training: over longer strokes than it was trained on, states drift. They were read with the parameters of the time
    when the step was drawn or read again; at the tip, with the current parameters.
    """

    def __init__(self, theta: Array, seed: int = 0, backend: StrokeBackend | None = None) -> None:
        """Begin with parameters (P,), such as ``pretraining.pretrain`` gives."""
        self.backend = fastest() if backend is None else backend
        self.fallback_reason = fallback_reason(SHAPE) if backend is None else ""
        self.ink = Ink()
        self.updates = 0  # made since the beginning
        self.recoveries = 0
        self._rng = np.random.default_rng(seed)
        self._first = theta.copy()
        self._optimizer = self._good = start(theta)
        self._new_stroke = 0  # updates made before the newest stroke
        self._best = np.inf

    def __getstate__(self) -> dict[str, Any]:
        """All but the backend, which belongs to the running program; of the random generator, its state."""
        rest = {
            name: value for name, value in self.__dict__.items() if name not in ("backend", "fallback_reason", "_rng")
        }
        return {**rest, "chance": self._rng.bit_generator.state}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["_first"])  # type: ignore[misc]  # for the backend
        self._rng.bit_generator.state = state.pop("chance")
        self.__dict__.update(state)

    @property
    def theta(self) -> Array:
        """The parameters (P,) that forecasts are made with."""
        return self._optimizer.ema_theta

    def add(self, points: list[Point], anew: bool = True) -> int:
        """Draw on with the pen's new points; returns how many steps that gave.

        Args:
            anew: whether the states at the new steps are read as above; if not, the caller has them read again.
        """
        added = 0
        for turns, ends, headings in self.ink.new_steps(points):
            before = self.ink.position if self.ink.tip else START._replace(x=beginning(float(headings[0])))
            self.ink.append(ends, headings, turns, self.backend.read(self.theta, turns, before))
            if anew:
                self._read_anew(min(len(turns), MOST_ANEW))
            added += len(turns)
        return added

    def _read_anew(self, count: int) -> None:
        """Read the states at the newest ``count`` steps again."""
        for step in range(len(self.ink) - count, len(self.ink)):
            self._read_at(step)

    def _read_at(self, step: int) -> StateTrace:
        """Read the states at a step again; returns those of all steps that were read up to it, at most READ_ON."""
        turns, x = self.ink.turns_to(step + 1, READ_ON)
        states = self.backend.read(self.theta, turns, START._replace(x=x))
        self.ink.set_states(step, states.end)
        return states

    def read_again(self, first: int, end: int) -> GateTrace:
        """Read the steps of ``ink`` from ``first`` up to ``end`` once more, with the parameters as they are now.

        Their states in ``ink`` are replaced; returns the gates at each of them.

        Raises:
            IndexError: there are no such steps.
        """
        if not 0 <= first < end <= len(self.ink):
            raise IndexError(f"there are no steps from {first} to {end}")
        before = lstm.State(np.zeros((end - first, UNITS)), np.zeros((end - first, UNITS)))
        for row, step in enumerate(range(first, end)):
            states = self._read_at(step)
            if len(states.hs) > 1:  # else the stroke begins there
                before.h[row], before.c[row] = states.hs[-2], states.cs[-2]
        return gates_of(self.theta, self.ink.xs[first:end], before)

    def lift(self) -> None:
        """The pen is lifted: the next point begins a stroke, and the learning-rate schedule starts again."""
        self.ink.lift()
        self._new_stroke = self.updates

    def clear(self) -> None:
        """Forget the strokes, but not what was learned from them."""
        self.ink = Ink()
        self._new_stroke = self.updates

    def restart(self, theta: Array) -> None:
        """Forget what was learned, but not the strokes: begin again with parameters (P,)."""
        beginning = start(theta)
        self.take(Knowledge(theta.copy(), beginning, beginning, 0, 0, np.inf))

    @property
    def knowledge(self) -> Knowledge:
        """What was learned so far; learning on does not change it."""
        return Knowledge(self._first, self._optimizer, self._good, self.updates, self._new_stroke, self._best)

    def take(self, knowledge: Knowledge) -> None:
        """Restore what was learned earlier; the strokes stay."""
        self._first, self._optimizer, self._good, self.updates, self._new_stroke, self._best = knowledge
        self._read_tip()

    def read_newest_again(self, count: int) -> None:
        """Read the states at the newest ``count`` steps of the newest stroke again, with the current parameters."""
        self._read_anew(min(count, len(self.ink) - self.ink.current.start))

    @property
    def can_learn(self) -> bool:
        """Whether there is a stroke long enough to learn from."""
        return self.ink.longest >= SHORTEST

    def learn(self, updates: int) -> LearningResult:
        """Make at most so many updates, from windows of all strokes kept."""
        if updates < 1 or not self.can_learn:
            return LearningResult(0, None)
        steps = next((steps for steps in SHORT_WINDOWS if self.ink.longest <= steps + 1), WINDOW)
        places = self.ink.windows(steps)
        n = self.updates - self._new_stroke + np.arange(updates)
        rates = np.maximum(RATE * np.minimum(1, (n + 1) / WARM_UP) / np.sqrt(1 + n / HALVING), LEAST_RATE)
        chosen = self._rng.integers(len(places), size=(updates, BATCH))
        chosen[:, ::2] = self._rng.integers(max(0, len(places) - RECENT), len(places), chosen[:, ::2].shape)
        result = self.backend.learn(
            self._optimizer, self.ink.xs, choose(self._rng, places[chosen], steps), rates, EMA_DECAY
        )
        loss = float(result.losses.mean()) if result.made else np.inf
        self.updates += result.made
        finite = bool(np.isfinite(result.state.theta).all())  # losses are of before each update
        if result.made < updates or not finite or not loss < self._best + EXPLODED:
            self._recover(result)
            return LearningResult(result.made, None)
        self._best = min(self._best, loss)
        self._good, self._optimizer = self._optimizer, result.state
        self._read_tip()
        return LearningResult(result.made, loss)

    def _recover(self, result: UpdateResults) -> None:
        """Go on from the parameters before the last call; from the first ones, if that call made no update."""
        self._optimizer = self._good = start(self._good.ema_theta if result.made else self._first)
        self._best = np.inf
        self.recoveries += 1
        self._read_tip()

    def _read_tip(self) -> None:
        if self.ink.tip is not None:
            self._read_anew(1)

    def predict(
        self, n: int = AHEAD, futures: int = 0, temperature: float = 1.0, seed: int = 0, at: int | None = None
    ) -> Forecast | None:
        """The next n steps: one forecast, and ``futures`` samples.

        Where a stroke may go left or right, a guess near both has the smaller error. So the forecast is the medoid of
        VOTES more samples, always with the same random numbers, and of as many from the network as it was when
        learning began. They are weighted by how likely either network finds the newest steps; see ``voters_of``.

        At temperature 0 nothing is sampled, and the forecast has the likeliest turns.

        Args:
            temperature: of the samples: 0 is deterministic, 1 the network's own distribution.
            seed: of the random numbers; the same seed gives a fan that moves little from one forecast to the next.
            at: the step of ``ink`` to start from; if not given, the newest, and None comes back if its stroke has none.

        Raises:
            ValueError: the temperature is negative or not a number.
            IndexError: there is no such step.
        """
        if not temperature >= 0:
            raise ValueError(f"the temperature must be zero or more, not {temperature}")
        if at is None:
            if self.ink.tip is None:
                return None
            at = len(self.ink) - 1
        point, heading, position = self.ink.at(at)
        voters = [Voter(self.theta, position)]
        if self.updates and temperature:
            turns, x = self.ink.turns_to(at + 1, READ_ON)
            voters = self.voters_of(turns, START._replace(x=x))
        return self.predict_from(point, heading, voters, n, futures, temperature, seed)

    def voters_of(self, turns: Array, start: StepState) -> list[Voter]:
        """The network as it is and as it was when learning began, once they have read turns (n,) from a state.

        Their weights, whose sum is 1, are those of Bayesian model averaging with a tempered likelihood:

            weight = sigmoid(LOG_ODDS + EVIDENCE (log p(turns | theta) - log p(turns | first)))

        Source: J. Hoeting and others, "Bayesian Model Averaging: A Tutorial", Statistical Science 14(4), 1999.
        """
        both = (self.theta, self._first)
        traces = [self.backend.read(theta, turns, start) for theta in both]
        now, first = log_likelihoods(both, turns, traces)
        weight = float(sigmoid(LOG_ODDS + EVIDENCE * (now - first)))
        weights = (weight, 1 - weight)
        return [Voter(*one) for one in zip(both, (trace.end for trace in traces), weights, strict=True)]

    def predict_from(
        self, point: Array, heading: float, voters: list[Voter], n: int, futures: int, temperature: float, seed: int
    ) -> Forecast:
        """As ``predict``, from a point (2,), the direction of the step to it, and the networks that vote.

        The first of them also gives the futures.
        """
        ways: list[Array] = []
        for place, (theta, position, _) in enumerate(voters):
            votes = VOTES if temperature else 1
            draws = 0 if place else futures
            temperatures = np.full(votes + draws, float(temperature))
            temperatures[:votes] = VOTE_TEMPERATURE if temperature else 0
            both = zip(_random_numbers(n, votes, VOTE_SEED), _random_numbers(n, draws, seed), strict=True)
            uniforms, normals = (np.concatenate(numbers, axis=1) for numbers in both)
            turns = self.backend.forecast(theta, position, temperatures, uniforms, normals)
            points = np.empty((votes + draws, n + 1, 2))
            points[:, 0] = point
            points[:, 1:] = points_after(point, heading, turns).transpose(1, 0, 2)
            ways += [points[:votes], points[votes:]]
        votes_of_all = ways[::2]
        weights = np.concatenate([np.full(len(own), one.weight) for own, one in zip(votes_of_all, voters, strict=True)])
        return Forecast(middle(np.concatenate(votes_of_all), weights), ways[1])


@lru_cache(maxsize=8)
def _random_numbers(n: int, futures: int, seed: int) -> tuple[Array, Array]:
    """Uniform numbers (n, F, 2) and standard normal ones (n, F) of F futures; for a smaller n, the first rows of these.

    They are cached, since every forecast uses the same: read-only.
    """
    uniform, normal = (np.random.default_rng(parts) for parts in ((seed, 0), (seed, 1)))
    return uniform.random((n, futures, 2)), normal.standard_normal((n, futures))


def middle(ways: Array, weights: Array) -> Array:
    """Of ways (F, n, 2) with weights (F,) the one (n, 2) with the least weighted sum of distances to all of them: their
    medoid. They are compared at some ten of their points.
    """
    some = ways[:, :: max(1, ways.shape[1] // COMPARED)]
    places = some[..., 0] + 1j * some[..., 1]  # complex numbers, so that one subtraction gives all differences
    far = np.abs(places[:, None] - places).mean(axis=2) @ weights
    chosen: Array = ways[far.argmin()]
    return chosen
