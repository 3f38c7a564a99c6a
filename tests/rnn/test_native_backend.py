"""The library trains LSTMs with a logistic readout: equal to numpy within float32, safe whatever it is given.

Tolerance: float32 rounds by 6e-8 of a value, the library's tanh is off by up to 4e-7, and both grow on their way
through the steps and through weights of up to ten. Over whole trainings and random networks the gradient was never off
by more than 1e-5, where the weights of the loss sum to one, the loss by 3e-6 of itself and an answer by 1e-6; allowed
is about twice as much.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from native.library import ALIGNMENT, Unavailable
from rnn import cells, heads
from rnn.arrays import Array
from rnn.examples import Examples
from rnn.native import backend as module
from rnn.native.backend import Arrays, NativeBackend, fallback_reason, fastest, load
from rnn.network import NetworkShape
from rnn.optim import adam, adam_start
from rnn.run import Run, Settings, Status, advance, reference, start, start_from, train
from tasks.bits import examples, network_shape, stream_examples
from tests.conftest import reference_gradient

LOSS, ANSWER, GRADIENT = 1e-5, 2e-6, 2e-5  # relative to the loss; absolute; relative to 1 + the largest entry

READ_ONLY = ("xs", "targets", "loss_weights", "bias_corrections")

sizes = st.tuples(*(st.integers(1, most) for most in (3, 16, 3, 9, 40)))  # I, H, O, T, B


def random_problem(seed: int, sizes: tuple[int, ...]) -> tuple[NetworkShape, Array, Examples]:
    """A network with weights that a training may reach, and examples of which some steps and answers count nothing."""
    inputs, units, outputs, steps, batch = sizes
    rng, shape = np.random.default_rng(seed), NetworkShape(inputs, units, outputs)
    theta = rng.normal(0, rng.uniform(0.1, 3) / np.sqrt(units), shape.size)
    weights = rng.uniform(0, 3, (steps, batch, outputs)) * (rng.random((steps, 1, 1)) < 0.6)
    weights *= rng.random(weights.shape) < 0.8
    weights[-1, 0, 0] = 1
    xs, targets = rng.normal(0, 1.5, (steps, batch, inputs)), rng.integers(0, 2, weights.shape)
    return shape, theta, Examples(xs, targets.astype(np.float64), weights)


def assert_agree(native: NativeBackend, theta: Array, shape: NetworkShape, given: Examples) -> None:
    """Loss, largest error and every gradient are those of the numpy path."""
    loss, gradient, error = native.loss_and_gradient(theta, shape, given)
    true_loss, true_gradient, true_error = reference_gradient(theta, shape, given)
    assert loss == pytest.approx(true_loss, rel=LOSS)
    assert error == pytest.approx(true_error, abs=ANSWER)
    allowed = GRADIENT * (1 + np.abs(true_gradient).max())
    np.testing.assert_allclose(gradient, true_gradient, rtol=0, atol=allowed)


# --- The same numbers ---


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), sizes)
def test_one_evaluation(seed: int, sizes: tuple[int, ...]) -> None:
    native = load()
    assert isinstance(native, NativeBackend)
    assert_agree(native, *reordered(random_problem(seed, sizes)))


def reordered(problem: tuple[NetworkShape, Array, Examples]) -> tuple[Array, NetworkShape, Examples]:
    shape, theta, given = problem
    return theta, shape, given


@pytest.mark.parametrize(("units", "target"), [(1, (1, 0)), (4, (0, 1, 1, 0)), (7, (1, 0, 1))])
def test_step_by_step_over_a_whole_training(native: NativeBackend, units: int, target: tuple[int, ...]) -> None:
    given, shape = examples(target), network_shape(units)
    run = train(start(3, shape, given), native)
    assert run.status is Status.SOLVED
    for before, after in zip(run.snapshots, [*run.snapshots[1:], None], strict=True):
        assert_agree(native, before.theta, shape, given)
        loss, gradient, error = native.loss_and_gradient(before.theta, shape, given)
        assert (before.loss, before.max_error) == (loss, error)
        if after is not None:  # Adam to the last bit
            theta, state = adam(before.theta, gradient, before.adam, run.settings.learning_rate)
            np.testing.assert_array_equal(after.theta, theta)
            np.testing.assert_array_equal(after.adam.first_moment, state.first_moment)
            np.testing.assert_array_equal(after.adam.second_moment, state.second_moment)
            assert after.adam.updates == state.updates


def test_both_paths_stay_together_for_a_while(native: NativeBackend) -> None:
    run = start(3, network_shape(4), examples((0, 1, 1, 0)))
    ours, theirs = advance(run, 20, native), advance(run, 20, reference)
    for a, b in zip(ours.snapshots, theirs.snapshots, strict=True):
        np.testing.assert_allclose(a.theta, b.theta, rtol=0, atol=1e-4)
        assert a.loss == pytest.approx(b.loss, rel=1e-4)


def test_streams_grade_many_steps(native: NativeBackend) -> None:
    given, shape = stream_examples((1, 0, 1), 7), network_shape(5)
    assert_agree(native, start(7, shape, given).theta, shape, given)


def test_a_batch_larger_than_a_block(native: NativeBackend) -> None:
    assert_agree(native, *reordered(random_problem(1, (2, 3, 1, 4, 333))))


def test_a_call_does_not_allocate_more_snapshots_than_it_says(native: NativeBackend) -> None:
    never = Settings(tolerance=0.0, epoch_limit=1000, restart_limit=0)
    run = start(1, network_shape(1), examples((1, 0)), never)
    assert len(advance(run, 1000, native).snapshots) == module.MOST_EPOCHS
    assert len(train(run, native).snapshots) == 1001


def test_snapshots_keep_no_memory_that_was_set_aside_for_nothing(native: NativeBackend) -> None:
    run = train(start(0, network_shape(1), examples((1, 0))), native)
    base = run.snapshots[-1].theta.base
    assert base is not None
    assert base.shape[0] == len(run.snapshots)  # all but the first, and one row never asked for


# --- Extremes ---


@pytest.mark.parametrize("size", [0.0, 1e3, 1e20, 1e300])
def test_extreme_weights_stay_finite(native: NativeBackend, size: float) -> None:
    shape, theta, given = random_problem(5, (2, 6, 2, 4, 9))
    loss, gradient, error = native.loss_and_gradient(size * np.sign(theta), shape, given)
    assert np.isfinite(loss)
    assert np.isfinite(gradient).all()
    assert 0 <= error <= 1


@pytest.mark.parametrize("size", [1e4, 1e20, 1e300])
def test_extreme_inputs_stay_finite(native: NativeBackend, size: float) -> None:
    shape, theta, given = random_problem(5, (2, 6, 2, 4, 9))
    loss, gradient, _ = native.loss_and_gradient(theta, shape, given._replace(xs=size * given.xs))
    assert np.isfinite(loss)
    assert np.isfinite(gradient).all()


def test_an_answer_that_weighs_next_to_nothing_counts(native: NativeBackend) -> None:
    shape, theta, given = random_problem(5, (1, 2, 1, 1, 2))
    given.loss_weights[0, :, 0] = 1e-60, 1
    given.targets[0, :, 0] = 100, 0  # so that the first answer is the worst
    _, _, error = native.loss_and_gradient(theta, shape, given)
    assert error == pytest.approx(reference_gradient(theta, shape, given)[2], rel=ANSWER)
    assert error > 99


@pytest.mark.parametrize("where", [0, 20, -1])
def test_nan_is_noticed(native: NativeBackend, where: int) -> None:
    shape, given = network_shape(3), examples((1, 0))
    theta = start(0, shape, given).theta.copy()
    theta[where] = np.nan
    run = advance(start_from(theta, shape, given, Settings(epoch_limit=4)), 10, native)
    assert run.status is Status.FAILED
    assert all(np.isnan(snapshot.loss) and np.isnan(snapshot.max_error) for snapshot in run.snapshots)


# --- What it refuses ---


def arrays_for(native: NativeBackend, epochs: int = 2) -> tuple[NetworkShape, Arrays]:
    shape, theta, given = random_problem(2, (2, 3, 2, 4, 5))
    arrays = native.allocate(shape, given, np.ones((epochs, 2)))
    for array in arrays[4:]:
        array.fill(7)
    arrays.thetas[0], arrays.first_moments[0], arrays.second_moments[0] = theta, 0, 0
    return shape, arrays


def shifted(array: Array, by: int) -> Array:
    """The same array, `by` bytes from where it should begin."""
    room = np.zeros(array.nbytes + 2 * ALIGNMENT, dtype=np.uint8)
    begin = -room.ctypes.data % ALIGNMENT + by
    return room[begin : begin + array.nbytes].view(array.dtype).reshape(array.shape)


def frozen(array: Array) -> Array:
    array = array.copy()
    array.flags.writeable = False
    return array


DAMAGE: dict[str, tuple[str, Callable[[Array], Array]]] = {
    "must be float64, not float32": ("xs", lambda array: array.astype(np.float32)),
    "must be float64, not int64": ("targets", lambda array: array.astype(np.int64)),
    "must be float64, not >f8": ("loss_weights", lambda array: array.astype(">f8")),
    r"must have the shape \(4, 5, 2\), not \(4, 5, 1\)": ("targets", lambda array: array[:, :, :1].copy()),
    "must have 3 dimensions, not 2": ("xs", lambda array: array[0]),
    r"must have the shape \(3, 92\), not": ("first_moments", lambda array: array[:2].copy()),
    r"must have the shape \(2, 2\), not": ("bias_corrections", lambda array: array[:1].copy()),
    r"must have the shape \(2,\), not": ("max_errors", lambda array: array[:1].copy()),
    r"must have the shape \(92,\), not": ("gradient", lambda array: array[:-1].copy()),
    "must be C-contiguous": ("thetas", np.asfortranarray),
    "is not aligned": ("second_moments", lambda array: shifted(array, 4)),
    "workspace is not aligned": ("workspace", lambda array: shifted(array, 8)),
    r"workspace must have the shape": ("workspace", lambda array: array[:-1]),
    "losses is read-only": ("losses", frozen),
    "negative or not a number": ("loss_weights", lambda array: -array),
    "no answer counts": ("loss_weights", np.zeros_like),
}


@pytest.mark.parametrize("message", DAMAGE)
def test_unfit_arrays_are_refused_before_anything_is_written(native: NativeBackend, message: str) -> None:
    shape, arrays = arrays_for(native)
    name, damage = DAMAGE[message]
    arrays = arrays._replace(**{name: damage(getattr(arrays, name))})
    before = [array.tobytes() for array in arrays]
    for function in ("run", "gradient"):
        with pytest.raises(ValueError, match=message):
            native.call(function, shape, arrays, tolerance=0.1)
    assert [array.tobytes() for array in arrays] == before


def test_sound_arrays_are_used_where_they_are(native: NativeBackend) -> None:
    shape, arrays = arrays_for(native)
    read = {name: getattr(arrays, name).tobytes() for name in READ_ONLY}
    assert native.call("run", shape, arrays, tolerance=0.0) == 2
    assert {name: getattr(arrays, name).tobytes() for name in READ_ONLY} == read
    assert not (arrays.thetas[1:] == 7).any()
    _, _, given = random_problem(2, (2, 3, 2, 4, 5))
    again = native.allocate(shape, given, np.ones((1, 2)))
    assert all(ours is theirs for ours, theirs in zip(again[:3], given, strict=True))


@pytest.mark.parametrize("shape", [(0, 1, 1), (1, 0, 1), (1, 1, 0), (1, -1, 1), (1, 70_000, 1)])
def test_impossible_sizes_are_refused(native: NativeBackend, shape: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="a size is zero, or larger than it can count"):
        native.workspace_size(NetworkShape(*shape), 1, 1)


def test_parameters_of_another_network_are_refused(native: NativeBackend) -> None:
    with pytest.raises(ValueError, match=r"parameters must have the shape \(18,\), not \(1,\)"):
        native.loss_and_gradient(np.zeros(1), network_shape(1), examples((1, 0)))


def test_examples_of_another_network_are_refused(native: NativeBackend) -> None:
    run = start(0, network_shape(2), examples((1, 0)))
    wrong = Run(NetworkShape(2, 2, 1), run.examples, run.settings, 0, np.zeros(51), adam_start(np.zeros(51)), run.rates)
    with pytest.raises(ValueError, match="xs must have the shape"):
        advance(wrong, 1, native)


# --- Memory ---


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), sizes, st.integers(1, 3), st.sampled_from([0.0, np.nan, np.inf, -np.inf, 1e308]))
def test_nothing_is_written_beside_the_arrays(seed: int, sizes: tuple[int, ...], epochs: int, absurd: float) -> None:
    native = load()
    assert isinstance(native, NativeBackend)
    shape, theta, given = random_problem(seed, sizes)
    given.xs[0, 0, 0] += absurd
    theta[seed % theta.size] += absurd
    loose = native.allocate(shape, given, np.ones((epochs, 2)))
    canary = 64  # bytes before and after every array
    room = np.full(canary + sum(array.nbytes + canary + ALIGNMENT for array in loose), 0xC5, dtype=np.uint8)
    free, laid, at = np.ones(room.size, dtype=bool), [], canary
    for array in loose:
        at += -(room.ctypes.data + at) % ALIGNMENT
        laid.append(room[at : at + array.nbytes].view(array.dtype).reshape(array.shape))
        free[at : at + array.nbytes] = False
        at += array.nbytes + canary
    arrays = Arrays(*laid)
    for ours, theirs in zip(arrays, loose, strict=True):
        ours[...] = theirs
    arrays.thetas[0], arrays.first_moments[0], arrays.second_moments[0] = theta, 0, 0
    with np.errstate(all="ignore"):
        assert native.call("gradient", shape, arrays, tolerance=0.1) == 0
        assert 1 <= native.call("run", shape, arrays, tolerance=0.1) <= epochs
    assert (room[free] == 0xC5).all()


# --- Where there is no library ---


def test_a_missing_library_is_a_reason(tmp_path: Path) -> None:
    assert load(tmp_path / "libnative.so") == Unavailable("libnative.so is not there")


def test_without_the_library_the_reference_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "load", lambda: Unavailable("for some reason"))
    assert fastest() is reference
    monkeypatch.undo()
    assert isinstance(fastest(), NativeBackend)


# --- What the library does not know ---


def test_a_cell_or_head_of_another_kind_is_trained_by_the_reference_and_the_reason_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As if a reader's own ones had these names: the library would take their parameters for those of others."""
    shape = NetworkShape(1, 2, 1)
    given = examples((1, 0))
    for part, named in (("cell", "own"), ("head", "answer")):
        registry = cells if part == "cell" else heads
        one = registry.named(getattr(shape, part))
        monkeypatch.setitem(registry._REGISTERED, named, one)
        other = shape._replace(**{part: named})  # type: ignore[arg-type]
        run = start(3, other, given, Settings(epoch_limit=5, restart_limit=0))
        ours, theirs = train(run, fastest()), train(run, reference)
        assert [snapshot.loss for snapshot in ours.snapshots] == [snapshot.loss for snapshot in theirs.snapshots]
        assert fallback_reason(other) == f"the library knows no {other.cell} with a {other.head} head"
        with pytest.raises(ValueError, match="the library knows no"):
            fastest().workspace_size(other, 2, 4)  # type: ignore[attr-defined]
    assert fallback_reason(shape) == ""


def test_a_step_whose_answers_weigh_next_to_nothing_counts(native: NativeBackend) -> None:
    shape, theta, given = random_problem(5, (2, 6, 1, 4, 9))
    given.loss_weights[:] = 0
    given.loss_weights[-1] = 1
    given.loss_weights[0] = 1e-12
    given.targets[0] = 100  # so far off that its small weight still shows
    _, _, error = native.loss_and_gradient(theta, shape, given)
    assert error == pytest.approx(reference_gradient(theta, shape, given)[2], rel=ANSWER)
    assert error > 90
