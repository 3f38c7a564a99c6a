"""Networks trained when the page is built, one for every target, so that the page is alive before Python is."""

from functools import cache
from typing import Any

from demos.pattern.presets import Preset
from demos.pattern.state import Learned, Origin
from lstm.state_dict import from_state_dicts, to_state_dicts
from lstm.training import start, train
from tasks.bits import Bits, all_patterns, examples, format_bits

type Table = dict[Bits, Learned]


@cache
def pretrain(preset: Preset) -> Table:
    """Train the preset's network on every target, from the preset's seed."""
    return {target: _pretrain(preset, target) for target in all_patterns(preset.bits)}


def _pretrain(preset: Preset, target: Bits) -> Learned:
    run = train(start(preset.seed, preset.shape, examples(target)))
    losses = tuple(snapshot.loss for snapshot in run.snapshots)
    return Learned(run.network, Origin.BUILD, target, run.seed, losses, run.failed_seeds, run.status)


def to_json(table: Table) -> dict[str, Any]:
    """The table as the page carries it; losses are rounded, as they are only drawn."""
    return {
        format_bits(target): {
            "seed": learned.seed,
            "losses": [round(loss, 4) for loss in learned.losses],
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
            from_state_dicts(entry, preset.shape), Origin.BUILD, target, entry["seed"], tuple(entry["losses"])
        )
        for target in all_patterns(preset.bits)
        for entry in [data[format_bits(target)]]
    }
