"""The loss of a network that was changed by hand, which no training has computed."""

from demos.cell_view.activations import Activations
from demos.pattern.state import State
from rnn import heads


def loss_of(state: State, activations: Activations) -> float:
    """The loss on every pattern, weighted as in training, of the network on show and the target of the switches."""
    _, targets, loss_weights = state.task.examples()
    head = heads.named(activations.network.shape.head)
    loss, _ = head.loss(activations.forward_pass.logits, targets, loss_weights)
    return loss
