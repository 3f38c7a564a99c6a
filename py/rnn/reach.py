"""How far back an error reaches: the norm of its gradient, step by step, on its way back from the last answer.

An early step has a part in the answer only through the state that is carried from step to step: h; of an LSTM h and c.
So dL/d(state after step t) is all that step t and those before it can learn from.
"""

import numpy as np

from rnn import cells, heads
from rnn.arrays import Array
from rnn.cells import zero_state
from rnn.examples import Examples
from rnn.network import Network, backward, forward


def reach(network: Network, examples: Examples) -> dict[str, Array]:
    """The mean norm of dL/d(state after step t), t = 1..T, over the sequences, where L is the loss of one sequence.

    Returns:
        (T,) each: "all" of the state, and each of its parts by name, "h", "c". After the last step the answer reads h
        alone, so the gradient of c is 0 there.
    """
    sequences = examples.xs.shape[1]
    forward_pass = forward(network, examples.xs)
    head = heads.named(network.shape.head)
    _, dlogits = head.loss(forward_pass.logits, examples.targets, examples.loss_weights)
    _, dhs = head.logits_backward(network.head, forward_pass.h, dlogits)
    _, through_time = backward(network, forward_pass, dlogits)
    nothing = zero_state(cells.named(network.shape.cell), sequences, network.shape.units)
    # The state before a step is the state after the one before it.
    states = [step.state for step in through_time.steps[1:]] + [nothing._replace(h=dhs[-1])]
    squares = {
        name: np.stack([(getattr(state, name) ** 2).sum(axis=1) for state in states]) * sequences**2
        for name in nothing._fields
    }  # (T, B)
    lengths = {name: np.sqrt(square).mean(axis=1) for name, square in squares.items()}
    return {"all": np.sqrt(np.sum(list(squares.values()), axis=0)).mean(axis=1), **lengths}
