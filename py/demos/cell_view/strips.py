"""Strips: a quantity over time, one row each. What stands beside them is alike in every demo that has some."""

from demos.html import Html, el, join
from demos.numbers import fixed
from rnn.quantities import Quantity


def strip_title(quantity: Quantity) -> Html:
    """Its letter and its name, e.g. "f forget gate"."""
    return join(
        [el("i", {"class": "symbol"}, quantity.symbol), el("span", {"class": "strip-noun"}, f" {quantity.noun}")]
    )


def strip_number(quantity: Quantity, value: float) -> str:
    """Its value at one step."""
    return fixed(value, signed=quantity.signed)
