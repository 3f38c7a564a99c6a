"""Training a cell that has no backward pass: its step is recorded, and the gradients are those of the record."""

from typing import Any, override

import numpy as np

from own_cell.code import OwnCell, Problem
from own_cell.tape import Variable, gradients
from rnn import heads
from rnn.arrays import Array
from rnn.examples import Examples
from rnn.fresh_run import FreshReference
from rnn.network import Network, NetworkShape, flatten, unflatten
from rnn.update import Evaluation


class Recorded(FreshReference):
    """A ``rnn.fresh_run.FreshBackend`` for one cell, which must be registered under its name."""

    def __init__(self, cell: OwnCell) -> None:
        self.cell = cell

    @override
    def logits(self, theta: Array, shape: NetworkShape, xs: Array) -> Array:
        """As ``FreshBackend.logits``. Raises own_cell.code.Problem."""
        network = unflatten(theta, shape)
        state = self._zero(xs.shape[1], shape.units)
        for x in xs:
            state, _ = self.cell.step(network.cell, x, state)
        last: Array = heads.named(shape.head).logits(network.head, state.h)
        return last

    def quantities(self, theta: Array, shape: NetworkShape, xs: Array) -> list[dict[str, Array]]:
        """The named quantities of each step, for inputs (T, B, I). Raises own_cell.code.Problem."""
        network = unflatten(theta, shape)
        state, found = self._zero(xs.shape[1], shape.units), []
        for x in xs:
            state, named = self.cell.step(network.cell, x, state)
            found.append({name: _numbers(name, value) for name, value in named.items()})
        return found

    @override
    def evaluate(self, theta: Array, shape: NetworkShape, examples: Examples) -> Evaluation:
        """As ``rnn.update.evaluate``. Raises own_cell.code.Problem."""
        network = unflatten(theta, shape)
        head = heads.named(shape.head)
        params = [Variable(tensor) for tensor in network.cell]
        state: Any = self._zero(examples.xs.shape[1], shape.units)
        hs = []
        for x in examples.xs:
            state, _ = self.cell.step(self.cell.Params(*params), x, state)
            hs.append(state.h)
        h = np.stack([one.value if isinstance(one, Variable) else one for one in hs])
        logits = head.logits(network.head, h)
        loss, dlogits = head.loss(logits, examples.targets, examples.loss_weights)
        of_head, dh = head.logits_backward(network.head, h, dlogits)
        asked = [(one, gradient) for one, gradient in zip(hs, dh, strict=True) if gradient.any()]
        of_cell = gradients(asked, params)
        gradient = flatten(Network(shape, self.cell.Params(*of_cell), of_head))
        errors = np.abs(head.prediction(logits) - examples.targets)
        return Evaluation(loss, gradient, float(errors[examples.loss_weights > 0].max()))

    def _zero(self, batch: int, units: int) -> Any:
        return self.cell.State(*(np.zeros((batch, units)) for _ in self.cell.State._fields))


def _numbers(name: object, value: Any) -> Array:
    """A named quantity as an array. Raises own_cell.code.Problem."""
    if not isinstance(name, str):
        raise Problem(f"a Trace names its quantities by words, not by {name!r}")
    try:
        numbers: Array = np.asarray(value, float)
    except (TypeError, ValueError):
        raise Problem(f"{name} in the Trace must be numbers") from None
    return numbers
