"""Which questions there are about an LSTM of this demo: that on the stage, or, in the recall task, that of the race."""

import numpy as np

from demos.cell_view.table import Table, table_of
from demos.lesson.questions import MARKED, Spec, check_place
from demos.memory.cells import NAMES
from demos.memory.state import LATCH, State
from demos.memory.table import TABLE
from rnn.arrays import Array
from rnn.network import Network
from tasks import recall
from tasks.bits import Bits, format_bits, parse_bits
from tasks.latch import encode

RECALL_TABLE = table_of(recall.RecallTask(1).inputs)


def network_of(state: State) -> Network:
    """The LSTM that the task's questions are about."""
    return state.network if state.task_name == LATCH else state.race[NAMES.index("lstm")].run.network


def table_for(state: State) -> Table:
    """What is known of its quantities."""
    return TABLE if state.task_name == LATCH else RECALL_TABLE


def check(state: State, spec: Spec) -> None:
    """Refuses a question about a number that the LSTM does not have.

    Raises:
        ValueError: there is no such sequence, quantity, step or unit; says which.
    """
    if MARKED not in spec.input and state.task_name == LATCH:
        raise ValueError("a sequence has bits and marks, as in 010010-100010")
    if MARKED in spec.input and state.task_name != LATCH:
        raise ValueError("the sequences of the recall task have no marks")
    bits, _ = sequence_of(spec)
    steps = state.task.steps
    if len(bits) != steps:
        raise ValueError(f"a sequence has {steps} steps here, and this one has {len(bits)}")
    check_place(table_for(state), spec, steps, network_of(state).shape.units)


def sequence_of(spec: Spec) -> tuple[Bits, Bits]:
    """Bits and marks, which the recall task has none of.

    Raises:
        ValueError: it is no sequence.
    """
    bits, _, marks = spec.input.partition(MARKED)
    found = parse_bits(bits), parse_bits(marks) if marks or MARKED in spec.input else ()
    if found[1] and len(found[0]) != len(found[1]):
        raise ValueError("there are not as many marks as bits")
    return found


def encoded(spec: Spec) -> Array:
    """The sequence as the LSTM reads it (T, 1, I)."""
    bits, marks = sequence_of(spec)
    return encode(bits, marks) if marks else 2.0 * np.array(bits, dtype=float)[:, None, None] - 1.0


def shown(state: State) -> tuple[tuple[str, str], ...]:
    """What is read, by name: the one on show, or, where the task draws its sequences itself, the first of the seed."""
    if state.task_name == LATCH:
        return ("Bits", format_bits(state.bits)), ("Marks", format_bits(state.marks))
    drawn = state.task.sample(np.random.default_rng(state.seed), 1).xs[:, 0, 0] > 0
    return (("Bits", format_bits(tuple(map(int, drawn)))),)
