"""A demo with its lesson: the lesson's own events, the ticks for what a reader does, and the region that tells it."""

from typing import Any, cast

from demos.budget import Budget
from demos.demo import Demo, Place, Regions, Updated
from demos.effects import Print, Remember, Save
from demos.lesson import events as e
from demos.lesson.answers import as_csv
from demos.lesson.class_codes import class_changed
from demos.lesson.course import course_of
from demos.lesson.exercise import got_on, obstacle, opened, progress, put_back, taken_up
from demos.lesson.exercise import with_lesson_at as _with
from demos.lesson.making import changed
from demos.lesson.marks import marked
from demos.lesson.plan import Led, Plan
from demos.lesson.state import ClassCodes, Guess, Lesson, Mode, Picked
from demos.lesson.view import aimed_at, lesson_view

KINDS = tuple(declared.kind for declared in e.EVENTS.values())
CSV = "lstm-lesson-answers.csv"


def with_lesson[S: Led](demo: Demo[S], plan: Plan[S]) -> Demo[S]:
    """The demo with a region ``lesson`` beside its own."""
    events = demo.events.with_more(e.EVENTS)

    def begin(data: Any, place: Place) -> S:
        state = opened(plan, demo.begin(data, place))
        if state.lesson.exercise:
            state = _entered(plan, state, 1)
        return _resumed(plan, state, place.remembered)

    def update(state: S, event: Any) -> Updated[S]:
        if not isinstance(event, KINDS):
            after, effects = demo.update(state, event)
            return _ticked(plan, state, after), effects
        if type(event) is e.PrintWorksheet:
            if plan.worksheet is None:
                raise ValueError("there is no worksheet here")
            return state, (Print(plan.worksheet(state)),)
        if type(event) is e.SaveAnswers:
            return state, (Save(CSV, as_csv(state.lesson)),)
        after = _changed(plan, state, cast(e.Event, event))
        text = remembered(after.lesson)
        return after, () if text == remembered(state.lesson) else (Remember(text),)

    def work(state: S, budget: Budget, paced: bool) -> S:
        return _ticked(plan, state, demo.work(state, budget, paced))

    def view(state: S, whole: bool) -> Regions:
        regions = demo.view(state, whole)
        if whole or ("notice" in regions and not state.busy):  # what has just ended, too; not every frame of ink
            regions = {**regions, "lesson": lesson_view(plan, events, state)}
        return marked(plan, state, regions)

    return demo._replace(events=events, begin=begin, update=update, work=work, view=view)


def remembered(lesson: Lesson) -> str:
    """What a page keeps of it, to go on there when it is loaded again."""
    pasted = lesson.class_codes.text if lesson.class_codes else ""
    return f"{lesson.mode}:{lesson.step}{progress(lesson)}" + (f"\n{pasted}" if pasted else "")


def _resumed[S: Led](plan: Plan[S], state: S, text: str) -> S:
    """The first state, gone on with at the step that was remembered; what does not fit is passed over."""
    text, _, pasted = text.partition("\n")
    mode, _, rest = text.partition(":")
    step, _, rest = rest.partition(":")
    if mode == Mode.CHECK and plan.check and not state.lesson.exercise:
        return _changed(plan, state, e.Check())  # from its first question: answers are not kept
    if mode not in (Mode.LESSON, Mode.NONE, Mode.EXERCISE) or not step.isdecimal() or int(step) < 1:
        return state
    lesson = state.lesson
    if lesson.exercise:
        exercise = got_on(plan, state, rest)
        if exercise is None:  # that was another link, and this one is not put away unread
            return state
        lesson = Lesson(exercise=exercise, class_codes=ClassCodes(is_open=False, text=pasted) if pasted else None)
        if mode == Mode.EXERCISE:
            return _entered(plan, _with(state, taken_up(lesson)), exercise.step)
        state = put_back(_with(state, lesson))
    if mode == Mode.NONE:
        return _with(state, lesson._replace(mode=Mode.NONE))
    if mode != lesson.mode or int(step) > len(course_of(plan, state)):
        return state
    return _entered(plan, state, int(step)) if step != "1" else state


def _ticked[S: Led](plan: Plan[S], before: S, after: S) -> S:
    """The state after something was done, with a tick if it was what the lesson asks for."""
    lesson = after.lesson
    if lesson.mode is Mode.NONE:
        return after
    course = course_of(plan, after)
    if len(course) != len(course_of(plan, before)):  # another task has another lesson
        return _with(after, lesson.anew(Mode.LESSON))
    if lesson.step in lesson.finished:
        return after
    step = course[lesson.step - 1]
    if step.done is None or not step.done(before, after):
        return after
    return _with(after, _finished(lesson))


def _finished(lesson: Lesson) -> Lesson:
    return lesson._replace(finished=(*lesson.finished, lesson.step))


def _entered[S: Led](plan: Plan[S], state: S, number: int) -> S:
    """The state at a step of its lesson."""
    state = _with(state, state.lesson._replace(step=number, aim=None))
    step = course_of(plan, state)[number - 1]
    if step.begin:
        state = step.begin(state)
    if step.guess and not state.lesson.guess and not obstacle(plan, state, step.guess(state)):
        state = plan.show_at(state, step.guess(state), False)
    state = _with(state, state.lesson._replace(is_asking=bool(step.guess)))
    if step.is_reading and number not in state.lesson.finished:
        state = _with(state, _finished(state.lesson))
    return state


def _changed[S: Led](plan: Plan[S], state: S, event: e.Event) -> S:
    match event:
        case e.Next() | e.Back() | e.Pick():
            return _on_its_way(plan, _led(state), event)
        case e.Aim() | e.GuessThird() | e.GuessAim():
            return _guessed(plan, _led(state), event)
    return _whole(plan, state, event)


def _led[S: Led](state: S) -> S:
    """Refuses what is about a step of a lesson that is none."""
    if state.lesson.mode is Mode.NONE:
        raise ValueError("the lesson was left")
    return state


def _whole[S: Led](plan: Plan[S], state: S, event: e.Event) -> S:
    """After what is about the lesson as a whole."""
    lesson = state.lesson
    match event:
        case e.Again():
            if lesson.mode is Mode.EXERCISE:
                state = put_back(state)
            is_asked = lesson.mode in (Mode.CHECK, Mode.EXERCISE)
            fresh = lesson.anew(lesson.mode if is_asked else Mode.LESSON, lesson.asked)
            return _entered(plan, _with(state, fresh), 1)
        case e.TakeUp():
            lesson = taken_up(lesson)
            return _entered(plan, _with(state, lesson), lesson.step)
        case e.PutBack():
            return _entered(plan, put_back(state), lesson.step)
        case e.Leave():
            return _with(state, lesson.anew(Mode.NONE))
        case e.Check():
            if plan.check is None:
                raise ValueError("there are no questions here")
            seen = tuple(guess.question.spec for guess in lesson.guesses)
            asked = plan.check(state, seen)
            return _entered(plan, _with(state, lesson.anew(Mode.CHECK, asked)), 1)
        case e.OpenClass() | e.ReadCodes() | e.ShowAnswers():
            return _with(state, lesson._replace(class_codes=class_changed(lesson, event)))
        case e.Make() | e.Choose() | e.Add() | e.Remove():
            return _with(state, lesson._replace(draft=changed(plan.making, state, event)))
    raise AssertionError(f"{event} is dealt with in update")


def _on_its_way[S: Led](plan: Plan[S], state: S, event: e.Next | e.Back | e.Pick) -> S:
    """After a step on, a step back, or a choice."""
    lesson, course = state.lesson, course_of(plan, state)
    step = course[lesson.step - 1]
    match event:
        case e.Next():
            if lesson.step == len(course):
                raise ValueError("this is the last step")
            if step is plan.before_check and lesson.step not in lesson.finished:
                raise ValueError("the questions come when that is done")
            return _entered(plan, _counted(state, len(course)), lesson.step + 1)
        case e.Back():
            if lesson.step == 1:
                raise ValueError("this is the first step")
            return _entered(plan, state, lesson.step - 1)
        case e.Pick(option):
            if step.choice is None or lesson.pick:
                raise ValueError("nothing is to be picked now")
            choice = step.choice(state)
            if not 0 <= option < len(choice.options):
                raise ValueError(f"there is no answer {option}")
            judged = choice.judge() if choice.judge else (choice.right, choice.feedback)
            picked = Picked(lesson.step, option, *judged, plan.network(state), step.says(state))
            return _with(state, _finished(lesson._replace(picked=(*lesson.picked, picked))))


def _guessed[S: Led](plan: Plan[S], state: S, event: e.Aim | e.GuessThird | e.GuessAim) -> S:
    """After a guess, or the aim of one."""
    lesson = state.lesson
    step = course_of(plan, state)[lesson.step - 1]
    if step.guess is None or lesson.guess:
        raise ValueError("nothing is to be guessed now")
    if why := obstacle(plan, state, step.guess(state)):
        raise ValueError(why)
    question = plan.question(state, step.guess(state))
    match event:
        case e.Aim(value):
            if not -1 <= value <= 1:
                raise ValueError("the dot goes from -1 to 1")
            return _with(state, lesson._replace(aim=value))
        case e.GuessThird(third):
            if third not in (0, 1, 2):
                raise ValueError(f"there is no third {third}")
            value = question.middle(third)
        case _:
            value = aimed_at(question, lesson.aim or 0.0)
    says = step.says(state)
    state = plan.show_at(state, question.spec, True)
    guess = Guess(lesson.mode, lesson.step, value, question, plan.network(state), says)
    state = _with(state, _finished(lesson._replace(guesses=(*lesson.guesses, guess), aim=None)))
    if step.more is None:
        return state
    guess = guess._replace(more=step.more(state))
    return _with(state, state.lesson._replace(guesses=(*lesson.guesses, guess)))


def _counted[S: Led](state: S, steps: int) -> S:
    """The state with a check that comes to its end with the next step laid by."""
    lesson = state.lesson
    if lesson.mode is not Mode.CHECK or lesson.step != steps - 1:
        return state
    return _with(state, lesson._replace(checked=(*lesson.checked, lesson.guesses)))
