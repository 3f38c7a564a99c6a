"""The parts of a demo that its lesson speaks of, lit, and the one that is to be acted on, marked."""

from demos.demo import Regions
from demos.html import Html, escape
from demos.lesson.course import course_of
from demos.lesson.plan import Led, Plan
from demos.lesson.state import Mode

ASKS, LIT = "data-lesson-asks", "data-lesson-lit"


def marked[S: Led](plan: Plan[S], state: S, regions: Regions) -> Regions:
    """The regions with marks on the elements whose messages the step names.

    An element is known by its message, so no view has to know of the lesson.
    """
    lesson = state.lesson
    if lesson.mode is Mode.NONE or not regions:
        return regions
    step = course_of(plan, state)[lesson.step - 1]
    if step.asks and lesson.step not in lesson.finished:
        regions = _with_mark(regions, step.asks(state), ASKS)
    for message in step.lit(state) if step.lit else ():
        regions = _with_mark(regions, message, LIT)
    return regions


def _with_mark(regions: Regions, message: str, mark: str) -> Regions:
    """The regions with an attribute on the first element that has the message."""
    sought = f'="{escape(message)}"'
    for name, html in regions.items():
        if sought in html:
            return {**regions, name: Html(html.replace(sought, f'{sought} {mark}="true"', 1))}
    return regions
