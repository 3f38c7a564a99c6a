"""Networks trained when the page is built, one for every target, so that the page is alive before Python is.

Their weights are rounded, since the page has to carry them; what is shown and exported are the rounded ones.
"""

from functools import cache
from typing import Any

from demos.pattern.presets import Preset
from demos.pattern.state import Learned, Origin
from lstm.kernel import fastest
from lstm.network import flatten, unflatten
from lstm.state_dict import from_state_dicts, to_state_dicts
from lstm.training import start, train
from tasks.bits import Bits, all_patterns, examples, format_bits, network_shape

type Table = dict[Bits, Learned]


DIGITS = 5  # decimals of each weight


@cache
def pretrain(preset: Preset) -> Table:
    """Train the preset's network on every target, from the preset's seed."""
    return {target: _pretrain(preset, target) for target in all_patterns(len(preset.target))}


def _pretrain(preset: Preset, target: Bits) -> Learned:
    run = train(start(preset.seed, network_shape(preset.units), examples(target)), fastest())
    losses = tuple(round(snapshot.loss, DIGITS) for snapshot in run.snapshots)
    network = unflatten(flatten(run.network).round(DIGITS), run.shape)
    return Learned(network, Origin.BUILD, target, run.seed, losses, run.failed_seeds, run.status)


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
            from_state_dicts(entry, network_shape(preset.units)),
            Origin.BUILD,
            target,
            entry["seed"],
            tuple(entry["losses"]),
            tuple(entry["failed_seeds"]),
        )
        for target in all_patterns(len(preset.target))
        for entry in [data[format_bits(target)]]
    }
