"""What goes on by itself: a training slice by slice, and a race in which nobody is ahead and all read the same."""

import pytest

from demos.budget import Budget
from demos.memory import events as e
from demos.memory import training
from demos.memory.bias import BIASES
from demos.memory.state import Origin, State
from demos.memory.training import go_on
from demos.memory.update import work
from rnn import fresh_run
from rnn.examples import Examples
from rnn.fresh_run import FreshRun, batches_of
from rnn.network import flatten
from tests.clock import Clock
from tests.demos.memory import reruns
from tests.demos.memory.support import RECALL_5, START, WHOLE, after, at_the_end, initial_state, update
from tests.demos.support import Tick

NEXT = Tick(budget=0.0)  # what a frame does, where the eye is to follow


def assert_same(run: FreshRun, other: FreshRun) -> None:
    assert run.losses == other.losses
    assert run.norms == other.norms
    assert run.accuracies == other.accuracies
    assert run.state.theta.tobytes() == other.state.theta.tobytes()


# --- One training ---


def test_five_updates_a_frame_where_the_eye_is_to_follow() -> None:
    state, made = update(START, e.Train()), []
    while state.training:
        assert state.learned.run is not None
        assert flatten(state.learned.network).tobytes() == state.learned.run.state.theta.tobytes()
        made.append(state.learned.run.made)
        state = update(state, NEXT)
    assert made == list(range(5, 400, 5))
    assert not state.busy


def test_as_much_as_there_is_time_for_where_it_is_not() -> None:
    state = after(START, e.Train(), WHOLE)
    assert state.learned.run is not None
    assert (state.learned.run.made, state.busy) == (400, False)


@pytest.mark.parametrize("bias", reruns.BIASES)
def test_a_training_is_that_of_its_seed_however_it_was_sliced(bias: str) -> None:
    state = initial_state(f"?seed=11&bias={bias}")
    same = reruns.rerun(11, "lstm", 1, state.task, bias)
    for slices in (WHOLE, NEXT, Tick(2.0, paced=False)):
        trained = update(state, e.Train())
        while trained.training:
            trained = update(trained, slices)
        assert trained.learned.run is not None
        assert_same(trained.learned.run, same)


def test_every_bias_was_tried() -> None:
    assert tuple(BIASES) == reruns.BIASES


def test_where_numpy_trains_a_slice_is_an_update(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a page without the library answers as well."""
    monkeypatch.setattr(training, "fastest", lambda: fresh_run.REFERENCE)
    run = training.begin(3, "gru", 2, RECALL_5.task, "1")
    assert go_on(run, Budget(Clock(), 0), paced=True).made == 1
    assert go_on(run, Budget(Clock(), 1e9), paced=True).made == 5
    assert go_on(run, Budget(Clock(), 1e9), paced=False).made == 500


# --- The race ---


def made(state: State) -> list[int]:
    return [racer.run.made for racer in state.race]


def test_nobody_is_ahead() -> None:
    state = update(RECALL_5, e.TrainAll())
    assert {racer.origin for racer in state.race} == {Origin.TRAINED}
    for frame in range(1, 100):
        assert made(state) == [5 * frame] * 3
        state = update(state, NEXT)
    assert made(state) == [500] * 3
    assert not state.busy
    assert all(racer.done for racer in state.race)


def test_without_a_pace_nobody_is_ahead_by_more_than_a_slice() -> None:
    state = update(RECALL_5, e.TrainAll())
    while state.racing:
        state = work(state, Budget(Clock(), 1.5), paced=False)
        ahead = max(made(state)) - min(made(state))
        assert ahead <= 200
    assert made(state) == [500] * 3


@pytest.mark.parametrize("query", ["?seed=4", "?task=recall&steps=6&seed=9&bias=chrono&units=3", "?units=2&seed=2"])
@pytest.mark.parametrize("slices", [WHOLE, Tick(3.0, paced=False)])
def test_the_race_is_three_trainings_from_one_seed(query: str, slices: Tick) -> None:
    state = initial_state(query)
    raced = update(state, e.TrainAll())
    while raced.racing:
        raced = update(raced, slices)
    for cell, racer in zip(("rnn", "gru", "lstm"), raced.race, strict=True):
        assert_same(racer.run, reruns.rerun(state.seed, cell, state.units, state.task, state.bias))


def test_cells_as_large_as_the_lstm_are_trained_with_their_own_units() -> None:
    state = initial_state("?units=2&seed=5")
    raced = at_the_end(after(state, e.MatchSize(), e.TrainAll()))
    units = [racer.run.shape.units for racer in raced.race]
    assert units[2] == 2
    assert units[0] > units[1] >= 2
    assert_same(raced.race[0].run, reruns.rerun(5, "rnn", units[0], state.task, "1"))


def test_all_three_are_given_the_same_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[object, int, int]] = []

    def watched(source: fresh_run.SequenceSource, seed: int, block: int) -> Examples:
        seen.append((source, seed, block))
        return batches_of(source, seed, block)

    monkeypatch.setattr(fresh_run, "batches_of", watched)
    after(initial_state("?seed=21"), e.TrainAll(), WHOLE)
    assert {(source, seed) for source, seed, _ in seen} == {(START.task, 21)}
    assert {block for *_, block in seen} == set(range(16))


def test_a_training_goes_before_the_race_and_the_race_before_the_experiment() -> None:
    state = after(START, e.Train(), e.TrainAll(), e.RunExperiment())
    assert (state.training, state.racing, state.experimenting) == (True, True, True)
    order = []
    for _ in range(5000):
        if not (state.training or state.racing):
            break
        order.append("training" if state.training else "racing")
        following = update(state, NEXT)
        assert following.grid == state.grid or not (state.training or state.racing)
        state = following
    assert order == sorted(order, reverse=True)
    assert state.experimenting


def test_nothing_to_do_is_nothing_done() -> None:
    assert update(START, NEXT) is START
