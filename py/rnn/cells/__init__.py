"""Recurrent cells: each a module of its own, all alike from outside.

What a cell has to have is in ``Cell``; everything that works with cells (unrolling, training, ablation, files, views)
asks for no more. A cell is known by its name, so that a network, a run or a file can say which one it is of.
"""

from importlib import import_module
from typing import Any, NamedTuple, Protocol, cast

import numpy as np

from rnn.arrays import Array
from rnn.quantities import Quantity


class StepGradients(NamedTuple):
    """dL/d(what went into one step), and dL/d(quantity) along the way."""

    params: Any  # as the cell's Params, summed over the batch
    x: Array  # (B, I)
    state: Any  # as the cell's State: of what came in from the step before
    quantities: dict[str, Array]  # by name, each (B, H); "a" of the pre-activations, (B, G H)


class Cell(Protocol):
    """A kind of recurrent cell, of which I inputs and H units make one layer.

    ``Params`` is a NamedTuple of tensors, named as in PyTorch but for the layer; the first axis of each holds the rows
    of the G gates one after another, in the order of ``GATES``; the first tensor of one dimension is a bias that is
    added to all pre-activations as it is. ``State`` is a NamedTuple of what is carried from step to step, each (B, H),
    beginning with h. A trace is a NamedTuple of the quantities of one step, each (B, H), besides x (B, I) and
    a (B, G H), the pre-activations.
    """

    NAME: str  # in files and addresses
    TITLE: str  # for readers
    GATES: tuple[str, ...]
    KEEPS: str  # the gate that keeps the old state where it is 1; "" if there is none
    WRITES: str  # the gate that lets the candidate in where it is 1; "" if there is none
    QUANTITIES: tuple[Quantity, ...]  # in the order in which they come about, gates as they stand along the cell
    Params: Any
    State: Any
    Trace: Any

    def shapes(self, inputs: int, units: int) -> Any:
        """The shape of each of the Params."""

    def step(self, params: Any, x: Array, state: Any) -> tuple[Any, Any]:
        """Take one step from input (B, I) and state: the new state, and the trace."""

    def step_backward(self, params: Any, trace: Any, dstate: Any) -> StepGradients:
        """Send gradients back through one step, from those of all that uses its state."""


_REGISTERED: dict[str, Cell] = {}
NAMES = ("lstm", "gru", "rnn")
TAKEN = ("linear", "about", "seed", "losses", "failed_seeds")  # stand beside a cell's name in files and pages


def register(cell: Cell) -> None:
    """Make a cell known by its name, which may be one of a reader's own making.

    Raises:
        ValueError: the name is taken: by a cell of ours, which native code stands for, or by something in files.
    """
    if cell.NAME in TAKEN or (cell.NAME in NAMES and getattr(cell, "__name__", "") != f"rnn.cells.{cell.NAME}"):
        raise ValueError(f"a cell cannot be called {cell.NAME}: the name is taken")
    _REGISTERED[cell.NAME] = cell


def named(name: str) -> Cell:
    """The cell of that name; a module is imported when it is first asked for.

    Raises:
        ValueError: there is none.
    """
    if name not in _REGISTERED:
        if name not in NAMES:
            raise ValueError(f"there is no cell {name[:40]!r}")
        register(cast(Cell, import_module(f"rnn.cells.{name}")))
    return _REGISTERED[name]


def zero_state(cell: Cell, batch: int, units: int) -> Any:
    """The state before anything was read: all that is carried is zero, each (B, H)."""
    return cell.State(*(np.zeros((batch, units)) for _ in cell.State._fields))


def gate_rows(cell: Cell, gate: str, units: int) -> slice:
    """The rows of the Params (or columns of the pre-activations) that belong to ``gate``.

    Raises:
        ValueError: the cell has no such gate.
    """
    if gate not in cell.GATES:
        raise ValueError(f"{cell.TITLE} has no gate {gate[:20]!r}")
    start = cell.GATES.index(gate) * units
    return slice(start, start + units)


def quantity(cell: Cell, name: str) -> Quantity:
    """What is known of a quantity.

    Raises:
        ValueError: the cell has no such quantity.
    """
    for one in cell.QUANTITIES:
        if one.name == name:
            return one
    raise ValueError(f"{cell.TITLE} has no quantity {name[:20]!r}")


def gates(cell: Cell) -> tuple[Quantity, ...]:
    """The gates, in the order in which they stand along the cell."""
    return tuple(one for one in cell.QUANTITIES if one.activation)
