"""Where a teacher reads the codes of a class: how the guesses are spread over the answers, and then the answers."""

from demos.events import Events
from demos.html import Attribute, Html, el
from demos.lesson import events as e
from demos.lesson.class_codes import guesses_of
from demos.lesson.codes import ClassGuesses
from demos.lesson.course import question_text
from demos.lesson.exercise import obstacle
from demos.lesson.plan import Led, Plan
from demos.lesson.questions import Question
from demos.lesson.state import ClassCodes, Exercise
from demos.wording import counted

ABOUT = (
    "Paste the codes of your class, each in a line of its own; names may stand before them. How the guesses are spread "
    "is shown first, the answers when you want them to be. Nothing leaves this page."
)
NONE_YET = "No codes yet. Readers find theirs at the end of the exercise."
LISTED = 5  # of the lines without a code; the others are counted
NO_GUESS = "no guess"


def class_view[S: Led](plan: Plan[S], events: Events, state: S, exercise: Exercise, codes: ClassCodes) -> Html:
    """In place of the lesson, until it is done."""
    guesses = guesses_of(codes, exercise)
    head = el(
        "div",
        {"class": "lesson-head"},
        el("h3", {"class": "lesson-title"}, "Codes of a class"),
        el("div", {"class": "lesson-buttons"}, _button(events, "Done", "lesson-next", e.OpenClass)),
    )
    field = f"{state.instance}-class-codes"
    attributes: dict[str, Attribute] = {
        "id": field,
        "class": "codes-field",
        "rows": 6,
        "autocomplete": "off",
        "autocapitalize": "off",
        "spellcheck": "false",
        "placeholder": "7K3M-Q9PX-2T4A",
        "data-input-event": events.message(e.ReadCodes),
        "data-field": "text",
    }
    return el(
        "section",
        {"class": "lesson making", "aria-label": "Lesson"},
        head,
        el("p", {"class": "lesson-about"}, ABOUT),
        el("label", {"class": "label", "for": field}, "Codes"),
        el("textarea", attributes, codes.text),
        el("p", {"class": "lesson-told", "role": "status"}, _summary(guesses)),
        *_counted(plan, events, state, exercise, codes, guesses),
    )


def _summary(guesses: ClassGuesses) -> str:
    if not guesses.of and not guesses.refused:
        return NONE_YET
    sentences = [f"{counted(len(guesses.of), 'code')} read.", *guesses.refused[:LISTED]]
    if len(guesses.refused) > LISTED:
        sentences.append(f"{len(guesses.refused) - LISTED} more lines have none.")
    return " ".join(sentences)


def _counted[S: Led](
    plan: Plan[S], events: Events, state: S, exercise: Exercise, codes: ClassCodes, guesses: ClassGuesses
) -> list[Html]:
    """How the guesses are spread, for each question, once there are some."""
    if not guesses.of:
        return []
    if why := obstacle(plan, state, exercise.asked[0]):
        return [
            el("p", {"class": "lesson-about"}, f"The codes cannot be shown now: {why}."),
            _button(events, "Back to the network of the link", "tab", e.PutBack),
        ]
    title = "Hide the answers" if codes.shows_answers else "Show the answers"
    items = [_item(plan, state, exercise, codes, guesses, number) for number in range(len(exercise.asked))]
    listed = el("ol", {"class": "class-questions", "aria-label": "Guesses of the class"}, *items)
    return [_button(events, title, "tab", e.ShowAnswers), listed]


def _item[S: Led](
    plan: Plan[S], state: S, exercise: Exercise, codes: ClassCodes, guesses: ClassGuesses, number: int
) -> Html:
    """A question, and how many guessed each third of its range."""
    question = plan.question(state, exercise.asked[number])
    *thirds, none = guesses.counts(number)
    right = question.third(question.truth) if codes.shows_answers else None
    bars = [
        _bar(words, count, len(guesses.of), third == right)
        for third, (words, count) in enumerate(zip(question.options, thirds, strict=True))
    ]
    if none:
        bars.append(_bar(NO_GUESS, none, len(guesses.of), False))
    answer = _answer(question, thirds[right], len(guesses.of)) if right is not None else None
    title = el("p", None, question_text(plan, state, question.spec), answer)
    return el("li", None, title, el("ul", {"class": "class-counts"}, *bars))


def _bar(words: str, count: int, of: int, is_right: bool) -> Html:
    mark = el("span", {"class": "lesson-tick"}, " \N{CHECK MARK}") if is_right else None
    style = f"--share:{count / of:.3f}"
    return el("li", {"class": "right" if is_right else None, "style": style}, f"{words}: {count}", mark)


def _answer(question: Question, right: int, of: int) -> Html:
    return el("small", None, f" {question.symbol} is {question.answer}: {right} of {of} right.")


def _button(events: Events, title: str, look: str, kind: type) -> Html:
    return el("button", {"type": "button", "class": look, "data-event": events.message(kind)}, title)
