"""A learning rate that is changed while a training goes on."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn import fresh_run, run
from rnn.native.backend import fastest as fastest_run
from rnn.native.fresh_backend import fastest as fastest_fresh_run
from rnn.optim import adam
from rnn.rates import Rates, changed, up_to
from rnn.run import Settings, Status
from rnn.update import evaluate
from tasks.bits import examples, network_shape
from tasks.latch import LatchTask

SHAPE, EXAMPLES = network_shape(1), examples((1, 0))
BACKENDS = pytest.mark.parametrize("backend", [run.reference, fastest_run()], ids=["reference", "fastest"])


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from([0.01, 0.1, 1.0])), max_size=8))
def test_the_rate_of_every_update_is_the_one_set_last_before_it(changes: list[tuple[int, float]]) -> None:
    rates: Rates = ((0, 0.1),)
    made = 0
    wanted = [0.1] * 50
    for more, rate in changes:
        made += more
        rates = changed(rates, made, rate)
        wanted[made:] = [rate] * (50 - made)
    assert [up_to(rates, k)[-1][1] for k in range(50)] == wanted
    assert all(a[0] < b[0] and a[1] != b[1] for a, b in pairwise(rates))
    assert rates[0][0] == 0


@BACKENDS
def test_every_update_is_one_of_adam_with_the_rate_of_its_time(backend: run.Backend) -> None:
    trained = run.advance(run.start(3, SHAPE, EXAMPLES), 7, backend)
    trained = run.advance(run.at_rate(trained, 0.5), 5, backend)
    trained = run.advance(run.at_rate(trained, 0.01), 5, backend)
    assert trained.rates == ((0, 0.1), (7, 0.5), (12, 0.01))
    rates = [0.1] * 7 + [0.5] * 5 + [0.01] * 5
    for before, after, rate in zip(trained.snapshots, trained.snapshots[1:], rates, strict=False):
        gradient = evaluate(before.theta, SHAPE, EXAMPLES).gradient
        theta, _ = adam(before.theta, gradient, before.adam, rate)
        np.testing.assert_allclose(after.theta, theta, rtol=0, atol=1e-5)  # of float32


def test_a_run_goes_back_to_the_rates_of_that_time() -> None:
    trained = run.advance(run.at_rate(run.advance(run.start(3, SHAPE, EXAMPLES), 7), 0.5), 5)
    assert run.resume(trained, 7).rates == ((0, 0.1), (7, 0.5))
    assert run.resume(trained, 6).rates == ((0, 0.1),)
    again = run.advance(run.resume(trained, 9), 3)
    np.testing.assert_array_equal(again.snapshots[-1].theta, trained.snapshots[-1].theta)


def test_the_next_seed_begins_with_the_rate_that_the_last_one_ended_with() -> None:
    begun = run.start(3, SHAPE, EXAMPLES, Settings(tolerance=1e-9, epoch_limit=10, restart_limit=1))
    second = run.advance(run.at_rate(run.advance(begun, 4), 0.5), 20)
    assert (second.failed_seeds, second.seed, second.rates) == ((3,), 4, ((0, 0.5),))
    assert run.train(second).status is Status.FAILED


@pytest.mark.parametrize("backend", [fresh_run.REFERENCE, fastest_fresh_run()], ids=["reference", "fastest"])
def test_on_fresh_sequences_too(backend: fresh_run.FreshBackend) -> None:
    task = LatchTask(6)
    shape = task.shape(1)
    theta = np.random.default_rng(1).normal(size=shape.size)
    whole = fresh_run.start(theta, shape, task, 1, backend)
    parts = fresh_run.advance(fresh_run.at_rate(fresh_run.advance(whole, 10, backend), 0.5), 10, backend)
    assert parts.rates == ((0, 0.05), (10, 0.5))
    same = fresh_run.at_rate(fresh_run.advance(fresh_run.at_rate(whole, 0.05), 10, backend), 0.05)
    assert same.rates == ((0, 0.05),)
    same = fresh_run.advance(same, 10, backend)
    assert same.losses[:11] == parts.losses[:11]  # each is of before its update
    assert same.losses[11] != parts.losses[11]
    first, second = fresh_run.advance(whole, 1, backend), fresh_run.advance(fresh_run.at_rate(whole, 0.5), 1, backend)
    assert first.losses == second.losses
