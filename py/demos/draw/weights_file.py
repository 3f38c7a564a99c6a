"""The drawing network as a file."""

import json

from demos.draw.state import NAME, State
from demos.effects import Save
from rnn.network import unflatten
from rnn.state_dict import to_state_dicts
from tasks.strokes.network import SHAPE

FORMAT = "LSTM Explainer drawing weights, version 1"


def export_weights(state: State) -> Save:
    """The network as it forecasts now, as JSON: state dicts of ``nn.LSTM`` and ``nn.Linear``.

    The 12 outputs are the logits, means and logarithms of the deviations of four Gaussians over the next turn.
    """
    about = {"format": FORMAT, "updates": state.learner.updates}
    text = json.dumps({"about": about, **to_state_dicts(unflatten(state.learner.theta, SHAPE))}, indent=1)
    return Save(f"lstm-{NAME}.json", text)
