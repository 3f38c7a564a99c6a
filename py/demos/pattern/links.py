"""A link that leads another reader to the same network and the same input."""

import base64
import binascii

import numpy as np

from demos.pattern.limits import WEIGHT, pattern
from demos.pattern.state import State
from lstm.arrays import Array
from lstm.network import NetworkShape, flatten
from tasks.bits import Bits, format_bits

WEIGHTS_VERSION = "1"  # version.pattern.weights: float32, little-endian, in the order of NetworkShape.tensors


def query_of(state: State) -> str:
    """The query string, without the question mark."""
    settings = {
        "target": format_bits(state.target),
        "input": format_bits(state.test_input),
        "units": str(state.units),
        "seed": str(state.learned.seed if state.learned.seed is not None else state.next_seed),
    }
    if state.weights_in_link:
        taught = format_bits(state.learned.target) if state.learned.target else ""
        settings["weights"] = encode_weights(flatten(state.network), taught)
    return "&".join(f"{name}={value}" for name, value in settings.items())


def encode_weights(theta: Array, taught: str = "") -> str:
    """A parameter vector, and the pattern it was taught or nothing, as text that may stand in an address."""
    text = base64.urlsafe_b64encode(theta.astype("<f4").tobytes()).decode().rstrip("=")
    return f"{WEIGHTS_VERSION}.{taught}.{text}"


def decode_weights(text: str, shape: NetworkShape) -> tuple[Array, Bits | None]:
    """The vector and the pattern written by ``encode_weights``.

    Raises:
        ValueError: it was written by another version, is damaged, or is of another network.
    """
    version, _, rest = text.partition(".")
    if version != WEIGHTS_VERSION:
        raise ValueError("its weights are in a format that this page does not know")
    taught, _, data = rest.partition(".")
    try:
        raw = base64.b64decode(data + "=" * (-len(data) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("its weights are damaged") from None
    if len(raw) != 4 * shape.size:
        raise ValueError(f"its weights are not those of {shape.units} units")
    theta = np.frombuffer(raw, dtype="<f4").astype(np.float64)
    if not (np.abs(theta) <= WEIGHT).all():  # also refuses NaN
        raise ValueError(f"it has a weight beyond {WEIGHT:g}")
    return theta, pattern(taught) if taught else None
