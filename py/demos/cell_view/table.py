"""What can be seen of a network on a task: one table, looked up once a demo."""

from collections.abc import Sequence
from typing import NamedTuple

from rnn import cells
from rnn.cells import Cell, lstm
from rnn.heads import logistic
from rnn.quantities import Quantity


class Table(NamedTuple):
    """Inputs, quantities of the cell, and the answer, in the order in which they come about."""

    quantities: dict[str, Quantity]  # by name
    read: tuple[str, ...]  # in every step: the inputs
    traced: frozenset[str]  # of each unit
    answer: str  # after the last step only
    gates: tuple[str, ...]  # as they stand along the cell
    states: tuple[str, ...]
    signed: frozenset[str]  # shown with + or a minus sign


class Part(NamedTuple):
    """A gate or wire of a diagram that the reader asks about."""

    name: str  # of a quantity
    step: int  # from 1
    unit: int = 1  # from 1


def table_of(inputs: Sequence[Quantity], cell: Cell = lstm) -> Table:
    """The table of a network of this cell with a logistic readout that reads these inputs."""
    quantities = {one.name: one for one in (*inputs, *cell.QUANTITIES, *logistic.QUANTITIES)}
    read = tuple(one.name for one in inputs)
    return Table(
        quantities=quantities,
        read=read,
        traced=frozenset(quantities) & frozenset(cell.Trace._fields) - frozenset(read),
        answer=logistic.QUANTITIES[0].name,
        gates=tuple(one.name for one in cells.gates(cell)),
        states=tuple(name for name in quantities if name in cell.State._fields),
        signed=frozenset(one.name for one in quantities.values() if one.signed),
    )
