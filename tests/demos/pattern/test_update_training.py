"""Looking back on a training, going on from there, training on streams, and networks of other sizes."""

from itertools import pairwise

import numpy as np
import pytest

from demos.pattern.events import (
    ChangeNetwork,
    ClampGate,
    Event,
    FlipTarget,
    LoadWeights,
    PlayBack,
    SetWeight,
    ShowEpoch,
    Train,
    TrainOn,
    TrainOnStreams,
)
from demos.pattern.limits import BITS, UNITS
from demos.pattern.pretrained import DIGITS
from demos.pattern.state import Origin, State
from demos.pattern.views import view
from demos.pattern.views.controls import training_status
from demos.pattern.weights_file import export_weights
from rnn.native.backend import fastest
from rnn.network import flatten, initialise
from rnn.run import Settings, Status, advance, start, start_from, train
from tasks.bits import BitsTask, all_inputs, examples
from tests.demos.support import (
    CLOCK,
    START,
    START_OF_FOUR,
    Tick,
    after,
    in_training,
    recompute_units,
    refused,
    state_of,
    trained,
    update,
)

TRAINED = trained(update(START, Train()))
TRAINED_FOUR = trained(update(START_OF_FOUR, Train()))
FRAME = Tick(budget=1e9)


def theta(state: State) -> bytes:
    return flatten(state.network).tobytes()


# --- ShowEpoch ---


@pytest.mark.parametrize("state", [TRAINED, TRAINED_FOUR], ids=["two bits", "four bits"])
def test_every_epoch_is_shown_as_it_was(state: State) -> None:
    assert state.learned.run is not None
    for snapshot in state.learned.run.snapshots:
        shown = update(state, ShowEpoch(snapshot.epoch))
        assert theta(shown) == snapshot.theta.tobytes()
        assert shown.learned.epoch == snapshot.epoch
        assert shown.learned.losses == state.learned.losses
        assert not shown.busy


def test_epochs_can_be_shown_in_any_order_and_the_last_one_is_the_beginning_again() -> None:
    back = after(TRAINED, ShowEpoch(3), ShowEpoch(10), ShowEpoch(0), ShowEpoch(TRAINED.learned.epochs))
    assert back.learned.shown_epoch is None
    assert theta(back) == theta(TRAINED)
    assert training_status(back) == training_status(TRAINED)


@pytest.mark.parametrize("start_state", [state_of("01"), START, START_OF_FOUR], ids=["01", "10", "1010"])
def test_the_training_of_a_built_in_network_is_done_again(start_state: State) -> None:
    learned = start_state.learned
    assert learned.seed is not None
    wanted = train(start(learned.seed, start_state.shape, examples(start_state.target)), fastest())
    for epoch in (0, 1, learned.epochs // 2, learned.epochs):
        shown = update(start_state, ShowEpoch(epoch))
        assert theta(shown) == wanted.snapshots[epoch].theta.tobytes()
    last = flatten(update(start_state, ShowEpoch(learned.epochs)).network)
    np.testing.assert_allclose(last, flatten(start_state.network), rtol=0, atol=0.5001 * 10**-DIGITS)
    assert training_status(update(start_state, ShowEpoch(learned.epochs))) == training_status(start_state)


def test_what_was_read_stays_read_while_looking_back() -> None:
    state = state_of(position=1)
    shown = update(state, ShowEpoch(4))
    assert (shown.position, shown.test_input, shown.target) == (1, state.test_input, state.target)


def test_changes_by_hand_belong_to_the_epoch_they_were_made_in() -> None:
    state = after(TRAINED, SetWeight("f-x-1", 9.0), ClampGate("o", "1"), ShowEpoch(5))
    assert (state.edited, state.clamps) == (None, ())


@pytest.mark.parametrize("epoch", [-1, 10_000, 2**60])
def test_an_epoch_that_has_not_been(epoch: int) -> None:
    for state in (START, TRAINED, START_OF_FOUR):
        assert refused(state, ShowEpoch(epoch)) == f"there is no epoch {epoch}"


NO_HISTORY = {
    "random": update(START, ChangeNetwork(2, 2)),
    "from a file": update(START, LoadWeights("w.json", export_weights(START).text)),
}


@pytest.mark.parametrize("state", NO_HISTORY.values(), ids=NO_HISTORY)
@pytest.mark.parametrize("event", [ShowEpoch(0), PlayBack()], ids=["show", "play"])
def test_a_network_without_a_history(state: State, event: Event) -> None:
    assert refused(state, event) == "this network has no training to look back on"


@pytest.mark.parametrize("event", [ShowEpoch(0), PlayBack(), SetWeight("f-x-1", 1.0), ClampGate("f", "1")])
def test_while_a_training_goes_on_it_is_left_alone(event: Event) -> None:
    assert refused(after(START, Train(), FRAME), event) == "the training is still going on"


def test_a_file_exported_from_an_earlier_epoch_says_how_long_it_was_trained() -> None:
    text = export_weights(update(TRAINED, ShowEpoch(3))).text
    assert '"epochs": 3' in text


# --- PlayBack ---


def frame(state: State, seconds: float = 1 / 60) -> State:
    """The state after one more frame of a screen that shows so many a second."""
    CLOCK.pass_by(seconds)
    return update(state, FRAME)


@pytest.mark.parametrize("state", [START, TRAINED, TRAINED_FOUR], ids=["built in", "two bits", "four bits"])
def test_the_film_runs_from_the_first_epoch_to_the_last(state: State) -> None:
    playback = update(state, PlayBack())
    seen = [playback.learned.epoch]
    began = CLOCK.now
    while playback.playing_back:
        assert playback.busy
        assert playback.learned.epoch < playback.learned.epochs
        assert playback.position == state.position  # what was read stays on show
        playback = frame(playback)
        seen.append(playback.learned.epoch)
    assert sorted(set(seen)) == [*range(state.learned.epochs + 1)]  # none is passed over
    assert seen == sorted(seen)
    assert 3 <= CLOCK.now - began < 7
    assert not playback.busy
    np.testing.assert_allclose(flatten(playback.network), flatten(state.network), rtol=0, atol=10**-DIGITS)


def test_the_film_can_be_stopped_and_stays_where_it_is() -> None:
    playback = update(TRAINED, PlayBack())
    while playback.learned.epoch < 2:
        playback = frame(playback)
    playback = update(playback, PlayBack())
    assert not playback.busy
    assert playback.learned.epoch == 2
    assert frame(playback) is playback


def test_on_a_slow_machine_the_film_takes_longer_and_shows_as_much() -> None:
    """A frame that takes a second, as where a tab was away for a while, is no reason to pass anything over."""
    playback = update(TRAINED, PlayBack())
    seen = []
    while playback.playing_back:
        playback = frame(playback, 1.0)
        seen.append(playback.learned.epoch)
    steps = [later - earlier for earlier, later in pairwise(seen)]
    assert max(steps) <= 2


def test_a_film_goes_on_by_another_clock_than_it_began_by() -> None:
    """So it is where Python was started again meanwhile."""
    playback = frame(frame(update(TRAINED, PlayBack())))
    assert playback.playback is not None
    assert playback.playback.looked is not None
    later = playback._replace(playback=playback.playback._replace(looked=playback.playback.looked + 1e6))
    assert frame(later).learned.epoch == playback.learned.epoch
    assert frame(frame(later)).playing_back


@pytest.mark.parametrize("event", [ShowEpoch(3), Train(), TrainOn(), SetWeight("f-x-1", 1.0), ClampGate("f", "1")])
def test_other_things_stop_the_film(event: Event) -> None:
    assert not after(TRAINED, PlayBack(), FRAME, event).playing_back


# --- TrainOn ---


@pytest.mark.parametrize("epoch", [0, 1, 7])
@pytest.mark.parametrize("state", [TRAINED, START], ids=["trained here", "built in"])
def test_training_on_with_the_same_target_is_the_same_training(state: State, epoch: int) -> None:
    again = trained(after(state, ShowEpoch(epoch), TrainOn()))
    whole = update(state, ShowEpoch(state.learned.epochs))
    assert theta(again) == theta(whole)
    assert again.learned.losses == whole.learned.losses
    assert again.learned.status is Status.SOLVED
    assert again.learned.seed == state.learned.seed


def test_on_another_target_it_is_a_branch() -> None:
    state = after(TRAINED, ShowEpoch(6), FlipTarget(1))
    branch = trained(update(state, TrainOn()))
    assert branch.learned.run is not None
    assert TRAINED.learned.run is not None
    for ours, theirs in zip(branch.learned.run.snapshots[:6], TRAINED.learned.run.snapshots[:6], strict=True):
        assert ours is theirs
    assert branch.learned.run.snapshots[6].theta is TRAINED.learned.run.snapshots[6].theta
    assert branch.learned.losses[:6] == TRAINED.learned.losses[:6]
    assert branch.learned.losses[6] != TRAINED.learned.losses[6]  # judged by the new target
    assert (branch.learned.target, branch.learned.status) == ((0, 0), Status.SOLVED)
    for pattern in all_inputs(2):
        answer = recompute_units(branch.network, pattern)[-1]["p"][0] > 0.5
        assert answer == (pattern == (0, 0))


@pytest.mark.parametrize(
    "change", [SetWeight("f-x-1", -3.0), SetWeight("p-b-1", 7.0), ClampGate("o", "1")], ids=["f", "p", "clamp"]
)
@pytest.mark.parametrize("state", [TRAINED, START, START_OF_FOUR], ids=["trained here", "built in", "four bits"])
def test_after_changes_by_hand_it_begins_with_the_changed_weights(state: State, change: Event) -> None:
    changed = update(state, change)
    going_on = update(changed, TrainOn())
    assert going_on.learned.run is not None
    assert going_on.learned.run.snapshots[0].theta.tobytes() == theta(changed)
    wanted = train(start_from(flatten(changed.network), state.shape, examples(state.target)), fastest())
    done = trained(going_on)
    assert done.learned.losses == tuple(snapshot.loss for snapshot in wanted.snapshots)
    assert (done.learned.seed, done.learned.failed_seeds) == (None, ())
    assert done.next_seed == state.next_seed


@pytest.mark.parametrize("state", NO_HISTORY.values(), ids=NO_HISTORY)
def test_any_network_can_be_trained_on(state: State) -> None:
    going_on = update(state, TrainOn())
    assert going_on.learned.run is not None
    assert going_on.learned.run.snapshots[0].theta.tobytes() == theta(state)
    assert trained(going_on).learned.target == state.target


def test_training_on_never_throws_away_what_is_trained_on() -> None:
    """A seed that gets stuck is not given up for another one."""
    run = train(start(20, START.shape, examples((1, 0)), Settings(epoch_limit=3, restart_limit=0)))
    stuck = TRAINED._replace(learned=TRAINED.learned._replace(training=run))
    state = trained(update(stuck, TrainOn()))
    assert (state.learned.seed, state.learned.failed_seeds) == (20, ())
    assert len(state.learned.losses) > 4 or state.learned.status is Status.SOLVED


def test_each_time_it_goes_on_for_as_many_epochs_as_a_seed_is_given() -> None:
    never = Settings(epoch_limit=3, restart_limit=0, tolerance=0.0)
    state = trained(in_training(start(20, START.shape, examples((1, 0)), never)))
    lengths = [state.learned.epochs]
    for _ in range(3):
        state = trained(update(state, TrainOn()))
        lengths.append(state.learned.epochs)
    assert lengths == [3, 6, 9, 12]


def just_restarted() -> State:
    """A training whose seed has just been given up; of the next seed nothing has been evaluated yet."""
    run = start(20, START.shape, examples((1, 0)), Settings(epoch_limit=1, restart_limit=3))
    state = in_training(run)
    while not state.learned.failed_seeds:
        state = update(state, Tick(0.0))
    assert state.learned.run is not None
    assert state.learned.run.snapshots == ()
    return state


def test_between_two_seeds_there_is_nothing_to_draw_but_it_is_drawn() -> None:
    view(just_restarted())


def test_training_on_between_two_seeds_is_refused_or_done() -> None:
    """A click that comes at just that moment must not make Python stumble."""
    try:
        state = update(just_restarted(), TrainOn())
    except ValueError:
        return
    assert state.training


# --- TrainOnStreams ---


@pytest.fixture(scope="module")
def streamed() -> State:
    return trained(update(START, TrainOnStreams()))


def test_training_on_streams_is_that_of_the_library(streamed: State) -> None:
    seed = START.next_seed
    task = BitsTask(START.target, stream_seed=seed)
    run = start(seed, START.shape, task.examples(), task.settings)
    for _ in range(5):
        run = advance(run, backend=fastest())
    assert streamed.learned.losses[:5] == tuple(snapshot.loss for snapshot in run.snapshots)
    assert (streamed.learned.seed, streamed.next_seed, streamed.learned.on_streams) == (seed, seed + 1, True)
    assert streamed.learned.failed_seeds == ()


def test_the_status_speaks_of_streams(streamed: State) -> None:
    assert training_status(update(START, TrainOnStreams())) == "training on streams with 10"
    if streamed.learned.status is Status.SOLVED:
        assert training_status(streamed) == f"trained in {streamed.learned.epochs} epochs on streams"


def test_it_learns_to_notice_the_pattern_wherever_it_is(streamed: State) -> None:
    bits = tuple(np.random.default_rng(99).integers(0, 2, 300).tolist())
    right = [
        (q["p"][0] > 0.5) == (bits[k - 1 : k + 1] == (1, 0))
        for k, q in enumerate(recompute_units(streamed.network, bits))
        if k
    ]
    assert sum(right) / len(right) > 0.95


def test_looking_back_and_training_on_stays_with_the_streams(streamed: State) -> None:
    again = trained(after(streamed, ShowEpoch(20), TrainOn()))
    assert again.learned.on_streams
    assert again.learned.losses[: len(streamed.learned.losses)] == streamed.learned.losses


def masked_steps(state: State) -> int:
    """In how many steps the examples of the training ask for an answer."""
    assert state.learned.run is not None
    return int((state.learned.run.examples.loss_weights > 0).any(axis=(1, 2)).sum())


def test_what_is_said_about_streams_is_what_is_done(streamed: State) -> None:
    """Even after changes by hand, twice: the status says streams exactly if streams are the examples."""
    state = streamed
    for value in (1.0, 2.0):
        state = trained(after(state, SetWeight("f-x-1", value), TrainOn()))
        assert state.learned.on_streams == (masked_steps(state) > 1)


def test_an_ordinary_training_afterwards_is_not_on_streams(streamed: State) -> None:
    assert not update(streamed, Train()).learned.on_streams


# --- ChangeNetwork ---


@pytest.mark.parametrize("units", [UNITS[0], 3, UNITS[-1]])
@pytest.mark.parametrize("bits", [BITS[0], 3, BITS[-1]])
def test_another_size_begins_with_a_random_network(units: int, bits: int) -> None:
    state = update(START_OF_FOUR, ChangeNetwork(units, bits))
    assert (state.units, state.length, len(state.test_input), state.position) == (units, bits, bits, 0)
    assert (state.learned.origin, state.learned.target, state.learned.losses) == (Origin.SEED, None, ())
    wanted = initialise(np.random.default_rng(state.next_seed), state.shape)
    assert theta(state) == wanted.tobytes()
    assert "has not learned anything yet" in training_status(state)
    view(state)


def test_patterns_keep_their_first_bits() -> None:
    state = update(state_of("10", "11"), ChangeNetwork(1, 4))
    assert (state.target, state.test_input) == ((1, 0, 0, 0), (1, 1, 0, 0))
    state = update(START_OF_FOUR, ChangeNetwork(4, 3))
    assert state.target == START_OF_FOUR.target[:3]


def test_training_begins_with_the_random_network_on_show() -> None:
    state = update(START, ChangeNetwork(2, 3))
    training = update(state, Train())
    assert training.learned.run is not None
    assert training.learned.run.snapshots[0].theta.tobytes() == theta(state)


def test_what_belonged_to_the_old_network_is_gone() -> None:
    state = after(START_OF_FOUR, SetWeight("f-h4-4", 1.0), ClampGate("o", "1"), Train(), ChangeNetwork(2, 2))
    assert (state.learned.run, state.edited, state.clamps, state.chosen, state.stream) == (None, None, (), None, None)
    assert (state.unit, state.opened, state.part, state.playing_back) == (1, 0, None, False)


@pytest.mark.parametrize(("units", "bits"), [(0, 4), (17, 4), (4, 1), (4, 9), (-1, -1), (10**9, 4), (4, 10**9)])
def test_a_size_that_is_not_offered(units: int, bits: int) -> None:
    assert refused(START, ChangeNetwork(units, bits)).startswith("a network has from 1 to 16 units")


# --- A network too small for what it is asked ---


@pytest.fixture(scope="module")
def too_small() -> State:
    """One unit, four bits: for this target none of the seeds that are tried is enough."""
    state = after(START._replace(next_seed=4), ChangeNetwork(1, 4))
    for place, (have, want) in enumerate(zip(state.target, (0, 1, 1, 1), strict=True), start=1):
        if have != want:
            state = update(state, FlipTarget(place))
    return trained(update(state, Train()))


def test_it_ends_as_failed(too_small: State) -> None:
    learned = too_small.learned
    assert learned.status is Status.FAILED
    assert len(learned.failed_seeds) == Settings().restart_limit
    assert learned.seed == learned.failed_seeds[-1] + 1
    assert not too_small.busy
    assert too_small.next_seed == learned.seed + 1


def test_it_says_so_honestly(too_small: State) -> None:
    """Every input that is named is wrong or doubtful, and none is forgotten without a word."""
    words = training_status(too_small)
    assert words.startswith("not learned")
    assert "trained in" not in words
    assert f"{too_small.learned.epochs} epochs were not enough" in words
    errors = {
        pattern: abs(recompute_units(too_small.network, pattern)[-1]["p"][0] - (pattern == too_small.target))
        for pattern in all_inputs(4)
    }
    assert max(errors.values()) >= Settings().tolerance
    detail = view(too_small)["teach"]
    worst = max(errors, key=lambda pattern: errors[pattern])
    if sum(error > 0.5 for error in errors.values()) <= 6 and errors[worst] > 0.5:
        assert "".join(map(str, worst)) in detail


def test_it_can_be_looked_back_on_and_trained_on(too_small: State) -> None:
    state = after(too_small, ShowEpoch(0))
    assert training_status(state).startswith("not learned")
    going_on = update(too_small, TrainOn())
    assert going_on.training
    assert going_on.learned.seed == too_small.learned.seed


def test_after_a_failure_training_again_takes_seeds_not_tried_yet(too_small: State) -> None:
    assert update(too_small, Train()).learned.seed == too_small.next_seed
    assert too_small.next_seed not in (*too_small.learned.failed_seeds, too_small.learned.seed)
