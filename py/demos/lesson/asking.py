"""The questions of an exercise as text that may stand in an address: "3.f2-10.c2u3-1010.p4-0101".

In front stands how many there are, so that a link that was cut off is known as such. A question has a quantity, a step,
a unit where it is not the first, and what is read: bits, and behind them, where there are any, the marks.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from demos.lesson.questions import MARKED, Spec
from demos.lesson.state import Lesson, Mode
from demos.quoted import quoted
from demos.setting import PartlyError, Setting

MOST = 20  # questions of an exercise
LISTED = 3  # of the questions that cannot be asked; the others are counted
WORDS = 40  # characters of a question that are repeated

_DASHES = re.compile("[\u2010-\u2015\u2212_]")  # by which texts replace a hyphen
_QUESTION = re.compile("([a-z]+)([0-9]{1,3})(?:u([0-9]{1,3}))?-([0-9]+(?:-[0-9]+)?)")


def questions_text(questions: Iterable[Spec]) -> str:
    """Questions as they stand in a link.

    >>> questions_text([Spec("f", 2, 1, "10"), Spec("c", 3, 4, "1010")])
    '2.f2-10.c3u4-1010'
    """
    texts = [_text(one) for one in questions]
    return ".".join([str(len(texts)), *texts])


def read_questions(text: str, check: Callable[[Spec], None]) -> tuple[tuple[Spec, ...], str]:
    """Those that can be asked, and what is to be told of the others; nothing if there are none.

    Args:
        check: ValueError, with the reason, for a question that the network has no answer to.
    """
    count, *pieces = _pieces(text)
    reasons, questions = [], []
    for number, piece in enumerate(pieces[:MOST], 1):
        try:
            question = _read(piece)
            check(question)
            questions.append(question)
        except ValueError as error:
            reasons.append(f"question {number}, {quoted(piece, WORDS)}, was left out: {error}")
    left_out = reasons[:LISTED]
    if len(reasons) > LISTED:
        left_out.append(f"{len(reasons) - LISTED} more were left out")
    if len(pieces) > MOST:
        left_out.append(f"an exercise has at most {MOST} questions, and the rest was left out")
    if count and int(count) > len(pieces):
        left_out.append(f"the link was cut off: of its {count} questions {len(pieces)} are there")
    elif count and int(count) < len(pieces):
        left_out.append(f"it says that there are {count} questions, and there are {len(pieces)}")
    if not pieces and not left_out:
        left_out.append("it has no question such as f2-10")
    return tuple(questions), "; ".join(left_out)


def ask_setting(check: Callable[[Any, Spec], None]) -> Setting[Any]:
    """The setting of a demo that opens it in an exercise."""

    def read(state: Any, text: str) -> Any:
        questions, complaint = read_questions(text, lambda question: check(state, question))
        if not questions:
            raise ValueError(complaint)
        state = state._replace(lesson=Lesson(Mode.EXERCISE, asked=questions))
        if complaint:
            raise PartlyError(state, complaint)
        return state

    def write(state: Any) -> str | None:
        lesson: Lesson = state.lesson
        return questions_text(lesson.asked) if lesson.mode is Mode.EXERCISE else None

    return Setting(read, write, others=("asks", "bask", "cask", "mask"))


def _text(question: Spec) -> str:
    quantity, step, unit, text = question
    of_unit = f"u{unit}" if unit > 1 else ""
    return f"{quantity}{step}{of_unit}-{text.replace(MARKED, '-')}"


def _pieces(text: str) -> list[str]:
    """How many questions there are said to be, or "", and each of them."""
    pieces = [piece for piece in re.split("[.,;|]+", _DASHES.sub("-", text.lower())) if piece]
    if pieces and re.fullmatch("[0-9]{1,3}", pieces[0]):
        return pieces
    return ["", *pieces]


def _read(piece: str) -> Spec:
    found = _QUESTION.fullmatch(piece)
    if found is None:
        raise ValueError("it is no question such as f2-10")
    quantity, step, unit, text = found.groups()
    return Spec(quantity, int(step), int(unit or 1), text.replace("-", MARKED))
