"""How open the gates are before anything is learned: the bias at the start.

A forget gate that begins at sigmoid(0) = 0.5 halves the error with every step back. Gers et al. (2000) began with a
positive bias, Jozefowicz et al. ("An Empirical Exploration of Recurrent Network Architectures", ICML 2015) with 1, and
Tallec and Ollivier ("Can recurrent neural networks warp time?", ICLR 2018) with about log T for memories of T steps,
and the input gate with its negative: chrono initialisation.
"""

from rnn import cells
from rnn.arrays import Array
from rnn.network import NetworkShape, flatten, unflatten


def opened(theta: Array, shape: NetworkShape, keep: float, write: float = 0.0) -> Array:
    """New parameters (P,) whose gates begin more or less open, and whose other biases all begin at zero.

    Args:
        keep: the bias of the gate that keeps the old state where it is 1: f of the LSTM, z of the GRU. A plain RNN has
            none.
        write: likewise of the gate that lets the candidate in: i of the LSTM.

    PyTorch has two biases for each gate, which are added; it is ``bias_ih`` that gets it. Its random ones go: with few
    units they are as large as what is asked for here, and may undo it.
    """
    cell = cells.named(shape.cell)
    network = unflatten(theta.copy(), shape)
    for bias in (network.cell.bias_ih, network.cell.bias_hh, network.head.bias):
        bias[:] = 0.0
    for gate, value in ((cell.KEEPS, keep), (cell.WRITES, write)):
        if gate:
            network.cell.bias_ih[cells.gate_rows(cell, gate, shape.units)] = value
    return flatten(network)
