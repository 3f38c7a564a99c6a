"""The whole network: a layer of cells and a head, and its parameters as one flat vector."""

from math import prod
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from rnn import cells, heads, unroll
from rnn.arrays import Array


class NetworkShape(NamedTuple):
    """I, H and O, the cell and the head: all that is needed to know the shape of every parameter.

    A cell and a head are known by their names, so that a shape can be kept and compared.
    """

    inputs: int
    units: int
    outputs: int
    cell: str = "lstm"
    head: str = "logistic"

    @property
    def tensors(self) -> tuple[tuple[int, ...], ...]:
        """The shape of each parameter: those of the cell, then those of the head, which may have the same names."""
        of_cell = cells.named(self.cell).shapes(self.inputs, self.units)
        of_head = heads.named(self.head).shapes(self.units, self.outputs)
        return (*of_cell, *of_head)

    @property
    def size(self) -> int:
        """How many numbers the network has."""
        return sum(prod(tensor) for tensor in self.tensors)

    @property
    def cell_size(self) -> int:
        """How many of them are the cell's; the others are the head's."""
        return sum(prod(tensor) for tensor in cells.named(self.cell).shapes(self.inputs, self.units))


class Network(NamedTuple):
    """The parameters (or their gradients) of a layer of cells and of the head behind it."""

    shape: NetworkShape
    cell: Any  # the cell's Params
    head: Any  # the head's Params


def flatten(network: Network) -> Array:
    """All parameters as one new vector (size,), in the order of ``NetworkShape.tensors``.

    One vector lets an optimiser treat all parameters alike, and a snapshot be a single array.
    """
    return np.concatenate([tensor.ravel() for tensor in (*network.cell, *network.head)])


def checksum(network: Network) -> int:
    """CRC-32 of all parameters."""
    return crc32(flatten(network).tobytes())


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
    return from_tensors(tensors, shape)


def from_tensors(tensors: list[Array], shape: NetworkShape) -> Network:
    """The network of these parameters, in the order of ``NetworkShape.tensors``."""
    cell, head = cells.named(shape.cell), heads.named(shape.head)
    count = len(cell.Params._fields)
    return Network(shape, cell.Params(*tensors[:count]), head.Params(*tensors[count:]))


def initialise(rng: np.random.Generator, shape: NetworkShape) -> Array:
    """A new parameter vector, uniform in +-1/sqrt(H), as PyTorch initialises its cells and ``nn.Linear``.

    All numbers are drawn at once, in the order of ``NetworkShape.tensors``: seeds stand for networks.
    """
    bound = 1 / np.sqrt(shape.units)
    return rng.uniform(-bound, bound, shape.size)


class ForwardPass(NamedTuple):
    """States and answers of a network for a batch of sequences."""

    traces: tuple[Any, ...]  # the cell's traces, first step first
    state: Any  # after the last step
    h: Array  # (T, B, H)
    logits: Array  # (T, B, O)


def forward(network: Network, xs: Array, state: Any = None) -> ForwardPass:
    """Run the network over inputs (T, B, I), from ``state`` or from zero; the head answers after every step."""
    cell, head = cells.named(network.shape.cell), heads.named(network.shape.head)
    unrolled = unroll.forward(cell, network.cell, xs, state)
    h = unrolled.h
    return ForwardPass(unrolled.traces, unrolled.state, h, head.logits(network.head, h))


def predictions(network: Network, forward_pass: ForwardPass) -> Array:
    """What the head makes of the logits (T, B, A): of the logistic head, probabilities."""
    return heads.named(network.shape.head).prediction(forward_pass.logits)


def backward(network: Network, forward_pass: ForwardPass, dlogits: Array) -> tuple[Network, unroll.SequenceGradients]:
    """Gradients of all parameters, and of everything along the way, from dL/dlogits (T, B, O)."""
    cell, head = cells.named(network.shape.cell), heads.named(network.shape.head)
    of_head, dhs = head.logits_backward(network.head, forward_pass.h, dlogits)
    through_time = unroll.backward(cell, network.cell, forward_pass.traces, dhs)
    return Network(network.shape, through_time.params, of_head), through_time
