"""What the network on show makes of every pattern: the numbers behind every view."""

from typing import NamedTuple

from demos.pattern.cell import ANSWER, READ, TABLE, TRACED
from demos.pattern.state import State
from rnn import cells
from rnn.arrays import Array
from rnn.network import ForwardPass, Network, forward, predictions
from rnn.quantities import evaluate
from tasks.bits import Bits, all_patterns, encode


class Activations(NamedTuple):
    """Every quantity of every step for all 2^N patterns, read in one batch."""

    network: Network
    forward_pass: ForwardPass
    predictions: Array  # (T, B, 1)
    rows: dict[str, int]  # by gate: the first of its rows in the cell's parameters
    patterns: list[Bits]
    shown: int  # index of the test input among the patterns
    taught: int | None  # index of the pattern that the network was taught, if that is known

    def array(self, quantity: str, step: int, unit: int = 1) -> Array:
        """One quantity for every pattern (B,).

        Args:
            quantity: one of ``cell.TABLE``; "a_" and a gate for its pre-activation, "logit" for the answer's.
            step: from 1.
            unit: from 1; of no account for inputs, the logit and the answer.

        Raises:
            KeyError: there is no such quantity.
        """
        trace = self.forward_pass.traces[step - 1]
        if quantity in TRACED:
            return getattr(trace, quantity)[:, unit - 1]  # type: ignore[no-any-return]
        if quantity.startswith("a_"):
            return trace.a[:, self.row(quantity[2:], unit)]  # type: ignore[no-any-return]
        if quantity in READ:
            return trace.x[:, READ.index(quantity)]  # type: ignore[no-any-return]
        if quantity == ANSWER:
            return self.predictions[step - 1, :, 0]
        if quantity == "logit":
            return self.forward_pass.logits[step - 1, :, 0]
        formula = TABLE[quantity].formula
        assert formula is not None
        return evaluate(formula, lambda name: getattr(trace, name)[:, unit - 1])

    def row(self, gate: str, unit: int) -> int:
        """The row of a gate of a unit in the cell's parameters, which is its column in the pre-activations."""
        return self.rows[gate] + unit - 1

    def value(self, quantity: str, step: int, unit: int = 1) -> float:
        """One quantity, as in ``array``, for the test input."""
        return float(self.array(quantity, step, unit)[self.shown])

    def values(self, quantity: str, step: int, unit: int = 1) -> list[float]:
        """One quantity, as in ``array``, for every pattern."""
        return self.array(quantity, step, unit).tolist()  # type: ignore[no-any-return]

    def points(self, before: str, after: str, step: int, unit: int = 1) -> list[tuple[float, float]]:
        """(pre-activation, activation) of every pattern, for two quantities of ``array``."""
        return list(zip(self.values(before, step, unit), self.values(after, step, unit), strict=True))


def activations_of(state: State) -> Activations:
    """Read all patterns with the state's network."""
    patterns = all_patterns(state.bits)
    network = state.network
    target = state.learned.target
    forward_pass = forward(network, encode(patterns))
    cell = cells.named(network.shape.cell)
    return Activations(
        network,
        forward_pass,
        predictions(network, forward_pass),
        {gate: cells.gate_rows(cell, gate, state.units).start for gate in cell.GATES},
        patterns,
        shown=patterns.index(state.test_input),
        taught=patterns.index(target) if target in patterns else None,
    )
