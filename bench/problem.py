"""What every contender trains: the pattern demo's network and examples. The browser's Python imports this too."""

from typing import Any

import numpy as np

from rnn.network import flatten, unflatten
from rnn.optim import adam, adam_start
from rnn.run import Run, Settings, advance, start
from rnn.update import evaluate
from tasks.bits import examples, network_shape

SEED = 1
LEARNING_RATE = Settings().learning_rate


def problem(units: int, bits: int, learning_rate: float = LEARNING_RATE) -> Run:
    """A run at its beginning: all 2^N patterns of `bits` bits, one of them the target, and `units` hidden units."""
    endless = Settings(learning_rate, tolerance=0.0, epoch_limit=10**9)  # it must not end early
    return start(SEED, network_shape(units), examples((1,) * bits), endless)


def as_json(run: Run) -> dict[str, Any]:
    """The same for programs that know nothing of ours.

    Weights have PyTorch's names and layout. `xs` is (T, B), since there is one input. `targets` and `weights` are (B,):
    the answers after the last bit, the only ones that count. A contender need not compute the others, though our
    own path does.
    """
    network = run.network
    return {
        "units": run.shape.units,
        "learning_rate": run.settings.learning_rate,
        "lstm": {name: tensor.tolist() for name, tensor in network.cell._asdict().items()},
        "linear": {name: tensor.tolist() for name, tensor in network.head._asdict().items()},
        "xs": run.examples.xs[:, :, 0].tolist(),
        "targets": run.examples.targets[-1, :, 0].tolist(),
        "weights": run.examples.loss_weights[-1, :, 0].tolist(),
    }


def reference_losses(run: Run, epochs: int) -> list[float]:
    """The loss before each of the first updates, by the reference path in float64."""
    for _ in range(epochs):
        run = advance(run)
    return [snapshot.loss for snapshot in run.snapshots]


def one_bias_losses(run: Run, epochs: int) -> list[float]:
    """The same for a layer with one bias instead of PyTorch's two, such as Keras's.

    Adam moves each of two biases as far as it would move a single one, so their sum goes twice as far. Here all of the
    bias begins in the first, and the second is held at zero.
    """
    network = run.network
    lstm = network.cell._replace(
        bias_ih=network.cell.bias_ih + network.cell.bias_hh, bias_hh=np.zeros_like(network.cell.bias_hh)
    )
    theta = flatten(network._replace(cell=lstm))
    state, losses = adam_start(theta), []
    for _ in range(epochs):
        loss, gradient, _ = evaluate(theta, run.shape, run.examples)
        unflatten(gradient, run.shape).cell.bias_hh[:] = 0  # a view
        theta, state = adam(theta, gradient, state, run.settings.learning_rate)
        losses.append(loss)
    return losses
