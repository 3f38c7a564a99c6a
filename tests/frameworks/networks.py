"""Networks whose answer the programs have to print."""

from pathlib import Path

import numpy as np

from rnn.arrays import Array
from rnn.network import Network, NetworkShape, forward, initialise, predictions, unflatten

FROZEN = Path(__file__).with_name("frozen.json")  # what frameworks printed; written by `build.py bench frameworks`


def a_network(cell: str, inputs: int, units: int, seed: int = 0) -> Network:
    """One with random weights that saturate some gates."""
    shape = NetworkShape(inputs, units, 1, cell)
    return unflatten(3 * initialise(np.random.default_rng(seed), shape), shape)


def an_input(inputs: int, steps: int) -> Array:
    """Random bits (T, I)."""
    xs: Array = np.random.default_rng(1).choice([-1.0, 1.0], size=(steps, inputs))
    return xs


def answer(network: Network, xs: Array) -> float:
    """The p after the last step."""
    return float(predictions(network, forward(network, xs[:, None, :]))[-1, 0, 0])
