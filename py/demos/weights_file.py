"""A network as a file that any demo's page and PyTorch can read: JSON, or safetensors."""

import binascii
import json
from base64 import b64decode
from typing import Any

import numpy as np

from demos import limits
from demos.bounded_json import read_json
from demos.effects import Save
from rnn.network import Network, NetworkShape, flatten
from rnn.safetensors_format import from_safetensors, to_safetensors
from rnn.state_dict import from_state_dicts, to_state_dicts

DEEPEST = 20  # levels of brackets; a weights file has 4
FORMAT = "lstm-explainer weights, version 1"
JSON, SAFETENSORS = "json", "safetensors"
ACCEPT = "application/json,.json,.safetensors"  # of a field for such a file
BYTES = "data:application/octet-stream;base64,"  # in front of what the page sends of a file that is no text


def weights_file(network: Network, stem: str, kind: str, **about: object) -> Save:
    """State dicts of PyTorch's cell and of ``nn.Linear``, and what is told about them.

    In safetensors, names are those of a module with the attributes ``lstm`` (or ``gru``, ``rnn``) and ``linear``, and
    what is told is text.

    Args:
        stem: the file's name but for its end.
        kind: JSON or SAFETENSORS.

    Raises:
        ValueError: there is no such kind.
    """
    about = {"format": FORMAT, **about}
    parts = to_state_dicts(network)
    if kind == JSON:
        return Save(f"{stem}.json", json.dumps({"about": about, **parts}, indent=1))
    if kind == SAFETENSORS:
        tensors = {f"{part}.{name}": np.array(value) for part, of in parts.items() for name, value in of.items()}
        metadata = {name: str(value) for name, value in about.items() if value is not None}
        return Save(f"{stem}.safetensors", data=to_safetensors(tensors, metadata))
    raise ValueError(f"there is no file of the kind {kind[:20]!r}")


def read_weights(text: str) -> Any:
    """What is in such a file, for ``network_in``: parts by name, and in each its tensors as lists.

    Args:
        text: of a file that is no text, its bytes as base64 behind BYTES.

    Raises:
        ValueError: it is too long, or neither JSON nor safetensors; says why.
    """
    if not text.startswith(BYTES):
        if len(text) > limits.FILE_BYTES:
            raise ValueError(f"it is larger than {limits.FILE_BYTES} bytes")
        return read_json(text, DEEPEST)
    try:
        data = b64decode(text.removeprefix(BYTES), validate=True)
    except binascii.Error:
        raise ValueError("it did not arrive as a whole") from None
    if len(data) > limits.FILE_BYTES:
        raise ValueError(f"it is larger than {limits.FILE_BYTES} bytes")
    if data[8:9] != b"{":
        raise ValueError("it is neither JSON nor safetensors")
    tensors, about = from_safetensors(data, lambda header: read_json(header, DEEPEST))
    parts: dict[str, Any] = {"about": about}
    for name, tensor in tensors.items():
        part, _, inner = name.partition(".")
        if not isinstance(parts.setdefault(part, {}), dict) or part == "about":
            raise ValueError(f"there is no place for the tensor {name[:40]}")
        parts[part][inner] = tensor.tolist()
    return parts


def network_in(data: Any, shape: NetworkShape) -> Network:
    """The network in what ``read_weights`` gave.

    Raises:
        ValueError: it is not there, does not fit, or has a weight that cannot be; says why.
    """
    network = from_state_dicts(data, shape)
    limits.weights(flatten(network))
    return network
