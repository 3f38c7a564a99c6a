"""What the network draws by itself, when the pen rests: computed a piece ahead, shown at the speed of a pen."""

from typing import NamedTuple

import numpy as np

from rnn.arrays import Array
from rnn.cells.lstm import State
from tasks.strokes.features import headings_of, points_after, turns_of
from tasks.strokes.gates import GateTrace, gates_of
from tasks.strokes.learner import READ_ON, Forecast, StrokeLearner, Voter
from tasks.strokes.network import START, StateTrace, StepState

PIECE = 100  # steps computed at a time
STEPS_A_SECOND = 50.0  # 300 px a second, as the samples
SHOWN = 400  # steps that are kept


class Continuation(NamedTuple):
    """A line from the tip of a stroke on. Only the first ``shown`` steps of it have been drawn yet."""

    points: Array  # (m + 1, 2)  where the line begins, and the end of each step
    states: StateTrace  # after each of the m steps
    gates: GateTrace  # in each of them
    heading: float  # direction at the beginning, in radians
    seed: int  # of the next piece's random numbers
    shown: float = 0.0  # steps; not rounded, so that time is not lost between slices of work
    dropped: int = 0  # steps no longer kept, at the beginning
    over: bool = False  # whether it was stopped, or has left the pad

    @property
    def steps(self) -> int:
        """How many steps have been drawn."""
        return int(self.shown)

    @property
    def drawn(self) -> Array:
        """What has been drawn, (steps + 1, 2)."""
        return self.points[: self.steps + 1]


def begin(learner: StrokeLearner, temperature: float) -> Continuation | None:
    """Go on from the newest stroke's end; None if it has no step yet."""
    if learner.ink.tip is None:
        return None
    point, heading = learner.ink.tip
    nothing = StateTrace(*(array[:0] for array in (learner.ink.xs, learner.ink.hs, learner.ink.cs)))
    no_gates = GateTrace(*(nothing.cs for _ in GateTrace._fields))
    empty = Continuation(point[None].copy(), nothing, no_gates, heading, seed=learner.updates)
    return _piece(empty, learner, learner.ink.position, temperature)


def go_on(line: Continuation, learner: StrokeLearner, temperature: float, seconds: float) -> Continuation:
    """The line after so many seconds more."""
    shown = line.shown + seconds * STEPS_A_SECOND
    if shown > len(line.points) - 1:
        line = _piece(line, learner, _at_the_end(line, learner), temperature)
    extra = int(shown) - SHOWN
    if extra > 0:
        heading = float(headings_of(line.points[extra - 1 : extra + 1])[0])
        states = StateTrace(*(array[extra:] for array in line.states))
        gates = GateTrace(*(array[extra:] for array in line.gates))
        dropped = line.dropped + extra
        line = line._replace(points=line.points[extra:], states=states, gates=gates, heading=heading, dropped=dropped)
        shown -= extra
    return line._replace(shown=min(shown, float(len(line.points) - 1)))


def forecast(
    line: Continuation, learner: StrokeLearner, n: int, futures: int, temperature: float, seed: int
) -> Forecast | None:
    """Where the line may go from what has been drawn of it; None before its first step."""
    if line.steps < 1:
        return None
    at = line.steps - 1
    position = StepState(line.states.xs[at], line.states.hs[at], line.states.cs[at])
    heading = float(headings_of(line.points[at : at + 2])[0])
    voters = [Voter(learner.theta, position)]  # no vote: the line is this network's own
    return learner.predict_from(line.points[at + 1], heading, voters, n, futures, temperature, seed)


def _at_the_end(line: Continuation, learner: StrokeLearner) -> StepState:
    """The state at the line's end, after reading the last READ_ON steps from zero states."""
    turns = turns_of(line.points[-READ_ON - 2 :])[1:]
    x = line.states.xs[-READ_ON - 1]
    return learner.backend.read(learner.theta, turns, START._replace(x=x)).end


def _piece(line: Continuation, learner: StrokeLearner, position: StepState, temperature: float) -> Continuation:
    """The line, PIECE steps longer, with the network as it is now."""
    rng = np.random.default_rng(line.seed)
    uniforms, normals = rng.random((PIECE, 1, 2)), rng.standard_normal((PIECE, 1))
    turns = learner.backend.forecast(learner.theta, position, np.array([temperature]), uniforms, normals)[:, 0]
    heading = line.heading if len(line.points) < 2 else float(headings_of(line.points[-2:])[0])
    points = np.concatenate((line.points, points_after(line.points[-1], heading, turns)))
    more = learner.backend.read(learner.theta, turns, position)
    states = StateTrace(*(np.concatenate(pair) for pair in zip(line.states, more, strict=True)))
    before = State(*(np.vstack((start, rows[:-1])) for start, rows in zip(position[1:], more[1:], strict=True)))
    new = gates_of(learner.theta, more.xs, before)
    gates = GateTrace(*(np.concatenate(pair) for pair in zip(line.gates, new, strict=True)))
    return line._replace(points=points, states=states, gates=gates, seed=line.seed + 1)
