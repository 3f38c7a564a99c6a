"""Changing single weights of the network on show."""

from typing import NamedTuple

import numpy as np

from demos.limits import WEIGHT
from demos.pattern.cell import ANSWER, GATES, QUANTITIES, READ
from rnn import cells
from rnn.arrays import Array
from rnn.network import Network, flatten, unflatten


class WeightName(NamedTuple):
    """One number of the network, as the reader meets it."""

    gate: str  # one of cell.GATES, or that of the answer for the readout
    source: (
        str  # an input; "h" and the number of a unit, e.g. "h2"; "b" for the bias, "bh" for that of h if it is apart
    )
    unit: int  # from 1; of no account for the readout

    @property
    def text(self) -> str:
        """For ids and events."""
        return f"{self.gate}-{self.source}-{self.unit}"


def parse_weight_name(text: str) -> WeightName:
    """The name written by ``WeightName.text``.

    Raises:
        ValueError: it is not such a name.
    """
    match text.split("-"):
        case [gate, source, unit] if unit.isascii() and unit.isdecimal() and len(unit) < 3:
            return WeightName(gate, source, int(unit))
    raise ValueError(f"there is no weight {text[:20]!r}")


def weight_names(units: int, unit: int) -> list[WeightName]:
    """All numbers that belong to a unit: those of its gates, and its weight in the readout."""
    sources = [*READ, *(f"h{k}" for k in range(1, units + 1)), "b"]
    gates = [
        WeightName(gate, source, unit)
        for gate in GATES
        for source in (sources if QUANTITIES[gate].biases_add else [*sources, "bh"])
    ]
    return [*gates, WeightName(ANSWER, f"h{unit}", unit), WeightName(ANSWER, "b", unit)]


def get_weight(network: Network, name: WeightName) -> float:
    """The number; of a gate's two biases, where they are only ever added, the sum.

    Raises:
        ValueError: the network has no such number.
    """
    return sum(float(tensor[place]) for tensor, place in _places(network, name))


def set_weight(network: Network, name: WeightName, value: float) -> Network:
    """A new network in which one number is another.

    Raises:
        ValueError: the network has no such number, or the value is out of bounds.
    """
    if not abs(value) <= WEIGHT:  # false for NaN
        raise ValueError(f"a weight must be a number from -{WEIGHT:g} to {WEIGHT:g}, not {value:.6g}")
    copy = unflatten(flatten(network), network.shape)
    (tensor, place), *rest = _places(copy, name)
    tensor[place] = value
    for other, where in rest:
        other[where] = 0.0
    return copy


def all_zero(network: Network) -> Network:
    """A network of the same shape whose parameters are all 0."""
    return unflatten(np.zeros(network.shape.size), network.shape)


def _places(network: Network, name: WeightName) -> list[tuple[Array, tuple[int, ...]]]:
    """The tensors and indices whose sum the number is."""
    units = network.shape.units
    columns = {name: k for k, name in enumerate(READ)}
    hidden = {f"h{k}": k - 1 for k in range(1, units + 1)}
    is_answer = name.gate == ANSWER
    apart = not is_answer and name.gate in GATES and not QUANTITIES[name.gate].biases_add
    known = name.source == "b" or name.source in hidden or (name.source in columns and not is_answer)
    known |= apart and name.source == "bh"
    if not known or not 1 <= name.unit <= units or name.gate not in (*GATES, ANSWER):
        raise ValueError(f"there is no weight {name.text[:20]!r}")
    if is_answer:
        head = network.head
        return [(head.bias, (0,)) if name.source == "b" else (head.weight, (0, hidden[name.source]))]
    cell = network.cell
    row = cells.gate_rows(cells.named(network.shape.cell), name.gate, units).start + name.unit - 1
    if name.source in ("b", "bh"):
        both: list[tuple[Array, tuple[int, ...]]] = [(cell.bias_ih, (row,)), (cell.bias_hh, (row,))]
        return both[name.source == "bh" :][:1] if apart else both
    if name.source in columns:
        return [(cell.weight_ih, (row, columns[name.source]))]
    return [(cell.weight_hh, (row, hidden[name.source]))]
