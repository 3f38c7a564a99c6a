"""A linear layer from states to logits, in the layout of PyTorch's ``nn.Linear``."""

from typing import NamedTuple

from rnn.arrays import Array


class Params(NamedTuple):
    """Parameters, or their gradients."""

    weight: Array  # (O, H)
    bias: Array  # (O,)


def shapes(units: int, outputs: int) -> Params:
    """The shape of each parameter."""
    return Params((outputs, units), (outputs,))  # type: ignore[arg-type]


def logits(params: Params, h: Array) -> Array:
    """W h + b: states (..., H) to logits (..., O)."""
    return h @ params.weight.T + params.bias


def logits_backward(params: Params, h: Array, dlogits: Array) -> tuple[Params, Array]:
    """Gradients of the parameters, and dL/dh (..., H), from dL/dlogits (..., O)."""
    flat_d, flat_h = dlogits.reshape(-1, dlogits.shape[-1]), h.reshape(-1, h.shape[-1])
    return Params(weight=flat_d.T @ flat_h, bias=flat_d.sum(axis=0)), dlogits @ params.weight
