"""How many floating-point operations an epoch of training takes, counted on paper."""

from rnn.network import NetworkShape


def epoch_flops(shape: NetworkShape, steps: int, batch: int) -> int:
    """Operations of one full-batch epoch: forward, backward through time, one step of Adam.

    Each addition, multiplication, division, square root and each sigma or tanh counts as one. For every step and every
    example, with I inputs, H units and O outputs:

        forward     pre-activations 8H(I + H) + 8H (two biases), activations 5H, c and h 4H
        backward    dL/dweights 8H(I + H), dL/dh_prev 8H^2, dL/dbias 4H, gates and states 24H

    and, for every example, a readout after the last step only, forward 2HO + O, its loss 6O, backward 4HO + O. Adam
    takes 14 a parameter. What nobody needs, such as dL/dx, is left out, so that a slower way does not look busier.
    """
    I, H, O = shape[:3]
    forward = 8 * H * (I + H) + 8 * H + 5 * H + 4 * H
    backward = 8 * H * (I + H) + 8 * H * H + 4 * H + 24 * H
    readout = 6 * H * O + 8 * O
    return batch * (steps * (forward + backward) + readout) + 14 * shape.size
