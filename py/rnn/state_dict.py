"""A network as plain lists under PyTorch's state-dict names, and back with every doubt spoken out."""

from typing import Any

import numpy as np

from rnn.network import Network, NetworkShape
from rnn.params import LSTMParams
from rnn.readout import ReadoutParams

LSTM_NAMES = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")  # of nn.LSTM, in the order of LSTMParams
LINEAR_NAMES = ("weight", "bias")  # of nn.Linear, in the order of ReadoutParams


def to_state_dicts(network: Network) -> dict[str, dict[str, Any]]:
    """{"lstm": state dict of nn.LSTM, "linear": state dict of nn.Linear}, tensors as nested lists of float."""
    return {
        "lstm": {name: tensor.tolist() for name, tensor in zip(LSTM_NAMES, network.lstm, strict=True)},
        "linear": {name: tensor.tolist() for name, tensor in zip(LINEAR_NAMES, network.readout, strict=True)},
    }


def from_state_dicts(data: object, shape: NetworkShape) -> Network:
    """The network written by ``to_state_dicts``.

    Raises:
        ValueError: a part is missing, unknown, of another shape, not a number, too large, or not finite; says which.
    """
    if not isinstance(data, dict):
        raise ValueError("the weights must be an object with the parts lstm and linear")
    expected = {
        "lstm": dict(zip(LSTM_NAMES, shape.tensors[:4], strict=True)),
        "linear": dict(zip(LINEAR_NAMES, shape.tensors[4:], strict=True)),
    }
    tensors = []
    for part, shapes in expected.items():
        found = data.get(part)
        if not isinstance(found, dict):
            raise ValueError(f"the part {part} is missing")
        unknown = sorted(map(str, found.keys() - shapes.keys()))
        if unknown:
            raise ValueError(f"{part} has an unknown tensor {unknown[0][:40]}")
        for name, wanted in shapes.items():
            if name not in found:
                raise ValueError(f"{part}.{name} is missing")
            tensors.append(_tensor(found[name], wanted, f"{part}.{name}"))
    return Network(LSTMParams(*tensors[:4]), ReadoutParams(*tensors[4:]))


def _tensor(value: object, wanted: tuple[int, ...], label: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    # One level of lists after the other, since numpy would make an array of whatever size and kind the lists ask for.
    level: list[Any] = [value]
    shape: tuple[int, ...] = ()
    while level and all(isinstance(entry, list) for entry in level):
        lengths = {len(entry) for entry in level}
        if len(lengths) > 1:
            raise ValueError(f"{label} has rows of different lengths")
        shape += (*lengths,)
        level = [inner for entry in level for inner in entry]
    if any(isinstance(entry, list) for entry in level):
        raise ValueError(f"{label} has rows of different lengths")
    if shape != wanted:
        raise ValueError(f"{label} has the shape {shape}, but this network needs {wanted}")
    if any(type(entry) not in (int, float) for entry in level):  # exactly: a boolean is no number
        raise ValueError(f"{label} holds something that is not a number")
    try:
        tensor = np.array([float(number) for number in level])
    except OverflowError:
        raise ValueError(f"{label} holds a number that is too large") from None
    if not np.isfinite(tensor).all():
        raise ValueError(f"{label} holds a number that is not finite")
    return tensor.reshape(wanted)
