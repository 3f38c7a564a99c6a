"""Networks trained when the page is built, one for every target: the page shows one before Python has started.

Of some seeds the one is taken whose gates say most of what is read (``saying.gates_say``): seeds find many ways to tell
patterns apart, and in most of them some gate stands still, or some c only counts steps. Weights are rounded, since the
page has to carry them; what is shown and exported are the rounded ones.
"""

from functools import cache
from typing import Any

import numpy as np

from demos.pattern.presets import FOUR_BIT, TWO_BIT, Preset
from demos.pattern.saying import gates_say
from demos.pattern.state import Learned, Origin, TrainingRecord
from rnn.arrays import Array
from rnn.native.backend import fastest
from rnn.network import flatten, forward, unflatten
from rnn.run import Run, Status, start, train
from rnn.state_dict import from_state_dicts, to_state_dicts
from tasks.bits import Bits, BitsTask, all_inputs, encode, format_bits

type Table = dict[Bits, Learned]


DIGITS = 5  # decimals of each weight
CLEAR = 0.5  # h of a unit that is alone, for its target, at least


@cache
def pretrain(preset: Preset) -> Table:
    """Train networks of the preset's size on every target, and keep the best for showing of each."""
    return {target: _pretrain(preset, target) for target in all_inputs(len(preset.target))}


def _pretrain(preset: Preset, target: Bits) -> Learned:
    task = BitsTask(target)
    shape, examples = task.shape(preset.units), task.examples()
    runs = (train(start(seed, shape, examples, task.settings), fastest()) for seed in range(preset.candidates))
    run = max((run for run in runs if _is_clear(run, target)), key=lambda run: gates_say(run.network, examples.xs))
    losses = tuple(round(snapshot.loss, DIGITS) for snapshot in run.snapshots)
    network = unflatten(flatten(run.network).round(DIGITS), run.shape)
    return Learned(network, Origin.BUILD, target, TrainingRecord(run.seed, losses, run.failed_seeds))


def _is_clear(run: Run, target: Bits) -> bool:
    """Whether it was solved at once, and, where one unit is all there is, its h is high for its own pattern."""
    if run.status is not Status.SOLVED or run.failed_seeds:
        return False
    h: float = forward(run.network, encode([target])).h[-1, 0, 0]
    return run.shape.units > 1 or (h > CLEAR and run.network.head.weight.item() > 0)


def train_two_bit() -> Array:
    """The numbers of the two-bit demo's table."""
    return to_numbers(pretrain(TWO_BIT))


def train_four_bit() -> Array:
    """The numbers of the four-bit demo's table."""
    return to_numbers(pretrain(FOUR_BIT))


def untrained(preset: Preset) -> Array:
    """The numbers of a table of networks that have learned nothing."""
    table = {}
    for target in all_inputs(len(preset.target)):
        task = BitsTask(target)
        run = start(0, task.shape(preset.units), task.examples(), task.settings)
        table[target] = Learned(run.network, Origin.BUILD, target, TrainingRecord(0))
    return to_numbers(table)


def to_numbers(table: Table) -> Array:
    """All that is in a table, to be kept: for each target its seed, how many losses there are, these, and the weights.

    No seed was given up before, or the network would not have been taken.
    """
    rows = [
        (learned.seed, len(learned.losses), *learned.losses, *flatten(learned.network)) for learned in table.values()
    ]
    return np.array([number for row in rows for number in row], dtype=float)


def from_numbers(numbers: Array, preset: Preset) -> Table:
    """The table of which ``to_numbers`` made them."""
    table = {}
    for target in all_inputs(len(preset.target)):
        shape = BitsTask(target).shape(preset.units)
        seed, count = map(int, numbers[:2])
        losses, theta, numbers = np.split(numbers[2:], [count, count + shape.size])
        table[target] = Learned(
            unflatten(theta, shape), Origin.BUILD, target, TrainingRecord(seed, tuple(losses.tolist()))
        )
    return table


def to_json(table: Table) -> dict[str, Any]:
    """The table as the page carries it."""
    return {
        format_bits(target): {
            "seed": learned.seed,
            "losses": list(learned.losses),
            "failed_seeds": list(learned.failed_seeds),
            **to_state_dicts(learned.network),
        }
        for target, learned in table.items()
    }


def from_json(data: dict[str, Any], preset: Preset) -> Table:
    """The table written by ``to_json``.

    Raises:
        ValueError: the weights do not fit the preset.
    """
    return {
        target: Learned(
            from_state_dicts(entry, BitsTask(target).shape(preset.units)),
            Origin.BUILD,
            target,
            TrainingRecord(entry["seed"], tuple(entry["losses"]), tuple(entry["failed_seeds"])),
        )
        for target in all_inputs(len(preset.target))
        for entry in [data[format_bits(target)]]
    }
