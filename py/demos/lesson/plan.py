"""What a demo declares of its lesson: its steps, and how its network is asked."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from demos.demo import State
from demos.html import Html
from demos.lesson.questions import Question, Spec
from demos.lesson.state import Lesson
from rnn.quantities import Quantity


class Led(State, Protocol):
    """The interface of the state of a demo that has a lesson."""

    @property
    def instance(self) -> str:
        """The demo's name on the page, with which its ids begin."""

    @property
    def lesson(self) -> Lesson:
        """How far the reader has got."""

    @property
    def changing(self) -> bool:
        """Whether the network that the lesson tells of becomes another one with every view."""


class LessonChoice(NamedTuple):
    """A question with answers in words, of which those that are right were computed."""

    name: str
    options: tuple[str, ...]
    right: frozenset[int] = frozenset()  # from 0
    feedback: str = ""  # once one was picked
    judge: Callable[[], tuple[frozenset[int], str]] | None = None  # computes these two, where that takes time


class LessonStep[S](NamedTuple):
    """One step of a lesson: a sentence, and one action that is asked, or a guess, or a choice, or nothing."""

    says: Callable[[S], str]
    feedback: Callable[[S], str] | None = None  # when it is done
    begin: Callable[[S], S] | None = None  # from where it starts
    lit: Callable[[S], tuple[str, ...]] | None = None  # messages of the parts that it speaks of
    asks: Callable[[S], str] | None = None  # the message of what is to be acted on
    done: Callable[[S, S], bool] | None = None  # whether that was done between two states
    guess: Callable[[S], Spec] | None = None
    explains: bool = True  # why the number is what it is; not where the next step asks for that
    more: Callable[[S], str] | None = None  # after the answer to a guess
    choice: Callable[[S], LessonChoice] | None = None  # ValueError, with the reason, if that cannot be asked now

    @property
    def is_reading(self) -> bool:
        """Whether nothing is asked."""
        return not (self.asks or self.guess or self.choice)


class Making[S](NamedTuple):
    """How questions for an exercise are put together, and where its link leads."""

    quantities: Mapping[str, Quantity]  # that may be asked for, by name
    answer: str  # the one that is there after the last step only, of no unit
    sizes: Callable[[S], tuple[int, int]]  # how many steps and units there are
    inputs: Callable[[S], tuple[tuple[str, str], ...]]  # what is read: what it is called, and the one on show
    check: Callable[[S, Spec], None]  # ValueError, with the reason, if the network has no such number
    obstacle: Callable[[S], str]  # why nobody should be asked about what is on show; empty if nothing is in the way
    link: Callable[[S], tuple[str, str]]  # the address of the page, and the settings that lead to what is on show


class Plan[S](NamedTuple):
    """A demo's lesson."""

    about: Callable[[S], str]  # what the demo is, and what to press first, in a line
    steps: Callable[[S], tuple[LessonStep[S], ...]]  # may be others for another task; never none
    question: Callable[[S, Spec], Question]  # ValueError if the network has no such number
    network: Callable[[S], int]  # the same as long as the network on show is the same
    show_at: Callable[[S, Spec, bool], S]  # the demo just before the step of a question is read, or just after
    check: Callable[[S, tuple[Spec, ...]], tuple[Spec, ...]] | None = None  # questions on inputs that those had not
    before_check: LessonStep[Any] | None = None  # what has to be done first
    making: Making[S] | None = None  # of exercises, where there can be some
    worksheet: Callable[[S], Html] | None = None  # ValueError, with the reason, if there can be none now
