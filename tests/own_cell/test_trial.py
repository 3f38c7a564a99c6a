"""Trials: what is trained, and that what is said of it is what came out."""

import re

import numpy as np
import pytest

from demos.own_cell.source import source_of
from own_cell.code import NAME, Problem
from own_cell.experiments import EXPERIMENTS, CodeExperiment, applied
from own_cell.trial import OTHERS, Trial, begin, begin_other, describe_outcomes, go_on
from rnn import cells
from rnn.fresh_run import CHECK_EVERY, REFERENCE, TEST_SIZE, FreshRun, advance
from tasks.latch import LatchTask

TASK = LatchTask(6)


def to_its_end(trial: Trial) -> Trial:
    while not trial.done:
        trial = go_on(trial, CHECK_EVERY)
    return trial


def others(seed: int) -> dict[str, FreshRun]:
    found = {}
    for name in OTHERS:
        run = begin_other(name, TASK, 1, seed, REFERENCE)
        while not run.done and run.solved_after is None:
            run = advance(run, CHECK_EVERY)
        found[name] = run
    return found


def test_the_lstms_own_source_comes_to_what_the_lstm_comes_to() -> None:
    trial, beside = to_its_end(begin(source_of("lstm"), TASK, 1, 2)), others(2)
    assert trial.run.solved_after == beside["lstm"].solved_after
    np.testing.assert_allclose(trial.run.losses, beside["lstm"].losses, rtol=1e-9)
    words = describe_outcomes(trial.run, beside)
    solved = re.findall(r"(Your cell|the LSTM|the GRU) solved it in (\d+) updates", words)
    assert dict(solved) == {
        "Your cell": str(trial.run.solved_after),
        "the LSTM": str(beside["lstm"].solved_after),
        "the GRU": str(beside["gru"].solved_after),
    }
    right = round(beside["rnn"].accuracy * TEST_SIZE)
    assert f"the plain RNN did not solve it in {beside['rnn'].made} updates: {right} of {TEST_SIZE}" in words


def test_while_it_goes_on_it_is_said_how_far_it_is() -> None:
    trial = go_on(begin(source_of("lstm"), TASK, 1, 0), 5)
    right = round(trial.run.accuracy * TEST_SIZE)
    assert describe_outcomes(trial.run, {}) == (
        f"Your cell has made 5 updates: {right} of {TEST_SIZE} fresh sequences were right at the last check."
    )


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda one: one.name)
def test_what_is_said_of_an_experiment_is_what_came_out(experiment: CodeExperiment, seed: int) -> None:
    """Judged by answers that are counted here, from weights at every check."""
    trial = begin(applied(experiment, source_of(experiment.cell)), TASK, 1, seed)
    test = TASK.sample(np.random.default_rng((1, 0)), TEST_SIZE)
    solved, right = None, 0
    while not trial.done:
        trial = go_on(trial, CHECK_EVERY)
        logits = trial.backend.logits(trial.run.state.theta, trial.run.shape, test.xs)
        right = int(((logits[:, 0] > 0) == (test.targets[-1, :, 0] > 0.5)).sum())
        solved = trial.run.made if solved is None and right == TEST_SIZE else solved
    outcome = f"solved it in {solved} updates: all {TEST_SIZE}"
    if solved is None:
        outcome = f"did not solve it in {TASK.recipe.updates} updates: {right} of {TEST_SIZE}"
    assert describe_outcomes(trial.run, {}) == f"Your cell {outcome} fresh sequences are right."


def test_a_mistake_leaves_the_cell_that_was_there() -> None:
    first = begin(source_of("lstm"), TASK, 1, 0)
    with pytest.raises(Problem, match="is not defined"):
        begin(source_of("lstm").replace("h = o * tanh_c", "h = o * tan_c"), TASK, 1, 0)
    assert cells.named(NAME).State is first.cell.State
    assert go_on(first, 1).run.made == 1


def test_what_is_no_number_any_more_is_named() -> None:
    text = source_of("lstm").replace("    c = f * c_prev + i * g\n", "    c = np.exp(np.exp(9 + c_prev + i * g))\n")
    trial = begin(text, TASK, 1, 0)
    with pytest.raises(Problem, match=r"after 0 updates c is no number any more .*, from step 1 on"):
        go_on(trial, 1)
