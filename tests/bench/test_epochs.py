"""A contender is timed only for the work that all do, and the fastest of its ways stands for it."""

import pytest

from bench.epochs import Measured, _check, _measure, _within
from bench.problem import one_bias_losses, reference_losses
from bench.trainers import Contender, Training
from bundler.errors import BuildError
from rnn.run import Run

SIZE = (2, 2)


def honest(run: Run, epochs: int) -> Training:
    return Training(reference_losses(run, epochs), seconds=0.5 * epochs)


def test_the_same_losses_are_the_same_work() -> None:
    assert _check(SIZE, Contender("PyTorch", "", honest)) == 5.0


def test_other_losses_are_other_work() -> None:
    def other(run: Run, epochs: int) -> Training:
        return Training(one_bias_losses(run, epochs), seconds=0.1)

    with pytest.raises(AssertionError, match="PyTorch does other work at 2 units, 2 bits"):
        _check(SIZE, Contender("PyTorch", "", other))
    _check(SIZE, Contender("TF.js", "wasm, layers", other, one_bias=True))


def test_who_cannot_train_is_named_and_the_others_go_on() -> None:
    def broken(run: Run, epochs: int) -> Training:
        raise BuildError("no such module")

    measured = Measured()
    _measure(SIZE, [Contender("kernel", "", broken), Contender("PyTorch", "", honest)], 2, 0.1, measured)
    assert measured.missing == {"kernel": "no such module"}
    assert measured.best(SIZE, "kernel") is None
    assert measured.best(SIZE, "PyTorch") == ([0.5, 0.5], "")


def test_slow_ways_are_left_out_but_never_a_whole_path() -> None:
    fast, slow, other = (
        Contender(path, way, honest) for path, way in (("TF.js", "cpu"), ("TF.js", "webgl"), ("PyTorch", ""))
    )
    assert list(_within(1.5, {fast: 1.0, slow: 2.0, other: 100.0})) == [fast, other]
