"""The compiled kernel: equal to numpy within float32, safe whatever it is given.

Tolerance: float32 rounds by 6e-8 of a value, the kernel's tanh is off by up to 4e-7, and both grow on their way through
the steps and through weights of up to ten. Over whole trainings and random networks the gradient was never off by more
than 1e-5, where the weights of the loss sum to one, the loss by 3e-6 of itself and an answer by 1e-6; allowed is about
twice as much.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bundler.kernel import compile_native, zig
from rnn import kernel as module
from rnn.arrays import Array
from rnn.kernel import ALIGNMENT, READ_ONLY, Arrays, Kernel, Unavailable, fastest, load
from rnn.network import NetworkShape
from rnn.optim import adam, adam_start
from rnn.training import Examples, Run, Settings, Status, advance, reference, start, start_from, train
from tasks.bits import examples, network_shape, stream_examples
from tests.conftest import reference_gradient

LOSS, ANSWER, GRADIENT = 1e-5, 2e-6, 2e-5  # relative to the loss; absolute; relative to 1 + the largest entry

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "py" / "rnn" / "kernel.c"
FUZZ = Path(__file__).with_name("kernel_fuzz.c")

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


def assert_agree(kernel: Kernel, theta: Array, shape: NetworkShape, lessons: Examples) -> None:
    """Loss, worst error and every gradient are those of the numpy path."""
    loss, gradient, error = kernel.loss_and_gradient(theta, shape, lessons)
    true_loss, true_gradient, true_error = reference_gradient(theta, shape, lessons)
    assert loss == pytest.approx(true_loss, rel=LOSS)
    assert error == pytest.approx(true_error, abs=ANSWER)
    allowed = GRADIENT * (1 + np.abs(true_gradient).max())
    np.testing.assert_allclose(gradient, true_gradient, rtol=0, atol=allowed)


# --- The same numbers ---


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), sizes)
def test_one_evaluation(seed: int, sizes: tuple[int, ...]) -> None:
    kernel = load()
    assert isinstance(kernel, Kernel)
    assert_agree(kernel, *reordered(random_problem(seed, sizes)))


def reordered(problem: tuple[NetworkShape, Array, Examples]) -> tuple[Array, NetworkShape, Examples]:
    shape, theta, lessons = problem
    return theta, shape, lessons


@pytest.mark.parametrize(("units", "target"), [(1, (1, 0)), (4, (0, 1, 1, 0)), (7, (1, 0, 1))])
def test_step_by_step_over_a_whole_training(kernel: Kernel, units: int, target: tuple[int, ...]) -> None:
    lessons, shape = examples(target), network_shape(units)
    run = train(start(3, shape, lessons), kernel)
    assert run.status is Status.SOLVED
    for before, after in zip(run.snapshots, [*run.snapshots[1:], None], strict=True):
        assert_agree(kernel, before.theta, shape, lessons)
        loss, gradient, error = kernel.loss_and_gradient(before.theta, shape, lessons)
        assert (before.loss, before.max_error) == (loss, error)
        if after is not None:  # Adam to the last bit
            theta, state = adam(before.theta, gradient, before.adam, run.settings.learning_rate)
            np.testing.assert_array_equal(after.theta, theta)
            np.testing.assert_array_equal(after.adam.first_moment, state.first_moment)
            np.testing.assert_array_equal(after.adam.second_moment, state.second_moment)
            assert after.adam.steps == state.steps


def test_both_paths_stay_together_for_a_while(kernel: Kernel) -> None:
    run = start(3, network_shape(4), examples((0, 1, 1, 0)))
    ours, theirs = advance(run, 20, kernel), advance(run, 20, reference)
    for a, b in zip(ours.snapshots, theirs.snapshots, strict=True):
        np.testing.assert_allclose(a.theta, b.theta, rtol=0, atol=1e-4)
        assert a.loss == pytest.approx(b.loss, rel=1e-4)


def test_streams_grade_many_steps(kernel: Kernel) -> None:
    lessons, shape = stream_examples((1, 0, 1), 7), network_shape(5)
    assert_agree(kernel, start(7, shape, lessons).theta, shape, lessons)


def test_a_batch_larger_than_a_block(kernel: Kernel) -> None:
    assert_agree(kernel, *reordered(random_problem(1, (2, 3, 1, 4, 333))))


def test_a_call_does_not_allocate_more_snapshots_than_it_says(kernel: Kernel) -> None:
    never = Settings(tolerance=0.0, epoch_limit=1000, restart_limit=0)
    run = start(1, network_shape(1), examples((1, 0)), never)
    assert len(advance(run, 1000, kernel).snapshots) == module.MOST_EPOCHS
    assert len(train(run, kernel).snapshots) == 1001


def test_snapshots_keep_no_memory_that_was_set_aside_for_nothing(kernel: Kernel) -> None:
    run = train(start(0, network_shape(1), examples((1, 0))), kernel)
    base = run.snapshots[-1].theta.base
    assert base is not None
    assert base.shape[0] == len(run.snapshots)  # all but the first, and one row never asked for


# --- The functions of four numbers ---

PROBE = """
#include "kernel.c"
EXPORT(probe) void probe(const v4 *x, const v4 *y, v4 *tanh, v4 *sigmoid, v4 *entropy, int count) {
    for (int n = 0; n < count; n++)
        tanh[n] = tanh4(x[n]), sigmoid[n] = sigmoid4(x[n]), entropy[n] = cross_entropy4(x[n], y[n]);
}
"""


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Array, float], list[Array]]:
    """tanh, sigmoid and cross-entropy of the kernel, for float32 numbers and one y."""
    import ctypes

    folder = tmp_path_factory.mktemp("probe")
    (folder / "probe.c").write_text(PROBE.replace("kernel.c", SOURCE.as_posix()))
    compile_native(folder / "probe.c", folder / "probe.so")
    library = ctypes.CDLL(str(folder / "probe.so"))

    def call(x: Array, y: float) -> list[Array]:
        room = np.zeros((5, x.size + 4), dtype=np.float32)
        rows = [row[-row.ctypes.data % ALIGNMENT // 4 :][: x.size] for row in room]
        rows[0][:], rows[1][:] = x, y
        library.probe(*(ctypes.c_void_p(row.ctypes.data) for row in rows), x.size // 4)
        return list(rows[2:])

    return call


def float32_everywhere() -> Array:
    """Numbers of every size and sign, and closely the range in which tanh turns."""
    bits = np.arange(0, 2**31 - 2**23, 4099, dtype=np.uint32)  # every 4099th positive number
    positive = np.concatenate([bits.view(np.float32), np.linspace(0, 20, 400_001, dtype=np.float32)])
    both = np.concatenate([positive, -positive])
    return both[: both.size // 4 * 4]


def test_tanh_and_sigmoid(probe: Callable[[Array, float], list[Array]]) -> None:
    x = float32_everywhere()
    tanh, sigmoid, _ = probe(x, 0.0)
    true = np.tanh(x.astype(np.float64))
    assert np.abs(tanh - true).max() < 4e-7
    normal = np.abs(x) > 1e-37  # below, float32 has fewer digits
    assert np.abs(tanh[normal] / true[normal] - 1).max() < 4e-7
    assert np.abs(sigmoid - (0.5 * np.tanh(0.5 * x.astype(np.float64)) + 0.5)).max() < 3e-7
    assert np.abs(tanh).max() == 1
    assert (sigmoid.min(), sigmoid.max()) == (0, 1)
    np.testing.assert_array_equal(tanh, -probe(-x, 0.0)[0])


@pytest.mark.parametrize("y", [0.0, 1.0, 0.25])
def test_cross_entropy(probe: Callable[[Array, float], list[Array]], y: float) -> None:
    z = float32_everywhere()
    z = z[np.abs(z) < 80]
    z = z[: z.size // 4 * 4]
    entropy = probe(z, y)[2]
    true = np.logaddexp(0, z.astype(np.float64)) - y * z
    if y in (0, 1):
        right = z.astype(np.float64) * (2 * y - 1)
        true = np.logaddexp(0, -right)  # without the cancellation
        assert np.abs(entropy / true - 1).max() < 5e-7
    assert np.abs(entropy - true).max() < 1e-5


def test_infinities_saturate_and_nan_stays(probe: Callable[[Array, float], list[Array]]) -> None:
    tanh, sigmoid, entropy = probe(np.array([np.inf, -np.inf, np.nan, 3e38], dtype=np.float32), 0.0)
    assert (tanh[:2].tolist(), sigmoid[:2].tolist()) == ([1, -1], [1, 0])
    assert np.isnan([tanh[2], sigmoid[2], entropy[2]]).all()
    assert np.isfinite([tanh[3], sigmoid[3], entropy[3]]).all()


# --- Extremes ---


@pytest.mark.parametrize("size", [0.0, 1e3, 1e20, 1e300])
def test_extreme_weights_stay_finite(kernel: Kernel, size: float) -> None:
    shape, theta, lessons = random_problem(5, (2, 6, 2, 4, 9))
    loss, gradient, error = kernel.loss_and_gradient(size * np.sign(theta), shape, lessons)
    assert np.isfinite(loss)
    assert np.isfinite(gradient).all()
    assert 0 <= error <= 1


@pytest.mark.parametrize("size", [1e4, 1e20, 1e300])
def test_extreme_inputs_stay_finite(kernel: Kernel, size: float) -> None:
    shape, theta, lessons = random_problem(5, (2, 6, 2, 4, 9))
    loss, gradient, _ = kernel.loss_and_gradient(theta, shape, lessons._replace(xs=size * lessons.xs))
    assert np.isfinite(loss)
    assert np.isfinite(gradient).all()


def test_an_answer_that_weighs_next_to_nothing_counts(kernel: Kernel) -> None:
    shape, theta, lessons = random_problem(5, (1, 2, 1, 1, 2))
    lessons.loss_weights[0, :, 0] = 1e-60, 1
    lessons.targets[0, :, 0] = 100, 0  # so that the first answer is the worst
    _, _, error = kernel.loss_and_gradient(theta, shape, lessons)
    assert error == pytest.approx(reference_gradient(theta, shape, lessons)[2], rel=ANSWER)
    assert error > 99


@pytest.mark.parametrize("where", [0, 20, -1])
def test_nan_is_noticed(kernel: Kernel, where: int) -> None:
    shape, lessons = network_shape(3), examples((1, 0))
    theta = start(0, shape, lessons).theta.copy()
    theta[where] = np.nan
    run = advance(start_from(theta, shape, lessons, Settings(epoch_limit=4)), 10, kernel)
    assert run.status is Status.FAILED
    assert all(np.isnan(snapshot.loss) and np.isnan(snapshot.max_error) for snapshot in run.snapshots)


# --- What it refuses ---


def arrays_for(kernel: Kernel, epochs: int = 2) -> tuple[NetworkShape, Arrays]:
    shape, theta, lessons = random_problem(2, (2, 3, 2, 4, 5))
    arrays = kernel.allocate(shape, lessons, np.ones((epochs, 2)))
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
    "no output counts": ("loss_weights", np.zeros_like),
}


@pytest.mark.parametrize("message", DAMAGE)
def test_unfit_arrays_are_refused_before_anything_is_written(kernel: Kernel, message: str) -> None:
    shape, arrays = arrays_for(kernel)
    name, damage = DAMAGE[message]
    arrays = arrays._replace(**{name: damage(getattr(arrays, name))})  # type: ignore[arg-type]
    before = [array.tobytes() for array in arrays]
    for function in ("train", "gradient"):
        with pytest.raises(ValueError, match=message):
            kernel.call(function, shape, arrays, tolerance=0.1)
    assert [array.tobytes() for array in arrays] == before


def test_sound_arrays_are_used_where_they_are(kernel: Kernel) -> None:
    shape, arrays = arrays_for(kernel)
    read = {name: getattr(arrays, name).tobytes() for name in READ_ONLY}
    assert kernel.call("train", shape, arrays, tolerance=0.0) == 2
    assert {name: getattr(arrays, name).tobytes() for name in READ_ONLY} == read
    assert not (arrays.thetas[1:] == 7).any()
    _, _, lessons = random_problem(2, (2, 3, 2, 4, 5))
    again = kernel.allocate(shape, lessons, np.ones((1, 2)))
    assert all(ours is theirs for ours, theirs in zip(again[:3], lessons, strict=True))


@pytest.mark.parametrize("shape", [(0, 1, 1), (1, 0, 1), (1, 1, 0), (1, -1, 1), (1, 70_000, 1)])
def test_impossible_sizes_are_refused(kernel: Kernel, shape: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="a size is zero, or larger than it can count"):
        kernel.workspace_size(NetworkShape(*shape), 1, 1)


def test_parameters_of_another_network_are_refused(kernel: Kernel) -> None:
    with pytest.raises(ValueError, match=r"parameters must have the shape \(18,\), not \(1,\)"):
        kernel.loss_and_gradient(np.zeros(1), network_shape(1), examples((1, 0)))


def test_examples_of_another_network_are_refused(kernel: Kernel) -> None:
    run = start(0, network_shape(2), examples((1, 0)))
    wrong = Run(NetworkShape(2, 2, 1), run.examples, run.settings, 0, np.zeros(51), adam_start(np.zeros(51)))
    with pytest.raises(ValueError, match="xs must have the shape"):
        advance(wrong, 1, kernel)


# --- Memory ---


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), sizes, st.integers(1, 3), st.sampled_from([0.0, np.nan, np.inf, -np.inf, 1e308]))
def test_nothing_is_written_beside_the_arrays(seed: int, sizes: tuple[int, ...], epochs: int, absurd: float) -> None:
    kernel = load()
    assert isinstance(kernel, Kernel)
    shape, theta, lessons = random_problem(seed, sizes)
    lessons.xs[0, 0, 0] += absurd
    theta[seed % theta.size] += absurd
    loose = kernel.allocate(shape, lessons, np.ones((epochs, 2)))
    canary = 64  # bytes before and after every array
    room = np.full(canary + sum(array.nbytes + canary + ALIGNMENT for array in loose), 0xC5, dtype=np.uint8)
    free, laid, at = np.ones(room.size, dtype=bool), [], canary
    for array in loose:
        at += -(room.ctypes.data + at) % ALIGNMENT
        laid.append(room[at : at + array.nbytes].view(array.dtype).reshape(array.shape))
        free[at : at + array.nbytes] = False
        at += array.nbytes + canary
    arrays = Arrays(*laid)  # type: ignore[arg-type]
    for ours, theirs in zip(arrays, loose, strict=True):
        ours[...] = theirs
    arrays.thetas[0], arrays.first_moments[0], arrays.second_moments[0] = theta, 0, 0
    with np.errstate(all="ignore"):
        assert kernel.call("gradient", shape, arrays, tolerance=0.1) == 0
        assert 1 <= kernel.call("train", shape, arrays, tolerance=0.1) <= epochs
    assert (room[free] == 0xC5).all()


def run_fuzz(folder: Path, compiler: list[str | Path], source: Path = FUZZ) -> subprocess.CompletedProcess[str]:
    program = folder / ("fuzz.exe" if sys.platform == "win32" else "fuzz")
    command = [*compiler, "-std=c11", "-O1", "-g", source, "-o", program, "-lm"]
    if compiler:
        subprocess.run([str(part) for part in command], check=True)
    else:
        zig("cc", "-fsanitize=undefined", "-fsanitize-trap=undefined", *command)
    return subprocess.run([program], capture_output=True, text=True, timeout=1200)


def test_no_undefined_behaviour(tmp_path: Path) -> None:
    done = run_fuzz(tmp_path, [])
    assert (done.returncode, done.stderr) == (0, "")


def address_sanitizer(folder: Path) -> list[str | Path]:
    """A compiler of this machine with AddressSanitizer; the test is skipped where there is none."""
    (folder / "empty.c").write_text("int main(void) { return 0; }\n")
    options = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-Wno-psabi"]
    for name in ("clang", "gcc"):
        if compiler := shutil.which(name):
            command = [compiler, *options, str(folder / "empty.c"), "-o", str(folder / "empty")]
            works = subprocess.run(command, capture_output=True).returncode == 0
            if works and subprocess.run([folder / "empty"], capture_output=True).returncode == 0:
                return [compiler, *options]
    pytest.skip("no compiler with AddressSanitizer here")


def test_no_access_beyond_any_array(tmp_path: Path) -> None:
    done = run_fuzz(tmp_path, address_sanitizer(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("right", "wrong"),
    [("TAKE(dz, O * W)", "TAKE(dz, O * W - 1)"), ("next.square[n] = v", "next.square[n + 1] = v")],
    ids=["workspace", "Adam"],
)
def test_the_sanitizer_would_notice(tmp_path: Path, right: str, wrong: str) -> None:
    compiler = address_sanitizer(tmp_path)
    code = SOURCE.read_text("utf-8")
    assert right in code
    (tmp_path / "kernel.c").write_text(code.replace(right, wrong), "utf-8")
    fuzz = FUZZ.read_text("utf-8").replace("../../py/rnn/kernel.c", "kernel.c")
    (tmp_path / "fuzz.c").write_text(fuzz, "utf-8")
    done = run_fuzz(tmp_path, compiler, tmp_path / "fuzz.c")
    assert done.returncode != 0
    assert "heap-buffer-overflow" in done.stderr


# --- Where there is no kernel ---


def test_a_missing_kernel_is_a_reason(tmp_path: Path) -> None:
    assert load(tmp_path / "libkernel.so") == Unavailable("libkernel.so is not there")


@pytest.mark.parametrize("content", [b"", b"\x7fELF and nothing more", b"\0asm\1\0\0\0"])
def test_a_damaged_kernel_is_a_reason(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "libkernel.so").write_bytes(content)
    found = load(tmp_path / "libkernel.so")
    assert isinstance(found, Unavailable)
    assert found.reason


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("EXPORT(other) int other(void) { return 1; }", "libkernel.so is not the kernel"),
        (
            "EXPORT(kernel_abi) int kernel_abi(void) { return 1; } EXPORT(kernel_workspace_size) int kernel_workspace_size(void) "
            "{ return 1; } EXPORT(kernel_gradient) int kernel_gradient(void) { return 1; } EXPORT(kernel_train) int "
            "kernel_train(void) { return 1; }",
            "libkernel.so is version 0x1 of the kernel, and 0x1",
        ),
    ],
    ids=["another library", "another version"],
)
def test_another_library_is_a_reason(tmp_path: Path, code: str, reason: str) -> None:
    export = '#define EXPORT(name) __attribute__((visibility("default")))\n'
    (tmp_path / "other.c").write_text(export + code + "\n")
    compile_native(tmp_path / "other.c", tmp_path / "libkernel.so")
    found = load(tmp_path / "libkernel.so")
    assert isinstance(found, Unavailable)
    assert found.reason.startswith(reason)


def test_without_the_kernel_the_reference_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "load", lambda: Unavailable("for some reason"))
    assert fastest() is reference
    monkeypatch.undo()
    assert isinstance(fastest(), Kernel)
