"""What a reader guessed, as a table to take along."""

from demos.lesson.state import Guess, Lesson, Mode

COLUMNS = ("round", "question", "input", "quantity", "step", "unit", "guess", "guessed", "truth", "was", "right")


def as_csv(lesson: Lesson) -> str:
    """All guesses: a line each, rounds of checks first. Nothing in it needs quotes."""
    rounds = [(f"check {k}", guesses) for k, guesses in enumerate(lesson.checked, 1)]
    if not lesson.checked or lesson.guesses is not lesson.checked[-1]:
        rounds.append((str(lesson.mode), lesson.guesses))
    lines: list[tuple[str, ...]] = [COLUMNS]
    for name, guesses in rounds:
        lines += [(name, str(_number(guess, k)), *_row(guess)) for k, guess in enumerate(guesses, 1)]
    return "".join([",".join(line) + "\n" for line in lines])


def _number(guess: Guess, place: int) -> int:
    """That of the question: of an exercise the same for everybody, whatever was passed over."""
    return guess.step if guess.mode is Mode.EXERCISE else place


def _row(guess: Guess) -> tuple[str, ...]:
    question = guess.question
    quantity, step, unit, text = question.spec
    guessed, was = (question.options[question.third(value)] for value in (guess.value, question.truth))
    right = "yes" if guess.right else "no"
    return text, quantity, str(step), str(unit), repr(guess.value), guessed, repr(question.truth), was, right
