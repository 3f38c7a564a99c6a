import pytest

from demos.pattern import training_control
from rnn.run import Backend, Run, advance
from tests.demos.support import CLOCK, EPOCH


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that is evaluated takes EPOCH, and nothing else takes any time."""

    def slow(run: Run, epochs: int, path: Backend) -> Run:
        after = advance(run, epochs, path)
        same = after.failed_seeds == run.failed_seeds
        left = run.began + run.settings.epoch_limit + 1 - len(run.snapshots)
        CLOCK.pass_by(EPOCH * (len(after.snapshots) - len(run.snapshots) if same else left))
        return after

    monkeypatch.setattr(training_control, "advance", slow)
    monkeypatch.setattr(CLOCK, "look", 0.0)
