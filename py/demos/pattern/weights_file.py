"""The network as a file that this page and PyTorch can read."""

from demos.effects import Save
from demos.pattern import limits
from demos.pattern.state import Learned, Origin, State
from demos.weights_file import JSON, network_in, read_weights, weights_file
from tasks.bits import format_bits


def export_weights(state: State, kind: str = JSON) -> Save:
    """The network on show, and what it was taught."""
    learned = state.learned
    target = format_bits(learned.target) if learned.target else None
    stem = f"lstm-{state.preset.name}-{target or 'weights'}"
    return weights_file(state.network, stem, kind, target=target, seed=learned.seed, epochs=learned.epoch)


def load_weights(state: State, text: str) -> Learned:
    """The network in a file.

    Raises:
        ValueError: the file is not such a file or does not fit this demo; says why.
    """
    data = read_weights(text)
    network = network_in(data, state.shape)
    about = data.get("about")
    target = about.get("target") if isinstance(about, dict) else None
    taught = None if target is None else limits.taught(target, state.length)
    return Learned(network, Origin.FILE, taught)
