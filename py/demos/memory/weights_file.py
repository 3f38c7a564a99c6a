"""A network as a file that this page and PyTorch can read."""

import json

from demos.bounded_json import read_json
from demos.effects import Save
from demos.memory import limits
from demos.memory.cells import NAMES, WITH_ARTICLE
from demos.memory.state import State
from rnn.network import Network, NetworkShape, flatten
from rnn.state_dict import from_state_dicts, to_state_dicts

DEEPEST = 20  # levels of brackets; a weights file has 4
FORMAT = "lstm-explainer weights, version 1"
WEIGHT = 1000.0  # weights beyond this are surely a mistake


def export_weights(state: State, cell: str) -> Save:
    """The LSTM on the stage, or a cell of the race, as JSON: state dicts of PyTorch's cell and of ``nn.Linear``."""
    network, seed, run = state.network, state.learned.seed, state.learned.run
    if cell:
        run = state.race[NAMES.index(cell)].run
        network, seed = run.network, run.seed
    made = run.made if run else None
    task = {"task": state.task_name, "steps": state.task.steps}
    about = {"format": FORMAT, **task, "seed": seed, "updates": made}
    text = json.dumps({"about": about, **to_state_dicts(network)}, indent=1)
    return Save(f"{network.shape.cell}-memory-{state.task_name}.json", text)


def load_weights(text: str, shape: NetworkShape, state: State) -> Network:
    """The network in a file.

    Raises:
        ValueError: the file is not such a file, or of another cell, or of another size; says why.
    """
    if len(text) > limits.FILE_BYTES:
        raise ValueError(f"it is larger than {limits.FILE_BYTES} bytes")
    data = read_json(text, DEEPEST)
    if isinstance(data, dict) and shape.cell not in data:
        for other in NAMES:
            if other in data:
                raise ValueError(f"it has the weights of {WITH_ARTICLE[other]}, and this is {WITH_ARTICLE[shape.cell]}")
    network = from_state_dicts(data, shape)
    theta = flatten(network)
    if abs(theta).max() > WEIGHT:
        raise ValueError(f"it has a weight beyond {WEIGHT:g}")
    return network
