import multiprocessing
import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm.network import read, unflatten
from lstm.training import Status, start, train
from tasks.bits import Bits, all_patterns, encode, examples, format_bits, network_shape, parse_bits

patterns = st.lists(st.integers(0, 1), min_size=1, max_size=12).map(tuple)


def test_parse() -> None:
    assert parse_bits("10") == (1, 0)
    assert parse_bits("0") == (0,)


@pytest.mark.parametrize("text", ["", "2", "1 0", "10\n", "-1", "ab", "\u0661\u0660", "0b1"])
def test_parse_refuses_anything_but_0_and_1(text: str) -> None:
    with pytest.raises(ValueError, match="a pattern is written with the digits 0 and 1, not '"):
        parse_bits(text)


def test_parse_does_not_repeat_a_long_text() -> None:
    with pytest.raises(ValueError) as caught:
        parse_bits("x" * 1000)
    assert len(str(caught.value)) < 100


@given(patterns)
def test_format_undoes_parse(pattern: Bits) -> None:
    text = format_bits(pattern)
    assert set(text) <= {"0", "1"}
    assert parse_bits(text) == pattern


def test_all_patterns() -> None:
    assert [format_bits(pattern) for pattern in all_patterns(2)] == ["00", "01", "10", "11"]


@pytest.mark.parametrize("length", range(1, 9))
def test_all_patterns_count_in_binary(length: int) -> None:
    assert [int(format_bits(pattern), base=2) for pattern in all_patterns(length)] == list(range(2**length))
    assert {len(pattern) for pattern in all_patterns(length)} == {length}


def test_encode_feeds_one_bit_a_step() -> None:
    xs = encode([(1, 0, 0), (0, 1, 1)])
    assert xs.shape == (3, 2, 1)
    assert xs.dtype == np.float64
    assert xs[:, 0, 0].tolist() == [1, -1, -1]
    assert xs[:, 1, 0].tolist() == [-1, 1, 1]


def test_network_shape() -> None:
    assert network_shape(units=3) == (1, 3, 1)


@pytest.mark.parametrize("target", [pattern for length in (1, 2, 3, 4) for pattern in all_patterns(length)])
def test_examples(target: Bits) -> None:
    xs, targets, weights = examples(target)
    length, count = len(target), 2 ** len(target)
    assert xs.shape == targets.shape == weights.shape == (length, count, 1)

    rows = [tuple(int(x > 0) for x in xs[:, b, 0]) for b in range(count)]
    assert sorted(rows) == all_patterns(length)
    assert targets[-1, :, 0].tolist() == [row == target for row in rows]

    graded = weights > 0
    assert graded[-1].all()
    assert not graded[:-1].any()
    assert weights[targets == 1].sum() == weights[graded & (targets == 0)].sum()
    assert len(set(weights[graded & (targets == 0)])) == 1


# --- One unit learns every pattern of two bits ---

TWO_BITS = all_patterns(2)


class Outcome(NamedTuple):
    status: Status
    restarts: int
    epochs: int
    worst_error: float  # of the final network, worked out again from its answers


def outcome(target: Bits, seed: int) -> Outcome:
    """Train with the settings of the page, then ask the final network for all four patterns, one at a time."""
    run = train(start(seed, network_shape(1), examples(target)))
    network = unflatten(run.snapshots[-1].theta, run.shape)
    errors = [abs(read(network, encode([pattern])).p[-1, 0, 0] - (pattern == target)) for pattern in TWO_BITS]
    return Outcome(run.status, len(run.failed_seeds), run.snapshots[-1].epoch, float(max(errors)))


def check(target: Bits, outcomes: Iterable[Outcome]) -> None:
    """Print the counts, then insist that every seed ended with the right answers."""
    outcomes = list(outcomes)
    restarted = [one.restarts for one in outcomes if one.restarts]
    failed = sum(one.status is not Status.SOLVED for one in outcomes)
    epochs = [one.epochs for one in outcomes]
    print(
        f"target {format_bits(target)}: {len(outcomes)} seeds, {len(restarted)} restarted "
        f"(at most {max(restarted, default=0)} times), {failed} failed, "
        f"epochs median {np.median(epochs):.0f}, most {max(epochs)}"
    )
    assert failed == 0
    assert max(one.worst_error for one in outcomes) < 0.1


@pytest.mark.parametrize("target", TWO_BITS, ids=format_bits)
def test_one_unit_learns_two_bits(target: Bits) -> None:
    check(target, [outcome(target, seed) for seed in range(20)])


@pytest.mark.slow
@pytest.mark.parametrize("target", TWO_BITS, ids=format_bits)
def test_one_unit_learns_two_bits_from_500_seeds(target: Bits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")  # each new process counts on one core
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=spawn) as pool:
        check(target, pool.map(partial(outcome, target), range(500), chunksize=25))
