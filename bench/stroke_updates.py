"""What every contender learns of drawing: windows of one stroke. The browser's Python imports this too."""

from typing import Any, NamedTuple

import numpy as np

from rnn.arrays import Array
from rnn.network import flatten, unflatten
from rnn.optim import adam, adam_start
from rnn.update import evaluate
from tasks.strokes.augment import BATCH, WINDOW, IntArray, Windows, choose, draw_windows, places_in
from tasks.strokes.features import next_input, turns_of
from tasks.strokes.network import BURN_IN, CLIP, SHAPE, StrokeReference, drawn, new_parameters, start, start_of
from tasks.strokes.resample import Resampler
from tasks.strokes.samples import stroke

SEED = 1
EMA_DECAY = 0.98  # of the averaged parameters, which our own paths compute besides
DRAWN = 3000  # px


class StrokeUpdates(NamedTuple):
    """A stroke that was drawn, and a network that has learned nothing of it."""

    theta: Array  # (P,)
    xs: Array  # (S, I)
    places: IntArray  # (n, 3)  where windows can be

    def windows(self, updates: int, seed: int = SEED) -> Windows:
        """Which windows so many updates learn from, by chance."""
        rng = np.random.default_rng(seed)
        return choose(rng, rng.choice(self.places, (updates, BATCH)), WINDOW)


def given_stroke() -> StrokeUpdates:
    """The same every time."""
    rng = np.random.default_rng(SEED)
    theta = new_parameters(rng)
    points = Resampler().add([(x, y) for x, y in stroke("loops", rng, DRAWN).tolist()])
    x: Array = start_of(np.array(points)).x
    rows = []
    for turn in turns_of(np.array(points)):
        x = next_input(x, turn)
        rows.append(x)
    xs: Array = np.stack(rows)
    places = places_in(np.array([0]), len(xs), WINDOW)
    return StrokeUpdates(theta, xs, places[places[:, 1] > 0])  # whole windows, of which the same steps count


def as_json(given: StrokeUpdates, updates: int) -> dict[str, Any]:
    """The same for programs that know nothing of ours: weights in PyTorch's layout, and windows drawn ahead.

    `inputs` are (N, T, B, I), `answers` (N, T, B): the turn to come, in a mixture of Gaussians whose logits, means
    and logarithms of deviations are side by side in the readout. The first `burn_in` steps of a window do not count.
    """
    network, chosen = unflatten(given.theta, SHAPE), given.windows(updates)
    windows = [draw_windows(given.xs, *window) for window in zip(*chosen, strict=True)]
    return {
        "units": SHAPE.units,
        "lstm": {name: tensor.tolist() for name, tensor in network.cell._asdict().items()},
        "linear": {name: tensor.tolist() for name, tensor in network.head._asdict().items()},
        "inputs": [inputs.tolist() for inputs, _ in windows],
        "answers": [answers.tolist() for _, answers in windows],
        "burn_in": BURN_IN,
        "clip": CLIP,
    }


def reference_losses(given: StrokeUpdates, updates: int, rate: float) -> list[float]:
    """The loss before each of the first updates, by the reference path in float64."""
    rates: Array = np.full(updates, rate)
    result = StrokeReference().learn(start(given.theta), given.xs, given.windows(updates), rates, EMA_DECAY)
    losses: list[float] = result.losses.tolist()
    return losses


def one_bias_losses(given: StrokeUpdates, updates: int, rate: float) -> list[float]:
    """The same for a layer with one bias instead of PyTorch's two; see problem.one_bias_losses."""
    lstm = unflatten(given.theta, SHAPE).cell
    one = lstm._replace(bias_ih=lstm.bias_ih + lstm.bias_hh, bias_hh=np.zeros_like(lstm.bias_hh))
    theta = flatten(unflatten(given.theta, SHAPE)._replace(cell=one))
    state, losses = adam_start(theta), []
    for window in zip(*given.windows(updates), strict=True):
        loss, gradient, _ = evaluate(theta, SHAPE, drawn(given.xs, *window))
        unflatten(gradient, SHAPE).cell.bias_hh[:] = 0  # a view
        norm = float(np.sqrt((gradient**2).sum()))
        theta, state = adam(theta, gradient * min(1, CLIP / max(norm, CLIP)), state, rate)
        losses.append(loss)
    return losses
