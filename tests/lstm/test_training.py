"""Training, on one small task: say yes to the bits 1, 0 and no to every other pair."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from lstm.arrays import Array
from lstm.network import NetworkShape, flatten, initialise, unflatten
from lstm.optim import adam
from lstm.training import (
    Examples,
    Run,
    Settings,
    Snapshot,
    Status,
    advance,
    loss_and_gradient,
    resume,
    start,
    start_from,
    train,
)

SHAPE = NetworkShape(inputs=1, units=1, outputs=1)
EXAMPLES = Examples(
    xs=np.array([[-1.0, -1.0, 1.0, 1.0], [-1.0, 1.0, -1.0, 1.0]])[:, :, None],
    targets=np.array([[0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]])[:, :, None],
    weights=np.array([[0.0, 0.0, 0.0, 0.0], [1.0, 1.0, 3.0, 1.0]])[:, :, None],
)
EASY_GOING = Settings()
HURRIED = Settings(epoch_limit=3, restart_limit=2)  # nobody learns that quickly


@pytest.fixture(scope="module")
def solved() -> Run:
    return train(start(0, SHAPE, EXAMPLES))


def first_epochs(count: int, seed: int = 0, settings: Settings = EASY_GOING) -> Run:
    run = start(seed, SHAPE, EXAMPLES, settings)
    for _ in range(count):
        run = advance(run)
    return run


def assert_identical(ours: tuple[Snapshot, ...], theirs: tuple[Snapshot, ...]) -> None:
    """Every number of every snapshot, bit by bit."""
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        assert (a.epoch, a.loss, a.worst_error, a.adam.steps) == (b.epoch, b.loss, b.worst_error, b.adam.steps)
        for x, y in ((a.theta, b.theta), (a.adam.mean, b.adam.mean), (a.adam.square, b.adam.square)):
            assert x.tobytes() == y.tobytes()


def probabilities(theta: Array) -> Array:
    """The answers after the last bit, for the network of one unit, written out in plain numbers."""
    w_i, w_f, w_g, w_o = theta[0:4]
    u_i, u_f, u_g, u_o = theta[4:8]
    b_i, b_f, b_g, b_o = theta[8:12] + theta[12:16]
    answers = []
    for bits in EXAMPLES.xs[:, :, 0].T:
        h = c = 0.0
        for x in bits:
            i = 1 / (1 + np.exp(-(w_i * x + u_i * h + b_i)))
            f = 1 / (1 + np.exp(-(w_f * x + u_f * h + b_f)))
            g = np.tanh(w_g * x + u_g * h + b_g)
            o = 1 / (1 + np.exp(-(w_o * x + u_o * h + b_o)))
            c = f * c + i * g
            h = o * np.tanh(c)
        answers.append(1 / (1 + np.exp(-(theta[16] * h + theta[17]))))
    return np.array(answers)


WANTED = np.array([0.0, 0.0, 1.0, 0.0])


def test_one_snapshot_an_epoch(solved: Run) -> None:
    assert [snapshot.epoch for snapshot in solved.snapshots] == list(range(len(solved.snapshots)))
    assert [snapshot.adam.steps for snapshot in solved.snapshots] == list(range(len(solved.snapshots)))
    assert len(first_epochs(5).snapshots) == 5


def test_loss_and_worst_error_of_every_snapshot(solved: Run) -> None:
    for snapshot in solved.snapshots:
        p = probabilities(snapshot.theta)
        losses = -np.log(np.where(WANTED == 1, p, 1 - p))
        np.testing.assert_allclose(snapshot.loss, (3 * losses[2] + losses[[0, 1, 3]].sum()) / 6, rtol=1e-9)
        np.testing.assert_allclose(snapshot.worst_error, np.abs(p - WANTED).max(), rtol=1e-9)


def test_solved_means_that_every_graded_answer_is_close(solved: Run) -> None:
    errors = [np.abs(probabilities(snapshot.theta) - WANTED).max() for snapshot in solved.snapshots]
    assert solved.status is Status.SOLVED
    assert errors[-1] < solved.settings.tolerance
    assert min(errors[:-1]) >= solved.settings.tolerance


def test_a_smaller_tolerance_takes_longer(solved: Run) -> None:
    strict = train(start(0, SHAPE, EXAMPLES, Settings(tolerance=0.05)))
    assert np.abs(probabilities(strict.snapshots[-1].theta) - WANTED).max() < 0.05
    assert len(strict.snapshots) > len(solved.snapshots)
    assert_identical(strict.snapshots[: len(solved.snapshots)], solved.snapshots)


def test_each_snapshot_is_one_step_of_adam_from_the_one_before(solved: Run) -> None:
    for before, after in zip(solved.snapshots, solved.snapshots[1:], strict=False):
        _, gradient, _ = loss_and_gradient(unflatten(before.theta, SHAPE), EXAMPLES)
        theta, state = adam(before.theta, flatten(gradient), before.adam, solved.settings.learning_rate)
        np.testing.assert_array_equal(theta, after.theta)
        np.testing.assert_array_equal(state.square, after.adam.square)


def test_the_first_snapshot_is_what_the_seed_gave(solved: Run) -> None:
    np.testing.assert_array_equal(solved.snapshots[0].theta, initialise(np.random.default_rng(0), SHAPE))


def test_the_same_seed_gives_the_same_numbers(solved: Run) -> None:
    assert_identical(train(start(0, SHAPE, EXAMPLES)).snapshots, solved.snapshots)


def test_another_seed_gives_other_numbers(solved: Run) -> None:
    assert not (first_epochs(1, seed=1).snapshots[0].theta == solved.snapshots[0].theta).any()


def test_every_number_is_float64(solved: Run) -> None:
    for snapshot in solved.snapshots:
        for array in (snapshot.theta, snapshot.adam.mean, snapshot.adam.square):
            assert array.dtype == np.float64
    assert {tensor.dtype for tensor in (*solved.network.lstm, *solved.network.readout)} == {np.dtype(np.float64)}


def test_the_network_of_a_run_is_the_newest_that_was_evaluated(solved: Run) -> None:
    untrained = start(0, SHAPE, EXAMPLES)
    np.testing.assert_array_equal(flatten(untrained.network), untrained.theta)
    np.testing.assert_array_equal(flatten(advance(untrained).network), untrained.theta)
    np.testing.assert_array_equal(flatten(solved.network), solved.snapshots[-1].theta)


def test_advancing_leaves_the_old_run_as_it_was() -> None:
    run = first_epochs(2)
    theta, snapshots = run.theta.copy(), run.snapshots
    advance(advance(run))
    np.testing.assert_array_equal(run.theta, theta)
    assert run.snapshots is snapshots
    assert len(snapshots) == 2
    with pytest.raises(FrozenInstanceError):
        run.seed = 3  # type: ignore[misc]


def test_a_finished_run_is_returned_as_it_is(solved: Run) -> None:
    assert advance(solved) is solved
    failed = train(start(0, SHAPE, EXAMPLES, HURRIED))
    assert advance(failed) is failed


# --- Going back ---


@pytest.mark.parametrize("epoch", [0, 1, 7, 20, -1])
def test_resumed_training_repeats_itself(solved: Run, epoch: int) -> None:
    epoch = solved.snapshots[epoch].epoch
    again = resume(solved, epoch)
    assert again.status is Status.TRAINING
    assert len(again.snapshots) == epoch
    again = train(again)
    assert again.status is Status.SOLVED
    assert_identical(again.snapshots, solved.snapshots)


def test_resuming_an_unfinished_run() -> None:
    run = first_epochs(10)
    again = resume(run, 4)
    for _ in range(6):
        again = advance(again)
    assert_identical(again.snapshots, run.snapshots)
    np.testing.assert_array_equal(again.theta, run.theta)


@pytest.mark.parametrize("epoch", [3, 10, -1])
def test_there_is_no_resuming_from_an_epoch_that_has_not_been(epoch: int) -> None:
    with pytest.raises(IndexError):
        resume(first_epochs(3), epoch)


def test_a_branch_on_other_examples_leaves_from_the_very_same_numbers(solved: Run) -> None:
    others = EXAMPLES._replace(targets=EXAMPLES.targets[:, ::-1], weights=EXAMPLES.weights[:, ::-1])
    branch = resume(solved, 5, others)
    assert_identical(branch.snapshots, solved.snapshots[:5])
    branch = advance(branch)
    for ours, theirs in zip(branch.snapshots[5][1:3], solved.snapshots[5][1:3], strict=True):
        assert ours is theirs  # the parameters, and Adam's memory of the old gradients
    loss, gradient, _ = loss_and_gradient(unflatten(solved.snapshots[5].theta, SHAPE), others)
    assert branch.snapshots[5].loss == loss != solved.snapshots[5].loss
    theta, _ = adam(solved.snapshots[5].theta, flatten(gradient), solved.snapshots[5].adam, 0.1)
    np.testing.assert_array_equal(advance(branch).snapshots[6].theta, theta)


# --- Beginning with given parameters ---


def test_starting_from_given_parameters_is_like_starting_from_their_seed() -> None:
    theta = initialise(np.random.default_rng(0), SHAPE)
    run = start_from(theta, SHAPE, EXAMPLES)
    assert run.seed is None
    theta[:] = 0  # the run has its own copy
    assert_identical(train(run).snapshots, train(start(0, SHAPE, EXAMPLES)).snapshots)


def test_given_parameters_are_kept_as_they_are() -> None:
    run = start_from(initialise(np.random.default_rng(0), SHAPE), SHAPE, EXAMPLES)
    with pytest.raises(ValueError, match="read-only"):
        run.theta[0] = 1.0


def test_without_a_seed_there_is_no_next_one() -> None:
    theta = initialise(np.random.default_rng(5), SHAPE)
    run = train(start_from(theta, SHAPE, EXAMPLES, HURRIED))
    assert (run.status, run.seed, run.failed_seeds) == (Status.FAILED, None, ())
    assert [snapshot.epoch for snapshot in run.snapshots] == [0, 1, 2, 3]
    np.testing.assert_array_equal(run.snapshots[0].theta, theta)


# --- Giving up a seed ---


def test_a_seed_is_given_up_after_the_epoch_limit() -> None:
    settings = Settings(epoch_limit=3)
    last_chance = first_epochs(3, seed=5, settings=settings)
    assert (last_chance.seed, last_chance.failed_seeds) == (5, ())
    again = advance(last_chance)  # the snapshot of epoch 3, not good enough
    assert (again.seed, again.failed_seeds, again.snapshots) == (6, (5,), ())
    assert again.status is Status.TRAINING
    np.testing.assert_array_equal(again.theta, start(6, SHAPE, EXAMPLES).theta)


def test_a_run_fails_after_the_restart_limit() -> None:
    run = train(start(5, SHAPE, EXAMPLES, HURRIED))
    assert run.status is Status.FAILED
    assert run.seed == 7
    assert run.failed_seeds == (5, 6)  # the first seed and one restart; the second restart is the seed it ends with
    assert [snapshot.epoch for snapshot in run.snapshots] == [0, 1, 2, 3]
    assert np.abs(probabilities(run.snapshots[-1].theta) - WANTED).max() >= run.settings.tolerance


def test_without_restarts_the_first_seed_decides() -> None:
    run = train(start(5, SHAPE, EXAMPLES, Settings(epoch_limit=3, restart_limit=0)))
    assert (run.status, run.seed, run.failed_seeds) == (Status.FAILED, 5, ())


def test_a_restarted_run_goes_on_like_a_run_started_with_the_next_seed() -> None:
    epochs = {seed: len(train(start(seed, SHAPE, EXAMPLES)).snapshots) - 1 for seed in range(10)}
    seed = next(seed for seed in range(9) if epochs[seed] > epochs[seed + 1])
    settings = Settings(epoch_limit=epochs[seed + 1])  # just enough for the second seed, too little for the first
    run = train(start(seed, SHAPE, EXAMPLES, settings))
    assert (run.status, run.seed, run.failed_seeds) == (Status.SOLVED, seed + 1, (seed,))
    assert_identical(run.snapshots, train(start(seed + 1, SHAPE, EXAMPLES)).snapshots)
    resumed = train(resume(run, 2))
    assert resumed.failed_seeds == (seed,)
    assert_identical(resumed.snapshots, run.snapshots)


# --- What is graded ---


def test_ungraded_answers_count_for_nothing() -> None:
    other = EXAMPLES._replace(targets=np.where(EXAMPLES.weights > 0, EXAMPLES.targets, 1))
    ours, theirs = first_epochs(5), start(0, SHAPE, other)
    for _ in range(5):
        theirs = advance(theirs)
    assert_identical(ours.snapshots, theirs.snapshots)
