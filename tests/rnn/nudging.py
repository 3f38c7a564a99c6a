"""How far back an error reaches, in plain floats: what is carried from step to step is nudged, and the rest read on."""

from math import exp, log, sqrt

from tests.oracle.plain import State, Vector, Weights, read
from tests.rnn.differences import NUDGE

PARTS = {"lstm": ("h", "c"), "gru": ("h",), "rnn": ("h",)}  # of what is carried, by cell


def lengths_by_nudging(weights: Weights, sequences: list[list[Vector]], targets: list[float]) -> dict[str, list[float]]:
    """The mean length of dL/d(state after step t), t = 1..T, by central differences: "all" of it, and of its parts.

    Args:
        weights: state dicts, as for ``tests.oracle.plain``.
        sequences: the inputs of each, step by step.
        targets: the answers after the last step, 0 or 1, to which alone the loss is about.
    """
    (cell,) = PARTS.keys() & weights.keys()
    parts = PARTS[cell]
    found: dict[str, list[float]] = {name: [] for name in ("all", *parts)}
    for xs, target in zip(sequences, targets, strict=True):
        for t, q in enumerate(read(weights, xs), start=1):
            state = tuple(q[name] for name in parts)
            slopes = [_slopes(weights, xs[t:], state, part, target) for part in range(len(parts))]
            for name, square in zip(parts, slopes, strict=True):
                found[name].append(sqrt(square))
            found["all"].append(sqrt(sum(slopes)))
    steps, count = len(sequences[0]), len(sequences)
    return {name: [sum(lengths[t::steps]) / count for t in range(steps)] for name, lengths in found.items()}


def _slopes(weights: Weights, left: list[Vector], state: State, part: int, target: float) -> float:
    """The sum of the squares of dL/d(each unit of a part of the state), with so much left to read."""
    total = 0.0
    for unit in range(len(state[part])):
        losses = []
        for by in (NUDGE, -NUDGE):
            nudged = tuple(list(values) for values in state)
            nudged[part][unit] += by
            losses.append(_loss(weights, left, nudged, target))
        total += ((losses[0] - losses[1]) / (2 * NUDGE)) ** 2
    return total


def _loss(weights: Weights, left: list[Vector], state: State, target: float) -> float:
    """Of one sequence: of what is read from a state on, or, where nothing is left, of what h itself answers."""
    if left:
        (logit,) = read(weights, left, state)[-1]["logits"]
    else:
        (row,), (bias,) = weights["linear"]["weight"], weights["linear"]["bias"]
        logit = sum(w * h for w, h in zip(row, state[0], strict=True)) + bias
    return log(1 + exp(-logit if target else logit))
