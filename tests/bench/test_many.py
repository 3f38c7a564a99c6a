"""A verdict that is not true of the network is found, whichever way it is wrong."""

import numpy as np
import pytest

from bench.many import UNTRUE, drawn, trained, verdict_of, verdicts
from rnn.run import Run, Status


@pytest.fixture(scope="module")
def runs() -> dict[Status, Run]:
    """One of each kind, made as the benchmark makes them."""
    return {run.status: run for run in map(trained, map(drawn, range(12)))}


def test_the_same_number_is_the_same_training() -> None:
    assert drawn(3) == drawn(3) != drawn(4)


def test_what_is_true_is_taken_for_true() -> None:
    found = verdicts(range(12))
    assert {verdict for _, verdict in found} == {Status.SOLVED, Status.FAILED}


@pytest.mark.parametrize("status", [Status.SOLVED, Status.FAILED])
def test_what_is_not_true_is_found(runs: dict[Status, Run], status: Status) -> None:
    other = Status.FAILED if status is Status.SOLVED else Status.SOLVED
    assert verdict_of(runs[status]) == status
    assert verdict_of(runs[status]._replace(status=other)) == UNTRUE


def test_a_network_that_was_spoilt_afterwards_is_found(runs: dict[Status, Run]) -> None:
    run = runs[Status.SOLVED]
    for theta in (-run.snapshots[-1].theta, np.full_like(run.theta, np.nan)):
        spoilt = run.snapshots[-1]._replace(theta=theta)
        assert verdict_of(run._replace(snapshots=(*run.snapshots[:-1], spoilt))) == UNTRUE


def test_a_training_that_was_given_up_too_early_is_found(runs: dict[Status, Run]) -> None:
    run = runs[Status.FAILED]
    assert verdict_of(run._replace(snapshots=run.snapshots[:-1])) == UNTRUE
