"""How far off forecasts are, weighed: with what was learned and without, and with gates that never forget."""

from demos.draw.distances import measured, places_of
from demos.draw.learned import learned_from, unseen
from demos.draw.state import State
from demos.holding.holds import HOLDS, held
from demos.lesson.plan import LessonChoice
from rnn.network import flatten, unflatten
from tasks.strokes.network import SHAPE

HELD = "keep"
SAME = 0.1  # distances that differ by a smaller share are about the same
TIMES = 5.0
CLOSER = ("closer", "about as close as before", "farther off")
WORSE = ("about as close, or closer", f"up to {TIMES:g} times as far off", f"more than {TIMES:g} times as far off")


def _px(distance: float) -> str:
    return f"{distance:.1f} px" if distance < 10 else f"{distance:.0f} px"


def feedback_on_learning(state: State) -> str:
    found = state.learned
    if found is None:
        return (
            "It has read the line." if state.learner.updates else "It has read the line, and learned nothing from it."
        )
    return (
        f"It made {found.updates} gradient steps. On the strokes here its forecasts are now off by {_px(found.now)} on "
        f"average; with the weights that it began with, by {_px(found.before)}."
    )


def elsewhere(state: State) -> LessonChoice:
    """What learning from the lines on the pad did for forecasts on another one."""
    if state.held:
        raise ValueError("a gate is held; let it go first")
    if not state.learner.updates:
        raise ValueError("the network has learned nothing here yet; draw a line first")
    return LessonChoice("On the spiral its forecasts are", CLOSER, judge=lambda: _judged_elsewhere(state))


def _judged_elsewhere(state: State) -> tuple[frozenset[int], str]:
    found = learned_from(state.learner, unseen())
    assert found is not None
    share = found.now / found.before
    right = 0 if share < 1 - SAME else 2 if share > 1 + SAME else 1
    verdict = (
        "What it learned here is of use there, too.",
        "What it learned here hardly matters there.",
        "Learning this line has overwritten some of what it knew; Reset the network, below, brings that back.",
    )[right]
    distances = (
        f"On the spiral its forecasts are now off by {_px(found.now)} on average, before by {_px(found.before)}."
    )
    return frozenset({right}), f"{distances} {verdict}"


def without_forgetting(state: State) -> LessonChoice:
    """How far off forecasts are when nothing of c is ever forgotten."""
    if state.held:
        raise ValueError("a gate is held already; let it go first")
    if not places_of(state.learner.ink):
        raise ValueError("there is no line that is long enough to measure forecasts on")
    return LessonChoice("Its forecasts are then", WORSE, judge=lambda: _judged_without(state))


def _judged_without(state: State) -> tuple[frozenset[int], str]:
    learner = state.learner
    without = flatten(held(unflatten(learner.theta, SHAPE), HELD))
    found = measured(learner.ink, learner.backend, without, learner.theta)
    assert found is not None
    times = found.held / found.free
    right = 2 if times > TIMES else 1 if times > 1 + SAME else 0
    hold = HOLDS[HELD]
    return frozenset({right}), (
        f"With f at 1 the forecasts on the strokes here are off by {_px(found.held)} on average, without by "
        f"{_px(found.free)}. {hold.meaning} The button {hold.title}, below, does it."
    )
