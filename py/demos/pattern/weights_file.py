"""The network as a file that this page and PyTorch can read."""

import json

from demos.pattern.state import Download, Learned, Origin, State
from lstm.state_dict import from_state_dicts, to_state_dicts
from tasks.bits import format_bits, parse_bits

FORMAT = "lstm-explainer weights, version 1"
MAX_BYTES = 1_000_000  # the page does not read larger files


def export_weights(state: State) -> Download:
    """The network on show as JSON: state dicts of ``nn.LSTM`` and ``nn.Linear``, and what it was taught."""
    learned = state.learned
    target = format_bits(learned.target) if learned.target else None
    about = {"format": FORMAT, "target": target, "seed": learned.seed, "epochs": learned.epochs}
    text = json.dumps({"about": about, **to_state_dicts(learned.network)}, indent=1)
    return Download(f"lstm-{state.preset.name}-{target or 'weights'}.json", text)


def load_weights(state: State, text: str) -> Learned:
    """The network in a file.

    Raises:
        ValueError: the file is not such a file or does not fit this demo; says why.
    """
    try:
        data = json.loads(text)
    except ValueError:
        raise ValueError("it is not JSON") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    network = from_state_dicts(data, state.preset.shape)
    about = data.get("about")
    target = about.get("target") if isinstance(about, dict) else None
    if target is None:
        return Learned(network, Origin.FILE, target=None)
    if not isinstance(target, str) or len(target) != state.preset.bits:
        raise ValueError(f"its target is not a pattern of {state.preset.bits} bits")
    return Learned(network, Origin.FILE, parse_bits(target))
