"""The region in which a lesson is told: it stands in the demo's own column, as high from step to step."""

from collections.abc import Callable
from math import atanh, log
from typing import NamedTuple

import numpy as np

from demos.cell_view.dial import sign_class
from demos.events import Events
from demos.html import Attribute, Html, el
from demos.lesson import events as e
from demos.lesson.class_codes import own_code
from demos.lesson.class_view import class_view
from demos.lesson.course import course_of
from demos.lesson.exercise import obstacle
from demos.lesson.making_view import making_view
from demos.lesson.plan import Led, LessonChoice, LessonStep, Plan
from demos.lesson.questions import Question
from demos.lesson.state import Guess, Lesson, Mode
from demos.link import copied_by
from demos.numbers import coordinate, fixed
from rnn.quantities import FUNCTIONS, SIGMOID

TITLES = {Mode.LESSON: "Lesson", Mode.CHECK: "Check yourself", Mode.EXERCISE: "Exercise"}
WIDTH, HEIGHT, MARGIN = 160, 96, 10
LIMITS = {SIGMOID: 6.0}  # weighted sums beyond are drawn at the edge
OTHER_LIMIT = 3.0
SINCE = " (All of the network that was here then.)"


def lesson_view[S: Led](plan: Plan[S], events: Events, state: S) -> Html:
    """The step at which the reader is; or, where the lesson was left, how to begin."""
    return _View(plan, events, state).region()


def aimed_at(question: Question, aim: float) -> float:
    """The number that a dot dragged to ``aim``, from -1 to 1, stands for."""
    if question.curve:
        return float(FUNCTIONS[question.curve](np.array(aim * LIMITS.get(question.curve, OTHER_LIMIT))))
    middle, half = (question.high + question.low) / 2, (question.high - question.low) / 2
    return middle + aim * half


class _View[S: Led](NamedTuple):
    plan: Plan[S]
    events: Events
    state: S

    @property
    def lesson(self) -> Lesson:
        return self.state.lesson

    def region(self) -> Html:
        lesson, plan = self.lesson, self.plan
        if plan.making and lesson.draft and lesson.draft.is_open:
            return making_view(plan.making, self.events, self.state, lesson.draft)
        if lesson.exercise and lesson.class_codes and lesson.class_codes.is_open:
            return class_view(plan, self.events, self.state, lesson.exercise, lesson.class_codes)
        if lesson.mode is Mode.NONE:
            left = {"class": "lesson left", "aria-label": "Lesson"}
            start = self.button("Start again", e.Again, "link")
            buttons = [start, self.check_button(), self.exercise_button(), *self.for_teachers(), self.class_button()]
            return el("section", left, el("p", {"class": "lesson-about"}, plan.about(self.state), " "), *buttons)
        course = course_of(plan, self.state)
        step = course[lesson.step - 1]
        attributes: dict[str, Attribute] = {
            "class": "lesson",
            "aria-label": "Lesson",
            "data-lesson-step": lesson.step,
            "data-lesson-steps": len(course),
            "data-lesson-done": "true" if lesson.step in lesson.finished or step.is_reading else "false",
        }
        # Not in the body, whose buttons the focus goes on to from a radio button that has been pressed.
        find = _finding("Show me the part", "[data-lesson-lit]") if step.lit and not step.asks else None
        foot = el("div", {"class": "lesson-foot"}, find) if find else None
        return el("section", attributes, self.head(course), el("div", {"class": "lesson-body"}, *self.body(step)), foot)

    def head(self, course: tuple[LessonStep[S], ...]) -> Html:
        lesson, last = self.lesson, len(course)
        is_done = lesson.step in lesson.finished
        tick = el("span", {"class": "lesson-tick"}, " \N{CHECK MARK} done") if is_done else None
        title = el(
            "h3", {"class": "lesson-title"}, TITLES[lesson.mode], f", step {lesson.step} of {last}", tick, self.record()
        )
        ready = "lesson-next ready" if is_done or course[lesson.step - 1].is_reading else "lesson-next"
        buttons = [
            self.button("Back", e.Back, "link", disabled=lesson.step == 1),
            self.button("Next", e.Next, ready, disabled=lesson.step == last or self.is_held_up(course)),
            self.button("Start again", e.Again, "link", disabled=lesson.step == 1 and not is_done),
            self.button("Leave the lesson", e.Leave, "link"),
        ]
        return el("div", {"class": "lesson-head"}, title, el("div", {"class": "lesson-buttons"}, *buttons))

    def is_held_up(self, course: tuple[LessonStep[S], ...]) -> bool:
        """Whether the questions wait for what has to be done first."""
        lesson = self.lesson
        return course[lesson.step - 1] is self.plan.before_check and lesson.step not in lesson.finished

    def record(self) -> Html | None:
        """How many guesses came true; small, since it is not what this is for."""
        guesses = [one for one in self.lesson.guesses if one.mode is self.lesson.mode]
        if not guesses:
            return None
        right = sum(one.right for one in guesses)
        words = f" {right} of {len(guesses)} guesses right"
        return el("span", {"class": "lesson-record"}, words)

    def body(self, step: LessonStep[S]) -> list[Html]:
        lesson, state = self.lesson, self.state
        parts = []
        if lesson.mode is Mode.LESSON and lesson.step == 1 and not lesson.finished:
            parts.append(el("p", {"class": "lesson-about"}, self.plan.about(state)))
        answered = lesson.pick if step.choice else lesson.guess
        says = answered.says if answered else ""
        parts.append(el("p", {"class": "lesson-says"}, says or step.says(state)))
        if step.guess:
            parts += self.guess(step)
        if step.choice:
            parts.append(self.choice(step.choice))
        if step.asks and lesson.step not in lesson.finished:
            parts.append(_finding("Show me where", "[data-lesson-asks]"))
        feedback = step.feedback(state) if step.feedback and lesson.step in lesson.finished else ""
        # Where a network is becoming another one, what is told of it changes with every view: not to be read aloud.
        live = "off" if state.changing else None
        attributes = {"class": "lesson-told", "role": "status", "aria-live": live}
        parts.append(el("p", attributes, feedback or self.answer(step)))
        is_last = lesson.step == len(course_of(self.plan, state))
        if lesson.guesses and is_last:
            parts += self.code() if lesson.mode is Mode.EXERCISE else []
            parts.append(self.button("Save the answers (CSV)", e.SaveAnswers, "link"))
        if lesson.mode is Mode.EXERCISE and (is_last or lesson.step == 1):
            parts.append(self.class_button())
        if lesson.mode is Mode.LESSON and (is_last or lesson.step == 1):
            parts += [self.check_button(), self.exercise_button()]
            parts += self.for_teachers() if is_last else []
        return parts

    def obstacle(self, step: LessonStep[S]) -> str:
        """Why nothing can be guessed now; empty if it can."""
        assert step.guess
        try:
            return obstacle(self.plan, self.state, step.guess(self.state))
        except ValueError as error:  # nor can it be told what would be asked
            return str(error)

    def check_button(self) -> Html:
        return self.button("Check yourself", e.Check, "link") if self.plan.check else Html("")

    def exercise_button(self) -> Html:
        return self.button("Go to the exercise", e.TakeUp, "link") if self.lesson.exercise else Html("")

    def for_teachers(self) -> list[Html]:
        """What can be made of the network on show for a class."""
        make = [self.button("Make an exercise", e.Make, "link")] if self.plan.making else []
        return [*make, self.button("Print a worksheet", e.PrintWorksheet, "link")] if self.plan.worksheet else make

    def class_button(self) -> Html:
        return self.button("Codes of a class", e.OpenClass, "link") if self.lesson.exercise else Html("")

    def code(self) -> list[Html]:
        """The code of what was guessed, to be handed in."""
        code = own_code(self.lesson)
        if not code:
            return []
        name = f"{self.state.instance}-own-code"
        field: dict[str, Attribute] = {
            "type": "text",
            "readonly": True,
            "class": "link-text own-code",
            "id": name,
            "size": len(code),
            "value": code,
        }
        label = el("label", {"for": name}, "The code of your guesses, to hand in: ")
        return [el("div", {"class": "tabs"}, label, el("input", field), copied_by(name, "Copy code"))]

    def guess(self, step: LessonStep[S]) -> list[Html]:
        lesson = self.lesson
        assert step.guess
        made = lesson.guess
        if not made and (why := self.obstacle(step)):
            is_there = lesson.mode is Mode.EXERCISE and lesson.exercise and lesson.exercise.network is not None
            back = [self.button("Back to the network of the link", e.PutBack, "tab")] if is_there else []
            return [_unasked(why), *back]
        question = made.question if made else self.plan.question(self.state, step.guess(self.state))
        aim = lesson.aim
        value = made.value if made else aimed_at(question, aim) if aim is not None else None
        low, high = question.bounds
        group: dict[str, Attribute] = {"class": "guess"}
        if not made:
            group["data-lesson-asks"] = "true"
        options = [self.option(question, k, made) for k in range(3)]
        slider = aim_button = None
        if not made:
            slider = el(
                "input",
                {
                    "type": "range",
                    "class": "guess-aim",
                    "min": -1,
                    "max": 1,
                    "step": 0.02,
                    "value": coordinate(aim or 0.0),
                    "aria-label": f"Guess of {question.symbol}, dragged",
                    "aria-valuetext": fixed(aimed_at(question, aim or 0.0), signed=question.low < 0),
                    "data-input-event": self.events.message(e.Aim),
                    "data-field": "value",
                },
            )
            if value is not None:
                aim_button = self.button(f"Guess {fixed(value, signed=question.low < 0)}", e.GuessAim, "tab")
        board = el("div", {"class": "guess-board"}, drawing(question, value, is_answered=made is not None), slider)
        least, most = (fixed(bound, decimals=0) for bound in (question.low, question.high))
        thirds = f"Thirds of {least} to {most}: the middle one goes from {fixed(low)} to {fixed(high)}."
        words = el("div", {"class": "guess-options"}, *options, aim_button, el("small", None, thirds))
        return [el("fieldset", group, el("legend", None, "Your guess"), board, words)]

    def option(self, question: Question, third: int, made: Guess | None) -> Html:
        attributes: dict[str, Attribute] = {
            "type": "radio",
            "name": f"{self.state.instance}-guess",
            "id": f"{self.state.instance}-guess-{self.lesson.step}-{third}",
            "data-event": self.events.message(e.GuessThird, third=third),
            "checked": made is not None and question.third(made.value) == third,
            "disabled": made is not None,
        }
        return el(
            "label", {"class": "guess-option"}, el("input", attributes), el("span", None, question.options[third])
        )

    def answer(self, step: LessonStep[S]) -> Html | str:
        """What came of the guess, or of the choice."""
        lesson = self.lesson
        if step.choice:
            pick = lesson.pick
            if not pick:
                return ""
            since = "" if pick.network == self.plan.network(self.state) else SINCE
            return f"{'Right.' if pick.right else 'No.'} {pick.feedback}{since}"
        made = lesson.guess
        if not step.guess or not made:
            return ""
        question = made.question
        verdict = "As you guessed" if made.right else "Not as you guessed"
        since = "" if made.network == self.plan.network(self.state) else SINCE
        why = f" {question.why}" if step.explains else ""
        words = f"{verdict}: {question.symbol} is {question.answer}.{why}{made.more}{since}"
        return el("span", {"data-guess": repr(made.value), "data-truth": repr(question.truth)}, words)

    def choice(self, asked: Callable[[S], LessonChoice]) -> Html:
        pick = self.lesson.pick
        try:
            choice = asked(self.state)
        except ValueError as error:
            return Html("") if pick else _unasked(str(error))  # what was answered stays answered
        group: dict[str, Attribute] = {"class": "guess choice-of-reasons"}
        if not pick:
            group["data-lesson-asks"] = "true"
        options = []
        for k, words in enumerate(choice.options):
            attributes: dict[str, Attribute] = {
                "type": "radio",
                "name": f"{self.state.instance}-choice",
                "id": f"{self.state.instance}-choice-{self.lesson.step}-{k}",
                "data-event": self.events.message(e.Pick, option=k),
                "checked": pick is not None and pick.option == k,
                "disabled": pick is not None,
            }
            is_right = pick is not None and k in pick.answers
            mark = el("span", {"class": "lesson-tick"}, " \N{CHECK MARK}") if is_right else None
            options.append(
                el("label", {"class": "guess-option"}, el("input", attributes), el("span", None, words), mark)
            )
        return el("fieldset", group, el("legend", None, choice.name), el("div", {"class": "guess-options"}, *options))

    def button(self, title: str, kind: type, look: str, disabled: bool = False) -> Html:
        attributes: dict[str, Attribute] = {
            "type": "button",
            "class": look,
            "disabled": disabled,
            "data-takes-focus": kind is e.Next,
            # The question, and under it the part that it is about.
            "data-reveals": f"{self.state.instance}-lesson" if kind in (e.Next, e.Back) else None,
            "data-beside": "[data-lesson-lit]" if kind in (e.Next, e.Back) else None,
            "data-event": self.events.message(kind),
        }
        return el("button", attributes, title)


def _finding(title: str, selector: str) -> Html:
    """A button that brings into view what the selector finds in the demo."""
    return el("button", {"type": "button", "class": "link", "data-find": selector}, title)


def _unasked(why: str) -> Html:
    return el("p", {"class": "lesson-told"}, f"This cannot be asked now: {why}.")


def drawing(question: Question, guess: float | None, is_answered: bool) -> Html:
    """The curve on which the number lies, the thirds of its range, the guess as a ring, and the truth as a dot."""
    low, high = question.bounds
    parts = [
        el("path", {"class": "guess-third", "d": f"M0 {coordinate(_up(question, bound))}H{WIDTH}"})
        for bound in (low, high)
    ]
    points = [_place(question, aimed_at(question, k / 16 - 1)) for k in range(33)]
    path = "M" + "L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in points)
    parts.append(el("path", {"class": "dial-curve", "d": path}))
    if guess is not None:
        x, y = _place(question, guess)
        parts.append(el("circle", {"class": "guess-dot", "cx": coordinate(x), "cy": coordinate(y), "r": 7}))
    if is_answered:
        x, y = _place(question, question.truth, question.at)
        strength = min(abs(question.truth) / max(abs(question.low), abs(question.high)), 1.0)
        dot: dict[str, Attribute] = {
            "class": f"dot-live {sign_class(question.truth)}",
            "cx": coordinate(x),
            "cy": coordinate(y),
            "r": 5,
            "style": f"--m:{coordinate(strength)}",
        }
        parts.append(el("circle", dot))
    letter = el("text", {"class": "symbol", "x": 8, "y": 20}, question.symbol)
    box = {"class": "guess-curve", "viewBox": f"0 0 {WIDTH} {HEIGHT}", "aria-hidden": "true"}
    return el("svg", box, *parts, letter)


def _up(question: Question, value: float) -> float:
    share = (min(max(value, question.low), question.high) - question.low) / (question.high - question.low)
    return HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN)


def _place(question: Question, value: float, at: float | None = None) -> tuple[float, float]:
    """Where a number is drawn: on its curve, over the weighted sum that it is made of."""
    if question.curve:
        limit = LIMITS.get(question.curve, OTHER_LIMIT)
        across = (_inverse(question.curve, value) if at is None else at) / limit
    else:
        across = 2 * (value - question.low) / (question.high - question.low) - 1
    across = min(max(across, -1.0), 1.0)
    return MARGIN + (across + 1) / 2 * (WIDTH - 2 * MARGIN), _up(question, value)


def _inverse(curve: str, value: float) -> float:
    """The weighted sum of which a function makes the value."""
    if curve == SIGMOID:
        value = min(max(value, 1e-9), 1 - 1e-9)
        return log(value / (1 - value))
    return atanh(min(max(value, -1 + 1e-9), 1 - 1e-9))
