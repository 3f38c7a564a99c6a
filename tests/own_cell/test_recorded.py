"""Training by the record: for the built-in cells, the same as by hand."""

from typing import Any, cast

import numpy as np
import pytest

from demos.own_cell.source import source_of
from own_cell.code import NAME, Problem, compiled
from own_cell.recorded import Recorded
from rnn.cells import NAMES, register
from rnn.fresh_run import REFERENCE, advance, start
from rnn.network import initialise
from tasks.latch import LatchTask
from tasks.recall import RecallTask

TASK = LatchTask(6)


def recorded(text: str) -> Recorded:
    cell = compiled(text)
    register(cast(Any, cell))
    return Recorded(cell)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("task", [TASK, RecallTask(5)], ids=["latch", "recall"])
def test_updates_are_those_of_the_backward_pass_by_hand(name: str, task: Any) -> None:
    shape = task.shape(2, name)
    theta = initialise(np.random.default_rng(3), shape)
    by_hand = advance(start(theta, shape, task, 3, REFERENCE), 60, REFERENCE)
    backend = recorded(source_of(name))
    shape = shape._replace(cell=NAME)
    found = advance(start(theta, shape, task, 3, backend), 60, backend)
    np.testing.assert_allclose(found.losses, by_hand.losses, rtol=1e-9)
    np.testing.assert_allclose(found.norms, by_hand.norms, rtol=1e-9)
    np.testing.assert_allclose(found.state.theta, by_hand.state.theta, rtol=1e-7, atol=1e-9)
    assert found.accuracies == by_hand.accuracies


def test_every_named_quantity_of_every_step() -> None:
    backend = recorded(source_of("lstm"))
    shape = TASK.shape(2, NAME)
    theta = initialise(np.random.default_rng(0), shape)
    steps = backend.quantities(theta, shape, TASK.sample(np.random.default_rng(0), 4).xs)
    assert len(steps) == 6
    for named in steps:
        assert {"h", "c", "i", "f", "g", "o", "tanh_c"} <= named.keys()
        assert named["f"].shape == (4, 2)


def test_a_step_that_cannot_be_followed_is_a_problem_of_its_line() -> None:
    text = source_of("lstm").replace("    tanh_c = np.tanh(c)", "    c[:, 0] = 0.0\n    tanh_c = np.tanh(c)")
    backend = recorded(text)
    shape = TASK.shape(2, NAME)
    with pytest.raises(Problem, match=r"np\.where") as caught:
        advance(start(initialise(np.random.default_rng(0), shape), shape, TASK, 0, backend), 1, backend)
    assert text.splitlines()[caught.value.line - 1] == "    c[:, 0] = 0.0"


def test_a_loss_that_is_no_number_ends_the_training() -> None:
    backend = recorded(source_of("lstm").replace("i * g", "i * g * np.log(-1.0 + 0.0 * np.square(g))"))
    shape = TASK.shape(1, NAME)
    with np.errstate(invalid="ignore"):
        run = advance(start(initialise(np.random.default_rng(0), shape), shape, TASK, 0, backend), 30, backend)
    assert run.diverged
    assert run.made == 0
