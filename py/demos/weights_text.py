"""A network as the text of a file that any demo's page and PyTorch can read."""

import json
from typing import Any

from demos import limits
from demos.bounded_json import read_json
from rnn.network import Network, NetworkShape, flatten
from rnn.state_dict import from_state_dicts, to_state_dicts

DEEPEST = 20  # levels of brackets; a weights file has 4
FORMAT = "lstm-explainer weights, version 1"


def weights_text(network: Network, **about: object) -> str:
    """JSON: state dicts of PyTorch's cell and of ``nn.Linear``, and what is told about them."""
    return json.dumps({"about": {"format": FORMAT, **about}, **to_state_dicts(network)}, indent=1)


def read_weights(text: str) -> Any:
    """What is in such a text, for ``network_in``.

    Raises:
        ValueError: it is too long, or no JSON; says why.
    """
    if len(text) > limits.FILE_BYTES:
        raise ValueError(f"it is larger than {limits.FILE_BYTES} bytes")
    return read_json(text, DEEPEST)


def network_in(data: Any, shape: NetworkShape) -> Network:
    """The network in what ``read_weights`` gave.

    Raises:
        ValueError: it is not there, does not fit, or has a weight that cannot be; says why.
    """
    network = from_state_dicts(data, shape)
    limits.weights(flatten(network))
    return network
