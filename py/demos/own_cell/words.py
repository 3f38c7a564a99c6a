"""What is said of a training, from what came of it."""

from demos.own_cell.state import Stage, State, TrainingOutcome
from own_cell.experiments import EXPERIMENTS
from own_cell.trial import describe_outcomes
from rnn import cells

_TITLES = {one.name: one.title for one in EXPERIMENTS}


def called(outcome: TrainingOutcome) -> str:
    """What the code is called that was run; "" if it is nobody's but the reader's."""
    if outcome.of in _TITLES:
        return _TITLES[outcome.of]
    return cells.named(outcome.of).TITLE if outcome.of in cells.NAMES else outcome.of


def status_words(state: State) -> str:
    """How far the training is, or what came of it."""
    outcome = state.outcome
    if state.stage is Stage.ASKED:
        return "Your code is being run."
    if outcome is None:
        return "Nothing was run yet. Run trains what the editor holds, beside the three cells of this page."
    words = describe_outcomes(outcome.run, dict(outcome.others))
    if state.stage is Stage.PAUSED:
        return f"Paused. {words}"
    run = outcome.run
    was = (outcome.task, run.shape.units, run.seed, run.learning_rate)
    if state.stage is Stage.REST and outcome.text != state.text:
        return f"{words} The code has changed since."
    if state.stage is Stage.REST and was != (state.task, state.units, state.seed, state.learning_rate):
        return f"{words} The settings have changed since."
    return words
