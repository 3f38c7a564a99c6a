"""Recurrent networks in numpy: cells, heads, forward, backward, and training; knows no task and no page.

Notation used throughout, with PyTorch's names, shapes and gate orders:

    T, B        steps in a sequence, sequences in a batch
    I, H, O     inputs, hidden units, outputs of the head; A targets of an answer
    G, P        gates of a cell, parameters of a network
    x, h        input (B, I), state that the rest of the network sees (B, H)
    c           long-term state of an LSTM (B, H)
"""
