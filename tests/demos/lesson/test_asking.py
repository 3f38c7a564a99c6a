"""The questions of a link: written and read to the same, and whatever cannot be asked is told."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demos.lesson.asking import MOST, questions_text, read_questions
from demos.lesson.questions import MARKED, Spec
from demos.lesson.state import Mode
from demos.pattern.presets import FOUR_BIT
from tests.demos.memory.support import session as memory_session
from tests.demos.support import session as pattern_session

BITS = st.text("01", min_size=1, max_size=50)
INPUTS = st.one_of(
    BITS, st.integers(1, 12).flatmap(lambda n: st.tuples(*[st.text("01", min_size=n, max_size=n)] * 2)).map(MARKED.join)
)
QUESTIONS = st.builds(Spec, st.sampled_from("figochp"), st.integers(1, 50), st.integers(1, 16), INPUTS)
LINK = re.compile("[0-9a-z.-]*[0-9a-z]")


def everything(spec: Spec) -> None:
    """A network that has an answer to all questions."""


def nothing(spec: Spec) -> None:
    raise ValueError("there is none")


@settings(max_examples=300)
@given(st.lists(QUESTIONS, min_size=1, max_size=MOST))
def test_what_is_written_is_read_to_the_same(questions: list[Spec]) -> None:
    text = questions_text(questions)
    assert LINK.fullmatch(text)  # nothing in it is escaped or dropped on its way
    assert read_questions(text, everything) == (tuple(questions), "")
    assert read_questions(text.upper(), everything) == (tuple(questions), "")


@settings(max_examples=200)
@given(st.lists(QUESTIONS, min_size=1, max_size=MOST), st.text("01", min_size=1, max_size=8), st.data())
def test_a_link_that_was_cut_off_is_known_as_such(questions: list[Spec], bits: str, data: st.DataObject) -> None:
    """Wherever that was: what is left of the last question is none, or its input is too short for the network."""
    questions = [one._replace(input=bits) for one in questions]
    text = questions_text(questions)

    def check(spec: Spec) -> None:
        if len(spec.input) != len(bits):
            raise ValueError("the input has another length")

    kept, complaint = read_questions(text[: data.draw(st.integers(0, len(text) - 1))], check)
    assert complaint
    assert kept == tuple(questions[: len(kept)])


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_whatever_it_is_nothing_breaks_and_what_is_not_asked_is_told(text: str) -> None:
    kept, complaint = read_questions(text, everything)
    assert kept or complaint
    assert len(kept) <= MOST


@pytest.mark.parametrize(
    ("text", "kept", "ending"),
    [
        ("f2-10", 1, ""),
        ("f2-10.c2-01", 2, ""),
        ("2.f2-10,c2-01", 2, ""),
        ("2.f2\N{EN DASH}10.c2_01.", 2, ""),
        ("", 0, "it has no question such as f2-10"),
        ("3", 0, "the link was cut off: of its 3 questions 0 are there"),
        ("3.f2-10.c2-01", 2, "the link was cut off: of its 3 questions 2 are there"),
        ("1.f2-10.c2-01", 2, "it says that there are 1 questions, and there are 2"),
        ("2.f2-10.c2", 1, "question 2, c2, was left out: it is no question such as f2-10"),
        ("2.f2-10.2c-01", 1, "question 2, 2c-01, was left out: it is no question such as f2-10"),
        ("f-10.c2-01", 1, "question 1, f-10, was left out: it is no question such as f2-10"),
        ("f2-10-10-10", 0, "question 1, f2-10-10-10, was left out: it is no question such as f2-10"),
        ("a.b.c.d.e", 0, "question 3, c, was left out: it is no question such as f2-10; 2 more were left out"),
        (".".join(["f2-10"] * 21), 20, "an exercise has at most 20 questions, and the rest was left out"),
    ],
)
def test_what_is_told(text: str, kept: int, ending: str) -> None:
    questions, complaint = read_questions(text, everything)
    assert len(questions) == kept
    assert complaint.endswith(ending)
    assert bool(complaint) == bool(ending)


def test_the_network_says_why_not() -> None:
    assert read_questions("1.f2-10", nothing) == ((), "question 1, f2-10, was left out: there is none")


SESSIONS: dict[str, Any] = {
    "two-bit": pattern_session,
    "four-bit": lambda query: pattern_session(query, preset=FOUR_BIT),
    "memory": memory_session,
}
LATCHED = "01001011-10001000"


@pytest.mark.parametrize(
    ("demo", "query", "sentence"),
    [
        ("two-bit", "ask=x2-10", "what can be asked for is f, i, g, o, c, h, p"),
        ("two-bit", "ask=f3-10", "there are steps 1 to 2"),
        ("two-bit", "ask=f0-10", "there are steps 1 to 2"),
        ("two-bit", "ask=f2u2-10", "there is one unit"),
        ("two-bit", "ask=f2-101", "the network reads 2 bits, and the input 101 has 3"),
        ("two-bit", "ask=f2-12", "a pattern is written with the digits 0 and 1, not '12'"),
        ("two-bit", "ask=p1-10", "there is an answer after the last step only"),
        ("two-bit", "target=0110&ask=f2-10", "the network reads 4 bits, and the input 10 has 2"),
        ("four-bit", "ask=f2u5-1010", "there are units 1 to 4"),
        ("four-bit", "units=2&ask=f2u3-1010", "there are units 1 to 2"),
        ("four-bit", "ask=p4u2-1010", "the answer is of no unit"),
        ("four-bit", "ask=f2-1010-1010", "a pattern is written with the digits 0 and 1, not '1010 marked 1010'"),
        ("memory", "ask=f2-01001011", "a sequence has bits and marks, as in 010010-100010"),
        ("memory", "ask=f2-01001011-1000100", "there are not as many marks as bits"),
        ("memory", "ask=f2-010010-100010", "a sequence has 8 steps here, and this one has 6"),
        ("memory", f"ask=f9-{LATCHED}", "there are steps 1 to 8"),
        ("memory", f"ask=f2u2-{LATCHED}", "there is one unit"),
        ("memory", f"task=recall&ask=f2-{LATCHED}", "the sequences of the recall task have no marks"),
        ("memory", "task=recall&ask=f2-01001011", "a sequence has 20 steps here, and this one has 8"),
        ("memory", "task=recall&steps=5&ask=f2u5-01001", "there are units 1 to 4"),
    ],
)
def test_what_a_network_does_not_have_is_told_and_the_lesson_is_as_ever(demo: str, query: str, sentence: str) -> None:
    state = SESSIONS[demo](f"?{query}").state
    assert sentence in state.notice
    assert "The address asks for ask=" in state.notice
    assert state.lesson.mode is Mode.LESSON


@pytest.mark.parametrize(
    ("demo", "query", "kept"),
    [
        ("two-bit", "ask=3.f2-10.x1-10.p2-11", "f p"),
        ("four-bit", "ask=c1u4-0000.f2-10.h4u2-1111", "c h"),
        ("memory", f"ask=c8-{LATCHED}.f2-1", "c"),
        ("memory", "task=recall&steps=5&units=2&ask=i3u2-01001.f3u3-01001.p5-11111", "i p"),
    ],
)
def test_what_can_be_asked_beside_what_cannot_is_asked(demo: str, query: str, kept: str) -> None:
    state = SESSIONS[demo](f"?{query}").state
    assert "was left out" in state.notice
    assert " ".join(spec.quantity for spec in state.lesson.asked) == kept
    assert state.lesson.mode is Mode.EXERCISE
