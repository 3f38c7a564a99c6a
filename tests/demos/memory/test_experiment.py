"""Which cell recalls how far: each trial is a training that anybody can make again from its line in the table."""

import csv
from io import StringIO
from statistics import median

import pytest

from demos.budget import Budget
from demos.memory import events as e
from demos.memory.bias import BIASES
from demos.memory.experiment import (
    GridExperiment,
    GridPlan,
    GridTrial,
    TableField,
    as_csv,
    field,
    go_on_with,
    median_of,
)
from tasks.recall import RecallTask
from tests.clock import Clock
from tests.demos.memory import reruns
from tests.demos.memory.support import RECALL_5, RESULTS, START, after, all_of, effects_of, update
from tests.demos.support import Tick

SMALL = GridPlan(bias="3", units=3, lengths=(2, 5), length=5, seeds=(0, 1))
CASES = [  # cell, length and bias, in the order in which they are tried
    *[(cell, length, "3") for length in (2, 5) for cell in ("rnn", "gru", "lstm")],
    *[(cell, 5, bias) for bias in ("0", "1", "log", "chrono") for cell in ("gru", "lstm")],
]


@pytest.fixture(scope="module")
def made() -> GridExperiment:
    return go_on_with(GridExperiment(SMALL), Budget(lambda: 0.0, 1))


def test_what_is_tried() -> None:
    assert SMALL.trials == [GridTrial(seed, *case) for seed in (0, 1) for case in CASES]
    trials = GridPlan("3").trials
    assert len(trials) == len(set(trials)) == 16 * (5 * 3 + 4 * 2)
    assert {trial.length for trial in trials} == {5, 10, 20, 30, 40}
    assert {trial.length for trial in trials if trial.bias != "3"} == {20}
    assert {trial.seed for trial in trials} == set(range(16))
    assert {trial.bias for trial in GridPlan("log").trials if trial.cell == "rnn"} == {"log"}


def test_every_trial_is_a_training_from_its_seed(made: GridExperiment) -> None:
    assert made.done
    for (seed, cell, length, bias), updates in zip(SMALL.trials, made.solved_after, strict=True):
        whole = reruns.rerun(seed, cell, 3, RecallTask(length), bias)
        right = [k for k, share in enumerate(whole.accuracies) if share == 1.0]
        assert updates == (25 * right[0] if right else None), (seed, cell, length, bias)


@pytest.mark.parametrize("milliseconds", [0.0, 0.7, 20.0])
def test_it_is_the_same_in_whatever_slices(made: GridExperiment, milliseconds: float) -> None:
    experiment, clock, between = GridExperiment(SMALL), Clock(), 0
    while not experiment.done:
        experiment = go_on_with(experiment, Budget(clock, milliseconds))
        between += experiment.run is not None
    assert experiment.solved_after == made.solved_after
    assert experiment.run is None
    assert between > 0  # it was stopped within a trial, too


def test_a_slice_without_time_is_a_few_updates() -> None:
    one = go_on_with(GridExperiment(GridPlan("3")), Budget(Clock(), 0))
    assert one.run is not None
    assert (one.solved_after, one.run.made) == ((), 5)
    assert one.run.source == RecallTask(5)


# --- What it came to ---


def fields_by_hand(results: list[int | None], plan: GridPlan) -> dict[tuple[str, int, str], TableField]:
    found = {}
    for case in dict.fromkeys(trial[1:] for trial in plan.trials):
        of_case = [one for trial, one in zip(plan.trials, results, strict=False) if trial[1:] == case]
        solved = [one for one in of_case if one is not None]
        found[case] = TableField(len(solved), len(of_case), median(solved) if solved else None)
    return found


@pytest.mark.parametrize("over", [0, 1, 30, 367, 368])
def test_fields(over: int) -> None:
    experiment = GridExperiment(GridPlan("3"), tuple(RESULTS[:over]))
    for case, expected in fields_by_hand(RESULTS[:over], experiment.plan).items():
        assert field(experiment, *case) == expected
    assert experiment.done == (over == 368)


@pytest.mark.parametrize("numbers", [[25], [25, 75], [100, 25, 50], [50, 25, 300, 100]])
def test_the_middle_one(numbers: list[int]) -> None:
    assert median_of(numbers) == median(numbers)


def test_the_table_to_take_along(made: GridExperiment) -> None:
    rows = list(csv.DictReader(StringIO(as_csv(made))))
    assert [tuple(row) for row in rows[:1]] == [("cell", "length", "units", "bias", "seed", "solved", "updates")]
    assert len(rows) == len(SMALL.trials)
    for row, (seed, cell, length, bias), updates in zip(rows, SMALL.trials, made.solved_after, strict=True):
        assert (row["cell"], int(row["length"]), row["bias"], int(row["seed"])) == (cell, length, bias, seed)
        assert (row["units"], row["solved"]) == ("3", "no" if updates is None else "yes")
        assert row["updates"] == ("" if updates is None else str(updates))
    assert as_csv(GridExperiment(SMALL)).count("\n") == 1


# --- In the demo ---


def test_the_readers_own_is_made_with_the_bias_that_is_chosen() -> None:
    state = after(RECALL_5, e.SetBias("chrono"), e.RunExperiment())
    while len(state.grid.solved_after) < 3:
        state = update(state, Tick(40.0, paced=False))
    plan = state.grid.plan
    assert plan == GridPlan("chrono")
    for (seed, cell, length, bias), updates in zip(plan.trials, state.grid.solved_after, strict=False):
        run = reruns.rerun(seed, cell, 4, RecallTask(length), bias)
        assert updates == next((25 * k for k, share in enumerate(run.accuracies) if share == 1.0), None)
    # Other settings change nothing of it.
    other = after(state, e.SetBias("0"), e.SetUnits(2), e.AnotherSeed())
    assert all_of(other.grid) == all_of(state.grid)


def test_paused_it_rests_and_goes_on_where_it_was() -> None:
    begun = after(RECALL_5, e.RunExperiment(), Tick(10.0, paced=False))
    paused = update(begun, e.PauseExperiment())
    assert all_of(after(paused, Tick(100.0, paced=False), Tick(0.0))) == all_of(paused)
    again = update(paused, e.PauseExperiment())
    assert all_of(again) == all_of(begun)
    following = [update(state, Tick(0.0)).grid.run for state in (again, begun)]
    assert [run.made for run in following if run] == [run.made for run in following[1:] * 2 if run]


def test_cancelled_it_is_gone() -> None:
    begun = after(RECALL_5, e.RunExperiment(), Tick(10.0, paced=False))
    assert not begun.grid_is_ours
    for state in (begun, update(begun, e.PauseExperiment())):
        cancelled = update(state, e.CancelExperiment())
        assert all_of(cancelled) == all_of(RECALL_5)
    assert begun.busy
    assert not cancelled.busy


def test_the_one_of_the_build_is_the_one_that_the_page_carries() -> None:
    assert START.grid.solved_after == tuple(RESULTS)
    assert START.grid.plan == GridPlan("3")
    (saved,) = effects_of(RECALL_5, e.SaveExperiment())
    assert len(saved.text.splitlines()) == 1 + len(RESULTS)  # type: ignore[union-attr]
    assert tuple(BIASES) == reruns.BIASES
