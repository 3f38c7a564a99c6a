"""The gates and the c of one unit along the line, beside the steps that the strips show."""

import numpy as np

from demos.draw.state import State, Track
from rnn.arrays import Array
from tasks.strokes.gates import GateTrace


def gates_along(state: State, row: Track, unit: int) -> dict[str, Array]:
    """By name, of the unit (from 1), at each step of the row (n,); NaN where the step has not been read again yet."""
    steps = len(row.points)
    known = {name: np.full(steps, np.nan) for name in GateTrace._fields}
    by_hand = steps - row.own
    reading, line = state.reading, state.continuation
    if reading is not None:
        first, end = max(reading.first, row.first), min(reading.basis.end, row.first + by_hand)
        if first < end:
            _fill(known, first - row.first, reading.gates, slice(first - reading.first, end - reading.first), unit)
    if line is not None and row.own:
        _fill(known, by_hand, line.gates, slice(line.steps - row.own, line.steps), unit)
    return known


def _fill(known: dict[str, Array], at: int, gates: GateTrace, steps: slice, unit: int) -> None:
    for name, values in gates._asdict().items():
        known[name][at : at + steps.stop - steps.start] = values[steps, unit - 1]


def shown_unit(state: State) -> int:
    """The unit whose gates are shown: the chosen one, else the first that is suggested; 0 if there is neither."""
    if state.unit or state.reading is None:
        return state.unit
    return next((one.unit for one in state.reading.follows.values() if one.suggested), 0)
