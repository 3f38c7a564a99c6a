"""A training on fresh sequences: the same numbers in whatever slices, the same batches for all, and an end to it.

Tolerance of the library: float32 rounds by 6e-8 of a value. Adam divides a gradient by its own size, so where one is
nearly nothing its rounding counts in full; over 30 updates of 0.02 the parameters were never off by more than 2e-4.
"""

from collections.abc import Callable, Iterator
from functools import reduce
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from native.library import Library, Unavailable
from rnn import cells
from rnn.arrays import Array
from rnn.cells import rnn as plain_rnn
from rnn.examples import Examples
from rnn.fresh_run import (
    CHECK_EVERY,
    REFERENCE,
    TEST_SIZE,
    FreshBackend,
    FreshReference,
    FreshRun,
    FreshUpdateResults,
    Recipe,
    advance,
    batches_of,
    held_out,
    start,
)
from rnn.native import fresh_backend
from rnn.native.fresh_backend import NativeFreshBackend, fastest
from rnn.network import NetworkShape, flatten, initialise
from rnn.state_dict import to_state_dicts
from rnn.update import OptimizerState
from tests.oracle.plain import read
from tests.rnn.problems import each_cell

LOSS, THETA = 1e-5, 2e-4  # how far the library may be off: relative; absolute, after 30 updates


class Which(NamedTuple):
    """Which of two inputs is the greater at the last step; the steps before it are noise."""

    steps: int = 4
    rate: float = 0.02
    updates: int = 60

    @property
    def recipe(self) -> Recipe:
        return Recipe(self.rate, self.updates, batch=8)

    def sample(self, rng: np.random.Generator, count: int) -> Examples:
        xs = rng.normal(size=(self.steps, count, 2))
        targets = np.zeros((self.steps, count, 1))
        targets[-1, :, 0] = xs[-1, :, 0] > xs[-1, :, 1]
        loss_weights = np.zeros_like(targets)
        loss_weights[-1] = 1
        return Examples(xs, targets, loss_weights)


TASK = Which()
SHAPE = NetworkShape(2, 2, 1, "gru")


def backend_of(name: str, library: Library) -> FreshBackend:
    return NativeFreshBackend(library) if name == "library" else REFERENCE


def begun(
    shape: NetworkShape = SHAPE,
    task: Which = TASK,
    seed: int = 3,
    scale: float = 1.0,
    backend: FreshBackend = REFERENCE,
) -> FreshRun:
    return start(scale * initialise(np.random.default_rng(seed), shape), shape, task, seed, backend)


def in_slices(run: FreshRun, *slices: int, backend: FreshBackend = REFERENCE) -> FreshRun:
    return reduce(lambda run, updates: advance(run, updates, backend), slices, run)


def numbers_of(run: FreshRun) -> tuple[object, ...]:
    """All that a run is."""
    return (*run[:3], run.state.theta.tobytes(), run.losses, run.norms, run.accuracies, run.diverged)


# --- In whatever slices ---

SLICES = [(1, 24, 25, 10), (5,) * 12, (400,), (7, 30, 1, 1, 50), (1,) * 60]


@pytest.mark.parametrize("slices", SLICES)
@pytest.mark.parametrize("name", ["reference", "library"])
def test_it_is_the_same_in_whatever_slices(library: Library, name: str, slices: tuple[int, ...]) -> None:
    backend = backend_of(name, library)
    whole, sliced = (in_slices(begun(backend=backend), *some, backend=backend) for some in ((60,), slices))
    assert whole.made == TASK.updates
    assert numbers_of(sliced) == numbers_of(whole)


@settings(max_examples=20)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=12))
def test_every_beginning_of_it_is_the_same(slices: list[int]) -> None:
    sliced, made = in_slices(begun(), *slices), min(sum(slices), TASK.updates)
    whole = advance(begun(), made)
    assert sliced.made == made
    assert sliced.losses == whole.losses
    assert sliced.state.theta.tobytes() == whole.state.theta.tobytes()


def test_another_seed_has_other_batches() -> None:
    one, other = (start(np.ones(SHAPE.size), SHAPE, TASK, seed) for seed in (1, 2))
    assert advance(one, 5).losses != advance(other, 5).losses


@pytest.mark.parametrize("updates", [0, -1])
def test_no_update_is_no_advance(updates: int) -> None:
    with pytest.raises(ValueError, match=f"the number of updates must be positive, not {updates}"):
        advance(begun(), updates)


def test_beyond_the_end_nothing_happens() -> None:
    run = advance(begun(), 1000)
    assert run.done
    assert numbers_of(advance(run, 1)) == numbers_of(run)


def test_the_parameters_that_it_begins_with_are_nobody_elses() -> None:
    theta = np.ones(SHAPE.size)
    run = start(theta, SHAPE, TASK, 0)
    theta[:] = 7
    assert set(run.state.theta) == {1.0}
    advance(run, 3)
    assert set(run.state.theta) == {1.0}


# --- On which sequences ---


class Watched(FreshReference):
    """Writes down what it is given to learn from."""

    def __init__(self) -> None:
        self.given: list[Examples] = []

    def learn(
        self, state: OptimizerState, shape: NetworkShape, batches: Examples, learning_rate: float, clip: float
    ) -> FreshUpdateResults:
        self.given += [Examples(*batch) for batch in zip(*batches, strict=True)]
        return super().learn(state, shape, batches, learning_rate, clip)


def given_to(cell: str, seed: int, task: Which = TASK) -> list[Examples]:
    watched, shape = Watched(), SHAPE._replace(cell=cell)
    in_slices(start(np.ones(shape.size), shape, task, seed), 7, 30, 100, backend=watched)
    return watched.given


def test_cells_of_one_seed_are_given_the_same_batches() -> None:
    one, *others = (given_to(cell, seed=5) for cell in cells.NAMES)
    assert len(one) == TASK.updates
    for other in others:
        for ours, theirs in zip(one, other, strict=True):
            for array, same in zip(ours, theirs, strict=True):
                assert array.tobytes() == same.tobytes()


def test_batches_are_what_the_task_draws_and_no_two_are_alike() -> None:
    given_batches = given_to("rnn", seed=5)
    assert {batch.xs.shape for batch in given_batches} == {(TASK.steps, TASK.recipe.batch, 2)}
    for batch in given_batches:
        greater = [float(a > b) for a, b in batch.xs[-1].tolist()]
        assert batch.targets[-1, :, 0].tolist() == greater  # answers go with their sequences
    sequences = [batch.xs[:, k].tobytes() for batch in given_batches for k in range(TASK.recipe.batch)]
    assert len(set(sequences)) == len(sequences)


def test_no_training_is_given_a_test_sequence() -> None:
    tested = {held_out(TASK).xs[:, k].tobytes() for k in range(TEST_SIZE)}
    assert len(tested) == TEST_SIZE
    for seed in range(4):
        for batch in given_to("rnn", seed):
            assert not tested & {batch.xs[:, k].tobytes() for k in range(TASK.recipe.batch)}


def test_all_are_tested_on_the_same_sequences() -> None:
    assert held_out(TASK).xs.tobytes() == held_out(Which()).xs.tobytes()
    assert held_out(TASK, 5).xs.shape == (TASK.steps, 5, 2)


class Other(NamedTuple):
    """As a tuple the same as ``Which``."""

    steps: int = 4
    rate: float = 0.02
    updates: int = 60

    @property
    def recipe(self) -> Recipe:
        return Recipe(self.rate, self.updates, batch=8)

    def sample(self, rng: np.random.Generator, count: int) -> Examples:
        one = np.ones((self.steps, count, 1))
        return Examples(one, one, one)


def test_sources_of_two_kinds_are_kept_apart() -> None:
    """Named tuples of two classes are equal if what they hold is, so a cache would give one the other's sequences."""
    assert Other() == TASK  # type: ignore[comparison-overlap]
    assert held_out(TASK).xs.shape == (4, TEST_SIZE, 2)
    assert held_out(Other()).xs.shape == (4, TEST_SIZE, 1)
    assert batches_of(TASK, 11, 0).xs.shape == (CHECK_EVERY, 4, 8, 2)
    assert batches_of(Other(), 11, 0).xs.shape == (CHECK_EVERY, 4, 8, 1)


def test_blocks_are_drawn_apart_from_each_other() -> None:
    first, again, second = (batches_of(TASK, 3, block).xs for block in (0, 0, 1))
    assert first.tobytes() == again.tobytes() != second.tobytes()
    assert first.shape == (CHECK_EVERY, TASK.steps, TASK.recipe.batch, 2)


# --- What is told of it ---


def share_right(run: FreshRun) -> float:
    """By plain floats, sequence after sequence."""
    weights, xs = to_state_dicts(run.network), np.moveaxis(held_out(TASK).xs, 1, 0).tolist()
    right = [(read(weights, one)[-1]["p"][0] > 0.5) == (one[-1][0] > one[-1][1]) for one in xs]
    return len([one for one in right if one]) / len(right)


@each_cell
def test_accuracies_are_taken_at_the_beginning_every_25_updates_and_at_the_end(cell: str) -> None:
    run, shares = begun(SHAPE._replace(cell=cell)), []
    for made in (0, 25, 50, 60):
        run = advance(run, made - run.made) if made else run
        shares.append(share_right(run))
        assert (run.made, run.accuracies, run.accuracy) == (made, tuple(shares), shares[-1])
        if made in (25, 50):
            assert advance(run, 1).accuracies == run.accuracies
    assert shares[-1] > shares[0]


@pytest.mark.parametrize(
    ("accuracies", "after"),
    [((0.5,), None), ((0.5, 0.9, 0.99), None), ((0.5, 1.0, 0.9), 25), ((1.0,), 0), ((0.5, 0.6, 1.0, 1.0), 50)],
)
def test_solved_is_when_all_were_right_for_the_first_time(accuracies: tuple[float, ...], after: int | None) -> None:
    made = CHECK_EVERY * (len(accuracies) - 1)
    run = begun()._replace(losses=(0.5,) * made, norms=(0.5,) * made, accuracies=accuracies)
    assert run.solved_after == after


def test_solved_at_the_end_is_told_with_the_updates_that_were_made() -> None:
    run = begun()._replace(losses=(0.5,) * 60, norms=(0.5,) * 60, accuracies=(0.5, 0.6, 0.9, 1.0))
    assert run.solved_after == 60


def test_clipping_is_counted_and_felt() -> None:
    theta = 20 * initialise(np.random.default_rng(3), SHAPE)
    run = advance(start(theta, SHAPE, TASK, 3), 40)
    assert run.clipped == len([norm for norm in run.norms if norm > 1])
    assert 0 < run.clipped < 40
    assert advance(begun(scale=0.1), 5).clipped == 0


# --- Where it ends ---


@pytest.mark.parametrize("name", ["reference", "library"])
@each_cell
def test_weights_that_are_no_numbers_end_it_at_once(library: Library, cell: str, name: str) -> None:
    backend = backend_of(name, library)
    shape = SHAPE._replace(cell=cell)
    theta = np.ones(shape.size)
    theta[3] = np.nan
    with np.errstate(all="ignore"):
        run = advance(start(theta, shape, TASK, 0, backend), 30, backend)
    assert (run.diverged, run.done, run.made, run.losses, run.norms) == (True, True, 0, (), ())
    np.testing.assert_array_equal(run.state.theta, theta)
    assert numbers_of(advance(run, 5, backend)) == numbers_of(run)


@pytest.mark.parametrize("name", ["reference", "library"])
def test_a_rate_beyond_reason_ends_it_with_the_last_good_state(library: Library, name: str) -> None:
    """Adam's step is as long as the rate, so it soon is beyond all numbers; kept is what the updates came to."""
    backend = backend_of(name, library)
    task, shape = TASK._replace(rate=1.7e308), SHAPE._replace(cell="rnn")
    with np.errstate(all="ignore"):
        run = advance(begun(shape, task, backend=backend), 60, backend)
        same = advance(begun(shape, task, backend=backend), run.made, backend)
    assert run.diverged
    assert run.done
    assert 0 < run.made < 60
    assert not same.diverged
    assert len(run.losses) == len(run.norms) == run.made
    assert np.isfinite(run.losses).all()
    assert np.isfinite(run.norms).all()
    assert run.state.theta.tobytes() == same.state.theta.tobytes()


class Breaking(FreshReference):
    """Comes to no number with its so many-th update."""

    def __init__(self, after: int) -> None:
        self.left = after

    def learn(
        self, state: OptimizerState, shape: NetworkShape, batches: Examples, learning_rate: float, clip: float
    ) -> FreshUpdateResults:
        good = min(self.left, len(batches.xs))
        self.left -= good
        return super().learn(state, shape, Examples(*(array[:good] for array in batches)), learning_rate, clip)


@pytest.mark.parametrize("after", [0, 1, 24, 25, 26, 31, 59])
def test_what_ends_early_is_as_far_as_it_came(after: int) -> None:
    run, good = advance(begun(), 60, Breaking(after)), advance(begun(), after) if after else begun()
    assert (run.diverged, run.made, run.losses) == (True, after, good.losses)
    assert run.state.theta.tobytes() == good.state.theta.tobytes()
    assert run.accuracy == share_right(good)
    assert run.accuracies[: after // CHECK_EVERY + 1] == good.accuracies[: after // CHECK_EVERY + 1]


# --- The library ---


@pytest.mark.parametrize("units", [1, 4])
@each_cell
def test_the_library_comes_to_the_same(library: Library, cell: str, units: int) -> None:
    shape, native = NetworkShape(2, units, 1, cell), NativeFreshBackend(library)
    ours, theirs = (in_slices(begun(shape, backend=one), 1, 4, 25, backend=one) for one in (REFERENCE, native))
    assert ours.made == theirs.made == 30
    np.testing.assert_allclose(theirs.losses, ours.losses, rtol=LOSS, atol=LOSS)
    np.testing.assert_allclose(theirs.norms, ours.norms, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(theirs.state.theta, ours.state.theta, rtol=0, atol=THETA)
    assert theirs.state.adam.updates == ours.state.adam.updates == 30
    assert theirs.accuracies == pytest.approx(ours.accuracies, abs=1 / TEST_SIZE)
    xs = held_out(TASK).xs
    logits, same = (one.logits(ours.state.theta, shape, xs) for one in (REFERENCE, native))
    np.testing.assert_allclose(same, logits, rtol=0, atol=1e-5)
    assert logits.shape == (TEST_SIZE, 1)


@pytest.fixture
def fourth() -> Iterator[str]:
    """A cell that the library does not know: a plain RNN under another name."""

    class Mine:
        NAME, TITLE = "mine", "cell of a reader"

        def __getattr__(self, name: str) -> object:
            return getattr(plain_rnn, name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "_REGISTERED", dict(cells._REGISTERED))
        cells.register(Mine())  # type: ignore[arg-type]
        yield "mine"


def test_a_cell_that_the_library_does_not_know_goes_by_numpy(library: Library, fourth: str) -> None:
    native = NativeFreshBackend(library)
    mine, known = (SHAPE._replace(cell=cell) for cell in (fourth, "rnn"))
    run, same = advance(begun(mine, backend=native), 30, native), advance(begun(known), 30)
    assert run.losses == same.losses
    assert run.accuracies == same.accuracies
    assert run.state.theta.tobytes() == same.state.theta.tobytes()


@pytest.mark.parametrize(
    ("found", "kind"),
    [(lambda library: library, NativeFreshBackend), (lambda library: Unavailable("no"), FreshReference)],
)
def test_the_library_is_used_where_there_is_one(
    library: Library, monkeypatch: pytest.MonkeyPatch, found: Callable[[Library], object], kind: type
) -> None:
    monkeypatch.setattr(fresh_backend, "load", lambda: found(library))
    assert type(fastest()) is kind


def test_parameters_are_kept_in_full_precision(library: Library) -> None:
    """The library computes in float32, but what it did not change it gives back as it was."""
    theta: Array = initialise(np.random.default_rng(0), SHAPE)
    assert flatten(start(theta, SHAPE, TASK, 0, NativeFreshBackend(library)).network).tobytes() == theta.tobytes()
