"""Backpropagation for the test input: what the answer's error asks of every quantity of every step."""

from typing import NamedTuple

import numpy as np

from demos.pattern.state import State
from rnn.network import backward, forward
from rnn.params import gate_rows
from rnn.readout import cross_entropy
from rnn.sequence import SequenceGradients
from tasks.bits import encode


class Gradients(NamedTuple):
    """dL/d(quantity) for the test input alone, where L is the cross-entropy of the last answer."""

    loss: float
    label: int  # 1 if the test input is the pattern of the switches
    units: int
    through_time: SequenceGradients
    forget: list[list[float]]  # f, by step and unit, from 0: what dL/dc is multiplied with on its way back

    def value(self, quantity: str, step: int, unit: int) -> float:
        """One number.

        Args:
            quantity: c, h, i, f, g, o, x, or "a_" and a gate for its pre-activation.
            step, unit: from 1.
        """
        gradients = self.through_time.steps[step - 1]
        if quantity == "x":
            return float(gradients.x[0, 0])
        if quantity.startswith("a_"):
            return float(gradients.a[0, gate_rows(quantity[-1], self.units)][unit - 1])
        return float(getattr(gradients, quantity)[0, unit - 1])


def gradients_of(state: State) -> Gradients:
    """Run the test input through the network on show, forward and backward."""
    network = state.network
    forward_pass = forward(network, encode([state.test_input]))
    label = int(state.test_input == state.target)
    targets, loss_weights = np.zeros_like(forward_pass.z), np.zeros_like(forward_pass.z)
    targets[-1], loss_weights[-1] = label, 1
    loss, dz = cross_entropy(forward_pass.z, forward_pass.p, targets, loss_weights)
    _, through_time = backward(network, forward_pass, dz)
    forget = [trace.f[0].tolist() for trace in forward_pass.traces]
    return Gradients(loss, label, network.lstm.units, through_time, forget)
