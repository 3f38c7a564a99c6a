"""A long short-term memory network in numpy: forward, backward, and training; knows no task and no page.

Notation used throughout, with PyTorch's names, shapes and gate order (i, f, g, o):

    T, B        steps in a sequence, sequences in a batch
    I, H, O     inputs, hidden units, outputs
    x, h, c     input (B, I), short-term state (B, H), long-term state (B, H)

Source: S. Hochreiter and J. Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997; the forget gate is
from F. Gers, J. Schmidhuber and F. Cummins, "Learning to Forget", Neural Computation 12(10), 2000.
"""
