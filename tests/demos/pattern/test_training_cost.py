"""What a training really took is measured, and told when all of it has been shown."""

import pytest

from demos.pattern.events import FlipTarget, ShowEpoch, Train, TrainOn
from demos.pattern.state import State
from demos.pattern.views.controls import cost_of
from native.library import Unavailable
from rnn.native import backend
from rnn.run import Settings, start
from tasks.bits import examples
from tests.demos.support import EPOCH, START, START_OF_FOUR, Tick, after, in_training, trained, update

pytestmark = pytest.mark.usefixtures("clock")


def watched(state: State) -> State:
    """The state when a training has been shown epoch by epoch to its end."""
    while state.training:
        state = update(state, Tick(12.0))
    return state


@pytest.mark.parametrize("state", [START, START_OF_FOUR], ids=["two bits", "four bits"])
def test_all_epochs_and_all_time_are_counted_however_they_are_shown(state: State) -> None:
    for done in (watched(update(state, Train())), trained(update(state, Train()))):
        assert done.cost is not None
        assert done.cost.epochs == done.learned.epochs
        assert done.cost.seconds == pytest.approx(EPOCH * len(done.learned.losses))


def test_computing_runs_ahead_of_what_is_shown() -> None:
    state = after(START, Train(), *[Tick(1e9)] * 3)
    assert state.training
    assert state.ahead is not None
    assert len(state.ahead.snapshots) > len(state.learned.losses) == 4
    cost = state.cost
    state = watched(state)
    assert state.cost == cost  # nothing was computed twice
    assert state.ahead is None


def test_every_seed_counts() -> None:
    settings = Settings(epoch_limit=3, restart_limit=2)
    done = trained(in_training(start(20, START.shape, examples((1, 0)), settings)))
    assert done.learned.failed_seeds == (20, 21)
    assert done.cost is not None
    begun = update(START, Train()).cost  # by in_training, of which this training is not the one
    assert begun is not None
    assert done.cost.epochs - begun.epochs == 9
    assert done.cost.seconds - begun.seconds == pytest.approx(12 * EPOCH)
    assert cost_of(done).endswith("of computing, all seeds together")


def test_it_is_told_when_all_was_shown() -> None:
    assert cost_of(START) == ""
    state = update(START._replace(next_seed=4), Train())
    assert cost_of(state) == ""
    done = watched(state)
    assert done.cost is not None
    milliseconds = 1000 * EPOCH * len(done.learned.losses)
    assert cost_of(done) == f"{done.learned.epochs} epochs in {milliseconds:g} ms of computing"
    assert cost_of(update(done, ShowEpoch(2))) == cost_of(done)
    assert cost_of(update(done, FlipTarget(1))) == cost_of(done)


def test_going_on_is_a_cost_of_its_own() -> None:
    done = trained(update(START, Train()))
    again = trained(after(done, ShowEpoch(done.learned.epochs - 2), TrainOn()))
    assert again.cost is not None
    assert again.cost.epochs == 2


def test_without_the_library_the_page_says_so_and_trains_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "load", lambda: Unavailable("libnative.so is not there"))
    done = trained(update(START._replace(next_seed=3), Train()))
    assert cost_of(done).endswith("of computing, on the reference path (libnative.so is not there)")
    assert done.learned.epochs > 10
