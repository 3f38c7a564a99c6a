"""Weights as text that may stand in an address, so that a link leads another reader to the same network."""

import base64
import binascii
import re
from collections.abc import Mapping

import numpy as np

from demos import base62
from demos.limits import weights
from demos.query import AddressRequest
from rnn.arrays import Array
from rnn.network import NetworkShape

ANNOUNCED = "weights"  # what a link says at its beginning that has weights at its end

# 2.what was taught.how many.weights: float32, little-endian, in the order of NetworkShape.tensors, and a checksum of
# all, so that a link that was cut off or changed on its way is known as such. Before there was 1.pattern.weights, in
# base64.
VERSION = "2"
CHECKSUM = 4  # bytes

_WORDS = re.compile(r"(?:[^0-9A-Za-z]+[A-Za-z][a-z]*)+[^0-9A-Za-z]*\Z")

type UnitsOf = Mapping[int, int]
"""By how many weights a network has."""


def announced[S](state: S, text: str) -> S:
    """The state unchanged: the setting ``with=weights`` only announces weights at the link's end.

    Other sites may use the name for something else, so other values are ignored.

    Raises:
        ValueError: the value was cut off.
    """
    if text != ANNOUNCED and ANNOUNCED.startswith(text):
        raise ValueError("the link was cut off")
    return state


def lost(asked: AddressRequest) -> list[str]:
    """What to tell the reader of weights that the link said it has."""
    if asked.settings.get("with") != ANNOUNCED or "weights" in asked.settings:
        return []
    return ["The link was cut off: the weights at its end are missing."]


def encode_weights(theta: Array, taught: str = "") -> str:
    """A parameter vector, and what it was taught or nothing, as text that may stand in an address."""
    beginning = f"{VERSION}.{taught}.{theta.size}."
    raw = theta.astype("<f4").tobytes()
    return beginning + base62.encode(raw + _checksum(beginning, raw))


def decode_weights(text: str, shape: NetworkShape, units_of: UnitsOf) -> tuple[Array, str]:
    """The vector and the text of what was taught, written by ``encode_weights``, in any version.

    What texts put between or behind the characters of a long address, such as line breaks, is passed over.

    Args:
        units_of: of the networks that there may be.

    Raises:
        ValueError: it was written by another version, was cut off or damaged, or is of another network; says which.
    """
    if not text.strip():
        raise ValueError("its weights were cut off")
    version, _, rest = text.partition(".")
    version = _joined(version)
    if version == VERSION:
        return _decode_newest(rest, shape, units_of)
    if version == "1":
        return _decode_first(_joined(rest), shape)
    raise ValueError("its weights are in a format that this page does not know")


def _joined(text: str) -> str:
    return re.sub(r"[\s\\]", "", text)


def _decode_newest(rest: str, shape: NetworkShape, units_of: UnitsOf) -> tuple[Array, str]:
    taught, _, rest = rest.partition(".")
    count, ended, rest = rest.partition(".")
    taught, count = _joined(taught), _joined(count)
    if not ended:
        raise ValueError("its weights were cut off")
    units = units_of.get(int(count)) if re.fullmatch("[1-9][0-9]{1,3}", count) else None
    if units is None:
        raise ValueError("its weights are damaged")
    size = 4 * int(count)
    length = base62.length_of(size + CHECKSUM)
    # Anything but letters and digits was inserted on the way, as was whatever follows the end after a separator.
    found = re.match(f"(?:[^0-9A-Za-z]*[0-9A-Za-z]){{{length}}}", rest)
    if found is None:
        raise ValueError("its weights were cut off")
    broken = ValueError(f"its weights {'were cut off' if _reaches_words(rest, found.end()) else 'are damaged'}")
    if re.match("[0-9A-Za-z]", rest[found.end() :]):
        raise broken
    letters = re.sub("[^0-9A-Za-z]", "", found[0])
    try:
        data = base62.decode(letters, size + CHECKSUM)
    except ValueError:
        raise broken from None
    raw = data[:size]
    if data[size:] != _checksum(f"{VERSION}.{taught}.{count}.", raw):
        raise broken
    if size != 4 * shape.size:
        raise ValueError(f"its weights are those of {units} units, not those of {shape.units} units")
    return weights(_vector(raw)), taught


def _reaches_words(text: str, end: int) -> bool:
    """Whether the characters up to ``end`` run into words behind a link that was cut off, such as "read more"."""
    words = _WORDS.search(text, max(0, len(text) - 40))
    return words is not None and words.start() < end


def _decode_first(rest: str, shape: NetworkShape) -> tuple[Array, str]:
    taught, _, data = rest.partition(".")
    if re.search("[^0-9A-Za-z_-]", data):
        raise ValueError("its weights are damaged")
    bits = 32 * shape.size
    length = -(-bits // 6)
    if len(data) != length:
        # A link that lost its end cannot be told from one of a smaller network.
        cut = ": they were cut off" if len(data) < length else ""
        raise ValueError(f"its weights are not those of {shape.units} units{cut}")
    raw = base64.urlsafe_b64decode(data + "=" * (-length % 4))
    if base64.urlsafe_b64encode(raw).decode().rstrip("=") != data:  # the last character has padding bits that are not 0
        raise ValueError("its weights are damaged")
    return weights(_vector(raw)), taught


def _checksum(beginning: str, raw: bytes) -> bytes:
    return binascii.crc32(beginning.encode(errors="replace") + raw).to_bytes(CHECKSUM)


def _vector(raw: bytes) -> Array:
    return np.frombuffer(raw, dtype="<f4").astype(np.float64)
