"""The functions of four numbers at a time are as exact as they say."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bundler.python.native import compile_native
from native.library import ALIGNMENT

type Array = NDArray[np.floating[Any]]

SOURCE = Path(__file__).parents[2] / "py" / "rnn" / "native" / "vector.h"
PROBE = """
#include "vector.h"
EXPORT(probe) void probe(const v4 *x, const v4 *y, v4 *tanh, v4 *sigmoid, v4 *entropy, int count) {
    for (int n = 0; n < count; n++)
        tanh[n] = tanh4(x[n]), sigmoid[n] = sigmoid4(x[n]), entropy[n] = cross_entropy4(x[n], y[n]);
}
EXPORT(probe_exp_log) void probe_exp_log(const v4 *x, const v4 *y, v4 *exp, v4 *log, int count) {
    for (int n = 0; n < count; n++) exp[n] = exp4(x[n]), log[n] = log4(y[n]);
}
EXPORT(probe_narrow) double probe_narrow(double x) { return narrow(x) + sum(at_least(at_most(splat(0), 1), -1)); }
EXPORT(probe_order) double probe_order(float x, float y) { return sum(larger(splat(x), absolute(splat(y)))); }
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Any:
    import ctypes

    folder = tmp_path_factory.mktemp("probe")
    (folder / "probe.c").write_text(PROBE.replace("vector.h", SOURCE.as_posix()))
    compile_native(folder / "probe.c", folder / "probe.so")
    return ctypes.CDLL(str(folder / "probe.so"))


def aligned(count: int, size: int) -> list[Array]:
    room = np.zeros((count, size + 4), dtype=np.float32)
    return [row[-row.ctypes.data % ALIGNMENT // 4 :][:size] for row in room]


@pytest.fixture(scope="module")
def probe(library: Any) -> Callable[[Array, float], list[Array]]:
    """tanh, sigmoid and cross-entropy, for float32 numbers and one y."""
    import ctypes

    def call(x: Array, y: float) -> list[Array]:
        rows = aligned(5, x.size)
        rows[0][:], rows[1][:] = x, y
        library.probe(*(ctypes.c_void_p(row.ctypes.data) for row in rows), x.size // 4)
        return rows[2:]

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


def test_exp_and_log(library: Any) -> None:
    import ctypes

    x, y, exp, log = aligned(4, 80_000)
    x[:], y[:] = np.linspace(-100, 0, x.size), np.geomspace(1e-37, 1e37, x.size)
    library.probe_exp_log(*(ctypes.c_void_p(row.ctypes.data) for row in (x, y, exp, log)), x.size // 4)
    true = np.exp(np.maximum(x.astype(np.float64), -87))
    assert np.abs(exp / true - 1).max() < 1e-6
    true = np.log(y.astype(np.float64))
    assert (np.abs(log - true) / (1 + np.abs(true))).max() < 3e-7


def test_infinities_saturate_and_nan_stays(probe: Callable[[Array, float], list[Array]]) -> None:
    tanh, sigmoid, entropy = probe(np.array([np.inf, -np.inf, np.nan, 3e38], dtype=np.float32), 0.0)
    assert (tanh[:2].tolist(), sigmoid[:2].tolist()) == ([1, -1], [1, 0])
    assert np.isnan([tanh[2], sigmoid[2], entropy[2]]).all()
    assert np.isfinite([tanh[3], sigmoid[3], entropy[3]]).all()


def test_what_no_float32_holds_is_cut_down(library: Any) -> None:
    import ctypes

    library.probe_narrow.restype = library.probe_order.restype = ctypes.c_double
    found = [library.probe_narrow(ctypes.c_double(x)) for x in (0.25, 1e300, -np.inf, np.nan)]
    assert found[:3] == [0.25, np.float32(1e18), -np.float32(1e18)]
    assert np.isnan(found[3])
    assert library.probe_order(ctypes.c_float(-1), ctypes.c_float(-2)) == 8
