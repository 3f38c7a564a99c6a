"""The three cells that are compared, and how large each is."""

from rnn.network import NetworkShape

NAMES = ("rnn", "gru", "lstm")
TITLES = {"rnn": "Plain RNN", "gru": "GRU", "lstm": "LSTM"}
WITH_ARTICLE = {"rnn": "a plain RNN", "gru": "a GRU", "lstm": "an LSTM"}
MOST_UNITS = 16  # of a cell that is made as large as the LSTM


def as_large(shape: NetworkShape) -> int:
    """The units with which a cell has about as many parameters as an LSTM of ``shape.units``.

    >>> as_large(NetworkShape(inputs=2, units=1, outputs=1, cell="rnn"))
    3
    """
    wanted = shape._replace(cell="lstm").cell_size
    return min(range(1, MOST_UNITS + 1), key=lambda units: abs(shape._replace(units=units).cell_size - wanted))
