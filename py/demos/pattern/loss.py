"""The loss of a network that was changed by hand, which no training has computed."""

from demos.pattern.activations import Activations
from demos.pattern.state import State
from rnn.readout import cross_entropy
from tasks.bits import examples


def loss_of(state: State, activations: Activations) -> float:
    """The loss on every pattern, weighted as in training, of the network on show and the target of the switches."""
    _, targets, loss_weights = examples(state.target)
    loss, _ = cross_entropy(activations.forward_pass.z, activations.forward_pass.p, targets, loss_weights)
    return loss
