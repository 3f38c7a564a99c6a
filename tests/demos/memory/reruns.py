"""Trainings of the memory demo once more, from nothing but seed and settings: the biases are put on rows by number."""

from math import log

import numpy as np

from demos.memory.training import MemoryTask
from rnn.fresh_run import FreshRun, advance, start
from rnn.native.fresh_backend import fastest
from rnn.network import Network, NetworkShape, flatten, initialise, unflatten

KEEPS = {"lstm": 1, "gru": 1}  # which gate, counted from 0 in PyTorch's order: f of i f g o, z of r z n
WRITES = {"lstm": 0}
BIASES = ("0", "1", "3", "log", "chrono")


def begun(seed: int, cell: str, units: int, task: MemoryTask, bias: str) -> Network:
    """A network as it begins."""
    shape: NetworkShape = task.shape(units, cell)
    network = unflatten(initialise(np.random.default_rng(seed), shape), shape)
    for parameters in (network.cell.bias_ih, network.cell.bias_hh, network.head.bias):
        parameters[:] = 0.0
    keep = log(task.steps) if bias in ("log", "chrono") else float(bias)
    for gates, value in ((KEEPS, keep), (WRITES, -keep if bias == "chrono" else 0.0)):
        if cell in gates:
            network.cell.bias_ih[gates[cell] * units : (gates[cell] + 1) * units] = value
    return network


def rerun(seed: int, cell: str, units: int, task: MemoryTask, bias: str) -> FreshRun:
    """The whole training."""
    network = begun(seed, cell, units, task, bias)
    return advance(start(flatten(network), network.shape, task, seed, fastest()), 10_000, fastest())
