"""What can be seen of a network on a task: one table, looked up once a demo."""

from collections.abc import Sequence
from typing import NamedTuple

from demos.adds_up import LEAST
from demos.numbers import decimals_of_probability
from rnn import cells
from rnn.cells import Cell, lstm
from rnn.heads import logistic
from rnn.quantities import Quantity

GUESSED = ("f", "i", "g", "o", "c", "h")  # quantities of a unit that a reader can be asked for
BUS = "bus"  # (x, h) on its way to the gates
SHARE = "share"  # what a unit adds to the answer
VERDICT = "verdict"  # the answer once more, in words


class Table(NamedTuple):
    """Inputs, quantities of the cell, and the answer, in the order in which they come about."""

    quantities: dict[str, Quantity]  # by name
    read: tuple[str, ...]  # in every step: the inputs
    traced: frozenset[str]  # of each unit
    answer: str  # after the last step only
    gates: tuple[str, ...]  # as they stand along the cell
    states: tuple[str, ...]
    signed: frozenset[str]  # shown with + or a minus sign

    @property
    def parts(self) -> tuple[str, ...]:
        """Of the pictures, each with its formula."""
        return (*self.quantities, BUS, SHARE, VERDICT)

    @property
    def guessed(self) -> dict[str, Quantity]:
        """What a reader can be asked for: quantities of a unit, and the answer."""
        return {name: self.quantities[name] for name in (*GUESSED, self.answer)}

    def is_final(self, part: str) -> bool:
        """Whether the part is there in the last step only: it is about the answer."""
        return part in (self.answer, SHARE, VERDICT)

    def decimals(self, name: str, value: float) -> int:
        """How many are printed of a quantity: two, or, of the answer, as many as tell what it means."""
        return decimals_of_probability(value) if name == self.answer else LEAST

    def has(self, part: str, step: int, steps: int) -> bool:
        """Whether a picture of so many steps has the part in this one."""
        return part in self.parts and (step == steps or not self.is_final(part))


class Part(NamedTuple):
    """A gate, a circle or a wire of a diagram that the reader asks about."""

    name: str  # of a quantity, or BUS, SHARE or VERDICT
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
