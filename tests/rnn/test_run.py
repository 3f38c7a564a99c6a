"""Runs, on one small task: say yes to the bits 1, 0 and no to every other pair; by numpy and by the native library."""

import numpy as np
import pytest

from rnn.arrays import Array
from rnn.examples import Examples
from rnn.network import NetworkShape, flatten, initialise, unflatten
from rnn.optim import adam
from rnn.run import Run, Settings, Snapshot, Status, advance, reference, resume, start, start_from, train
from rnn.state_dict import to_state_dicts
from rnn.update import begin, update
from tests.conftest import BackendUnderTest
from tests.oracle.plain import read
from tests.rnn.problems import each_cell

SHAPE = NetworkShape(inputs=1, units=1, outputs=1)
EXAMPLES = Examples(
    xs=np.array([[-1.0, -1.0, 1.0, 1.0], [-1.0, 1.0, -1.0, 1.0]])[:, :, None],
    targets=np.array([[0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]])[:, :, None],
    loss_weights=np.array([[0.0, 0.0, 0.0, 0.0], [1.0, 1.0, 3.0, 1.0]])[:, :, None],
)
EASY_GOING = Settings()
HURRIED = Settings(epoch_limit=3, restart_limit=2)  # nobody learns that quickly


@pytest.fixture(scope="module")
def solved(way: BackendUnderTest) -> Run:
    return way.train(start(0, SHAPE, EXAMPLES))


def first_epochs(way: BackendUnderTest, count: int, seed: int = 0, settings: Settings = EASY_GOING) -> Run:
    run = start(seed, SHAPE, EXAMPLES, settings)
    for _ in range(count):
        run = way.advance(run)
    return run


def assert_identical(ours: tuple[Snapshot, ...], theirs: tuple[Snapshot, ...]) -> None:
    """Every number of every snapshot, bit by bit."""
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        assert (a.epoch, a.loss, a.max_error, a.adam.updates) == (b.epoch, b.loss, b.max_error, b.adam.updates)
        for x, y in (
            (a.theta, b.theta),
            (a.adam.first_moment, b.adam.first_moment),
            (a.adam.second_moment, b.adam.second_moment),
        ):
            assert x.tobytes() == y.tobytes()


def probabilities(theta: Array, shape: NetworkShape = SHAPE) -> Array:
    """The answers after the last bit, in plain numbers."""
    weights = to_state_dicts(unflatten(theta, shape))
    return np.array([read(weights, bits.tolist())[-1]["p"][0] for bits in np.swapaxes(EXAMPLES.xs, 0, 1)])


WANTED = np.array([0.0, 0.0, 1.0, 0.0])


def test_one_snapshot_an_epoch(way: BackendUnderTest, solved: Run) -> None:
    assert [snapshot.epoch for snapshot in solved.snapshots] == list(range(len(solved.snapshots)))
    assert [snapshot.adam.updates for snapshot in solved.snapshots] == list(range(len(solved.snapshots)))
    assert len(first_epochs(way, 5).snapshots) == 5


def test_loss_and_largest_error_of_every_snapshot(way: BackendUnderTest, solved: Run) -> None:
    for snapshot in solved.snapshots:
        p = probabilities(snapshot.theta)
        losses = -np.log(np.where(WANTED == 1, p, 1 - p))
        np.testing.assert_allclose(snapshot.loss, (3 * losses[2] + losses[[0, 1, 3]].sum()) / 6, rtol=way.precision)
        np.testing.assert_allclose(snapshot.max_error, np.abs(p - WANTED).max(), rtol=way.precision)


def test_solved_means_that_every_answer_in_the_mask_is_close(solved: Run) -> None:
    errors = [np.abs(probabilities(snapshot.theta) - WANTED).max() for snapshot in solved.snapshots]
    assert solved.status is Status.SOLVED
    assert errors[-1] < solved.settings.tolerance
    assert min(errors[:-1]) >= solved.settings.tolerance


def test_a_smaller_tolerance_takes_longer(way: BackendUnderTest, solved: Run) -> None:
    strict = way.train(start(0, SHAPE, EXAMPLES, Settings(tolerance=0.05)))
    assert np.abs(probabilities(strict.snapshots[-1].theta) - WANTED).max() < 0.05
    assert len(strict.snapshots) > len(solved.snapshots)
    assert_identical(strict.snapshots[: len(solved.snapshots)], solved.snapshots)


def test_each_snapshot_is_one_step_of_adam_from_the_one_before(way: BackendUnderTest, solved: Run) -> None:
    for before, after in zip(solved.snapshots, solved.snapshots[1:], strict=False):
        _, gradient, _ = way.gradient(before.theta, SHAPE, EXAMPLES)
        theta, state = adam(before.theta, gradient, before.adam, solved.settings.learning_rate)
        np.testing.assert_array_equal(theta, after.theta)
        np.testing.assert_array_equal(state.second_moment, after.adam.second_moment)


def test_the_first_snapshot_is_what_the_seed_gave(solved: Run) -> None:
    np.testing.assert_array_equal(solved.snapshots[0].theta, initialise(np.random.default_rng(0), SHAPE))


def test_the_same_seed_gives_the_same_numbers(way: BackendUnderTest, solved: Run) -> None:
    assert_identical(way.train(start(0, SHAPE, EXAMPLES)).snapshots, solved.snapshots)


def test_another_seed_gives_other_numbers(way: BackendUnderTest, solved: Run) -> None:
    assert not (first_epochs(way, 1, seed=1).snapshots[0].theta == solved.snapshots[0].theta).any()


def test_every_number_is_float64(solved: Run) -> None:
    for snapshot in solved.snapshots:
        for array in (snapshot.theta, snapshot.adam.first_moment, snapshot.adam.second_moment):
            assert array.dtype == np.float64
    assert {tensor.dtype for tensor in (*solved.network.cell, *solved.network.head)} == {np.dtype(np.float64)}


def test_the_network_of_a_run_is_the_newest_that_was_evaluated(way: BackendUnderTest, solved: Run) -> None:
    untrained = start(0, SHAPE, EXAMPLES)
    np.testing.assert_array_equal(flatten(untrained.network), untrained.theta)
    np.testing.assert_array_equal(flatten(way.advance(untrained).network), untrained.theta)
    np.testing.assert_array_equal(flatten(solved.network), solved.snapshots[-1].theta)


def test_advancing_leaves_the_old_run_as_it_was(way: BackendUnderTest) -> None:
    run = first_epochs(way, 2)
    theta, snapshots = run.theta.copy(), run.snapshots
    way.advance(way.advance(run))
    np.testing.assert_array_equal(run.theta, theta)
    assert run.snapshots is snapshots
    assert len(snapshots) == 2
    with pytest.raises(AttributeError):
        run.seed = 3  # type: ignore[misc]


def test_a_finished_run_is_returned_as_it_is(way: BackendUnderTest, solved: Run) -> None:
    assert way.advance(solved) is solved
    failed = way.train(start(0, SHAPE, EXAMPLES, HURRIED))
    assert way.advance(failed) is failed


# --- Many epochs at once ---


@pytest.mark.parametrize("epochs", [2, 7, 1000])
def test_many_epochs_at_once_are_the_same_as_one_by_one(way: BackendUnderTest, solved: Run, epochs: int) -> None:
    run = start(0, SHAPE, EXAMPLES)
    while run.status is Status.TRAINING:
        before = len(run.snapshots)
        run = way.advance(run, epochs)
        assert len(run.snapshots) == min(before + epochs, len(solved.snapshots))
    assert_identical(run.snapshots, solved.snapshots)
    np.testing.assert_array_equal(run.theta, solved.theta)
    one_by_one, at_once = first_epochs(way, 9), way.advance(start(0, SHAPE, EXAMPLES), 9)
    np.testing.assert_array_equal(one_by_one.theta, at_once.theta)  # the next to be evaluated
    assert at_once.adam.updates == one_by_one.adam.updates == 9


def test_a_call_ends_with_its_seed(way: BackendUnderTest) -> None:
    run = way.advance(start(5, SHAPE, EXAMPLES, HURRIED), 100)
    assert (run.status, run.seed, run.failed_seeds, run.snapshots) == (Status.TRAINING, 6, (5,), ())
    run = way.advance(way.advance(run, 100), 100)
    assert (run.status, run.seed, len(run.snapshots)) == (Status.FAILED, 7, 4)
    np.testing.assert_array_equal(run.theta, run.snapshots[-1].theta)


def test_a_branch_has_its_own_epoch_limit(way: BackendUnderTest, solved: Run) -> None:
    impossible = EXAMPLES._replace(targets=np.full_like(EXAMPLES.targets, 0.5))
    begun = resume(solved, 5, impossible)._replace(settings=Settings(0.1, 0.0, 10, 0))
    branch = way.train(begun)
    assert (branch.status, len(branch.snapshots)) == (Status.FAILED, 5 + 11)
    for epoch in range(5, 16):
        assert begun.status is Status.TRAINING, epoch
        begun = way.advance(begun)
    assert_identical(begun.snapshots, branch.snapshots)
    assert begun.status is Status.FAILED


@pytest.mark.parametrize("epochs", [0, -1])
def test_no_epochs_make_no_sense(way: BackendUnderTest, epochs: int) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        way.advance(start(0, SHAPE, EXAMPLES), epochs)


def test_what_a_path_hands_out_cannot_be_changed(way: BackendUnderTest, solved: Run) -> None:
    for snapshot in solved.snapshots:
        with pytest.raises(ValueError, match="read-only"):
            snapshot.theta[0] = 1.0


# --- Going back ---


@pytest.mark.parametrize("epoch", [0, 1, 7, 20, -1])
def test_resumed_training_repeats_itself(way: BackendUnderTest, solved: Run, epoch: int) -> None:
    epoch = solved.snapshots[epoch].epoch
    again = resume(solved, epoch)
    assert again.status is Status.TRAINING
    assert len(again.snapshots) == epoch
    again = way.train(again)
    assert again.status is Status.SOLVED
    assert_identical(again.snapshots, solved.snapshots)


def test_resuming_an_unfinished_run(way: BackendUnderTest) -> None:
    run = first_epochs(way, 10)
    again = resume(run, 4)
    for _ in range(6):
        again = way.advance(again)
    assert_identical(again.snapshots, run.snapshots)
    np.testing.assert_array_equal(again.theta, run.theta)


@pytest.mark.parametrize("epoch", [3, 10, -1])
def test_there_is_no_resuming_from_an_epoch_that_has_not_been(way: BackendUnderTest, epoch: int) -> None:
    with pytest.raises(IndexError):
        resume(first_epochs(way, 3), epoch)


def test_a_branch_on_other_examples_leaves_from_the_very_same_numbers(way: BackendUnderTest, solved: Run) -> None:
    others = EXAMPLES._replace(targets=EXAMPLES.targets[:, ::-1], loss_weights=EXAMPLES.loss_weights[:, ::-1])
    branch = resume(solved, 5, others)
    assert_identical(branch.snapshots, solved.snapshots[:5])
    branch = way.advance(branch)
    for ours, theirs in zip(branch.snapshots[5][1:3], solved.snapshots[5][1:3], strict=True):
        assert ours is theirs  # the parameters, and Adam's memory of the old gradients
    loss, gradient, _ = way.gradient(solved.snapshots[5].theta, SHAPE, others)
    assert branch.snapshots[5].loss == loss != solved.snapshots[5].loss
    theta, _ = adam(solved.snapshots[5].theta, gradient, solved.snapshots[5].adam, 0.1)
    np.testing.assert_array_equal(way.advance(branch).snapshots[6].theta, theta)


# --- Beginning with given parameters ---


def test_starting_from_given_parameters_is_like_starting_from_their_seed(way: BackendUnderTest) -> None:
    theta = initialise(np.random.default_rng(0), SHAPE)
    run = start_from(theta, SHAPE, EXAMPLES)
    assert run.seed is None
    theta[:] = 0  # the run has its own copy
    assert_identical(way.train(run).snapshots, way.train(start(0, SHAPE, EXAMPLES)).snapshots)


def test_given_parameters_are_kept_as_they_are() -> None:
    run = start_from(initialise(np.random.default_rng(0), SHAPE), SHAPE, EXAMPLES)
    with pytest.raises(ValueError, match="read-only"):
        run.theta[0] = 1.0


def test_without_a_seed_there_is_no_next_one(way: BackendUnderTest) -> None:
    theta = initialise(np.random.default_rng(5), SHAPE)
    run = way.train(start_from(theta, SHAPE, EXAMPLES, HURRIED))
    assert (run.status, run.seed, run.failed_seeds) == (Status.FAILED, None, ())
    assert [snapshot.epoch for snapshot in run.snapshots] == [0, 1, 2, 3]
    np.testing.assert_array_equal(run.snapshots[0].theta, theta)


# --- Giving up a seed ---


def test_a_seed_is_given_up_after_the_epoch_limit(way: BackendUnderTest) -> None:
    settings = Settings(epoch_limit=3)
    last_chance = first_epochs(way, 3, seed=5, settings=settings)
    assert (last_chance.seed, last_chance.failed_seeds) == (5, ())
    again = way.advance(last_chance)  # the snapshot of epoch 3, not good enough
    assert (again.seed, again.failed_seeds, again.snapshots) == (6, (5,), ())
    assert again.status is Status.TRAINING
    np.testing.assert_array_equal(again.theta, start(6, SHAPE, EXAMPLES).theta)


def test_a_run_fails_after_the_restart_limit(way: BackendUnderTest) -> None:
    run = way.train(start(5, SHAPE, EXAMPLES, HURRIED))
    assert run.status is Status.FAILED
    assert run.seed == 7
    assert run.failed_seeds == (5, 6)  # the first seed and one restart; the second restart is the seed it ends with
    assert [snapshot.epoch for snapshot in run.snapshots] == [0, 1, 2, 3]
    assert np.abs(probabilities(run.snapshots[-1].theta) - WANTED).max() >= run.settings.tolerance


def test_without_restarts_the_first_seed_decides(way: BackendUnderTest) -> None:
    run = way.train(start(5, SHAPE, EXAMPLES, Settings(epoch_limit=3, restart_limit=0)))
    assert (run.status, run.seed, run.failed_seeds) == (Status.FAILED, 5, ())


def test_a_restarted_run_goes_on_like_a_run_started_with_the_next_seed(way: BackendUnderTest) -> None:
    epochs = {seed: len(way.train(start(seed, SHAPE, EXAMPLES)).snapshots) - 1 for seed in range(10)}
    seed = next(seed for seed in range(9) if epochs[seed] > epochs[seed + 1])
    settings = Settings(epoch_limit=epochs[seed + 1])  # just enough for the second seed, too little for the first
    run = way.train(start(seed, SHAPE, EXAMPLES, settings))
    assert (run.status, run.seed, run.failed_seeds) == (Status.SOLVED, seed + 1, (seed,))
    assert_identical(run.snapshots, way.train(start(seed + 1, SHAPE, EXAMPLES)).snapshots)
    resumed = way.train(resume(run, 2))
    assert resumed.failed_seeds == (seed,)
    assert_identical(resumed.snapshots, run.snapshots)


# --- What counts ---


def test_masked_answers_count_for_nothing(way: BackendUnderTest) -> None:
    other = EXAMPLES._replace(targets=np.where(EXAMPLES.loss_weights > 0, EXAMPLES.targets, 1))
    ours, theirs = first_epochs(way, 5), start(0, SHAPE, other)
    for _ in range(5):
        theirs = way.advance(theirs)
    assert_identical(ours.snapshots, theirs.snapshots)


# --- Every cell, by numpy ---


def run_of(cell: str, settings: Settings = EASY_GOING) -> Run:
    return start(0, NetworkShape(1, 2, 1, cell), EXAMPLES, settings)


@each_cell
def test_every_cell_learns_it(cell: str) -> None:
    run = train(run_of(cell))
    assert run.status is Status.SOLVED
    errors = [np.abs(probabilities(snapshot.theta, run.shape) - WANTED).max() for snapshot in run.snapshots]
    assert errors[-1] < run.settings.tolerance
    assert min(errors[:-1]) >= run.settings.tolerance
    np.testing.assert_allclose([snapshot.max_error for snapshot in run.snapshots], errors, rtol=1e-9)


@each_cell
def test_a_run_of_every_cell_repeats_itself_from_any_snapshot(cell: str) -> None:
    run = train(run_of(cell))
    for epoch in (0, 1, len(run.snapshots) // 2, len(run.snapshots) - 1):
        assert_identical(train(resume(run, epoch)).snapshots, run.snapshots)
    assert_identical(train(run_of(cell)).snapshots, run.snapshots)


@each_cell
def test_a_run_is_its_updates(cell: str) -> None:
    run = advance(run_of(cell), 9)
    state = begin(run.snapshots[0].theta)
    for snapshot in run.snapshots:
        np.testing.assert_array_equal(snapshot.theta, state.theta)
        np.testing.assert_array_equal(snapshot.adam.first_moment, state.adam.first_moment)
        result = update(state, run.shape, EXAMPLES, run.settings.learning_rate)
        assert (snapshot.loss, snapshot.max_error) == (result.loss, result.max_error)
        state = result.state
    np.testing.assert_array_equal(run.theta, state.theta)


@each_cell
def test_a_seed_of_every_cell_is_given_up_after_the_epoch_limit(cell: str) -> None:
    run = train(run_of(cell, HURRIED))
    assert (run.status, run.seed, run.failed_seeds) == (Status.FAILED, 2, (0, 1))


@each_cell
def test_the_reference_does_as_many_epochs_as_it_is_asked_for(cell: str) -> None:
    run = run_of(cell)
    chunk = reference(run, 5)
    assert [snapshot.epoch for snapshot in chunk.snapshots] == [0, 1, 2, 3, 4]
    assert chunk.adam.updates == 5
    np.testing.assert_array_equal(
        reference(run._replace(theta=chunk.theta, adam=chunk.adam), 1).snapshots[0].theta, chunk.theta
    )


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_run_whose_numbers_are_no_longer_finite_goes_on_until_its_seed_is_given_up() -> None:
    theta = np.full(SHAPE.size, np.nan)
    run = train(start_from(theta, SHAPE, EXAMPLES, HURRIED))
    assert run.status is Status.FAILED
    assert len(run.snapshots) == HURRIED.epoch_limit + 1
    assert all(np.isnan(snapshot.loss) for snapshot in run.snapshots)
    assert [snapshot.adam.updates for snapshot in run.snapshots] == list(range(HURRIED.epoch_limit + 1))
