"""The weights of one LSTM layer, in the layout of PyTorch's ``nn.LSTM``."""

from typing import NamedTuple

from rnn.arrays import Array

GATES = ("i", "f", "g", "o")  # the order in which their rows are stacked in every parameter


class LSTMParams(NamedTuple):
    """Parameters (or their gradients) of one LSTM layer.

    The 4H rows hold the four gates one after another, in the order of ``GATES``. The two biases are always added
    together; both are kept because PyTorch keeps both.
    """

    weight_ih: Array  # (4H, I)  from the input
    weight_hh: Array  # (4H, H)  from the previous short-term state
    bias_ih: Array  # (4H,)
    bias_hh: Array  # (4H,)

    @property
    def inputs(self) -> int:
        """I, the size of one input."""
        return int(self.weight_ih.shape[1])

    @property
    def units(self) -> int:
        """H, the number of hidden units."""
        return int(self.weight_hh.shape[1])


def gate_rows(gate: str, units: int) -> slice:
    """The rows (or columns of a pre-activation) that belong to ``gate``, one of ``GATES``.

    Raises:
        ValueError: there is no such gate.
    """
    start = GATES.index(gate) * units
    return slice(start, start + units)
