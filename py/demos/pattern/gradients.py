"""Backpropagation for the test input: dL/d(quantity) for every quantity of every step."""

from typing import NamedTuple

from demos.pattern.cell import READ
from demos.pattern.state import State
from rnn import cells, heads
from rnn.network import NetworkShape, backward, forward
from rnn.unroll import SequenceGradients
from tasks.bits import all_inputs


class Gradients(NamedTuple):
    """dL/d(quantity) for the test input alone, where L is the loss of the last answer."""

    loss: float
    label: int  # 1 if the test input is the pattern of the switches
    shape: NetworkShape
    through_time: SequenceGradients
    forget: list[list[float]]  # f, by step and unit, from 0: what dL/dc is multiplied with on its way back
    through_h: list[list[float]]  # the part of dL/dc that comes by way of the step's own h, likewise

    def value(self, quantity: str, step: int, unit: int) -> float:
        """One number.

        Args:
            quantity: a state, a gate or an input of the cell, or "a_" and a gate for its pre-activation.
            step, unit: from 1.
        """
        gradients = self.through_time.steps[step - 1]
        if quantity in READ:
            return float(gradients.x[0, READ.index(quantity)])
        if quantity.startswith("a_"):
            rows = cells.gate_rows(cells.named(self.shape.cell), quantity[2:], self.shape.units)
            return float(gradients.quantities["a"][0, rows][unit - 1])
        return float(gradients.quantities[quantity][0, unit - 1])

    def along_c(self, step: int, unit: int) -> float:
        """The part of dL/dc that comes from the next step's c; none at the last step. Both from 1."""
        return self.forget[step][unit - 1] * self.value("c", step + 1, unit) if step < len(self.forget) else 0.0


def gradients_of(state: State) -> Gradients:
    """Run the test input through the network on show, forward and backward."""
    network = state.network
    shown = [all_inputs(state.length).index(state.test_input)]
    xs, targets, loss_weights = (array[:, shown] for array in state.task.examples())
    forward_pass = forward(network, xs)
    label = int(targets[-1].item())
    loss, dlogits = heads.named(network.shape.head).loss(forward_pass.logits, targets, loss_weights)
    _, through_time = backward(network, forward_pass, dlogits)
    traces = forward_pass.traces
    forget = [trace.f[0].tolist() for trace in traces]
    # h = o tanh(c), so c gets o (1 - tanh(c)^2) of what h gets.
    through_h = [
        (gradients.quantities["h"][0] * trace.o[0] * (1 - trace.tanh_c[0] ** 2)).tolist()
        for gradients, trace in zip(through_time.steps, traces, strict=True)
    ]
    return Gradients(loss, label, network.shape, through_time, forget, through_h)
