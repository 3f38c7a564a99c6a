"""The network as a file that this page and PyTorch can read."""

import json
import re

import numpy as np

from demos.answer import Download
from demos.pattern import limits
from demos.pattern.state import Learned, Origin, State
from lstm.network import flatten
from lstm.state_dict import from_state_dicts, to_state_dicts
from tasks.bits import format_bits, parse_bits

DEEPEST = 20  # levels of brackets; a weights file has 4
FORMAT = "lstm-explainer weights, version 1"


def export_weights(state: State) -> Download:
    """The network on show as JSON: state dicts of ``nn.LSTM`` and ``nn.Linear``, and what it was taught."""
    learned = state.learned
    target = format_bits(learned.target) if learned.target else None
    about = {"format": FORMAT, "target": target, "seed": learned.seed, "epochs": learned.epoch}
    text = json.dumps({"about": about, **to_state_dicts(state.network)}, indent=1)
    return Download(f"lstm-{state.preset.name}-{target or 'weights'}.json", text)


def load_weights(state: State, text: str) -> Learned:
    """The network in a file.

    Raises:
        ValueError: the file is not such a file or does not fit this demo; says why.
    """
    if nesting(text) > DEEPEST:
        raise ValueError("it is nested too deeply")
    try:
        data = json.loads(text)
    except ValueError:
        raise ValueError("it is not JSON") from None
    network = from_state_dicts(data, state.shape)
    if np.abs(flatten(network)).max() > limits.WEIGHT:
        raise ValueError(f"it has a weight beyond {limits.WEIGHT:g}")
    about = data.get("about")
    target = about.get("target") if isinstance(about, dict) else None
    if target is None:
        return Learned(network, Origin.FILE, target=None)
    if not isinstance(target, str) or len(target) != state.bits:
        raise ValueError(f"its target is not a pattern of {state.bits} bits")
    return Learned(network, Origin.FILE, parse_bits(target))


def nesting(text: str) -> int:
    """How deep the brackets in a text go. In a browser, Python would not survive reading very deep JSON."""
    depth = deepest = 0
    for bracket in re.findall(r"[\[{}\]]", text):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest
