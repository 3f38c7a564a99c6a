"""What goes on by itself: drawing on at the speed of a pen, learning, and reading once more what was drawn."""

from demos.budget import Budget
from demos.draw import continuation, holding, reading
from demos.draw.learned import learned_from
from demos.draw.state import FUTURES, Detail, Pace, State
from tasks.strokes.learner import AHEAD

FAN_SEED = 7  # the fan has the same random numbers each time, so that it moves smoothly and does not flicker
MOST_AT_ONCE = 16  # updates in a slice of work
CALLING = 0.0015  # seconds that a call of the native library takes besides its updates
LEAST_COST = 1e-4  # seconds
CALLS = 9  # last calls of the native library, whose median is the time that an update takes
DRAWING, DRAWING_ALL = 0.003, 0.009  # seconds of a slice that are left for the pad, and for the whole view
LONGEST = 0.05  # seconds of a slice of work
PATIENCE = 0.05  # seconds that learning waits at most while the pen is down
RATE_OVER = 1.0  # seconds that the rate of updates is measured over
LONGEST_PAUSE = 0.1  # seconds between two slices of work; longer ones are not caught up with in drawing on
RAN_AWAY = "Learning had run away: its loss exploded. It goes on from the last good weights."


def work(state: State, budget: Budget, paced: bool) -> State:
    """Draw on by the time that has passed, and use what is left of the budget for reading, or else for learning.

    ``paced`` makes no difference here.
    """
    now, end, was_busy = budget.began, min(budget.end, budget.began + LONGEST), state.busy
    if not state.draws and not budget.draws_all:
        # A few updates hardly change the forecast, so it is computed with the whole view only, or with new ink.
        state = _read_or_learn(state._replace(detail=Detail.NOTHING), budget, end)._replace(clock=now)
        return state if state.busy == was_busy else foreseen(state)._replace(detail=Detail.WHOLE)
    state = state._replace(detail=Detail.PAD)
    if state.continuation is not None and state.draws:
        seconds = 0.0 if state.clock is None else min(now - state.clock, LONGEST_PAUSE)
        line = continuation.go_on(state.continuation, state.learner, state.temperature, seconds)
        state = state._replace(continuation=line._replace(over=not state.is_inside(line.drawn[-1])))
    reserve = DRAWING_ALL if budget.draws_all else DRAWING
    state = foreseen(_read_or_learn(state._replace(clock=now), budget, end - reserve))
    return state if state.busy == was_busy else state._replace(detail=Detail.WHOLE)


def _read_or_learn(state: State, budget: Budget, end: float) -> State:
    """Go on reading what was drawn once more; else learn, and when that is over, begin to read."""
    if state.under_way is not None:
        done = reading.go_on(state.under_way, state.learner, not state.down, lambda: budget.now() < end)
        if isinstance(done, reading.UnderWay):
            return state._replace(under_way=done)
        return state._replace(reading=done, under_way=None)
    learned = state.learns  # before _learn, which changes the learner in place
    state = _learn(state, budget, end)
    if not learned or state.learns:
        return state
    if state.held:
        state = holding.compared(state)._replace(detail=Detail.WHOLE)
    else:
        state = state._replace(learned=learned_from(state.learner, state.learner.ink))
    return to_be_read(state)


def to_be_read(state: State) -> State:
    """The state with a reading begun, unless it would give what is known already."""
    known, learner = state.reading, state.learner
    if known is not None and known.basis == reading.basis_of(learner, not state.down):
        return state._replace(under_way=None)
    return state._replace(under_way=reading.begin(learner.ink))


def _learn(state: State, budget: Budget, end: float) -> State:
    """As many updates as fit before ``end``, by their measured time; at least one, unless the pen is down."""
    if not state.learns:
        return state._replace(pace=Pace(state.pace.costs)) if state.pace.marks else state
    learner, recoveries, begin = state.learner, state.learner.recoveries, budget.now()
    wanted = int((end - begin - CALLING) / state.pace.cost)
    if wanted < 1 and state.down and state.pace.marks and begin < state.pace.marks[-1][0] + PATIENCE:
        return state  # a moving pen has priority
    made = learner.learn(min(max(wanted, 1), MOST_AT_ONCE)).updates
    now = budget.now()
    costs = (*state.pace.costs[1 - CALLS :], max(now - begin - CALLING, LEAST_COST) / max(made, 1))
    if learner.recoveries > recoveries:
        return state._replace(notice=RAN_AWAY, pace=Pace(costs), detail=Detail.WHOLE)
    marks = (*(mark for mark in state.pace.marks if mark[0] > now - RATE_OVER), (now, learner.updates))
    return state._replace(pace=Pace(costs, marks))


def foreseen(state: State) -> State:
    """The state with a new forecast."""
    learner, fan = state.learner, (FUTURES, state.temperature, FAN_SEED)
    if state.continuation is not None:
        coming = continuation.forecast(state.continuation, learner, AHEAD, *fan)
    else:
        coming = learner.predict(AHEAD, *fan)
    return state._replace(forecast=coming)
