"""How many parameters a network has, told in the same way wherever it is told."""

from rnn.network import NetworkShape


def total(shape: NetworkShape) -> str:
    """All of them.

    >>> total(NetworkShape(inputs=1, units=16, outputs=1))
    '1,233'
    """
    return f"{shape.size:,}"


def counted(shape: NetworkShape) -> str:
    """Those of the cell, and all.

    >>> counted(NetworkShape(inputs=2, units=1, outputs=1))
    '20 parameters in the cell, 22 with the readout'
    """
    return f"{shape.cell_size:,} parameters in the cell, {total(shape)} with the readout"
