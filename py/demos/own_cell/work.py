"""What goes on by itself: a reader's code is compiled, and then trained beside the cells of ours."""

import numpy as np

from demos.budget import Budget
from demos.own_cell.state import TASKS, Live, Stage, State, TrainingOutcome, Trouble
from own_cell.code import Problem
from own_cell.trial import OTHERS, Trial, begin, begin_other, go_on, is_over, quantities
from rnn.fresh_run import FreshRun, advance, at_rate, held_out
from rnn.native.fresh_backend import fastest

AT_ONCE = 25  # updates of ours in a call


def work(state: State, budget: Budget, paced: bool) -> State:
    """The state after a slice of it. Whatever is wrong with the code ends it, and the last good outcome stays."""
    try:
        if state.stage is Stage.ASKED:
            return _begun(state, budget)
        return _gone_on(state, budget) if state.stage is Stage.RUNNING else state
    # Whatever it is, it came of the code, and must not be tried again every frame.
    except (Exception, SystemExit, KeyboardInterrupt) as error:
        is_problem = isinstance(error, Problem)
        words = str(error) if is_problem else f"{type(error).__name__}: {error}"
        trouble = Trouble(words, error.line if isinstance(error, Problem) else 0)
        return state._replace(stage=Stage.REST, live=Live(), outcome=state.good, trouble=trouble)


def _begun(state: State, budget: Budget) -> State:
    """Compiled, and tried for one step."""
    task = TASKS[state.task]
    trial = begin(state.text, task, state.units, state.seed, budget.now)
    trial = trial._replace(run=at_rate(trial.run, state.learning_rate))
    backend = fastest()
    begun = ((name, begin_other(name, task, state.units, state.seed, backend)) for name in OTHERS)
    others = tuple((name, at_rate(run, state.learning_rate)) for name, run in begun)
    outcome = _outcome(state, trial, others, False)._replace(of=_called(state))
    return state._replace(stage=Stage.RUNNING, live=Live(trial), outcome=outcome, trouble=None)


def _called(state: State) -> str:
    """What the code is called: an experiment, or a source as it is."""
    if state.change and state.change.after == state.text:
        return state.change.name if state.change.alone else ""
    return next((name for name, text in state.sources if text == state.text), "")


def _gone_on(state: State, budget: Budget) -> State:
    trial, outcome = state.live.trial, state.outcome
    assert trial is not None
    assert outcome is not None
    trial = trial._replace(run=at_rate(trial.run, state.learning_rate))
    trial = budget.spend(trial, lambda one: go_on(one, 1), lambda one: one.done)
    made = trial.run.source.recipe.updates if trial.done else trial.run.made
    others = tuple((name, _up_to(at_rate(run, state.learning_rate), made)) for name, run in outcome.others)
    over = trial.done and all(is_over(run) for _, run in others)
    if outcome.run.made == trial.run.made:  # the others alone went on
        after = outcome._replace(others=others, over=over)
    else:
        after = _outcome(state, trial, others, over)._replace(text=outcome.text, of=outcome.of, task=outcome.task)
    if not over:
        return state._replace(live=Live(trial), outcome=after)
    return state._replace(stage=Stage.REST, live=Live(), outcome=after, good=after)


def _up_to(run: FreshRun, made: int) -> FreshRun:
    """A training of ours, gone on with to as many updates, by one call at most; or to where it is solved."""
    if is_over(run) or run.made >= made:
        return run
    return advance(run, min(AT_ONCE, made - run.made), fastest())


def _outcome(state: State, trial: Trial, others: tuple[tuple[str, FreshRun], ...], over: bool) -> TrainingOutcome:
    """As it is now, with all that the step names over one fresh sequence."""
    steps = quantities(trial, held_out(trial.run.source).xs[:, :1])
    always = [name for name in steps[0] if all(name in named for named in steps)]
    values = tuple((name, _by_unit([named[name] for named in steps])) for name in always)
    printed = trial.cell.printed
    return TrainingOutcome(
        state.text, "", state.task, trial.run, others, values, tuple(printed.lines), printed.dropped, over
    )


def _by_unit(values: list[np.ndarray]) -> tuple[tuple[float, ...], ...]:
    """A quantity (1, H) of each step, by unit; as many rows as there are numbers in every step."""
    flat = [np.reshape(value, -1) for value in values]
    rows = np.array([value[: min(map(len, flat))] for value in flat]).T
    return tuple(tuple(map(float, row)) for row in rows)
