"""Polylines as SVG path data, in tenths of a px, which are whole numbers: short, and quick to write."""

import numpy as np

from rnn.arrays import Array

SCALE = 10  # of path data; it is drawn in an element that takes it back
FARTHEST = 1e6


def path_data(points: Array) -> str:
    """The line through points (n, 2); empty for fewer than two.

    >>> path_data(np.array([[0.0, 1.0], [2.0, 3.06]]))
    'M0 10L20 31'
    """
    if len(points) < 2:
        return ""
    rounded = np.rint(np.clip(points, -FARTHEST, FARTHEST) * SCALE).astype(np.int64).tolist()
    return "M" + "L".join([f"{x} {y}" for x, y in rounded])
