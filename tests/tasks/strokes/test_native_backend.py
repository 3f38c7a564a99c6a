"""The strokes' native backend does what the reference does, and refuses what it cannot use.

Tolerance: as in tests/rnn/test_native_backend.py; c, which is not held within 1, relative to itself.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from native.library import Unavailable
from rnn.arrays import Array
from rnn.network import unflatten
from tasks.strokes.augment import AUGMENTATION_PREFIX, WINDOW, Windows, choose, places_in
from tasks.strokes.features import wrap
from tasks.strokes.native_backend import NativeStrokeBackend, fastest, load
from tasks.strokes.network import SHAPE, START, StateTrace, StepState, StrokeReference, new_parameters, start

LOSS, GRADIENT, STATE, TURN = 1e-5, 2e-5, 2e-6, 2e-5
REFERENCE = StrokeReference()


@pytest.fixture(scope="session")
def strokes() -> NativeStrokeBackend:
    found = load()
    assert isinstance(found, NativeStrokeBackend), f"{found.reason}: run `python3 build.py`"
    return found


def parameters(seed: int, size: float = 1.5) -> Array:
    return size * new_parameters(np.random.default_rng(seed))


def turns(seed: int, count: int) -> Array:
    return np.random.default_rng(seed).normal(0, 0.4, count)


def windows(seed: int, rows: int, steps: int, updates: int, batch: int) -> Windows:
    rng = np.random.default_rng(seed)
    places = places_in(np.array([0, rows // 3, rows // 3 + 5]), rows, steps)  # a short stroke between long ones
    return choose(rng, places[rng.integers(len(places), size=(updates, batch))], steps)


def assert_same_states(ours: StateTrace, theirs: StateTrace) -> None:
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, other, rtol=STATE, atol=STATE * (1 + np.abs(other).max(initial=0)))


# --- The same numbers ---


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32), st.integers(9, 60), st.integers(1, 40))
def test_one_update(seed: int, steps: int, batch: int) -> None:
    native = load()
    assert isinstance(native, NativeStrokeBackend)
    theta, xs = parameters(seed), REFERENCE.read(parameters(0), turns(seed, 150), START).xs
    chosen, rates = windows(seed, 150, steps, 1, batch), np.array([1e-2])
    ours = native.learn(start(theta), xs, chosen, rates, 0.9)
    theirs = REFERENCE.learn(start(theta), xs, chosen, rates, 0.9)
    np.testing.assert_allclose(ours.losses, theirs.losses, rtol=LOSS)
    np.testing.assert_allclose(ours.norms, theirs.norms, rtol=1e-4)
    mine, other = ours.state.adam.first_moment, theirs.state.adam.first_moment  # a tenth of the gradient
    np.testing.assert_allclose(mine, other, rtol=0, atol=GRADIENT * (1 + np.abs(other).max()))
    assert ours.made == theirs.made == ours.state.adam.updates == 1
    ema_theta = 0.9 * theta + (1 - 0.9) * ours.state.theta
    np.testing.assert_array_equal(ours.state.ema_theta, ema_theta)


def test_many_updates(strokes: NativeStrokeBackend) -> None:
    xs = strokes.read(parameters(0), turns(1, 300), START).xs
    chosen, rates = windows(2, 300, WINDOW, 12, 24), np.linspace(1e-3, 4e-3, 12)
    ours, theirs = (backend.learn(start(parameters(3)), xs, chosen, rates, 0.98) for backend in (strokes, REFERENCE))
    np.testing.assert_allclose(ours.losses, theirs.losses, rtol=1e-4)
    np.testing.assert_allclose(ours.state.theta, theirs.state.theta, rtol=0, atol=1e-4)
    assert ours.losses[-1] < ours.losses[0]


def test_updates_can_be_shared_out_among_calls(strokes: NativeStrokeBackend) -> None:
    xs = strokes.read(parameters(0), turns(1, 300), START).xs
    chosen, rates = windows(2, 300, WINDOW, 6, 24), np.full(6, 1e-3)
    at_once = strokes.learn(start(parameters(3)), xs, chosen, rates, 0.98).state
    state = start(parameters(3))
    for some in (slice(0, 1), slice(1, 4), slice(4, 6)):
        few = chosen._replace(**{name: part[some] for name, part in chosen._asdict().items()})
        state = strokes.learn(state, xs, few, rates[some], 0.98).state
    assert state.theta.tolist() == at_once.theta.tolist()
    assert state.ema_theta.tolist() == at_once.ema_theta.tolist()


@pytest.mark.parametrize("count", [0, 1, 31, 32, 33, 100])
def test_reading(strokes: NativeStrokeBackend, count: int) -> None:
    rng = np.random.default_rng(count)
    begin = StepState(REFERENCE.read(parameters(0), turns(0, 9), START).xs[-1], *rng.normal(0, 0.5, (2, 24)))
    ours, theirs = (backend.read(parameters(1), turns(2, count), begin) for backend in (strokes, REFERENCE))
    assert_same_states(ours, theirs)


def test_reading_goes_on_where_it_ended(strokes: NativeStrokeBackend) -> None:
    theta, all_turns = parameters(1), turns(2, 70)
    at_once = strokes.read(theta, all_turns, START)
    first = strokes.read(theta, all_turns[:41], START)
    rest = strokes.read(theta, all_turns[41:], first.end)
    np.testing.assert_array_equal(np.concatenate((first.hs, rest.hs)), at_once.hs)


@pytest.mark.parametrize("futures", [1, 13, 70])
def test_forecast(strokes: NativeStrokeBackend, futures: int) -> None:
    rng = np.random.default_rng(futures)
    position = REFERENCE.read(parameters(1), turns(2, 30), START).end
    temperatures = rng.choice([0.0, 0.4, 1.0, 1.7], futures)
    uniforms, normals = rng.random((20, futures, 2)), rng.normal(size=(20, futures))
    ours, theirs = (
        backend.forecast(parameters(1), position, temperatures, uniforms, normals) for backend in (strokes, REFERENCE)
    )
    assert np.abs(wrap(ours - theirs)).max() < TURN
    assert np.abs(ours).max() <= np.pi + 1e-5


def test_an_update_does_not_touch_what_it_is_given(strokes: NativeStrokeBackend) -> None:
    state = start(parameters(3))
    before = [array.copy() for array in (state.theta, state.adam.first_moment, state.ema_theta)]
    xs = strokes.read(state.theta, turns(1, 100), START).xs
    strokes.learn(state, xs, windows(2, 100, WINDOW, 2, 4), np.full(2, 0.1), 0.5)
    for old, now in zip(before, (state.theta, state.adam.first_moment, state.ema_theta), strict=True):
        np.testing.assert_array_equal(old, now)


# --- Extremes ---


@pytest.mark.parametrize("backend", [REFERENCE, load()], ids=["reference", "native"])
def test_nan_is_noticed_and_no_update_made(backend: Any) -> None:
    theta = parameters(3)
    xs = REFERENCE.read(theta, turns(1, 100), START).xs
    theta[5] = np.nan
    result = backend.learn(start(theta), xs, windows(2, 100, WINDOW, 3, 4), np.full(3, 0.1), 0.5)
    assert (result.made, len(result.losses)) == (0, 0)
    np.testing.assert_array_equal(result.state.theta, theta)


@pytest.mark.parametrize("size", [0.0, 1e3, 1e20])
def test_extreme_parameters_do_not_crash(strokes: NativeStrokeBackend, size: float) -> None:
    theta = size * np.sign(parameters(3))
    states = strokes.read(theta, np.linspace(-3, 3, 60), START)
    assert np.isfinite(states.hs).all()
    strokes.forecast(theta, states.end, np.ones(3), np.full((5, 3, 2), 0.5), np.zeros((5, 3)))
    strokes.learn(start(theta), states.xs, windows(2, 60, 20, 2, 4), np.full(2, 0.1), 0.5)


# --- What it refuses ---

type Change = Callable[[Array], Array]

DAMAGE: dict[str, tuple[str, Change]] = {
    "theta must be float64, not float32": ("theta", lambda array: array.astype(np.float32)),
    "theta must have the shape": ("theta", lambda array: array[1:]),
    "xs must be C-contiguous": ("xs", np.asfortranarray),
    r"xs must have the shape \(100, 13\)": ("xs", lambda array: array[:, :-1].copy()),
    "normals must have 3 dimensions, not 2": ("normals", lambda array: array[0]),
    "normals must be float64, not >f8": ("normals", lambda array: array.astype(">f8")),
    r"a window of 48 steps lies outside of the 100": ("starts", lambda array: array + 200),
    "a window of 48 steps lies outside": ("prefixes", lambda array: array + 200),
    r"a window of 48 steps lies outside of": ("prefixes", lambda array: array * 0 - 1),
    r"a window of 48 steps lies outside of the 100 that": ("lengths", lambda array: array + 48),
    r"a window of 48 steps lies": ("lengths", lambda array: array * 0),
    "starts .*, prefixes .* and lengths .* must be": ("starts", lambda array: array[:, :-1]),
    "prefixes must have the shape": ("both", lambda array: array[:, :-1]),
}


@pytest.mark.parametrize("message", DAMAGE)
def test_unfit_arrays_are_refused(strokes: NativeStrokeBackend, message: str) -> None:
    name, damage = DAMAGE[message]
    state, chosen = start(parameters(3)), windows(2, 100, WINDOW, 2, 4)
    xs = strokes.read(state.theta, turns(1, 100), START).xs
    match name:
        case "theta":
            state = state._replace(theta=damage(state.theta))
        case "xs":
            xs = damage(xs)
        case "both":
            starts, prefixes, lengths = (np.ascontiguousarray(part[:, :-1]) for part in chosen[:3])
            chosen = chosen._replace(starts=starts, prefixes=prefixes, lengths=lengths)
            message = "starts must have the shape"
        case _:
            chosen = chosen._replace(**{name: damage(getattr(chosen, name))})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=message):
        strokes.learn(state, xs, chosen, np.full(2, 0.1), 0.5)


def test_readings_and_forecasts_of_wrong_arrays_are_refused(strokes: NativeStrokeBackend) -> None:
    theta = parameters(3)
    with pytest.raises(ValueError, match="turns must have 1 dimensions"):
        strokes.read(theta, np.zeros((3, 1)), START)
    with pytest.raises(ValueError, match=r"h_start must have the shape \(24,\)"):
        strokes.read(theta, np.zeros(3), START._replace(h=np.zeros(23)))
    with pytest.raises(ValueError, match=r"uniforms must have the shape \(5, 2, 2\)"):
        strokes.forecast(theta, START, np.ones(2), np.ones((5, 2)), np.ones((5, 2)))
    with pytest.raises(ValueError, match="larger than it can count"):
        strokes.forecast(theta, START, np.ones(2), np.ones((70_000, 2, 2)), np.ones((70_000, 2)))


# --- Where there is no library ---


def test_a_missing_or_damaged_kernel_is_a_reason(tmp_path: Path) -> None:
    assert load(tmp_path / "libnative.so") == Unavailable("libnative.so is not there")
    (tmp_path / "broken.so").write_bytes(b"\x7fELF and nothing more")
    found = load(tmp_path / "broken.so")
    assert isinstance(found, Unavailable)


def test_the_fastest_path_is_the_native_one(strokes: NativeStrokeBackend) -> None:
    assert fastest() is strokes


def test_new_parameters_keep_at_first() -> None:
    lstm = unflatten(new_parameters(np.random.default_rng(0)), SHAPE).cell
    assert (lstm.bias_ih[24:48] > 0.7).all()
    assert AUGMENTATION_PREFIX > 0
