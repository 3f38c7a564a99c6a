"""Tensors as bytes in the safetensors format, and back: https://github.com/huggingface/safetensors#format.

Eight bytes say how long the header is; the header is a JSON object, which says of each tensor its type, its shape, and
where in the rest of the file its numbers lie, row by row and little-endian.
"""

import json
from collections.abc import Callable, Mapping
from math import prod
from typing import Any, NamedTuple

import numpy as np

from rnn.arrays import Array

LENGTH = 8  # bytes of the header's length
ALIGN = 8  # bytes of which the header has a multiple
DIMENSIONS = 4  # of a tensor, at most
ABOUT = "__metadata__"
TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}  # numpy has no bfloat16


def to_safetensors(tensors: Mapping[str, Array], about: Mapping[str, str]) -> bytes:
    """The tensors, float64, in the order given, with texts about them."""
    header: dict[str, Any] = {ABOUT: dict(about)}
    end = 0
    for name, tensor in tensors.items():
        begin, end = end, end + tensor.size * 8
        header[name] = {"dtype": "F64", "shape": list(tensor.shape), "data_offsets": [begin, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % ALIGN)
    numbers = [np.ascontiguousarray(tensor, dtype="<f8").tobytes() for tensor in tensors.values()]
    return b"".join([len(text).to_bytes(LENGTH, "little"), text, *numbers])


def from_safetensors(data: bytes, read: Callable[[str], object] = json.loads) -> tuple[dict[str, Array], Any]:
    """The tensors, as float64, and the texts about them.

    Args:
        read: reads the header, for those who do not trust it; ValueError if it cannot.

    Raises:
        ValueError: it is no such file, or has a tensor of another type, of another size than it says or of none, or
            tensors that do not lie one behind the other; says which.
    """
    length = int.from_bytes(data[:LENGTH], "little")
    text, numbers = data[LENGTH : LENGTH + length], data[LENGTH + length :]
    try:
        written = text.decode()
    except UnicodeDecodeError:
        written = ""
    if len(data) < LENGTH or len(text) < length or not written.startswith("{"):
        raise ValueError("it is no safetensors file")
    header = read(written)
    if not isinstance(header, dict):
        raise ValueError("it is no safetensors file")
    about = header.pop(ABOUT, {})
    entries = {name: _entry(str(name)[:60], entry, len(numbers)) for name, entry in header.items()}
    end = 0  # looked at before any is made: many tensors of the same bytes would be larger than the file by far
    for entry in sorted(entries.values(), key=lambda entry: entry.begin):
        if entry.begin != end:
            raise ValueError(f"the numbers of {entry.name} do not begin where those in front of them end")
        end = entry.end
    if end != len(numbers):
        raise ValueError("it has bytes that belong to no tensor")
    return {name: _tensor(entry, numbers) for name, entry in entries.items()}, about


class _Entry(NamedTuple):
    """A tensor as the header has it: what it is called in messages, its type, its shape, and where its bytes lie."""

    name: str
    kind: str
    shape: list[int]
    begin: int
    end: int


def _entry(name: str, entry: object, length: int) -> _Entry:
    fields: dict[str, Any] = entry if isinstance(entry, dict) else {}
    kind, shape, offsets = fields.get("dtype"), _sizes(fields.get("shape")), _sizes(fields.get("data_offsets"))
    if shape is None or offsets is None or len(offsets) != 2:
        raise ValueError(f"{name} is no tensor")
    if not isinstance(kind, str) or kind not in TYPES:
        raise ValueError(f"{name} holds numbers of the type {str(kind)[:20]}, and not of {', '.join(TYPES)}")
    if 0 in shape:  # such a one takes no bytes of the file, and has as many rows as it says
        raise ValueError(f"{name} has no numbers")
    begin, end = offsets
    if not begin <= end <= length or end - begin != prod(shape) * np.dtype(TYPES[kind]).itemsize:
        raise ValueError(f"the numbers of {name} are not all there")
    return _Entry(name, kind, shape, begin, end)


def _tensor(entry: _Entry, numbers: bytes) -> Array:
    values = np.frombuffer(numbers[entry.begin : entry.end], TYPES[entry.kind])
    if entry.kind == "BF16":  # the upper half of a float32
        values = (values.astype("<u4") << 16).view("<f4")
    return values.astype(np.float64).reshape(entry.shape)


def _sizes(value: Any) -> list[int] | None:
    """The value, if it is a short list of whole numbers that are not negative."""
    if not isinstance(value, list) or len(value) > DIMENSIONS:
        return None
    return value if all(type(size) is int and size >= 0 for size in value) else None
