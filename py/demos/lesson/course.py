"""The steps that a reader is led through: those of the lesson, or questions one after the other."""

from typing import Any

from demos.lesson.plan import Led, Plan, Step
from demos.lesson.questions import Spec
from demos.lesson.state import Lesson, Mode
from demos.wording import counted

ANSWER = "p"  # of the whole network, and of no unit


def course_of[S: Led](plan: Plan[S], state: S) -> tuple[Step[S], ...]:
    """The steps of what the reader is at."""
    lesson = state.lesson
    if lesson.mode not in (Mode.CHECK, Mode.EXERCISE):
        return plan.steps(state)
    units = plan.making.sizes(state)[1] if plan.making else 1
    first = (plan.before_check,) if lesson.mode is Mode.CHECK and plan.before_check else ()
    return (*first, *(_asking(spec, units) for spec in lesson.asked), Step[Any](says=_end))


def _asking(spec: Spec, units: int) -> Step[Any]:
    of_unit = f" of unit {spec.unit}" if units > 1 and spec.quantity != ANSWER else ""
    reads = f"The network reads {spec.input}. " if spec.input else ""
    return Step(
        says=lambda state: f"{reads}What is {spec.quantity}{of_unit} at step {spec.step}?", guess=lambda state: spec
    )


def _end(state: Any) -> str:
    lesson: Lesson = state.lesson
    right = sum(guess.right for guess in lesson.guesses)
    told = f"{right} of {len(lesson.guesses)} right."
    left = len(lesson.asked) - len(lesson.guesses)
    if lesson.mode is Mode.EXERCISE and left:
        told += f" {counted(left, 'question')} without a guess."
    if lesson.mode is Mode.CHECK and len(lesson.checked) > 1:
        before = lesson.checked[0]
        told += f" The first time it was {sum(guess.right for guess in before)} of {len(before)}."
    return told
