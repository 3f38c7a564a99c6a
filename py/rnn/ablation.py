"""Holding a gate at a fixed value, by its weights alone."""

from typing import NamedTuple

from rnn import cells
from rnn.network import Network


class Clamp(NamedTuple):
    """One gate of one unit, held at its least or its greatest value: a sigmoid at 0 or 1, a tanh at -1 or 1.

    At 0 a tanh would not be saturated, and training would move it.
    """

    unit: int  # from 1
    gate: str
    value: float


def clamped(network: Network, clamps: tuple[Clamp, ...]) -> Network:
    """The network with some gates held: their weights are zero, and their bias saturates them.

    So a clamped gate needs no special case anywhere: it is computed, shown and trained like any other, and stays put
    because a saturated gate passes no gradient.

    Raises:
        ValueError: there is no such unit or gate, or it cannot have the value.
    """
    if not clamps:
        return network
    cell = cells.named(network.shape.cell)
    tensors = [tensor.copy() for tensor in network.cell]
    bias = next(tensor for tensor in tensors if tensor.ndim == 1)
    for unit, gate, value in clamps:
        if not 1 <= unit <= network.shape.units:
            raise ValueError(f"there is no unit {unit}")
        held = cells.quantity(cell, gate).saturating(value)
        row = cells.gate_rows(cell, gate, network.shape.units).start + unit - 1
        for tensor in tensors:
            tensor[row] = 0
        bias[row] = held
    return network._replace(cell=type(network.cell)(*tensors))
