"""The network as a file that this page and PyTorch can read."""

from demos.effects import Save
from demos.pattern import limits
from demos.pattern.state import Learned, Origin, State
from demos.weights_text import network_in, read_weights, weights_text
from tasks.bits import format_bits


def export_weights(state: State) -> Save:
    """The network on show, and what it was taught."""
    learned = state.learned
    target = format_bits(learned.target) if learned.target else None
    text = weights_text(state.network, target=target, seed=learned.seed, epochs=learned.epoch)
    return Save(f"lstm-{state.preset.name}-{target or 'weights'}.json", text)


def load_weights(state: State, text: str) -> Learned:
    """The network in a file.

    Raises:
        ValueError: the file is not such a file or does not fit this demo; says why.
    """
    data = read_weights(text)
    network = network_in(data, state.shape)
    about = data.get("about")
    target = about.get("target") if isinstance(about, dict) else None
    taught = None if target is None else limits.taught(target, state.bits)
    return Learned(network, Origin.FILE, taught)
