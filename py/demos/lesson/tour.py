"""Everything a reader can do with a lesson, once."""

from collections.abc import Iterator
from typing import Any

MOST = 12  # steps of a lesson, and more

type Message = dict[str, Any]


def lesson_tour() -> Iterator[Message]:
    """The events of a lesson and of a check, good and bad; what a step asks for beside is the demo's own."""
    yield {"type": "lesson-again"}
    for _ in range(MOST):
        yield {"type": "lesson-next"}
        yield {"type": "lesson-aim", "value": 0.5}
        yield {"type": "lesson-guess-aim"}
        yield {"type": "lesson-pick", "option": 0}
    yield {"type": "lesson-save"}
    yield {"type": "lesson-back"}
    yield {"type": "lesson-check"}
    for _ in range(MOST):
        yield {"type": "lesson-guess", "third": 2}
        yield {"type": "lesson-next"}
    yield {"type": "lesson-leave"}
    yield {"type": "lesson-worksheet"}
    yield from _making()


def _making() -> Iterator[Message]:
    """An exercise is made; where the page has come with one, it is taken up."""
    yield {"type": "lesson-make"}
    yield {"type": "lesson-add"}
    for part, text in (("quantity", "h"), ("step", "2"), ("unit", "1"), ("unit", "x"), ("input-0", "1")):
        yield {"type": "lesson-choose", "part": part, "text": text}
    yield {"type": "lesson-add"}
    yield {"type": "lesson-choose", "part": "quantity", "text": "p"}
    yield {"type": "lesson-remove", "number": 1}
    yield {"type": "lesson-make"}


def exercise_tour() -> Iterator[Message]:
    """The events of an exercise that came with the address."""
    for _ in range(2):
        yield {"type": "lesson-guess", "third": 1}
        yield {"type": "lesson-next"}
    yield {"type": "lesson-save"}
    yield {"type": "lesson-class"}
    yield {"type": "lesson-codes", "text": "Ada RJYD-KFFV-MEVV\nno code"}
    yield {"type": "lesson-answers"}
    yield {"type": "lesson-class"}
    yield {"type": "lesson-leave"}
    yield {"type": "lesson-take-up"}
    yield {"type": "lesson-put-back"}
    yield {"type": "lesson-again"}
