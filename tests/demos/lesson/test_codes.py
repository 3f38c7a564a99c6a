"""Guesses as a code of twelve characters, and the codes of a class."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from demos.lesson.asking import MOST
from demos.lesson.codes import ALPHABET, code_of, read_class, read_code

THIRDS = some.lists(some.sampled_from([None, 0, 1, 2]), min_size=1, max_size=MOST)
EXERCISES = some.integers(0, 2**32 - 1)


@given(EXERCISES, THIRDS)
def test_a_code_is_read_back(exercise: int, thirds: list[int | None]) -> None:
    code = code_of(exercise, thirds)
    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert read_code(code.replace("-", ""), exercise, len(thirds)) == tuple(thirds)


def test_other_guesses_are_another_code() -> None:
    codes = {code_of(1, thirds) for thirds in product([None, 0, 1, 2], repeat=4)}
    assert len(codes) == 4**4


def test_slips_of_the_hand_are_noticed() -> None:
    """One other character, or two neighbours that changed places."""
    code = code_of(12345, [0, 1, 2, None, 2, 2, 0, 1]).replace("-", "")
    slips = {code[:k] + letter + code[k + 1 :] for k in range(12) for letter in ALPHABET} - {code}
    slips |= {code[:k] + code[k + 1] + code[k] + code[k + 2 :] for k in range(11)} - {code}
    passed = [slip for slip in slips if not _is_refused(slip, 12345, 8)]
    assert len(slips) > 370
    assert passed == []


def test_codes_of_another_exercise_are_told_from_ours() -> None:
    others = [code_of(int(exercise), [1, 2, 0]) for exercise in np.random.default_rng(0).integers(2**32, size=50)]
    read = read_class("\n".join(others), 7, 3)
    assert read.of == ()
    assert all("it is of another exercise" in refusal for refusal in read.refused)


@pytest.mark.parametrize(
    "line",
    [
        "{}",
        "  {}  ",
        "Anna: {}",
        "Emil {}",
        "Emil Nora, {}!",
        "3. {} (late)",
        "\N{BULLET} {}",
        "{}\N{NO-BREAK SPACE}",
        "Konstantinos {}",
        "Anna Mary Rose {}",
    ],
)
@pytest.mark.parametrize(
    "written",
    [
        str,
        str.lower,
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", "", 1),
        lambda code: code[:9] + code[10:],
    ],
)
def test_codes_are_found_in_what_a_class_writes(line: str, written: type[str]) -> None:
    text = line.format(written(code_of(7, [2, None, 0])))
    read = read_class(text, 7, 3)
    assert read.of == ((2, None, 0),)
    assert read.refused == ()


def test_letters_that_look_like_digits_are_those_digits() -> None:
    code = next(code for k in range(99) if {"0", "1"} <= {*(code := code_of(k, [1]))})
    exercise = next(k for k in range(99) if code_of(k, [1]) == code)
    assert read_class(code.replace("0", "o").replace("1", "l"), exercise, 1).of == ((1,),)


def test_several_codes_may_stand_in_a_line() -> None:
    codes = [code_of(7, [third]) for third in (0, 1, 1)]
    assert read_class(", ".join(codes), 7, 1).of == ((0,), (1,), (1,))


def test_lines_without_a_code_are_told_and_the_others_count() -> None:
    good = code_of(7, [0])
    slip = good[:-1] + ("0" if good[-1] != "0" else "1")
    read = read_class(f"{good}\n\nhello\n{slip}\n{slip} {good}\n{good}", 7, 1)
    assert read.of == ((0,),) * 3
    assert [refusal.partition(":")[0] for refusal in read.refused] == [
        "Line 3, hello",
        f"Line 4, {slip}",
        f"Line 5, {slip} {good}",
    ]


def test_counts_are_those_of_each_third() -> None:
    text = "\n".join(code_of(7, thirds) for thirds in ([0, 2], [0, None], [1, None]))
    read = read_class(text, 7, 2)
    assert [read.counts(0), read.counts(1)] == [(2, 1, 0, 0), (0, 0, 1, 2)]


@given(some.text(max_size=200))
def test_whatever_is_pasted_is_read(text: str) -> None:
    read_class(text, 7, 3)


def _is_refused(code: str, exercise: int, questions: int) -> bool:
    try:
        read_code(code, exercise, questions)
    except ValueError:
        return True
    return False


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (f"Anna {code_of(8, [0])}", "it is of another exercise"),
        (f"Konstantinos {code_of(8, [0])}", "it is of another exercise"),
        (code_of(7, [0])[:-1], "a code has 12 characters"),
        (f"Jo: {code_of(7, [0])}A", "a code has 12 characters"),
        (code_of(7, [0]).replace("-", "") + "0", "a code has 12 characters"),
        ("nothing at all", "there is no code in it"),
    ],
)
def test_what_is_wrong_with_a_line_is_told(line: str, reason: str) -> None:
    read = read_class(line, 7, 1)
    assert read.of == ()
    assert [refusal.rpartition(": ")[2] for refusal in read.refused] == [f"{reason}."]
