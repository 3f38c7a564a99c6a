"""Gates of the network on the pad held by name: begun, trained on with, and let go."""

from demos.draw.distances import measured
from demos.draw.scoring import ForecastScore
from demos.draw.state import COLUMNS, LEARN_ON, LetGoKnowledge, Pace, PutAside, State
from demos.holding.holds import clamps_of
from rnn.ablation import clamped
from rnn.network import flatten, unflatten
from tasks.strokes.network import SHAPE, UNITS


def hold(state: State, name: str) -> State:
    """Begin an experiment in place of the one that is on, or, by the same again, end it.

    Raises:
        ValueError: there is no such experiment; nothing was changed.
    """
    clamps, learner = clamps_of("" if name == state.held else name, UNITS), state.learner
    if (aside := state.put_aside) is not None:
        if learner.updates:  # since it was held
            state = state._replace(let_go=LetGoKnowledge(state.held, learner.knowledge))
        learner.take(aside.knowledge)
        state = state._replace(fresh=aside.fresh)
    put_aside = None
    if clamps:
        put_aside = PutAside(learner.knowledge, state.fresh)
        learner.restart(flatten(clamped(unflatten(learner.theta, SHAPE), clamps)))
        state = state._replace(fresh=-LEARN_ON)
    learner.read_newest_again(COLUMNS)
    state = state._replace(held=name if clamps else "", put_aside=put_aside, learns_held=False)
    # What the other network's gates did is not shown any longer: this one may have made as many updates.
    return compared(state._replace(continuation=None, score=ForecastScore(), pace=Pace(state.pace.costs), reading=None))


def train_on(state: State) -> State:
    """Learn on from the strokes that there are, with the gates held: a saturated gate stays where it is.

    Raises:
        ValueError: no gate is held, or no stroke is long enough to learn from.
    """
    if not state.held:
        raise ValueError("no gate is held")
    if not state.learner.can_learn:
        raise ValueError("there is no stroke long enough to learn from; draw one first")
    return state._replace(learns_held=True, learning=True, fresh=state.learner.updates, distances=None)


def bring_back(state: State) -> State:
    """What was learned with gates held once more; letting go gives back what is here now.

    Raises:
        ValueError: there is nothing to be brought back.
    """
    found = state.let_go
    if found is None:
        raise ValueError("nothing was trained with a gate held")
    state = hold(state, found.name) if state.held != found.name else state._replace(let_go=None)
    other = state.let_go if state.let_go is not found else None  # another one, let go just now
    state.learner.take(found.knowledge)
    state.learner.read_newest_again(COLUMNS)
    return compared(state._replace(let_go=other, reading=None, fresh=state.learner.updates - LEARN_ON))


def compared(state: State) -> State:
    """The state with forecasts measured with what is held and without, if it is not just being learned."""
    learner, aside = state.learner, state.put_aside
    if aside is None or state.learns:
        return state._replace(distances=None)
    return state._replace(distances=measured(learner.ink, learner.backend, learner.theta, aside.knowledge.theta))
