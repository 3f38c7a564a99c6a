"""Drawn patterns: what they are, and that they can be learned."""

import numpy as np

from rnn.fresh_run import advance, start
from rnn.network import initialise
from tasks.bits import is_yes
from tasks.drawn_bits import DrawnBitsTask

TASK = DrawnBitsTask((1, 0, 1, 1))


def test_a_sequence_is_the_target_or_it_is_not_and_the_last_answer_says_which() -> None:
    xs, targets, loss_weights = TASK.sample(np.random.default_rng(0), 400)
    assert xs.shape == (TASK.steps, 400, 1)
    assert set(np.unique(xs)) == {-1.0, 1.0}
    for k in range(400):
        bits = tuple(int(x > 0) for x in xs[:, k, 0])
        assert targets[-1, k, 0] == (bits == TASK.target)
    assert (loss_weights[:-1] == 0).all()
    assert (loss_weights[-1] == 1).all()
    assert 0.4 < targets[-1].mean() < 0.65  # half of them on purpose, and one in sixteen of the others by chance


def test_it_is_learned() -> None:
    shape = TASK.shape(2)
    run = start(initialise(np.random.default_rng(1), shape), shape, TASK, 1)
    while not run.done and run.solved_after is None:
        run = advance(run, 25)
    assert run.solved_after


def test_what_it_is_called() -> None:
    assert TASK.is_yes(0.6) == is_yes(0.6)
    assert TASK.in_words(True) != TASK.in_words(False)
    assert [quantity.symbol for quantity in TASK.inputs] == ["x"]
