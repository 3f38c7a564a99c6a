"""The network that draws on: learning from windows of strokes, reading new steps, forecasting the next ones.

This is the reference, in numpy; ``tasks.strokes.native_backend`` does the same in C.

Notation: T steps in a window, B windows in an update, N updates; S steps kept; F futures of n steps; P parameters.
"""

from typing import NamedTuple, Protocol

import numpy as np

from rnn import cell, readout
from rnn.arrays import Array
from rnn.cell import State
from rnn.mixture import Noise, negative_log_likelihood, sample
from rnn.network import NetworkShape, backward, flatten, forward, initialise, unflatten
from rnn.optim import AdamState, adam, adam_start
from tasks.strokes.augment import Windows, draw_windows
from tasks.strokes.features import BEGINNING, INPUTS, TURN_SCALE, next_input, wrap

UNITS, COMPONENTS = 24, 4
SHAPE = NetworkShape(INPUTS, UNITS, 3 * COMPONENTS)
BURN_IN = 8  # steps at the beginning of a window, in which the network finds out what it is about
CLIP = 1.0  # the longest gradient


class OptimizerState(NamedTuple):
    """How far learning has come. Arrays are (P,)."""

    theta: Array
    adam: AdamState
    ema_theta: Array  # a running mean of theta over the last updates: steadier, and what predictions are made with


class UpdateResult(NamedTuple):
    """What came of N updates."""

    progress: OptimizerState
    losses: Array  # (made,)  mean negative log-likelihood, before each update
    norms: Array  # (made,)  length of the gradient, before clipping
    made: int  # fewer than N if a loss or a gradient was no number: that update was not made, nor any after it


class StepState(NamedTuple):
    """All that the network knows at one step."""

    x: Array  # (I,)
    h: Array  # (H,)
    c: Array  # (H,)


class StateTrace(NamedTuple):
    """What reading n steps gave."""

    xs: Array  # (n, I)
    hs: Array  # (n, H)
    cs: Array  # (n, H)

    @property
    def end(self) -> StepState:
        """Where it ended."""
        return StepState(self.xs[-1], self.hs[-1], self.cs[-1])


START = StepState(BEGINNING, np.zeros(UNITS), np.zeros(UNITS))


class Backend(Protocol):
    """A way to compute all this: ``Reference``, here, or ``tasks.strokes.native_backend``."""

    def learn(
        self, progress: OptimizerState, xs: Array, chosen: Windows, rates: Array, ema_decay: float
    ) -> UpdateResult:
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
            uniforms: uniform numbers (n, F, 2), the rule and the pick of ``mixture.Noise``.
            normals: standard normal numbers (n, F).
        """


def start(theta: Array) -> OptimizerState:
    """Learning at its beginning, from given parameters."""
    return OptimizerState(theta.copy(), adam_start(theta), theta.copy())


def new_parameters(rng: np.random.Generator) -> Array:
    """Parameters to begin pre-training with: gates that keep, and components side by side."""
    theta = initialise(rng, SHAPE)
    network = unflatten(theta, SHAPE)
    network.lstm.bias_ih[UNITS : 2 * UNITS] += 1
    network.readout.bias[COMPONENTS : 2 * COMPONENTS] = np.linspace(-1, 1, COMPONENTS)
    network.readout.bias[2 * COMPONENTS :] = -1
    return theta


def loss_and_gradient(theta: Array, inputs: Array, answers: Array) -> tuple[float, Array]:
    """Mean negative log-likelihood of the answers (T, B) to inputs (T, B, I), after BURN_IN, and its gradient (P,)."""
    network = unflatten(theta, SHAPE)
    forward_pass = forward(network, inputs)
    loss_weights = np.zeros(answers.shape)
    loss_weights[BURN_IN:] = 1
    loss, dz = negative_log_likelihood(forward_pass.z, answers, loss_weights)
    gradient, _ = backward(network, forward_pass, dz)
    return loss, flatten(gradient)


class Reference:
    """In numpy, as the equations are."""

    def learn(
        self, progress: OptimizerState, xs: Array, chosen: Windows, rates: Array, ema_decay: float
    ) -> UpdateResult:
        losses, norms = [], []
        for starts, prefixes, normals, rate in zip(*chosen, rates, strict=True):
            loss, gradient = loss_and_gradient(progress.theta, *draw_windows(xs, starts, prefixes, normals))
            norm = float(np.sqrt((gradient**2).sum()))
            if not np.isfinite(loss + norm):
                break
            losses.append(loss)
            norms.append(norm)
            theta, state = adam(progress.theta, gradient * min(1, CLIP / max(norm, CLIP)), progress.adam, float(rate))
            progress = OptimizerState(theta, state, ema_decay * progress.ema_theta + (1 - ema_decay) * theta)
        return UpdateResult(progress, np.array(losses), np.array(norms), len(losses))

    def read(self, theta: Array, turns: Array, start: StepState) -> StateTrace:
        lstm = unflatten(theta, SHAPE).lstm
        x, state = start.x, State(start.h[None], start.c[None])
        rows = []
        for turn in turns:
            x = next_input(x, turn)
            trace = cell.step(lstm, x[None], state)
            state = State(trace.h, trace.c)
            rows.append((x, trace.h[0], trace.c[0]))
        if not rows:
            return StateTrace(np.empty((0, INPUTS)), np.empty((0, UNITS)), np.empty((0, UNITS)))
        return StateTrace(*(np.stack(row) for row in zip(*rows, strict=True)))

    def forecast(self, theta: Array, start: StepState, temperatures: Array, uniforms: Array, normals: Array) -> Array:
        network, futures = unflatten(theta, SHAPE), len(temperatures)
        x, h, c = (np.tile(array, (futures, 1)) for array in start)
        state = State(h, c)
        credit: Array = np.zeros((futures, COMPONENTS))
        turns = np.empty(normals.shape)
        for t in range(len(turns)):
            z = readout.logits(network.readout, state.h)
            noise = Noise(uniforms[t, :, 0], uniforms[t, :, 1], normals[t])
            y, credit = sample(z, credit, temperatures, noise)
            turns[t] = wrap(TURN_SCALE * y)
            x = next_input(x, turns[t])
            trace = cell.step(network.lstm, x, state)
            state = State(trace.h, trace.c)
        return turns
