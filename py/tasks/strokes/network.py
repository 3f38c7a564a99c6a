"""The network that draws on: learning from windows of strokes, reading new steps, forecasting the next ones.

This is the reference, in numpy; ``tasks.strokes.kernel`` does the same in C.

Notation: T steps in a window, B windows in an update, N updates; S steps kept; F futures of n steps; P parameters.
"""

from typing import NamedTuple, Protocol

import numpy as np

from rnn import cell, readout
from rnn.arrays import Array
from rnn.cell import State
from rnn.mixture import Luck, draw, negative_log_likelihood
from rnn.network import NetworkShape, flatten, initialise, read, read_backward, unflatten
from rnn.optim import AdamState, adam, adam_start
from tasks.strokes.augment import Windows, draw_windows
from tasks.strokes.features import BEGINNING, INPUTS, UNIT, next_input, wrap

UNITS, COMPONENTS = 24, 4
SHAPE = NetworkShape(INPUTS, UNITS, 3 * COMPONENTS)
UNGRADED = 8  # steps at the beginning of a window, in which the network finds out what it is about
CLIP = 1.0  # the longest gradient


class Progress(NamedTuple):
    """How far learning has come. Arrays are (P,)."""

    theta: Array
    adam: AdamState
    averaged: Array  # a running mean of theta over the last updates: steadier, and what predictions are made with


class Lesson(NamedTuple):
    """What came of N updates."""

    progress: Progress
    losses: Array  # (made,)  mean negative log-likelihood, before each update
    norms: Array  # (made,)  length of the gradient, before clipping
    made: int  # fewer than N if a loss or a gradient was no number: that update was not made, nor any after it


class Position(NamedTuple):
    """All that the network knows at one step."""

    x: Array  # (I,)
    h: Array  # (H,)
    c: Array  # (H,)


class Reading(NamedTuple):
    """What reading n steps gave."""

    xs: Array  # (n, I)
    hs: Array  # (n, H)
    cs: Array  # (n, H)

    @property
    def end(self) -> Position:
        """Where it ended."""
        return Position(self.xs[-1], self.hs[-1], self.cs[-1])


START = Position(BEGINNING, np.zeros(UNITS), np.zeros(UNITS))


class StrokePath(Protocol):
    """A way to compute all this: ``Reference``, here, or ``tasks.strokes.kernel``."""

    def learn(self, progress: Progress, xs: Array, chosen: Windows, rates: Array, keep: float) -> Lesson:
        """N updates.

        Args:
            xs: inputs (S, I) of the steps kept.
            rates: learning rate (N,) of each update.
            keep: how much of the averaged parameters an update keeps.
        """

    def read(self, theta: Array, turns: Array, start: Position) -> Reading:
        """Read ``turns`` (n,) from ``start``."""

    def forecast(self, theta: Array, start: Position, temperatures: Array, chances: Array, normals: Array) -> Array:
        """Turns (n, F) of F futures from ``start``.

        Args:
            temperatures: (F,)  0 for the one without chance.
            chances: uniform numbers (n, F, 2), the rule and the pick of ``mixture.Luck``.
            normals: standard normal numbers (n, F).
        """


def start(theta: Array) -> Progress:
    """Learning at its beginning, from given parameters."""
    return Progress(theta.copy(), adam_start(theta), theta.copy())


def new_parameters(rng: np.random.Generator) -> Array:
    """Parameters to begin pre-training with: gates that keep, and components side by side."""
    theta = initialise(rng, SHAPE)
    network = unflatten(theta, SHAPE)
    network.lstm.bias_ih[UNITS : 2 * UNITS] += 1
    network.readout.bias[COMPONENTS : 2 * COMPONENTS] = np.linspace(-1, 1, COMPONENTS)
    network.readout.bias[2 * COMPONENTS :] = -1
    return theta


def loss_and_gradient(theta: Array, inputs: Array, answers: Array) -> tuple[float, Array]:
    """Mean negative log-likelihood of the graded answers (T, B) to inputs (T, B, I), and its gradient (P,)."""
    network = unflatten(theta, SHAPE)
    reading = read(network, inputs)
    weights = np.zeros(answers.shape)
    weights[UNGRADED:] = 1
    loss, dz = negative_log_likelihood(reading.z, answers, weights)
    gradient, _ = read_backward(network, reading, dz)
    return loss, flatten(gradient)


class Reference:
    """In numpy, as the equations are."""

    def learn(self, progress: Progress, xs: Array, chosen: Windows, rates: Array, keep: float) -> Lesson:
        losses, norms = [], []
        for starts, leads, normals, rate in zip(*chosen, rates, strict=True):
            loss, gradient = loss_and_gradient(progress.theta, *draw_windows(xs, starts, leads, normals))
            norm = float(np.sqrt((gradient**2).sum()))
            if not np.isfinite(loss + norm):
                break
            losses.append(loss)
            norms.append(norm)
            theta, state = adam(progress.theta, gradient * min(1, CLIP / max(norm, CLIP)), progress.adam, float(rate))
            progress = Progress(theta, state, keep * progress.averaged + (1 - keep) * theta)
        return Lesson(progress, np.array(losses), np.array(norms), len(losses))

    def read(self, theta: Array, turns: Array, start: Position) -> Reading:
        lstm = unflatten(theta, SHAPE).lstm
        x, state = start.x, State(start.h[None], start.c[None])
        rows = []
        for turn in turns:
            x = next_input(x, turn)
            trace = cell.step(lstm, x[None], state)
            state = State(trace.h, trace.c)
            rows.append((x, trace.h[0], trace.c[0]))
        if not rows:
            return Reading(np.empty((0, INPUTS)), np.empty((0, UNITS)), np.empty((0, UNITS)))
        return Reading(*(np.stack(row) for row in zip(*rows, strict=True)))

    def forecast(self, theta: Array, start: Position, temperatures: Array, chances: Array, normals: Array) -> Array:
        network, futures = unflatten(theta, SHAPE), len(temperatures)
        x, h, c = (np.tile(array, (futures, 1)) for array in start)
        state = State(h, c)
        credit: Array = np.zeros((futures, COMPONENTS))
        turns = np.empty(normals.shape)
        for t in range(len(turns)):
            z = readout.logits(network.readout, state.h)
            luck = Luck(chances[t, :, 0], chances[t, :, 1], normals[t])
            y, credit = draw(z, credit, temperatures, luck)
            turns[t] = wrap(UNIT * y)
            x = next_input(x, turns[t])
            trace = cell.step(network.lstm, x, state)
            state = State(trace.h, trace.c)
        return turns
