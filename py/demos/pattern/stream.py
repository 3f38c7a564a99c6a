"""An endless stream of bits: the state carries on, and the network is asked after every bit.

A score belongs to one network: where another one comes into its place, the same bits are answered and scored again.
"""

from typing import Any, NamedTuple

import numpy as np

from rnn import cells
from rnn.network import Network, checksum, forward, predictions
from tasks.bits import Bits, encode, ends_with, is_yes

KEPT = 400  # bits, of which the score is
SHOWN = 48  # of these


class Score(NamedTuple):
    """Answers counted, at every position before which as many bits were read as the target has."""

    asked: tuple[int, int] = (0, 0)  # positions that are not the pattern's end, and that are
    right: tuple[int, int] = (0, 0)  # of these, how many were answered rightly


class Stream(NamedTuple):
    """What was read so far, and what one network said; the oldest positions are forgotten after ``KEPT``."""

    target: Bits  # the pattern that the answers are counted against
    network: int  # a checksum of the one that answered
    state: Any  # that its cell carries from bit to bit
    bits: Bits = ()
    answers: tuple[float, ...] = ()  # p after each bit
    read: int = 0  # bits in all, also those forgotten
    before: Score | None = None  # of the same bits, by the network before the training that came last
    waiting: Bits = ()  # to be read as soon as the network is no longer learning
    feeding: bool = False  # whether random bits keep coming
    seed: int = 0  # of those

    @property
    def score(self) -> Score:
        """Of the bits that are kept."""
        asked, right = [0, 0], [0, 0]
        for end in range(len(self.target), len(self.bits) + 1):
            wanted = int(ends_with(self.bits[:end], self.target))
            asked[wanted] += 1
            right[wanted] += int(is_yes(self.answers[end - 1]) == bool(wanted))
        return Score((asked[0], asked[1]), (right[0], right[1]))


def new_stream(network: Network, target: Bits, seed: int = 0) -> Stream:
    """A stream of which nothing has been read."""
    state = cells.zero_state(cells.named(network.shape.cell), 1, network.shape.units)
    return Stream(target, checksum(network), state, seed=seed)


def feed(stream: Stream, bits: Bits, network: Network) -> Stream:
    """Read more bits, the state going on from where it was; the score before a training is of other bits then."""
    if not bits:
        return stream
    forward_pass = forward(network, encode([bits]), stream.state)
    answers = predictions(network, forward_pass)[:, 0, 0].tolist()
    return stream._replace(
        state=forward_pass.state,
        bits=(*stream.bits, *bits)[-KEPT:],
        answers=(*stream.answers, *answers)[-KEPT:],
        read=stream.read + len(bits),
        before=None,
    )


def answered_anew(stream: Stream, network: Network, was_trained: bool) -> Stream:
    """The same bits, those that are kept, read by another network from a state of zero.

    Args:
        was_trained: whether a training led from the one to the other; then the score before it is kept beside.
    """
    empty = new_stream(network, stream.target, stream.seed)
    anew = feed(empty, stream.bits, network)
    before = stream.score if was_trained and stream.bits else None
    return anew._replace(read=stream.read, waiting=stream.waiting, feeding=stream.feeding, before=before)


def random_bit(stream: Stream) -> int:
    """The bit that comes next: random, and the same for the same seed and place."""
    return int(np.random.default_rng((stream.seed, stream.read)).integers(0, 2))
