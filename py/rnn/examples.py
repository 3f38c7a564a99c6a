"""What there is to learn: a batch of sequences with what the network should answer."""

from typing import NamedTuple

from rnn.arrays import Array


class Examples(NamedTuple):
    """T steps of B sequences; A targets in a step, which are O for a logistic head and 1 for a mixture."""

    xs: Array  # (T, B, I)
    targets: Array  # (T, B, A)
    loss_weights: Array  # (T, B, A)  how much an answer counts; the mask of those that do is loss_weights > 0
