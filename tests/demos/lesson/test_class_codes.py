"""A class hands in codes, and its teacher reads them in the exercise that was asked."""

import json
import re
from typing import Any

import pytest

from demos.effects import Remember
from demos.lesson.class_codes import LONGEST
from demos.pattern.pretrained import to_json
from demos.session import Session
from tests.clock import Clock
from tests.demos.lesson.test_exercises import OPEN
from tests.demos.lesson.walking import Reader
from tests.demos.support import TABLE, having

ASKED = {
    "two-bit": "ask=3.f2-10.h1-01.p2-11",
    "four-bit": "ask=2.f2u3-1010.p4-1010",
    "memory": "ask=2.f3-01001011-10001000.p8-01001011-10001000",
}
TRUTH = re.compile(r"is (\N{MINUS SIGN}|\+)?\d\.\d+")


def reader_of(name: str, query: str = "") -> Reader:
    return Reader(OPEN[name](query or ASKED[name]))


def code_after(name: str, thirds: tuple[int | None, ...]) -> str:
    """Go through the exercise with these guesses, and take the code from its end."""
    reader = reader_of(name)
    for third in thirds:
        if third is not None:
            reader.send({"type": "lesson-guess", "third": third})
        reader.send({"type": "lesson-next"})
    (field,) = having(reader.lesson, "id", f"{reader.session.place.instance}-own-code")
    return field.attrib["value"]


def reloaded(reader: Reader, query: str, remembered: str) -> Session[Any]:
    """The two-bit demo as it begins when its tab is loaded again."""
    demo, place = reader.session.demo, reader.session.place
    data = json.loads(json.dumps(to_json(TABLE)))
    return Session(demo, data, place._replace(query=query, remembered=remembered), Clock())


def class_words(reader: Reader) -> str:
    return "".join(reader.lesson.itertext())


def bars(reader: Reader) -> list[list[str]]:
    """For each question what its bars say."""
    return [["".join(bar.itertext()) for bar in counts] for counts in having(reader.lesson, "class", "class-counts")]


@pytest.mark.parametrize("name", ASKED)
def test_guesses_of_a_class_are_counted_before_the_answers_are_shown(name: str) -> None:
    length = int(ASKED[name][4])
    codes = [code_after(name, (third, *(2,) * (length - 1))) for third in (0, 2, 2)]
    codes.append(code_after(name, (None, *(1,) * (length - 1))))
    teacher = reader_of(name)
    teacher.press("Codes of a class")
    teacher.send({"type": "lesson-codes", "text": "\n".join(f"Reader {k}: {code}" for k, code in enumerate(codes))})
    assert "4 codes read." in class_words(teacher)
    counted = bars(teacher)
    assert [bar.rpartition(": ")[2] for bar in counted[0]] == ["1", "0", "2", "1"]
    assert counted[0][3] == "no guess: 1"
    assert [bar.rpartition(": ")[2] for bar in counted[1]] == ["0", "1", "3"]
    assert not TRUTH.search(class_words(teacher))
    teacher.press("Show the answers")
    assert len(TRUTH.findall(class_words(teacher))) == length
    assert sum("\N{CHECK MARK}" in bar for bars_of in bars(teacher) for bar in bars_of) == length
    teacher.press("Hide the answers")
    assert not TRUTH.search(class_words(teacher))


def test_the_marked_third_is_where_the_network_has_its_number() -> None:
    teacher = reader_of("two-bit")
    teacher.press("Codes of a class")
    teacher.send({"type": "lesson-codes", "text": code_after("two-bit", (0, 1, 2))})
    teacher.press("Show the answers")
    marked = ["\N{CHECK MARK}" in bar for bar in bars(teacher)[2]]
    number = float(re.findall(r"p is (\d\.\d+)", class_words(teacher))[0])
    assert marked == [number < 1 / 3, 1 / 3 <= number <= 2 / 3, number > 2 / 3]


def test_codes_stay_where_the_reader_looks_at_something_else_meanwhile() -> None:
    teacher = reader_of("two-bit")
    teacher.press("Codes of a class")
    teacher.send({"type": "lesson-codes", "text": code_after("two-bit", (0, 1, 2))})
    teacher.press("Done")
    teacher.send({"type": "lesson-leave"})
    teacher.press("Codes of a class")
    assert "1 code read." in class_words(teacher)
    teacher.press("Done")
    teacher.press("Go to the exercise")
    teacher.press("Codes of a class")
    assert "1 code read." in class_words(teacher)


def test_another_network_is_not_set_beside_the_guesses() -> None:
    teacher = reader_of("two-bit")
    teacher.press("Codes of a class")
    teacher.send({"type": "lesson-codes", "text": code_after("two-bit", (0, 1, 2))})
    teacher.send({"type": "train"})
    assert bars(teacher) == []
    assert "the network on show is not that of the link" in class_words(teacher)
    teacher.press("Back to the network of the link")
    assert len(bars(teacher)) == 3


def test_what_cannot_be_read_is_told_and_loses_nothing() -> None:
    teacher = reader_of("two-bit")
    teacher.press("Codes of a class")
    good = code_after("two-bit", (0, 1, 2))
    other = code_after("four-bit", (0, 1))
    teacher.send({"type": "lesson-codes", "text": f"{good}\nAda\n{other}"})
    assert "1 code read." in class_words(teacher)
    assert "Line 2, Ada: there is no code in it." in class_words(teacher)
    assert "it is of another exercise" in class_words(teacher)
    with pytest.raises(ValueError, match="20,000 characters"):
        teacher.send({"type": "lesson-codes", "text": "x" * (LONGEST + 1)})
    assert "1 code read." in class_words(teacher)


def test_pasted_codes_live_through_a_reload() -> None:
    teacher = reader_of("two-bit")
    teacher.press("Codes of a class")
    pasted = f"Ada {code_after('two-bit', (0, 1, 2))}\nBo"
    (effect,) = teacher.session.handle({"type": "lesson-codes", "text": pasted}).effects
    assert isinstance(effect, Remember)
    again = Reader(reloaded(teacher, ASKED["two-bit"], effect.text))
    again.press("Codes of a class")
    assert "1 code read." in class_words(again)
    other = Reader(reloaded(teacher, "ask=1.f2-10", effect.text))
    other.press("Codes of a class")
    assert "No codes yet." in class_words(other)


def test_where_no_exercise_came_there_are_no_codes() -> None:
    reader = reader_of("two-bit", "target=10")
    assert "Codes of a class" not in class_words(reader)
    for message in ({"type": "lesson-class"}, {"type": "lesson-codes", "text": "x"}, {"type": "lesson-answers"}):
        with pytest.raises(ValueError, match="no exercise"):
            reader.send(message)
