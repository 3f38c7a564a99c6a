from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from native.library import Library
from native.library import load as load_library
from rnn.arrays import Array
from rnn.examples import Examples
from rnn.native.backend import NativeBackend, load
from rnn.network import NetworkShape
from rnn.run import Backend, Run, advance, reference, train
from rnn.update import evaluate

# No result may depend on how busy the machine is, so examples have no deadline and may be slow. Nor may it depend on
# chance: every run tries the same examples. `--hypothesis-profile=explore` looks for new ones.
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("suite", settings.get_profile("explore"), derandomize=True)
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the views in tests/demos/golden/ instead of comparing"
    )


@pytest.fixture(scope="session")
def library() -> Library:
    """The native library; `build.py test` has made it."""
    found = load_library()
    assert isinstance(found, Library), f"{found.reason}: run `python3 build.py`"
    return found


@pytest.fixture(scope="session")
def native() -> NativeBackend:
    """The library as it trains networks on given sequences."""
    found = load()
    assert isinstance(found, NativeBackend), f"{found.reason}: run `python3 build.py`"
    return found


class BackendUnderTest(NamedTuple):
    """One of the two backends, reference and native, with what differs between them in tests."""

    backend: Backend
    gradient: Callable[[Array, NetworkShape, Examples], tuple[float, Array, float]]  # loss, gradient, largest error
    precision: float  # tolerance of losses and errors against float64

    def advance(self, run: Run, epochs: int = 1) -> Run:
        return advance(run, epochs, self.backend)

    def train(self, run: Run) -> Run:
        return train(run, self.backend)


def reference_gradient(theta: Array, shape: NetworkShape, examples: Examples) -> tuple[float, Array, float]:
    """As NativeBackend.loss_and_gradient, with numpy."""
    loss, gradient, max_error = evaluate(theta, shape, examples)
    return loss, gradient, max_error


@pytest.fixture(scope="session", params=["reference", "native"])
def way(request: pytest.FixtureRequest, native: NativeBackend) -> BackendUnderTest:
    """Every test that asks for this runs twice."""
    if request.param == "native":
        return BackendUnderTest(native, native.loss_and_gradient, precision=2e-5)
    return BackendUnderTest(reference, reference_gradient, precision=1e-9)
