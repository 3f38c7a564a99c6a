import numpy as np
import pytest

from tasks.recall import RecallTask

COUNT = 2000


@pytest.mark.parametrize("length", [2, 5, 20, 50])
def test_the_answer_is_the_first_bit_and_only_the_last_step_counts(length: int) -> None:
    xs, targets, loss_weights = RecallTask(length).sample(np.random.default_rng(length), 100)
    assert (xs.shape, targets.shape, loss_weights.shape) == ((length, 100, 1),) * 3
    for k in range(100):
        first, *_ = (1 if x == 1 else 0 for x in xs[:, k, 0].tolist())
        assert targets[-1, k, 0] == first
    assert loss_weights[:, :, 0].tolist() == [[0.0] * 100] * (length - 1) + [[1.0] * 100]


def test_bits_go_in_as_minus_one_and_one_and_are_fair_coins() -> None:
    xs = RecallTask(6).sample(np.random.default_rng(0), COUNT).xs
    assert set(xs.ravel()) == {-1.0, 1.0}
    for step in xs[:, :, 0]:
        assert step.mean() == pytest.approx(0, abs=4 / COUNT**0.5)


def test_no_later_bit_tells_the_first() -> None:
    """Each is the same as the first in half of the sequences, within four standard deviations."""
    xs = RecallTask(6).sample(np.random.default_rng(0), COUNT).xs[:, :, 0]
    for step in xs[1:]:
        assert (step == xs[0]).mean() == pytest.approx(0.5, abs=4 * 0.5 / COUNT**0.5)


def test_the_same_numbers_give_the_same_sequences() -> None:
    one, same, other = (RecallTask(9).sample(np.random.default_rng(seed), 20).xs.tobytes() for seed in (1, 1, 2))
    assert one == same != other


def test_what_the_task_says_of_itself() -> None:
    task = RecallTask(20)
    assert [one.name for one in task.inputs] == ["x"]
    assert task.shape(4, "rnn")[:4] == (1, 4, 1, "rnn")
    assert [task.is_yes(p) for p in (0.2, 0.5, 0.51)] == [False, False, True]
    assert (task.in_words(True), task.in_words(False)) == ("the first bit was 1", "the first bit was 0")
    assert (task.recipe.batch, task.recipe.clip) == (32, 1.0)
