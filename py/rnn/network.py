"""The whole network: an LSTM layer with a logistic readout, and its parameters as one flat vector."""

from math import prod
from typing import NamedTuple

import numpy as np

from rnn import readout, sequence
from rnn.arrays import Array, sigmoid
from rnn.cell import State, StepTrace
from rnn.params import LSTMParams
from rnn.readout import ReadoutParams


class Network(NamedTuple):
    """The parameters (or their gradients) of an LSTM layer and its readout."""

    lstm: LSTMParams
    readout: ReadoutParams

    @property
    def shape(self) -> "NetworkShape":
        """The sizes I, H and O of this network."""
        return NetworkShape(self.lstm.inputs, self.lstm.units, int(self.readout.bias.shape[0]))


class NetworkShape(NamedTuple):
    """I, H and O: all that is needed to know the shape of every parameter."""

    inputs: int
    units: int
    outputs: int

    @property
    def tensors(self) -> tuple[tuple[int, ...], ...]:
        """The shape of each parameter: those of ``LSTMParams``, then those of ``ReadoutParams``."""
        rows = 4 * self.units
        return ((rows, self.inputs), (rows, self.units), (rows,), (rows,), (self.outputs, self.units), (self.outputs,))

    @property
    def size(self) -> int:
        """How many numbers the network has."""
        return sum(prod(tensor) for tensor in self.tensors)


def flatten(network: Network) -> Array:
    """All parameters as one new vector (size,), in the order of ``NetworkShape.tensors``.

    One vector lets an optimiser treat all parameters alike, and a snapshot be a single array.
    """
    return np.concatenate([tensor.ravel() for tensor in (*network.lstm, *network.readout)])


def unflatten(vector: Array, shape: NetworkShape) -> Network:
    """The network whose parameters are views into ``vector``.

    Raises:
        ValueError: the vector's length is not ``shape.size``.
    """
    if vector.shape != (shape.size,):
        raise ValueError(f"a network of shape {tuple(shape)} has {shape.size} numbers, not {vector.shape}")
    tensors, start = [], 0
    for wanted in shape.tensors:
        stop = start + prod(wanted)
        tensors.append(vector[start:stop].reshape(wanted))
        start = stop
    return Network(LSTMParams(*tensors[:4]), ReadoutParams(*tensors[4:]))


def initialise(rng: np.random.Generator, shape: NetworkShape) -> Array:
    """A new parameter vector, uniform in +-1/sqrt(H), as PyTorch initialises ``nn.LSTM`` and ``nn.Linear``."""
    bound = 1 / np.sqrt(shape.units)
    return rng.uniform(-bound, bound, shape.size)


class ForwardPass(NamedTuple):
    """What the network made of a batch of sequences."""

    traces: tuple[StepTrace, ...]
    h: Array  # (T, B, H)
    z: Array  # (T, B, O)  logits
    p: Array  # (T, B, O)  probabilities


def forward(network: Network, xs: Array, state: State | None = None) -> ForwardPass:
    """Run the network over inputs (T, B, I); the readout answers after every step."""
    traces = sequence.forward(network.lstm, xs, state)
    h = np.stack([trace.h for trace in traces])
    z = readout.logits(network.readout, h)
    return ForwardPass(traces, h, z, sigmoid(z))


def backward(network: Network, forward_pass: ForwardPass, dz: Array) -> tuple[Network, sequence.SequenceGradients]:
    """Gradients of all parameters, and of everything along the way, from dL/dz (T, B, O)."""
    readout_gradients, dhs = readout.logits_backward(network.readout, forward_pass.h, dz)
    through_time = sequence.backward(network.lstm, forward_pass.traces, dhs)
    return Network(through_time.params, readout_gradients), through_time
