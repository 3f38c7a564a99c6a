"""Changing single weights of the network on show."""

from typing import NamedTuple

from demos.pattern.limits import WEIGHT
from rnn.arrays import Array
from rnn.network import Network, flatten, unflatten
from rnn.params import gate_rows


class WeightName(NamedTuple):
    """One number of the network, as the reader meets it."""

    gate: str  # i, f, g, o, or p for the readout
    source: str  # "x", "b" for the bias, or "h" and the number of a unit, e.g. "h2"
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
    """All numbers that belong to a unit: those of its gates, and what the readout makes of it."""
    sources = ["x", *(f"h{k}" for k in range(1, units + 1)), "b"]
    gates = [WeightName(gate, source, unit) for gate in "figo" for source in sources]
    return [*gates, WeightName("p", f"h{unit}", unit), WeightName("p", "b", unit)]


def get_weight(network: Network, name: WeightName) -> float:
    """The number; of a gate's two biases, which are only ever added, the sum.

    Raises:
        ValueError: the network has no such number.
    """
    return sum(float(tensor[place]) for tensor, place in _places(network, name))


def set_weight(network: Network, name: WeightName, value: float) -> Network:
    """A new network in which one number is another.

    Raises:
        ValueError: the network has no such number, or the value is out of bounds.
    """
    if not abs(value) <= WEIGHT:  # also refuses NaN
        raise ValueError(f"a weight must be a number from -{WEIGHT:g} to {WEIGHT:g}, not {value:.6g}")
    copy = unflatten(flatten(network), network.shape)
    (tensor, place), *rest = _places(copy, name)
    tensor[place] = value
    for other, where in rest:
        other[where] = 0.0
    return copy


def _places(network: Network, name: WeightName) -> list[tuple[Array, tuple[int, ...]]]:
    """The tensors and indices whose sum the number is."""
    lstm, units = network.lstm, network.lstm.units
    known = {"x": 0, "b": 0, **{f"h{k}": k - 1 for k in range(1, units + 1)}}
    if name.source not in known or not 1 <= name.unit <= units or (name.gate, name.source) == ("p", "x"):
        raise ValueError(f"there is no weight {name.text[:20]!r}")
    column = known[name.source]
    if name.gate == "p":
        return [(network.readout.bias, (0,)) if name.source == "b" else (network.readout.weight, (0, column))]
    if name.gate not in ("i", "f", "g", "o"):
        raise ValueError(f"there is no weight {name.text[:20]!r}")
    row = gate_rows(name.gate, units).start + name.unit - 1
    if name.source == "b":
        return [(lstm.bias_ih, (row,)), (lstm.bias_hh, (row,))]
    return [(lstm.weight_ih if name.source == "x" else lstm.weight_hh, (row, column))]
