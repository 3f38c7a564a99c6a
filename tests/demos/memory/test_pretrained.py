"""What is trained when the page is built: which network is chosen, by the rule that the page prints."""

import json

import numpy as np
import pytest

from demos.memory import pretrained as module
from demos.memory.pretrained import (
    CANDIDATES,
    DIGITS,
    PLAN,
    STEPS,
    Pretrained,
    run_experiment,
    separation,
    to_json,
    train_latch,
    untrained_latch,
    untried_experiment,
)
from rnn.network import Network, NetworkShape, flatten, unflatten
from rnn.state_dict import to_state_dicts
from tasks.latch import LatchTask
from tests.demos.memory import reruns
from tests.demos.memory.support import DATA, RESULTS, asked_in_tests, share_right
from tests.oracle.plain import read
from tests.rnn.problems import random_network


def plain_separation(network: Network) -> float:
    """Step after step: where there is a mark f should fall and i rise; the first step is left out."""
    values: dict[tuple[str, bool], list[float]] = {(gate, marked): [] for gate in "fi" for marked in (True, False)}
    weights = to_state_dicts(network)
    for xs, _ in asked_in_tests("latch", STEPS):
        for (_, mark), q in list(zip(xs, read(weights, xs), strict=True))[1:]:
            for gate in "fi":
                values[gate, mark > 0] += q[gate]
    mean = {case: sum(numbers) / len(numbers) for case, numbers in values.items()}
    return mean["f", False] - mean["f", True] + mean["i", True] - mean["i", False]


@pytest.mark.parametrize("seed", range(4))
def test_how_clearly_gates_tell_steps_apart(seed: int) -> None:
    network = random_network(NetworkShape(2, 1, 1), seed, scale=3.0)
    assert separation(network) == pytest.approx(plain_separation(network), abs=1e-12)


def test_of_the_candidates_the_clearest_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of those that are right in all cases and whose h is positive for a 1."""
    monkeypatch.setattr(module, "CANDIDATES", range(8))
    seed, *theta = train_latch().tolist()
    clear = {}
    for candidate in range(8):
        network = reruns.rerun(candidate, "lstm", 1, LatchTask(STEPS), "1").network
        weights = to_state_dicts(network)
        if share_right(weights, "latch", STEPS) == 1 and weights["linear"]["weight"][0][0] > 0:
            clear[candidate] = (plain_separation(network), flatten(network))
    assert 1 < len(clear) < 8
    best = max(clear, key=lambda candidate: clear[candidate][0])
    assert seed == best
    np.testing.assert_allclose(theta, clear[best][1], rtol=0, atol=0.5001 * 10**-DIGITS)
    assert theta == [round(number, DIGITS) for number in theta]
    chosen = unflatten(np.array(theta), NetworkShape(2, 1, 1))
    assert share_right(to_state_dicts(chosen), "latch", STEPS) == 1


def test_there_are_at_least_64_candidates() -> None:
    assert len(set(CANDIDATES)) >= 64


def test_the_experiment_is_no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    small = PLAN._replace(lengths=(2, 3), length=3, seeds=(0,), units=2)
    monkeypatch.setattr(module, "PLAN", small)
    numbers = run_experiment().tolist()
    assert len(numbers) == len(untried_experiment()) == len(small.trials) == 2 * 3 + 4 * 2
    assert all(number == -1 or (number % 25 == 0 and 0 <= number <= 500) for number in numbers)


def test_what_the_page_carries_is_read_back() -> None:
    page = Pretrained(DATA)
    assert (page.seed, page.experiment.solved_after) == (1, tuple(RESULTS))
    again = to_json(np.array([page.seed, *page.theta]), np.array([-1 if n is None else n for n in RESULTS]))
    assert json.loads(json.dumps(again)) == DATA


def test_what_stands_in_its_place_has_its_size() -> None:
    page = Pretrained(json.loads(json.dumps(to_json(untrained_latch(), untried_experiment()))))
    assert page.network.shape == NetworkShape(2, 1, 1)
    assert page.experiment.done
    assert set(page.experiment.solved_after) == {None}


@pytest.mark.parametrize("trials", [0, 367, 369])
def test_another_number_of_trials_does_not_fit(trials: int) -> None:
    with pytest.raises(ValueError, match=f"the experiment has 368 trials, not {trials}"):
        Pretrained({**DATA, "experiment": [25] * trials})
