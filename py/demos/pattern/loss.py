"""The loss of a network that was changed by hand, which no training has computed."""

from demos.pattern.readings import Readings
from demos.pattern.state import State
from rnn.readout import cross_entropy
from tasks.bits import examples


def loss_of(state: State, readings: Readings) -> float:
    """The loss on every pattern, weighted as in training, of the network on show and the target of the switches."""
    _, targets, weights = examples(state.target)
    loss, _ = cross_entropy(readings.reading.z, readings.reading.p, targets, weights)
    return loss
