"""Holding a gate at a fixed value, by nothing but weights."""

from typing import NamedTuple

from rnn.network import Network
from rnn.params import gate_rows


class Clamp(NamedTuple):
    """One gate of one unit, held at ``value``: 0 or 1, the candidate g at -1 or 1.

    At 0 the candidate would not be saturated, and training would move it; to write nothing, hold i at 0.
    """

    unit: int  # from 1
    gate: str
    value: float


SATURATED = 40.0  # sigmoid and tanh of +-40 are 0, 1 and +-1 to the last bit


def clamped(network: Network, clamps: tuple[Clamp, ...]) -> Network:
    """The network with some gates held: their weights are zero, and the bias alone puts them where they shall be.

    So a clamped gate needs no special case anywhere: it is computed, shown and trained like any other, and stays put
    because a saturated gate passes no gradient.

    Raises:
        ValueError: a gate cannot have the value.
    """
    if not clamps:
        return network
    weight_ih, weight_hh, bias_ih, bias_hh = (tensor.copy() for tensor in network.lstm)
    for unit, gate, value in clamps:
        row = gate_rows(gate, network.lstm.units).start + unit - 1
        weight_ih[row], weight_hh[row], bias_hh[row] = 0, 0, 0
        bias_ih[row] = bias_for(gate, value)
    return network._replace(lstm=type(network.lstm)(weight_ih, weight_hh, bias_ih, bias_hh))


def bias_for(gate: str, value: float) -> float:
    """The pre-activation that puts a gate at ``value``."""
    wanted = {-1.0 if gate == "g" else 0.0: -SATURATED, 1.0: SATURATED}
    if value not in wanted:
        raise ValueError(f"{gate} cannot be held at {value:g}")
    return wanted[value]
