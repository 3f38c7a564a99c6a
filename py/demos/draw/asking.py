"""The point of the line that the lesson asks about, and the gates of a unit there: what they are, and why."""

import numpy as np

from demos.draw import reading
from demos.draw.distances import BEFORE
from demos.draw.gates import shown_unit
from demos.draw.state import LEARN_ON, AskedPoint, State
from demos.draw.work import foreseen
from demos.holding.holds import clamps_of
from demos.lesson.questions import Question, Reason, Spec
from rnn import cells
from rnn.arrays import Array
from rnn.cells import lstm
from rnn.network import unflatten
from tasks.strokes.features import AVERAGES
from tasks.strokes.learner import READ_ON
from tasks.strokes.network import SHAPE, START, UNITS
from tasks.strokes.resample import SPACING

ASKED = ("f", "i", "o")  # in the order in which they are asked for
PARTS = ("the turn", "the averaged turns", "the directions", "h from the step before", "the bias")


def still(state: State) -> State:
    """Nothing goes on by itself any more, and what is on the pad has been read by the network as it is."""
    learner = state.learner
    if state.learns:
        steps = f"{learner.updates} gradient step{'' if learner.updates == 1 else 's'}"
        notice = f"For this question learning was ended early, after {steps}. New ink begins it again."
        state = state._replace(fresh=learner.updates - LEARN_ON, notice=notice)
    if state.continuation is not None:
        state = foreseen(state._replace(continuation=None))
    known = state.reading
    if known is None or known.basis != reading.basis_of(learner, not state.down):
        state = state._replace(reading=reading.read(learner, not state.down))
    return state._replace(under_way=None)


def asking(state: State) -> State:
    """The state in which the lesson asks about a point, the same one as before if it can."""
    state = still(state)
    return state if state.asked_now else state._replace(asked=_chosen(state))


def _chosen(state: State) -> AskedPoint | None:
    """Where the newest stroke turns most, and the unit whose gates are shown there; None if the stroke is too short."""
    ink, known = state.learner.ink, state.reading
    if known is None:
        return None
    first = max(ink.current.start + BEFORE, known.first - ink.dropped)
    turns = np.abs(ink.turns[first:-1])
    if not len(turns):
        return None
    step = ink.dropped + first + int(turns.argmax()) + 1
    return AskedPoint(known, step, shown_unit(state) or _strongest(known))


def _strongest(known: reading.Reading) -> int:
    """The unit with the strongest correlation of all, where none is suggested; the first one, where there are none."""
    return max(known.follows.values(), key=lambda one: abs(one.correlation)).unit or 1 if known.follows else 1


def spec_of(state: State, name: str) -> Spec:
    """Which number is asked for; of step 0 if none can be."""
    return Spec(name, state.asked.step, state.asked.unit) if state.asked else Spec(name, 0)


def point_of(state: State) -> AskedPoint:
    """What is asked about.

    Raises:
        ValueError: the line or the network is another one than that.
    """
    if state.asked is None:
        raise ValueError(f"there is no line that is {round((BEFORE + 2) * SPACING)} px long; draw one first")
    asked = state.asked_now
    if asked is None or asked.reading.basis != reading.basis_of(state.learner, not state.down):
        raise ValueError("the line or the network is another one now; Back and then Next ask about that")
    return asked


def values_of(state: State) -> dict[str, float]:
    """All of the unit at the point: f, i, g, o and c, "c_prev" and "h".

    Raises:
        ValueError: the line or the network is another one now.
    """
    asked = point_of(state)
    row, unit = asked.step - 1 - asked.reading.first, asked.unit - 1
    values = {name: float(rows[row, unit]) for name, rows in asked.reading.gates._asdict().items()}
    return {**values, "c_prev": float(_before(state, asked)[1].c[unit]), "h": values["o"] * float(np.tanh(values["c"]))}


def question(state: State, spec: Spec) -> Question:
    """The question about a gate.

    Raises:
        ValueError: the line or the network is another one now, or the question is about another point.
    """
    asked = point_of(state)
    if (spec.step, spec.unit) != (asked.step, asked.unit):
        raise ValueError("that is another point than the one that is circled")
    quantity = cells.quantity(lstm, spec.quantity)
    x, before = _before(state, asked)
    row = cells.gate_rows(lstm, spec.quantity, UNITS).start + asked.unit - 1
    cell = unflatten(state.learner.theta, SHAPE).cell
    of_x, of_h = cell.weight_ih[row] * x, float(cell.weight_hh[row] @ before.h)
    turns = 1 + len(AVERAGES)
    sums = (of_x[0], of_x[1:turns].sum(), of_x[turns:].sum(), of_h, cell.bias_ih[row] + cell.bias_hh[row])
    parts = tuple(Reason(words, float(part)) for words, part in zip(PARTS, sums, strict=True))
    is_held = any(clamp.gate == spec.quantity for clamp in clamps_of(state.held, UNITS))
    return Question(
        spec,
        quantity.noun,
        quantity.symbol,
        quantity.low,
        quantity.high,
        values_of(state)[spec.quantity],
        quantity.activation,
        sum(part.value for part in parts),
        () if is_held else parts,
        is_held=is_held,
    )


def turn(state: State, spec: Spec, is_read: bool) -> State:
    """The point looked at; of the gates that are asked for, those still to be guessed are hidden."""
    if state.asked is None:
        return state
    at = ASKED.index(spec.quantity)
    asked = state.asked._replace(hidden=ASKED[at + is_read :])
    return state._replace(asked=asked, looked_at=asked.step, unit=asked.unit)


def _before(state: State, asked: AskedPoint) -> tuple[Array, lstm.State]:
    """The network's input at the point, and its states before: read as when the gates were."""
    learner, step = state.learner, asked.step - 1 - state.learner.ink.dropped
    turns, x = learner.ink.turns_to(step + 1, READ_ON)
    read = learner.backend.read(learner.theta, turns, START._replace(x=x))
    before = lstm.State(read.hs[-2], read.cs[-2]) if len(turns) > 1 else lstm.State(START.h, START.c)
    return learner.ink.xs[step], before
