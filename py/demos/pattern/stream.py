"""An endless stream of bits: the state carries on, and the network is asked after every bit."""

from typing import Any, NamedTuple

import numpy as np

from rnn import cells
from rnn.network import Network, forward, predictions
from tasks.bits import Bits, encode, ends_with, is_yes


class Stream(NamedTuple):
    """What was read so far, and what the network said; the oldest positions are forgotten after ``KEPT``."""

    target: Bits  # the pattern that the answers are counted against
    state: Any  # that the cell carries from bit to bit
    bits: Bits = ()
    answers: tuple[float, ...] = ()  # p after each bit
    read: int = 0  # bits in all, also those forgotten
    asked: tuple[int, int] = (0, 0)  # positions that are not the pattern's end, and that are
    right: tuple[int, int] = (0, 0)  # of these, how many were answered rightly
    feeding: bool = False  # whether random bits keep coming
    seed: int = 0  # of those


KEPT = 48


def new_stream(network: Network, target: Bits, seed: int = 0) -> Stream:
    """A stream of which nothing has been read."""
    state = cells.zero_state(cells.named(network.shape.cell), 1, network.shape.units)
    return Stream(target, state, seed=seed)


def feed(stream: Stream, bits: Bits, network: Network) -> Stream:
    """Read more bits, the state going on from where it was.

    Positions count as soon as as many bits have been read as the target has.
    """
    if not bits:
        return stream
    forward_pass = forward(network, encode([bits]), stream.state)
    answers = predictions(network, forward_pass)[:, 0, 0].tolist()
    asked, right = list(stream.asked), list(stream.right)
    so_far = stream.bits
    for bit, p in zip(bits, answers, strict=True):
        so_far = (*so_far, bit)[-KEPT:]
        if len(so_far) >= len(stream.target):
            wanted = int(ends_with(so_far, stream.target))
            asked[wanted] += 1
            right[wanted] += int(is_yes(p) == bool(wanted))
    return stream._replace(
        state=forward_pass.state,
        bits=so_far,
        answers=(*stream.answers, *answers)[-KEPT:],
        read=stream.read + len(bits),
        asked=(asked[0], asked[1]),
        right=(right[0], right[1]),
    )


def random_bit(stream: Stream) -> int:
    """The bit that comes next: random, and the same for the same seed and place."""
    return int(np.random.default_rng((stream.seed, stream.read)).integers(0, 2))
