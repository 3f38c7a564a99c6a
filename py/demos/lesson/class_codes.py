"""The guesses of a class: codes are pasted, and read as those of the exercise that the link brought."""

from demos.lesson import events as e
from demos.lesson.codes import ClassGuesses, code_of, read_class
from demos.lesson.exercise import fingerprint
from demos.lesson.state import ClassCodes, Exercise, Lesson, Mode

LONGEST = 20_000  # characters


def class_changed(lesson: Lesson, event: e.OfClass) -> ClassCodes:
    """What is known of a class after an event.

    Raises:
        ValueError: the event does not fit; nothing was changed.
    """
    if lesson.exercise is None:
        raise ValueError("no exercise came with the address")
    codes = lesson.class_codes
    match event:
        case e.OpenClass():
            return codes._replace(is_open=not codes.is_open) if codes else ClassCodes()
        case e.ReadCodes(text):
            if len(text) > LONGEST:
                raise ValueError(f"at most {LONGEST:,} characters can be read at once")
            return (codes or ClassCodes())._replace(text=text)
        case e.ShowAnswers():
            codes = codes or ClassCodes()
            return codes._replace(shows_answers=not codes.shows_answers)


def guesses_of(codes: ClassCodes, exercise: Exercise) -> ClassGuesses:
    """What is in the codes."""
    return read_class(codes.text, fingerprint(exercise), len(exercise.asked))


def own_code(lesson: Lesson) -> str:
    """The code of what this reader guessed in the exercise; empty if there is none, or nothing was guessed."""
    exercise = lesson.exercise
    if exercise is None or exercise.network is None:
        return ""
    guesses = lesson.guesses if lesson.mode is Mode.EXERCISE else exercise.guesses
    by_step = {guess.step: guess.question.third(guess.value) for guess in guesses}
    if not by_step:
        return ""
    return code_of(fingerprint(exercise), [by_step.get(step) for step in range(1, len(exercise.asked) + 1)])
