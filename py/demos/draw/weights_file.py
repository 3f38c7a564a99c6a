"""The drawing network as a file."""

from demos.draw.state import NAME, State
from demos.effects import Save
from demos.weights_file import JSON, weights_file
from rnn.network import unflatten
from tasks.strokes.network import SHAPE

FORMAT = "LSTM Explainer drawing weights, version 1"


def export_weights(state: State, kind: str = JSON) -> Save:
    """The network as it forecasts now.

    The 12 outputs are the logits, means and logarithms of the deviations of four Gaussians over the next turn.
    """
    network = unflatten(state.learner.theta, SHAPE)
    return weights_file(network, f"lstm-{NAME}", kind, format=FORMAT, updates=state.learner.updates)
