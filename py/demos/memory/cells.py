"""The three cells that are compared, and how large each is."""

from rnn import cells
from rnn.network import NetworkShape

NAMES = ("rnn", "gru", "lstm")
TITLES = {"rnn": "Plain RNN", "gru": "GRU", "lstm": "LSTM"}
WITH_ARTICLE = {"rnn": "a plain RNN", "gru": "a GRU", "lstm": "an LSTM"}
MOST_UNITS = 16  # of a cell that is made as large as the LSTM


def parameters(shape: NetworkShape) -> int:
    """The numbers of the cell alone, without the readout."""
    tensors = cells.named(shape.cell).shapes(shape.inputs, shape.units)
    return sum(rows * (columns[0] if columns else 1) for rows, *columns in tensors)


def as_large(shape: NetworkShape) -> int:
    """The units with which a cell has about as many parameters as an LSTM of ``shape.units``.

    >>> as_large(NetworkShape(inputs=2, units=1, outputs=1, cell="rnn"))
    3
    """
    wanted = parameters(shape._replace(cell="lstm"))
    return min(range(1, MOST_UNITS + 1), key=lambda units: abs(parameters(shape._replace(units=units)) - wanted))
