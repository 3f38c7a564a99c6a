"""The steps that a reader is led through: those of the lesson, or questions one after the other."""

from typing import Any

from demos.lesson.plan import Led, LessonStep, Plan
from demos.lesson.questions import Spec
from demos.lesson.state import Lesson, Mode
from demos.wording import counted


def course_of[S: Led](plan: Plan[S], state: S) -> tuple[LessonStep[S], ...]:
    """The steps of what the reader is at."""
    lesson = state.lesson
    if lesson.mode not in (Mode.CHECK, Mode.EXERCISE):
        return plan.steps(state)
    first = (plan.before_check,) if lesson.mode is Mode.CHECK and plan.before_check else ()
    return (*first, *(_asking(plan, state, spec) for spec in lesson.asked), LessonStep[Any](says=_end))


def _of_unit[S: Led](plan: Plan[S], state: S, spec: Spec) -> str:
    """Which unit is asked about, where there are several."""
    making = plan.making
    if making is None or making.sizes(state)[1] == 1 or spec.quantity == making.answer:
        return ""
    return f" of unit {spec.unit}"


def question_text[S: Led](plan: Plan[S], state: S, spec: Spec) -> str:
    """A question as readers are asked it."""
    reads = f"The network reads {spec.input}. " if spec.input else ""
    return f"{reads}What is {spec.quantity}{_of_unit(plan, state, spec)} at step {spec.step}?"


def _asking[S: Led](plan: Plan[S], state: S, spec: Spec) -> LessonStep[Any]:
    text = question_text(plan, state, spec)
    return LessonStep(says=lambda state: text, guess=lambda state: spec)


def _end(state: Any) -> str:
    lesson: Lesson = state.lesson
    right = sum(guess.right for guess in lesson.guesses)
    sentences = f"{right} of {len(lesson.guesses)} right."
    left = len(lesson.asked) - len(lesson.guesses)
    if lesson.mode is Mode.EXERCISE and left:
        sentences += f" {counted(left, 'question')} without a guess."
    if lesson.mode is Mode.CHECK and len(lesson.checked) > 1:
        before = lesson.checked[0]
        sentences += f" The first time it was {sum(guess.right for guess in before)} of {len(before)}."
    return sentences
