"""The one array type of this package, and the logistic function."""

import numpy as np
from numpy.typing import NDArray

type Array = NDArray[np.floating]


def sigmoid(a: Array) -> Array:
    """Logistic function 1 / (1 + exp(-a)), element by element, of any shape.

    Written with tanh, which saturates where exp would overflow, so it is finite for every finite input. Its error is
    about 1e-16, absolutely: far below zero it rounds to 0.
    """
    p: Array = 0.5 * np.tanh(0.5 * a) + 0.5
    return p
