"""Every quantity of a network for a batch of sequences, of which one is shown: the numbers behind every view."""

from typing import NamedTuple

from demos.cell_view.table import Table
from rnn import cells
from rnn.arrays import Array
from rnn.network import ForwardPass, Network, forward, predictions
from rnn.quantities import evaluate


class Activations(NamedTuple):
    """Every quantity of every step for all sequences of a batch."""

    table: Table
    network: Network
    forward_pass: ForwardPass
    predictions: Array  # (T, B, 1)
    rows: dict[str, int]  # by gate: the first of its rows in the cell's parameters
    shown: int  # index of the test input in the batch
    taught: int | None  # index of the sequence that the network was taught to recognise, if there is one

    @property
    def steps(self) -> int:
        """T."""
        return len(self.forward_pass.traces)

    @property
    def units(self) -> int:
        """H."""
        return self.network.shape.units

    def array(self, quantity: str, step: int, unit: int = 1) -> Array:
        """One quantity for every sequence (B,).

        Args:
            quantity: one of the table; "a_" and a gate for its pre-activation, "logit" for the answer's.
            step: from 1.
            unit: from 1; ignored for inputs, the logit and the answer.

        Raises:
            KeyError: there is no such quantity.
        """
        trace = self.forward_pass.traces[step - 1]
        if quantity in self.table.traced:
            return getattr(trace, quantity)[:, unit - 1]  # type: ignore[no-any-return]
        if quantity.startswith("a_"):
            return trace.a[:, self.row(quantity[2:], unit)]  # type: ignore[no-any-return]
        if quantity in self.table.read:
            return trace.x[:, self.table.read.index(quantity)]  # type: ignore[no-any-return]
        if quantity == self.table.answer:
            return self.predictions[step - 1, :, 0]
        if quantity == "logit":
            return self.forward_pass.logits[step - 1, :, 0]
        formula = self.table.quantities[quantity].formula
        assert formula is not None
        return evaluate(formula, lambda name: getattr(trace, name)[:, unit - 1])

    def row(self, gate: str, unit: int) -> int:
        """The row of a gate of a unit in the cell's parameters, which is its column in the pre-activations."""
        return self.rows[gate] + unit - 1

    def value(self, quantity: str, step: int, unit: int = 1) -> float:
        """One quantity, as in ``array``, for the test input."""
        return float(self.array(quantity, step, unit)[self.shown])

    def values(self, quantity: str, step: int, unit: int = 1) -> list[float]:
        """One quantity, as in ``array``, for every sequence."""
        return self.array(quantity, step, unit).tolist()  # type: ignore[no-any-return]

    def points(self, before: str, after: str, step: int, unit: int = 1) -> list[tuple[float, float]]:
        """(pre-activation, activation) of every sequence, for two quantities of ``array``."""
        return list(zip(self.values(before, step, unit), self.values(after, step, unit), strict=True))


def read(table: Table, network: Network, xs: Array, shown: int, taught: int | None = None) -> Activations:
    """Have a network read a batch of sequences (T, B, I)."""
    forward_pass = forward(network, xs)
    cell = cells.named(network.shape.cell)
    rows = {gate: cells.gate_rows(cell, gate, network.shape.units).start for gate in cell.GATES}
    return Activations(table, network, forward_pass, predictions(network, forward_pass), rows, shown, taught)
