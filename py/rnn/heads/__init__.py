"""Heads: from the states h of the last layer to answers, and the loss of these. Each is a module of its own.

All heads so far begin with one linear layer (``rnn.heads.linear``), whose outputs are the logits; they differ in what
the logits mean. A network says by name which head it has.
"""

from importlib import import_module
from typing import Any, Protocol, cast

from rnn.arrays import Array


class Head(Protocol):
    """The interface of a head. T steps, B sequences, O logits and A targets in a step."""

    Params: Any  # a NamedTuple of tensors, named as in PyTorch
    NAME: str  # in network shapes

    def shapes(self, units: int, outputs: int) -> Any:
        """The shape of each of the Params, for O outputs."""

    def logits(self, params: Any, h: Array) -> Array:
        """States (..., H) to logits (..., O)."""

    def logits_backward(self, params: Any, h: Array, dlogits: Array) -> tuple[Any, Array]:
        """Gradients of the Params, and dL/dh (..., H), from dL/dlogits (..., O)."""

    def loss(self, logits: Array, targets: Array, loss_weights: Array) -> tuple[float, Array]:
        """The weighted mean loss of answers with targets (..., A), and dL/dlogits (..., O).

        The mask of the answers that count is loss_weights > 0. Raises ValueError if the shapes do not fit, or if no
        answer counts.
        """

    def prediction(self, logits: Array) -> Array:
        """What is compared with the targets (..., A)."""


_REGISTERED: dict[str, Head] = {}
NAMES = ("logistic", "mixture")


def register(head: Head) -> None:
    """Make a head known by its name."""
    _REGISTERED[head.NAME] = head


def named(name: str) -> Head:
    """The head of that name; a module is imported when it is first asked for.

    Raises:
        ValueError: there is none.
    """
    if name not in _REGISTERED:
        if name not in NAMES:
            raise ValueError(f"there is no head {name[:40]!r}")
        register(cast(Head, import_module(f"rnn.heads.{name}")))
    return _REGISTERED[name]


def check(logits: Array, wanted: tuple[int, ...], targets: Array, loss_weights: Array) -> None:
    """Check that targets and loss weights have the shape ``wanted``, and that no weight is negative and some are not 0.

    Raises:
        ValueError: says what does not fit.
    """
    if not wanted == targets.shape == loss_weights.shape:
        raise ValueError(
            f"targets {targets.shape} and loss weights {loss_weights.shape} do not fit logits {logits.shape}"
        )
    if not (loss_weights >= 0).all():
        raise ValueError("a loss weight is negative or not a number")
    if not loss_weights.any():
        raise ValueError("no answer counts: every loss weight is zero")
