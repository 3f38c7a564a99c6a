"""The forecast, reckoned anew from what the page exports and from where the pen was; nothing of py/ is used.

Written from the descriptions in the docstrings of resample.py and features.py in tasks/strokes/, and of
rnn/heads/mixture.py. The LSTM is the plain-float oracle's.
"""

from itertools import pairwise
from typing import Any

import numpy as np

from tests.oracle.plain import Quantities, State, lstm_step

type Array = np.ndarray[Any, np.dtype[np.float64]]

SPACING, FINE, TURN_SCALE = 6.0, 2.0, 0.25
AVERAGES, DIRECTIONS = np.array([5.0, 20.0]), np.array([4.0, 12.0, 36.0, 108.0, np.inf])
READ_ON = 48
EMPTY: State = ([0.0] * 24, [0.0] * 24)  # h and c
CLOSE = 0.03  # of credit, which is 1 in all for each step


def resampled(pen: Array) -> Array:
    """Points SPACING apart along the smoothed line through the pen's points (n, 2)."""
    pen = pen[np.r_[True, (np.diff(pen, axis=0) != 0).any(axis=1)]]
    lengths = np.r_[0, np.cumsum(np.hypot(*np.diff(pen, axis=0).T))]
    at = np.arange(0, lengths[-1] + 1e-9, FINE)
    fine = np.stack([np.interp(at, lengths, pen[:, n]) for n in (0, 1)], axis=1)
    weights = np.array([1, 2, 3, 2, 1]) / 9
    smooth = np.stack([np.convolve(fine[:, n], weights, "valid") for n in (0, 1)], axis=1)
    points = [smooth[0]]
    for begin, end in pairwise(smooth):
        if np.hypot(*(end - points[-1])) < SPACING:
            continue
        # By bisection: the share of the leg after which the distance to the last point is SPACING.
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            far = np.hypot(*(begin + middle * (end - begin) - points[-1])) >= SPACING
            low, high = (low, middle) if far else (middle, high)
        points.append(begin + high * (end - begin))
    return np.array(points)


def first_input(headings: np.ndarray[Any, Any]) -> Array:
    """What it is told before the first turn: where the right is, seen from the pen."""
    right = np.exp(-1j * headings[0])
    return np.array([0.0] * 11 + [right.real, right.imag])


def next_input(x: Array, turn: float) -> Array:
    """What the network is told after one more turn."""
    k = turn / TURN_SCALE
    means = (x[3::2] + 1j * x[4::2]) * np.exp(-1j * turn)
    means += (1 - means) / DIRECTIONS
    new = np.empty(13)
    new[0], new[1:3] = k, x[1:3] + (k - x[1:3]) / AVERAGES
    new[3::2], new[4::2] = means.real, means.imag
    return new


def rolled_out(weights: dict[str, Any], pen: Array, steps: int) -> tuple[Array, int]:
    """The likeliest future (steps + 1, 2) of a stroke, of which the network has read the last steps only.

    And after how many steps it first is a close call which component is taken: from there on, rounding may decide.
    """
    linear = {name: np.array(value) for name, value in weights["linear"].items()}
    points = resampled(pen)
    headings = np.unwrap(np.arctan2(*np.diff(points, axis=0).T[::-1]))
    turns = np.diff(headings, prepend=headings[0])
    x, state = first_input(headings), EMPTY

    def read(turn: float) -> None:
        nonlocal x, state
        x = next_input(x, turn)
        state = lstm_step(weights["lstm"], x.tolist(), state, Quantities())

    for n, turn in enumerate(turns):
        if n == len(turns) - READ_ON:
            state = EMPTY
        read(turn)
    line, credit, heading, clear = [points[-1]], np.zeros(4), headings[-1], steps
    for n in range(steps):
        logits, means, _ = np.split(linear["weight"] @ np.array(state[0]) + linear["bias"], 3)
        share = np.exp(logits - logits.max())
        share /= share.sum()
        credit += share
        first, second = np.sort(credit)[:-3:-1]
        if first - second < CLOSE:
            clear = min(clear, n)
        near = share * np.exp(-((means - means[credit.argmax()]) ** 2) / 2)
        near /= near.sum()
        credit -= near
        turn = TURN_SCALE * float(near @ means)
        turn -= 2 * np.pi * round(turn / (2 * np.pi))
        read(turn)
        heading += turn
        line.append(line[-1] + SPACING * np.array([np.cos(heading), np.sin(heading)]))
    return np.array(line), clear


def gates_along(weights: dict[str, Any], pen: Array) -> dict[str, Array]:
    """What a stroke gives at each point: turn, heading (n,), and of all units f, i, g, o, c, h, each (n, 24).

    At each point the last READ_ON steps up to it are read from nothing, all points side by side.
    """
    line = resampled(pen)
    headings = np.unwrap(np.arctan2(*np.diff(line, axis=0).T[::-1]))
    turns = np.diff(headings, prepend=headings[0])
    xs = [first_input(headings)]
    for turn in turns:
        xs.append(next_input(xs[-1], float(turn)))
    lstm = {name: np.array(value) for name, value in weights["lstm"].items()}
    bias = lstm["bias_ih_l0"] + lstm["bias_hh_l0"]
    points = np.arange(len(turns))
    of_all: dict[str, Array] = {"h": np.zeros((len(turns), 24)), "c": np.zeros((len(turns), 24))}
    for back in range(READ_ON - 1, -1, -1):
        reads = points >= back  # those whose stroke had begun by then
        x = np.array(xs)[1 + points[reads] - back]
        a = x @ lstm["weight_ih_l0"].T + of_all["h"][reads] @ lstm["weight_hh_l0"].T + bias
        i, f, g, o = np.split(a, 4, axis=1)
        now = {"f": 1 / (1 + np.exp(-f)), "i": 1 / (1 + np.exp(-i)), "g": np.tanh(g), "o": 1 / (1 + np.exp(-o))}
        now["c"] = now["f"] * of_all["c"][reads] + now["i"] * now["g"]
        now["h"] = now["o"] * np.tanh(now["c"])
        for name, values in now.items():
            of_all.setdefault(name, np.zeros((len(turns), 24)))[reads] = values
    return {"turn": turns, "heading": headings, **of_all}
