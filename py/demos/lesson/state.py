"""How far a reader has got in a lesson."""

from enum import StrEnum
from typing import Any, NamedTuple

from demos.lesson.questions import Question, Spec


class Mode(StrEnum):
    """What a reader is led through."""

    LESSON = "lesson"
    CHECK = "check"  # five questions
    EXERCISE = "exercise"  # the questions of a link
    NONE = "none"


class Guess(NamedTuple):
    """A number that was guessed, and what it turned out to be."""

    mode: Mode
    step: int  # of the lesson
    value: float
    question: Question
    network: int  # by which it was answered
    says: str = ""  # how it was asked, of the network of then
    more: str = ""  # what is said after the answer, of that network too

    @property
    def right(self) -> bool:
        """Whether both are in the same third of the range."""
        return self.question.third(self.value) == self.question.third(self.question.truth)


class Picked(NamedTuple):
    """One of several answers in words that was picked."""

    step: int  # of the lesson
    option: int  # from 0
    answers: frozenset[int]  # that were right, of the network that was asked
    feedback: str
    network: int = 0  # the one that was asked
    says: str = ""  # how it was asked, of that network

    @property
    def right(self) -> bool:
        """Whether it was one of those."""
        return self.option in self.answers


class Exercise(NamedTuple):
    """The questions that a link brought, and how far the reader has got while something else is on show."""

    asked: tuple[Spec, ...]
    begun: Any  # the state of the demo with which the link begins
    network: int | None  # that the questions are about; None if the link's did not arrive
    step: int = 1
    guesses: tuple[Guess, ...] = ()


class Draft(NamedTuple):
    """An exercise that is being made."""

    is_open: bool = True
    quantity: str = ""
    step: int = 1
    unit: int = 1
    inputs: tuple[str, ...] = ()  # as they were typed; until then, what is on show
    asked: tuple[Spec, ...] = ()
    status: str = ""  # what came of the last press


class ClassCodes(NamedTuple):
    """The codes that a teacher has from a class."""

    is_open: bool = True
    text: str = ""  # as it was pasted
    shows_answers: bool = False


class Lesson(NamedTuple):
    """A lesson between two events."""

    mode: Mode = Mode.LESSON
    step: int = 1
    finished: tuple[int, ...] = ()  # steps in which what was asked is done
    aim: float | None = None  # where the dot was dragged to
    is_asking: bool = False  # whether this step asks for a number that was not guessed yet
    guesses: tuple[Guess, ...] = ()
    picked: tuple[Picked, ...] = ()
    asked: tuple[Spec, ...] = ()  # the questions of a check or an exercise
    checked: tuple[tuple[Guess, ...], ...] = ()  # the checks that were gone through to their end
    is_lost: bool = False  # whether the network of the link did not arrive
    exercise: Exercise | None = None  # of the link with which the page was opened
    draft: Draft | None = None
    class_codes: ClassCodes | None = None

    @property
    def guess(self) -> Guess | None:
        """The one that was made in this step, if it was."""
        return next((one for one in self.guesses if (one.mode, one.step) == (self.mode, self.step)), None)

    @property
    def guessing(self) -> bool:
        """Whether a question is still to be answered of which nothing may be told before."""
        return self.is_asking and self.step not in self.finished

    @property
    def pick(self) -> Picked | None:
        """The one of this step, if it was made."""
        return next((one for one in self.picked if one.step == self.step), None)

    def anew(self, mode: Mode, asked: tuple[Spec, ...] = ()) -> "Lesson":
        """The beginning of something else; what is no part of that stays, and an exercise as far as it got."""
        exercise = self.exercise
        if exercise and self.mode is Mode.EXERCISE:
            exercise = exercise._replace(step=self.step, guesses=self.guesses)
        anew = Lesson(mode, asked=asked, checked=self.checked, exercise=exercise)
        return anew._replace(draft=self.draft, class_codes=self.class_codes)
