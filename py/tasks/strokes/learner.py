"""Learning while somebody draws: the strokes so far, what the network made of them, and what it expects next."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from rnn.arrays import Array
from rnn.cells import lstm
from rnn.native.backend import fallback_reason
from rnn.update import OptimizerState
from tasks.strokes.augment import BATCH, WINDOW, choose
from tasks.strokes.features import beginning, points_after
from tasks.strokes.gates import GateTrace, gates_of
from tasks.strokes.ink import Ink
from tasks.strokes.native_backend import fastest
from tasks.strokes.network import SHAPE, START, UNITS, Backend, StateTrace, StepState, UpdateResults, start
from tasks.strokes.resample import Point

RATE, WARM_UP, HALVING = 2e-3, 20, 150  # rises for 20 updates, falls as 1 / sqrt(1 + n / 150)
LEAST_RATE = 5e-4
EMA_DECAY = 0.95  # of the averaged parameters, in each update
SHORT_WINDOWS = (12, 24)  # steps, where no stroke is longer: a window need not be
SHORTEST = 6  # steps of a stroke that there must be, to learn from it
RECENT = 200  # steps: half of the windows are among these
READ_ON = WINDOW  # steps that are read, from nothing, to know the states at a step: as many as it learns from at a time
MOST_ANEW = 250  # steps of a call of ``add`` for which that is done
EXPLODED = 20.0  # a loss so far above the best one so far is not learning any more
AHEAD = 50  # steps of a forecast: 300 px
VOTES, VOTE_TEMPERATURE, VOTE_SEED = 24, 0.7, 0  # futures that the way in the middle of all is chosen among


class Outcome(NamedTuple):
    """What came of ``StrokeLearner.learn``."""

    updates: int  # made
    loss: float | None  # mean negative log-likelihood; None if nothing was learned, or it diverged and recovered


class Forecast(NamedTuple):
    """Where the stroke may go: n steps of STEP px from the tip, which is row 0 everywhere."""

    likely: Array  # (n + 1, 2)  the way in the middle of all; without chance, the likeliest turn at each step
    futures: Array  # (F, n + 1, 2)


class Voice(NamedTuple):
    """A network at a step."""

    theta: Array  # (P,)
    position: StepState  # what it knows there


class Knowledge(NamedTuple):
    """All that was learned, apart from the strokes: to be put aside, and taken up again."""

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

    The states at a step, those in ``ink``, are what the network makes of the last READ_ON steps up to there, read from
    states of zero, as in learning: over longer strokes than it has learned from, states drift. They are those of the
    parameters there were when the step was drawn, or when it was read again; at the tip, of the parameters as they are
    now.
    """

    def __init__(self, theta: Array, seed: int = 0, backend: Backend | None = None) -> None:
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
        """All but the backend, which belongs to the running program; of chance, what numpy needs to go on."""
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
            anew: whether the states at the new steps are put right; if not, have them read again.
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
        """Put the states at the newest ``count`` steps right."""
        for step in range(len(self.ink) - count, len(self.ink)):
            self._read_at(step)

    def _read_at(self, step: int) -> StateTrace:
        """Put the states at a step right; what reading the steps up to it gave, at most READ_ON of them."""
        turns, x = self.ink.turns_to(step + 1, READ_ON)
        states = self.backend.read(self.theta, turns, START._replace(x=x))
        self.ink.set_states(step, states.end)
        return states

    def read_again(self, first: int, end: int) -> GateTrace:
        """Read the steps of ``ink`` from ``first`` up to ``end`` once more, with the parameters as they are now.

        Their states become those of these parameters; what the gates did at each of them comes back.

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
        """The pen leaves the paper: the next point begins a stroke, and learning is as fast again as at first."""
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
        """Go on from what was learned some time, with the strokes that there are now."""
        self._first, self._optimizer, self._good, self.updates, self._new_stroke, self._best = knowledge
        self._read_tip()

    def read_newest_again(self, count: int) -> None:
        """Put the states at the newest ``count`` steps of the newest stroke right, for the parameters there are now."""
        self._read_anew(min(count, len(self.ink) - self.ink.current.start))

    @property
    def can_learn(self) -> bool:
        """Whether there is a stroke long enough to learn from."""
        return self.ink.longest >= SHORTEST

    def learn(self, updates: int) -> Outcome:
        """Make at most so many updates, from windows of all strokes kept."""
        if updates < 1 or not self.can_learn:
            return Outcome(0, None)
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
        finite = bool(np.isfinite(result.state.theta).all())  # an update may break what its own loss does not show
        if result.made < updates or not finite or not loss < self._best + EXPLODED:
            self._recover(result)
            return Outcome(result.made, None)
        self._best = min(self._best, loss)
        self._good, self._optimizer = self._optimizer, result.state
        self._read_tip()
        return Outcome(result.made, loss)

    def _recover(self, result: UpdateResults) -> None:
        """Go on from the parameters before the last call; from the first ones, if not even those gave a loss."""
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
        """What comes next, n steps far: once, and ``futures`` times by chance.

        A stroke may go left or right, and nobody can tell; then a guess that is far off from neither is the better one.
        So the one way is chosen by vote: of VOTES more futures, always by the same chance, the one that is nearest to
        all others. Half of them are from the network as it was when learning began. Where learning was worth it, its
        futures agree and win against those; where it was not, they scatter, and what was known before is kept.

        At temperature 0 nothing is left to chance, and it is the way of the likeliest turns.

        Args:
            temperature: how adventurous the futures are: 0 without any chance, 1 as the network means them.
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
        voices = [Voice(self.theta, position)]
        if self.updates and temperature:
            turns, x = self.ink.turns_to(at + 1, READ_ON)
            voices.append(Voice(self._first, self.backend.read(self._first, turns, START._replace(x=x)).end))
        return self.predict_from(point, heading, voices, n, futures, temperature, seed)

    def predict_from(
        self, point: Array, heading: float, voices: list[Voice], n: int, futures: int, temperature: float, seed: int
    ) -> Forecast:
        """As ``predict``, from a point (2,), the direction of the step to it, and networks that have votes there.

        The first of them also draws the futures.
        """
        ways: list[Array] = []
        for place, (theta, position) in enumerate(voices):
            votes = VOTES // len(voices) if temperature else 1
            draws = 0 if place else futures
            temperatures = np.full(votes + draws, float(temperature))
            temperatures[:votes] = VOTE_TEMPERATURE if temperature else 0
            both = zip(_chance(n, votes, VOTE_SEED), _chance(n, draws, seed), strict=True)
            uniforms, normals = (np.concatenate(numbers, axis=1) for numbers in both)
            turns = self.backend.forecast(theta, position, temperatures, uniforms, normals)
            points = np.empty((votes + draws, n + 1, 2))
            points[:, 0] = point
            points[:, 1:] = points_after(point, heading, turns).transpose(1, 0, 2)
            ways += [points[:votes], points[votes:]]
        return Forecast(middle(np.concatenate(ways[::2])), ways[1])


@lru_cache(maxsize=8)
def _chance(n: int, futures: int, seed: int) -> tuple[Array, Array]:
    """Uniform numbers (n, F, 2) and standard normal ones (n, F) of F futures; of fewer steps, the first of them.

    They are kept, since every forecast asks for the same; only read them.
    """
    uniform, normal = (np.random.default_rng(parts) for parts in ((seed, 0), (seed, 1)))
    return uniform.random((n, futures, 2)), normal.standard_normal((n, futures))


def middle(ways: Array) -> Array:
    """Of ways (F, n, 2) the one (n, 2) with the least mean distance to all of them, step by step: their medoid."""
    places = ways[..., 0] + 1j * ways[..., 1]  # then one array of differences will do
    far = np.abs(places[:, None] - places).mean(axis=(1, 2))
    chosen: Array = ways[far.argmin()]
    return chosen
