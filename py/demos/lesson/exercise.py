"""An exercise: the questions that a link brought, about the network that it brought."""

from binascii import crc32
from math import isfinite
from typing import Any, cast

from demos.lesson.asking import questions_text
from demos.lesson.plan import Led, Plan
from demos.lesson.questions import Spec
from demos.lesson.state import Exercise, Guess, Lesson, Mode

LOST = "the network that is asked about did not arrive with the link; copy the link anew"
OTHER = "the network on show is not that of the link"


def opened[S: Led](plan: Plan[S], state: S) -> S:
    """The first state, with what an exercise goes back to if the address has one."""
    lesson = state.lesson
    if lesson.mode is not Mode.EXERCISE:
        return state
    begun = cast(Any, state)._replace(lesson=Lesson(), notice="")
    network = None if lesson.is_lost else plan.network(state)
    return with_lesson_at(state, lesson._replace(exercise=Exercise(lesson.asked, begun, network)))


def without_its_network[S: Led](state: S) -> S:
    """The first state of a link that said that weights come at its end, which did not."""
    return with_lesson_at(state, state.lesson._replace(is_lost=True))


def obstacle[S: Led](plan: Plan[S], state: S, spec: Spec) -> str:
    """Why a question cannot be asked of the network on show; empty if it can."""
    try:
        plan.question(state, spec)
    except ValueError as error:
        return str(error)
    lesson = state.lesson
    if lesson.mode is not Mode.EXERCISE or lesson.exercise is None or lesson.exercise.network == plan.network(state):
        return ""
    return LOST if lesson.exercise.network is None else OTHER


def taken_up(lesson: Lesson) -> Lesson:
    """The exercise gone on with where it was left."""
    fresh = lesson.anew(Mode.EXERCISE)
    exercise = fresh.exercise
    if exercise is None:
        raise ValueError("no exercise came with the address")
    done = tuple(guess.step for guess in exercise.guesses)
    return fresh._replace(asked=exercise.asked, step=exercise.step, guesses=exercise.guesses, finished=done)


def put_back[S: Led](state: S) -> S:
    """The demo as the link has it, and the lesson where it is."""
    lesson = state.lesson
    if lesson.exercise is None:
        raise ValueError("no exercise came with the address")
    now, begun = cast(Any, state), lesson.exercise.begun
    return cast(S, begun._replace(instance=now.instance, address=now.address, lesson=lesson, notice=now.notice))


# ---- What a page remembers of it ----


def progress(lesson: Lesson) -> str:
    """The link's questions and network as a number, the step, and each guess with its step."""
    exercise = lesson.exercise
    if exercise is None:
        return ""
    step, guesses = exercise.step, exercise.guesses
    if lesson.mode is Mode.EXERCISE:
        step, guesses = lesson.step, lesson.guesses
    made = ",".join(f"{guess.step}={guess.value!r}" for guess in guesses)
    return f":{fingerprint(exercise):x}:{step}:{made}"


def got_on[S: Led](plan: Plan[S], state: S, text: str) -> Exercise | None:
    """The exercise of a first state, as far as ``progress`` says; None if that was about another link."""
    exercise = state.lesson.exercise
    number, _, rest = text.partition(":")
    step, _, made = rest.partition(":")
    if exercise is None or number != f"{fingerprint(exercise):x}" or not step.isdecimal():
        return None
    if not 1 <= int(step) <= len(exercise.asked) + 1:
        return None
    guesses = []
    for one in filter(None, made.split(",")):
        guess = _guess(plan, state, exercise, one)
        if guess is None:
            return None
        guesses.append(guess)
    return exercise._replace(step=int(step), guesses=tuple(guesses))


def _guess[S: Led](plan: Plan[S], state: S, exercise: Exercise, text: str) -> Guess | None:
    step, _, written = text.partition("=")
    try:
        value = float(written)
        question = plan.question(state, exercise.asked[int(step) - 1])
    except (ValueError, IndexError):
        return None
    if not isfinite(value) or int(step) < 1:
        return None
    return Guess(Mode.EXERCISE, int(step), value, question, plan.network(state))


def fingerprint(exercise: Exercise) -> int:
    """A number that stands for the questions and the network, the same for everybody who has the link."""
    return crc32(f"{exercise.network} {questions_text(exercise.asked)}".encode())


def with_lesson_at[S: Led](state: S, lesson: Lesson) -> S:
    """The state with another place in its lesson."""
    return cast(S, cast(Any, state)._replace(lesson=lesson))
