"""A network as a file that this page and PyTorch can read."""

from demos.effects import Save
from demos.memory.cells import NAMES, WITH_ARTICLE
from demos.memory.state import State
from demos.weights_file import JSON, network_in, read_weights, weights_file
from rnn.network import Network, NetworkShape


def export_weights(state: State, cell: str, kind: str = JSON) -> Save:
    """The LSTM on the stage, or a cell of the race."""
    network, seed, run = state.network, state.learned.seed, state.learned.run
    if cell:
        run = state.race[NAMES.index(cell)].run
        network, seed = run.network, run.seed
    task = {"task": state.task_name, "steps": state.task.steps}
    stem = f"{network.shape.cell}-memory-{state.task_name}"
    return weights_file(network, stem, kind, **task, seed=seed, updates=run.made if run else None)


def load_weights(text: str, shape: NetworkShape) -> Network:
    """The network in a file.

    Raises:
        ValueError: the file is not such a file, or of another cell, or of another size; says why.
    """
    data = read_weights(text)
    if isinstance(data, dict) and shape.cell not in data:
        for other in NAMES:
            if other in data:
                raise ValueError(f"it has the weights of {WITH_ARTICLE[other]}, and this is {WITH_ARTICLE[shape.cell]}")
    return network_in(data, shape)
