"""The network that draws on: learning from windows of strokes, reading new steps, forecasting the next ones.

This is the reference, in numpy; ``tasks.strokes.native_backend`` does the same in C.

Notation: T steps in a window, B windows in an update, N updates; S steps kept; F futures of n steps; P parameters.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from rnn.arrays import Array
from rnn.cells import lstm
from rnn.cells.lstm import State
from rnn.examples import Examples
from rnn.heads import mixture
from rnn.heads.mixture import Noise, sample
from rnn.network import NetworkShape, initialise, unflatten
from rnn.update import OptimizerState, begin, update
from tasks.strokes.augment import AUGMENTATION_PREFIX, IntArray, Windows, counts, draw_windows
from tasks.strokes.features import BEGINNING, INPUT_COUNT, TURN_SCALE, beginning, headings_of, next_input, wrap

UNITS, COMPONENTS = 24, 4
SHAPE = NetworkShape(INPUT_COUNT, UNITS, 3 * COMPONENTS, head="mixture")
# First steps of a window inside a stroke, which only build up the state: their answers do not count.
BURN_IN = 8
CLIP = 1.0  # the largest norm of a gradient; a larger one is scaled down to it


class UpdateResults(NamedTuple):
    """What came of N updates."""

    state: OptimizerState
    losses: Array  # (made,)  mean negative log-likelihood, before each update
    norms: Array  # (made,)  of the gradient, before clipping
    made: int  # fewer than N if a loss or a gradient was not finite: that update was not made, nor any after it


class StepState(NamedTuple):
    """The network's input and LSTM state at one step: what a forecast starts from."""

    x: Array  # (I,)
    h: Array  # (H,)
    c: Array  # (H,)


class StateTrace(NamedTuple):
    """Inputs and LSTM states of n steps that were read."""

    xs: Array  # (n, I)
    hs: Array  # (n, H)
    cs: Array  # (n, H)

    @property
    def end(self) -> StepState:
        """Where it ended."""
        return StepState(self.xs[-1], self.hs[-1], self.cs[-1])


START = StepState(BEGINNING, np.zeros(UNITS), np.zeros(UNITS))  # before a stroke that begins to the right


def start_of(points: Array) -> StepState:
    """The state before the first step of a stroke (n, 2): its input holds the direction of that step."""
    return START._replace(x=beginning(float(headings_of(points[:2])[0])))


class StrokeBackend(Protocol):
    """A way to compute all this: ``StrokeReference``, here, or ``tasks.strokes.native_backend``."""

    def learn(self, state: OptimizerState, xs: Array, chosen: Windows, rates: Array, ema_decay: float) -> UpdateResults:
        """N updates.

        Args:
            xs: inputs (S, I) of the steps kept.
            rates: learning rate (N,) of each update.
            ema_decay: how much of ``ema_theta`` an update keeps.
        """

    def read(self, theta: Array, turns: Array, start: StepState) -> StateTrace:
        """Read ``turns`` (n,) from ``start``."""

    def forecast(self, theta: Array, start: StepState, temperatures: Array, uniforms: Array, normals: Array) -> Array:
        """Turns (n, F) of F futures from ``start``.

        Args:
            temperatures: (F,)  0 for the one without chance.
            uniforms: uniform numbers (n, F, 2), the rule and the pick of ``rnn.heads.mixture.Noise``.
            normals: standard normal numbers (n, F).
        """


def start(theta: Array) -> OptimizerState:
    """Learning at its beginning, from a copy of given parameters."""
    return begin(theta.copy())


def new_parameters(rng: np.random.Generator) -> Array:
    """Parameters to begin pre-training with: gates that keep, and components side by side."""
    theta = initialise(rng, SHAPE)
    network = unflatten(theta, SHAPE)
    network.cell.bias_ih[UNITS : 2 * UNITS] += 1
    network.head.bias[COMPONENTS : 2 * COMPONENTS] = np.linspace(-1, 1, COMPONENTS)
    network.head.bias[2 * COMPONENTS :] = -1
    return theta


def examples(inputs: Array, turns: Array, counted: Array) -> Examples:
    """Windows: inputs (T, B, I), the turns (T, B) to answer with, and which of these count (T, B)."""
    return Examples(inputs, turns[..., None], counted[..., None])


def drawn(xs: Array, starts: IntArray, prefixes: IntArray, lengths: IntArray, normals: Array) -> Examples:
    """The windows of one update, as ``augment.draw_windows`` draws them."""
    counted = counts(prefixes, lengths, len(normals) - AUGMENTATION_PREFIX, BURN_IN)
    return examples(*draw_windows(xs, starts, prefixes, lengths, normals), counted)


def log_likelihoods(thetas: Sequence[Array], turns: Array, traces: Sequence[StateTrace]) -> Array:
    """The logarithms (V,) of the density of turns (n,), all but the first, by V networks that have read them."""
    heads = [unflatten(theta, SHAPE).head for theta in thetas]
    answers = [mixture.logits(head, trace.hs[:-1]) for head, trace in zip(heads, traces, strict=True)]
    densities = mixture.log_density(np.stack(answers), turns[1:, None] / TURN_SCALE)
    total: Array = densities.sum(axis=(1, 2))
    return total


class StrokeReference:
    """In numpy, written as the equations."""

    def learn(self, state: OptimizerState, xs: Array, chosen: Windows, rates: Array, ema_decay: float) -> UpdateResults:
        losses, norms = [], []
        for *window, rate in zip(*chosen, rates, strict=True):
            result = update(state, SHAPE, drawn(xs, *window), float(rate), CLIP, ema_decay)
            if result.state is state:
                break
            state = result.state
            losses.append(result.loss)
            norms.append(result.norm)
        return UpdateResults(state, np.array(losses), np.array(norms), len(losses))

    def read(self, theta: Array, turns: Array, start: StepState) -> StateTrace:
        params = unflatten(theta, SHAPE).cell
        x, state = start.x, State(start.h[None], start.c[None])
        rows = []
        for turn in turns:
            x = next_input(x, turn)
            state, _ = lstm.step(params, x[None], state)
            rows.append((x, state.h[0], state.c[0]))
        if not rows:
            return StateTrace(np.empty((0, INPUT_COUNT)), np.empty((0, UNITS)), np.empty((0, UNITS)))
        return StateTrace(*(np.stack(row) for row in zip(*rows, strict=True)))

    def forecast(self, theta: Array, start: StepState, temperatures: Array, uniforms: Array, normals: Array) -> Array:
        network, futures = unflatten(theta, SHAPE), len(temperatures)
        x, h, c = (np.tile(array, (futures, 1)) for array in start)
        state = State(h, c)
        credit: Array = np.zeros((futures, COMPONENTS))
        turns = np.empty(normals.shape)
        for t in range(len(turns)):
            logits = mixture.logits(network.head, state.h)
            noise = Noise(uniforms[t, :, 0], uniforms[t, :, 1], normals[t])
            y, credit = sample(logits, credit, temperatures, noise)
            turns[t] = wrap(TURN_SCALE * y)
            x = next_input(x, turns[t])
            state, _ = lstm.step(network.cell, x, state)
        return turns
