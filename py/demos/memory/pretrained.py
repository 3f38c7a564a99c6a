"""What is trained when the page is built: one unit that latches, and the experiment's first view.

Of 64 seeds the network is taken whose gates tell marked steps from unmarked ones most clearly, of those whose h is
positive for a 1; the page says so. Seeds find several ways, and some leave i open and let g do the work. The experiment
is no choice: all its seeds count.
"""

from typing import Any

import numpy as np

from demos.budget import Budget
from demos.memory.experiment import GridExperiment, GridPlan, go_on_with
from demos.memory.training import accuracy, begin
from rnn.arrays import Array
from rnn.fresh_run import FreshRun, advance, held_out
from rnn.native.fresh_backend import fastest
from rnn.network import Network, NetworkShape, flatten, forward, unflatten
from rnn.state_dict import from_state_dicts, to_state_dicts
from tasks.latch import LatchTask

STEPS, BIAS = 8, "1"
CANDIDATES = range(64)  # seeds
DIGITS = 5  # decimals of each weight
PLAN = GridPlan(bias="3")
TASK = LatchTask(STEPS)
SHAPE: NetworkShape = TASK.shape(1)
NOT_SOLVED = -1.0


def separation(network: Network) -> float:
    """How clearly f and i tell marked steps from unmarked ones: from -2 to 2.

        mean f where there is no mark - mean f where there is one
        + mean i where there is one - mean i where there is none

    over all steps of the test sequences but the first, where nothing is there to be kept.
    """
    examples = held_out(TASK)
    marked = examples.xs[1:, :, 1] > 0
    traces = forward(network, examples.xs).traces[1:]
    f, i = (np.stack([getattr(trace, gate)[:, 0] for trace in traces]) for gate in ("f", "i"))
    return float(f[~marked].mean() - f[marked].mean() + i[marked].mean() - i[~marked].mean())


def train_latch() -> Array:
    """(1 + P,): the seed, and the parameters that its training came to."""
    runs = (_trained(begin(seed, "lstm", 1, TASK, BIAS)) for seed in CANDIDATES)
    run = max((run for run in runs if _is_clear(run)), key=lambda run: separation(run.network))
    theta = run.state.theta.round(DIGITS)
    assert accuracy(unflatten(theta, run.shape), TASK) == 1
    return np.array([run.seed, *theta])


def untrained_latch() -> Array:
    """The same where only the number of numbers matters."""
    return np.array([0, *begin(0, "lstm", 1, TASK, BIAS).state.theta])


def run_experiment() -> Array:
    """The updates of every trial of the experiment, or NOT_SOLVED."""
    done = go_on_with(GridExperiment(PLAN), Budget(lambda: 0.0, 1))
    return np.array([NOT_SOLVED if updates is None else updates for updates in done.solved_after], dtype=float)


def untried_experiment() -> Array:
    """The same where only the number of numbers matters."""
    return np.full(len(PLAN.trials), NOT_SOLVED)


def _is_clear(run: FreshRun) -> bool:
    """Whether it answers everything rightly, and its memory has the sign of the bit that it holds."""
    return run.accuracy == 1 and run.network.head.weight.item() > 0


def _trained(run: FreshRun) -> FreshRun:
    return advance(run, run.source.recipe.updates, fastest())


def to_json(latch: Array, experiment: Array) -> dict[str, Any]:
    """Both as the page carries them."""
    weights = to_state_dicts(unflatten(latch[1:], SHAPE))
    return {"latch": {"seed": int(latch[0]), **weights}, "experiment": [int(updates) for updates in experiment]}


class Pretrained:
    """What the page carries."""

    def __init__(self, data: dict[str, Any]) -> None:
        """From the data written by ``to_json``; ValueError if they do not fit."""
        self.seed = int(data["latch"]["seed"])
        self.network = from_state_dicts(data["latch"], SHAPE)
        updates = [None if number == NOT_SOLVED else number for number in data["experiment"]]
        if len(updates) != len(PLAN.trials):
            raise ValueError(f"the experiment has {len(PLAN.trials)} trials, not {len(updates)}")
        self.experiment = GridExperiment(PLAN, tuple(updates))

    @property
    def theta(self) -> Array:
        """The parameters (P,)."""
        return flatten(self.network)
