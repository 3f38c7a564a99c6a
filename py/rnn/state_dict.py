"""A network as plain lists under PyTorch's state-dict names, and back, with every entry checked."""

from typing import Any

import numpy as np

from rnn import cells, heads
from rnn.arrays import Array
from rnn.network import Network, NetworkShape, from_tensors

LINEAR = "linear"  # the part of the head, whose names are those of nn.Linear
LAYER = "_l0"  # PyTorch's name for the first layer, behind the names of a cell's parameters


def to_state_dicts(network: Network) -> dict[str, dict[str, Any]]:
    """{name of the cell: state dict of nn.LSTM and the like, "linear": state dict of nn.Linear}, as lists of float."""
    return {
        network.shape.cell: {f"{name}{LAYER}": tensor.tolist() for name, tensor in network.cell._asdict().items()},
        LINEAR: {name: tensor.tolist() for name, tensor in network.head._asdict().items()},
    }


def from_state_dicts(data: object, shape: NetworkShape) -> Network:
    """The network written by ``to_state_dicts``.

    Raises:
        ValueError: a part is missing, unknown, of another shape, not a number, too large, or not finite; says which.
    """
    if not isinstance(data, dict):
        raise ValueError(f"the weights must be an object with the parts {shape.cell} and {LINEAR}")
    tensors: list[Array] = []
    for part, shapes in _parts(shape).items():
        found = data.get(part)
        if not isinstance(found, dict):
            bare = [f", to which {name} belongs ({part}.{name})" for name in shapes if name in data]
            raise ValueError(f"the part {part} is missing{''.join(bare[:1])}")
        unknown = sorted(map(str, found.keys() - shapes.keys()))
        if unknown:
            raise ValueError(f"{part} has an unknown tensor {unknown[0][:40]}")
        for name, wanted in shapes.items():
            if name not in found:
                raise ValueError(f"{part}.{name} is missing")
            tensors.append(_tensor(found[name], wanted, f"{part}.{name}"))
    return from_tensors(tensors, shape)


def _parts(shape: NetworkShape) -> dict[str, dict[str, tuple[int, ...]]]:
    """The shape of each tensor, by part and name."""
    of_cell = cells.named(shape.cell).shapes(shape.inputs, shape.units)._asdict()
    of_head = heads.named(shape.head).shapes(shape.units, shape.outputs)._asdict()
    return {shape.cell: {f"{name}{LAYER}": tensor for name, tensor in of_cell.items()}, LINEAR: of_head}


def _tensor(value: object, wanted: tuple[int, ...], label: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    # Checked one level of lists at a time: np.array would allocate whatever size and dtype the lists imply.
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
