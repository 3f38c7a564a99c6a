"""What a learner guessed in an exercise as a code of twelve characters, and what is in the codes of a class.

A code is a number of 60 bits in Crockford's base 32, which has no letter that is taken for a digit: two bits for each
of up to 20 questions (no guess, or the third of the range), ten that say of which exercise it is, and ten that make it
a multiple of a prime. So no code is left a code by one wrong character, or by two neighbours that changed places. It
has no name in it.
"""

import re
from binascii import crc32
from collections.abc import Sequence
from typing import NamedTuple

from demos.lesson.asking import MOST
from demos.quoted import quoted

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
LENGTH, GROUP = 12, 4  # characters
LOOKS_LIKE = {"O": "0", "I": "1", "L": "1"}
TAG_BITS = CHECK_BITS = 10
PRIME = 1021  # the largest of ten bits
NEARLY = range(LENGTH - 2, LENGTH + 3)  # characters of what may be meant as one
WORDS = 40  # characters of a line that are repeated

type Thirds = tuple[int | None, ...]  # for each question the third that was guessed, 0 to 2; None without a guess


class ClassGuesses(NamedTuple):
    """The codes of a class, read."""

    of: tuple[Thirds, ...]  # for each code the guesses in it
    refused: tuple[str, ...]  # what is to be told of each line that has none, or none of this exercise

    def counts(self, question: int) -> tuple[int, int, int, int]:
        """How many guessed the first, the second and the third third, and how many made no guess; questions from 0."""
        made = [thirds[question] for thirds in self.of]
        return made.count(0), made.count(1), made.count(2), made.count(None)


def code_of(exercise: int, thirds: Sequence[int | None]) -> str:
    """The code of some guesses, in groups of four.

    Args:
        exercise: a number that stands for the questions and the network, the same for everybody who has the link.

    >>> code_of(7, [0, None, 2])
    'RJYD-KFFV-MEVV'
    """
    number = 0
    for third in reversed(thirds):
        number = number << 2 | (0 if third is None else third + 1)
    number = (number ^ _mask(exercise)) << TAG_BITS | _tag(exercise)
    number <<= CHECK_BITS
    number += -number % PRIME
    letters = "".join(ALPHABET[number >> 5 * k & 31] for k in reversed(range(LENGTH)))
    return "-".join(letters[k : k + GROUP] for k in range(0, LENGTH, GROUP))


def read_code(code: str, exercise: int, questions: int) -> Thirds:
    """The guesses in a code, of which twelve characters are left when signs and spaces are taken away.

    Raises:
        ValueError: it is mistyped, or of another exercise; says which.
    """
    letters = [LOOKS_LIKE.get(letter, letter) for letter in code.upper()]
    number = 0
    for letter in letters:
        if letter not in ALPHABET:
            raise ValueError(f"there is no {letter} in a code")
        number = number << 5 | ALPHABET.index(letter)
    if number % PRIME:
        raise ValueError("a letter or a digit of it is wrong")
    number, tag = divmod(number >> CHECK_BITS, 1 << TAG_BITS)
    number ^= _mask(exercise)
    if tag != _tag(exercise) or number >> 2 * questions:
        raise ValueError("it is of another exercise")
    return tuple((number >> 2 * k & 3) - 1 if number >> 2 * k & 3 else None for k in range(questions))


def read_class(text: str, exercise: int, questions: int) -> ClassGuesses:
    """The guesses in a text that has a code in each line, or several, with whatever else stands there."""
    found, refused = list[Thirds](), list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        codes, reason = _codes_in(line, exercise, questions)
        found += codes
        if line.strip() and reason:
            refused.append(f"Line {number}, {quoted(line.strip(), WORDS)}: {reason}.")
    return ClassGuesses(tuple(found), tuple(refused))


def _codes_in(line: str, exercise: int, questions: int) -> tuple[list[Thirds], str]:
    """The guesses of each code of a line; and why there are not more, if something else in it looks like a code."""
    words = re.findall(r"[^\W_]+", line)
    found, failed, at = list[Thirds](), list[tuple[int, str, str]](), 0  # failed: where it ends, its text, and why
    while at < len(words):
        length = _words_of_code(words, at) or _loosely_written(words, at, exercise, questions)
        if length:
            text = "".join(words[at : at + length])
            try:
                found.append(read_code(text, exercise, questions))
                # What overlaps with a code is a name before it, of four letters.
                failed = [one for one in failed if one[0] <= at]
                at += length
                continue
            except ValueError as error:
                failed.append((at + length, text, str(error)))
        at += 1
    reasons = [reason for _, text, reason in failed if not found or _has_digit(text)]
    if reasons:
        return found, reasons[-1]
    if found:
        return found, ""
    nearly = [word for word in re.findall(r"[^\W_]+(?:-[^\W_]+)*", line) if len(word.replace("-", "")) in NEARLY]
    return [], f"a code has {LENGTH} characters" if any(map(_has_digit, nearly)) else "there is no code in it"


def _has_digit(word: str) -> bool:
    """Whether it is no name."""
    return any(letter.isdigit() for letter in word)


def _words_of_code(words: list[str], at: int) -> int:
    """How many words from there on have the lengths of a code: one or three; 0 if they have not."""
    groups = LENGTH // GROUP
    if len(words[at]) == LENGTH:
        return 1
    return groups if [len(word) for word in words[at : at + groups]] == [GROUP] * groups else 0


def _loosely_written(words: list[str], at: int, exercise: int, questions: int) -> int:
    """2 if a code begins there in which one of the two signs is forgotten, else 0: what is none may be a name."""
    two = words[at : at + 2]
    if sorted(map(len, two)) != [GROUP, LENGTH - GROUP]:
        return 0
    try:
        read_code("".join(two), exercise, questions)
    except ValueError:
        return 0
    return 2


def _mask(exercise: int) -> int:
    """Bits that few guesses do not leave as zeros."""
    return (crc32(b"mask %d" % exercise) << 32 | crc32(b"more %d" % exercise)) & ((1 << 2 * MOST) - 1)


def _tag(exercise: int) -> int:
    return crc32(b"exercise %d" % exercise) & ((1 << TAG_BITS) - 1)
