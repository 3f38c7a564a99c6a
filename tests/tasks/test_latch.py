import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.latch import CHANCE, LatchTask, answer, encode

steps = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=12)
TASK, COUNT = LatchTask(8), 4000


def remembered(sequence: list[tuple[int, int]]) -> int | None:
    """By a memory that is overwritten where there is a mark; None if nothing was ever written."""
    memory = None
    for bit, mark in sequence:
        if mark == 1:
            memory = bit
    return memory


@given(steps)
def test_the_answer_is_what_a_memory_holds_at_the_end(sequence: list[tuple[int, int]]) -> None:
    bits, marks = zip(*sequence, strict=True)
    held = remembered(sequence)
    if held is None:
        with pytest.raises(ValueError, match="no step is marked"):
            answer(bits, marks)
    else:
        assert answer(bits, marks) == held


def test_examples_of_it() -> None:
    assert answer((1, 0, 0), (1, 0, 0)) == 1
    assert answer((1, 0, 1), (1, 1, 0)) == 0
    assert answer((0, 1, 1, 0), (1, 0, 1, 0)) == 1


@pytest.mark.parametrize(("bits", "marks"), [((0, 1), (1,)), ((0,), (1, 0)), ((), (1,))])
def test_every_bit_has_its_mark(bits: tuple[int, ...], marks: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=f"there are {len(bits)} bits, but {len(marks)} marks"):
        answer(bits, marks)


def test_how_a_sequence_goes_in() -> None:
    assert encode((1, 0, 0), (1, 0, 1)).tolist() == [[[1.0, 1.0]], [[-1.0, -1.0]], [[-1.0, 1.0]]]


@pytest.fixture(scope="module")
def drawn() -> list[list[tuple[int, int]]]:
    """Sequences as the task draws them, in plain numbers."""
    examples = TASK.sample(np.random.default_rng(3), COUNT)
    assert set(examples.xs.ravel()) == {-1.0, 1.0}
    return [[(int(x > 0), int(m > 0)) for x, m in sequence] for sequence in np.moveaxis(examples.xs, 1, 0).tolist()]


@pytest.mark.parametrize("length", [2, 6, 8, 12])
def test_targets_are_the_answers_and_only_the_last_step_counts(length: int) -> None:
    xs, targets, loss_weights = LatchTask(length).sample(np.random.default_rng(length), 300)
    assert (xs.shape, targets.shape, loss_weights.shape) == ((length, 300, 2), (length, 300, 1), (length, 300, 1))
    for k in range(300):
        sequence = [(int(x > 0), int(m > 0)) for x, m in xs[:, k].tolist()]
        assert targets[-1, k, 0] == remembered(sequence)
    assert loss_weights[:, :, 0].tolist() == [[0.0] * 300] * (length - 1) + [[1.0] * 300]


def test_the_first_step_is_marked_and_the_last_is_not(drawn: list[list[tuple[int, int]]]) -> None:
    assert {sequence[0][1] for sequence in drawn} == {1}
    assert {sequence[-1][1] for sequence in drawn} == {0}


def test_marks_come_by_chance_in_between(drawn: list[list[tuple[int, int]]]) -> None:
    """Within four standard deviations of a coin that falls so."""
    for step in range(1, TASK.steps - 1):
        share = sum(sequence[step][1] for sequence in drawn) / COUNT
        assert share == pytest.approx(CHANCE, abs=4 * (CHANCE * (1 - CHANCE) / COUNT) ** 0.5)


def test_bits_are_those_of_a_fair_coin_whether_marked_or_not(drawn: list[list[tuple[int, int]]]) -> None:
    for marked in (0, 1):
        bits = [bit for sequence in drawn for bit, mark in sequence if mark == marked]
        assert sum(bits) / len(bits) == pytest.approx(0.5, abs=4 * 0.5 / len(bits) ** 0.5)


def test_what_was_the_first_or_the_last_bit_does_not_tell_the_answer(drawn: list[list[tuple[int, int]]]) -> None:
    """Who remembers only the first bit, or looks at the last, is right in not much more than half of the cases."""
    for step in (0, -1):
        right = sum(sequence[step][0] == remembered(sequence) for sequence in drawn) / COUNT
        assert right < 0.62


def test_the_same_numbers_give_the_same_sequences() -> None:
    one, same, other = (TASK.sample(np.random.default_rng(seed), 20).xs.tobytes() for seed in (1, 1, 2))
    assert one == same != other


def test_what_the_task_says_of_itself() -> None:
    assert [(one.name, one.symbol) for one in TASK.inputs] == [("x", "x"), ("m", "m")]
    assert TASK.shape(3)[:4] == (2, 3, 1, "lstm")
    assert TASK.shape(1, "gru").cell == "gru"
    assert [TASK.is_yes(p) for p in (0.2, 0.5, 0.51)] == [False, False, True]
    assert TASK.in_words(True) == "the last marked bit is 1"
    assert TASK.in_words(False) == "the last marked bit is 0"
    assert (TASK.recipe.batch, TASK.recipe.clip) == (32, 1.0)
