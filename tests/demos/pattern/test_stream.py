from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demos.pattern.state import State
from demos.pattern.stream import KEPT, Stream, answered_anew, feed, new_stream, random_bit
from tasks.bits import Bits, format_bits
from tests.demos.support import START, START_OF_FOUR, recompute_units, with_network

bits_lists = st.lists(st.integers(0, 1), max_size=80).map(tuple)


def fed(state: State, *pieces: Bits) -> Stream:
    stream = new_stream(state.network, state.target)
    for piece in pieces:
        stream = feed(stream, piece, state.network)
    return stream


def random_bits(count: int, seed: int = 0) -> Bits:
    return tuple(np.random.default_rng(seed).integers(0, 2, count).tolist())


@settings(max_examples=25, deadline=None)
@given(st.lists(bits_lists, max_size=4), st.sampled_from([START, START_OF_FOUR]))
def test_in_pieces_or_at_once(pieces: list[Bits], state: State) -> None:
    ours, at_once = fed(state, *pieces), fed(state, sum(pieces, ()))
    assert (ours.bits, ours.read, ours.score) == (at_once.bits, at_once.read, at_once.score)
    np.testing.assert_allclose(ours.answers, at_once.answers, rtol=0, atol=1e-12)
    np.testing.assert_allclose(ours.state.c, at_once.state.c, rtol=0, atol=1e-12)
    np.testing.assert_allclose(ours.state.h, at_once.state.h, rtol=0, atol=1e-12)


@pytest.mark.parametrize("state", [START, START_OF_FOUR], ids=["two bits", "four bits"])
@pytest.mark.parametrize("count", [1, 4, 200, KEPT, KEPT + 1])
def test_answers_and_counts_are_those_of_one_long_forward_pass(state: State, count: int) -> None:
    bits = random_bits(count)
    stream = fed(state, bits)
    p = [q["p"][0] for q in recompute_units(state.network, bits)]
    assert stream.answers == pytest.approx(p[-KEPT:], abs=1e-9)
    assert stream.bits == bits[-KEPT:]
    assert stream.read == count

    asked, right = [0, 0], [0, 0]
    written = format_bits(bits)
    for end in range(max(count - KEPT, 0) + state.length, count + 1):
        is_end = written[:end].endswith(format_bits(state.target))
        asked[is_end] += 1
        right[is_end] += (p[end - 1] > 0.5) == is_end
    assert stream.score == (tuple(asked), tuple(right))
    assert sum(stream.score.asked) == max(min(count, KEPT) - state.length + 1, 0)


def test_no_more_is_kept_than_is_scored() -> None:
    stream = fed(START, random_bits(1000))
    assert len(stream.bits) == len(stream.answers) == KEPT
    assert stream.read == 1000


@pytest.mark.parametrize("was_trained", [False, True])
def test_another_network_answers_the_same_bits_anew(was_trained: bool) -> None:
    ours = fed(START_OF_FOUR, random_bits(100))
    rng = np.random.default_rng(0)
    other = with_network(START_OF_FOUR, *rng.normal(0, 1, START_OF_FOUR.shape.size).tolist())
    anew = answered_anew(ours._replace(feeding=True), other.network, was_trained)
    assert anew.answers == pytest.approx([q["p"][0] for q in recompute_units(other.network, ours.bits)], abs=1e-9)
    assert anew.score == fed(other, ours.bits).score != ours.score
    assert anew.before == (ours.score if was_trained else None)
    assert (anew.bits, anew.read, anew.feeding) == (ours.bits, 100, True)
    assert feed(anew, (1,), other.network).before is None  # which was of other bits


def test_nothing_fed_changes_nothing() -> None:
    stream = fed(START, (1, 0, 1))
    assert feed(stream, (), START.network) is stream


def test_the_stream_itself_stays_as_it_was() -> None:
    stream = fed(START, (1, 0, 1))
    h = stream.state.h.copy()
    feed(stream, (0, 0, 1), START.network)
    assert stream.bits == (1, 0, 1)
    np.testing.assert_array_equal(stream.state.h, h)


def test_a_new_stream_begins_with_nothing_in_mind() -> None:
    stream = new_stream(START_OF_FOUR.network, START_OF_FOUR.target, seed=3)
    assert (stream.bits, stream.answers, stream.read, stream.score) == ((), (), 0, ((0, 0), (0, 0)))
    assert (stream.feeding, stream.seed) == (False, 3)
    assert stream.state.h.shape == stream.state.c.shape == (1, 4)
    assert not stream.state.h.any()
    assert not stream.state.c.any()


def drawn(seed: int, count: int = 200) -> list[int]:
    """The random bits of a stream, one after the other."""
    stream, bits = new_stream(START.network, START.target, seed), []
    for _ in range(count):
        bits.append(random_bit(stream))
        stream = feed(stream, (bits[-1],), START.network)
    return bits


def test_random_bits_are_the_same_for_the_same_seed() -> None:
    assert drawn(5) == drawn(5)
    assert drawn(5) != drawn(6)


def test_random_bits_are_fair() -> None:
    bits = drawn(0)
    assert set(bits) == {0, 1}
    pairs = list(pairwise(bits))
    for pair in ((0, 0), (0, 1), (1, 0), (1, 1)):
        assert 25 < pairs.count(pair) < 75  # of 199; 50 each if fair
