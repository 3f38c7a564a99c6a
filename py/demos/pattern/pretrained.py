"""Networks trained when the page is built, one for every target, so that the page is alive before Python is.

Of some seeds the one is taken whose network shows best what an LSTM is for: seeds find many ways to tell patterns
apart, and some never carry anything in c from one step to the next. Weights are rounded, since the page has to carry
them; what is shown and exported are the rounded ones.
"""

from functools import cache
from typing import Any

import numpy as np

from demos.pattern.presets import Preset
from demos.pattern.state import Learned, Origin, Told
from rnn.native.backend import fastest
from rnn.network import flatten, forward, unflatten
from rnn.run import Run, Status, start, train
from rnn.state_dict import from_state_dicts, to_state_dicts
from tasks.bits import Bits, BitsTask, all_patterns, encode, format_bits

type Table = dict[Bits, Learned]


DIGITS = 5  # decimals of each weight
CANDIDATES = range(64)  # seeds
CLEAR = 0.5  # h of a unit that is alone, for its target, at least


@cache
def pretrain(preset: Preset) -> Table:
    """Train networks of the preset's size on every target, and keep the best for showing of each."""
    return {target: _pretrain(preset, target) for target in all_patterns(len(preset.target))}


def _pretrain(preset: Preset, target: Bits) -> Learned:
    task = BitsTask(target)
    shape, examples = task.shape(preset.units), task.examples()
    runs = (train(start(seed, shape, examples, task.settings), fastest()) for seed in CANDIDATES)
    run = max((run for run in runs if _is_clear(run, target)), key=kept)
    losses = tuple(round(snapshot.loss, DIGITS) for snapshot in run.snapshots)
    network = unflatten(flatten(run.network).round(DIGITS), run.shape)
    return Learned(network, Origin.BUILD, target, Told(run.seed, losses, run.failed_seeds))


def kept(run: Run) -> float:
    """How much of c is carried over, from 0 to 1: the mean of f after the first step, over all patterns and units."""
    return float(np.mean([trace.f for trace in forward(run.network, run.examples.xs).traces[1:]]))


def _is_clear(run: Run, target: Bits) -> bool:
    """Whether it was solved at once, and, where one unit is all there is, its h is high for its own pattern."""
    if run.status is not Status.SOLVED or run.failed_seeds:
        return False
    h: float = forward(run.network, encode([target])).h[-1, 0, 0]
    return run.shape.units > 1 or (h > CLEAR and run.network.head.weight.item() > 0)


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
            Told(entry["seed"], tuple(entry["losses"]), tuple(entry["failed_seeds"])),
        )
        for target in all_patterns(len(preset.target))
        for entry in [data[format_bits(target)]]
    }
