"""The network as a file that this page and PyTorch can read."""

import json

from demos.bounded_json import read_json
from demos.effects import Save
from demos.pattern import limits
from demos.pattern.state import Learned, Origin, State
from rnn.network import flatten
from rnn.state_dict import from_state_dicts, to_state_dicts
from tasks.bits import format_bits

DEEPEST = 20  # levels of brackets; a weights file has 4
FORMAT = "lstm-explainer weights, version 1"


def export_weights(state: State) -> Save:
    """The network on show as JSON: state dicts of ``nn.LSTM`` and ``nn.Linear``, and what it was taught."""
    learned = state.learned
    target = format_bits(learned.target) if learned.target else None
    about = {"format": FORMAT, "target": target, "seed": learned.seed, "epochs": learned.epoch}
    text = json.dumps({"about": about, **to_state_dicts(state.network)}, indent=1)
    return Save(f"lstm-{state.preset.name}-{target or 'weights'}.json", text)


def load_weights(state: State, text: str) -> Learned:
    """The network in a file.

    Raises:
        ValueError: the file is not such a file or does not fit this demo; says why.
    """
    if len(text) > limits.FILE_BYTES:
        raise ValueError(f"it is larger than {limits.FILE_BYTES} bytes")
    data = read_json(text, DEEPEST)
    network = from_state_dicts(data, state.shape)
    limits.weights(flatten(network))
    about = data.get("about") if isinstance(data, dict) else None
    target = about.get("target") if isinstance(about, dict) else None
    taught = None if target is None else limits.taught(target, state.bits)
    return Learned(network, Origin.FILE, taught)
