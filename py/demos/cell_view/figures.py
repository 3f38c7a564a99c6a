"""Expressions of numbers: printed with so many decimals, and worked out from just what is printed of them."""

from collections.abc import Callable
from math import prod
from typing import NamedTuple

import numpy as np

from demos.adds_up import LEAST
from demos.html import Html, join
from demos.mathml import apply, number, operand, operator, plus, times
from rnn.quantities import FUNCTIONS, Complement, Function, Product, Sum, Term


class Times(NamedTuple):
    """A product."""

    factors: "tuple[Figures, ...]"


class Plus(NamedTuple):
    """A sum."""

    terms: "tuple[Figures, ...]"


class OneMinus(NamedTuple):
    """1 minus a number."""

    number: "Figures"


class Applied(NamedTuple):
    """A function of a number."""

    function: str
    argument: "Figures"


type Figures = float | Times | Plus | OneMinus | Applied


def figures_of(term: Term, value: Callable[[str], float]) -> Figures:
    """A formula with numbers; ``value`` gives those of a quantity by its name.

    Raises:
        TypeError: it is a pre-activation, which no other quantities give.
    """
    match term:
        case str():
            return value(term)
        case Product(left, right):
            return Times((figures_of(left, value), figures_of(right, value)))
        case Sum(left, right):
            return Plus((figures_of(left, value), figures_of(right, value)))
        case Complement(inner):
            return OneMinus(figures_of(inner, value))
        case Function(function, inner):
            return Applied(function, figures_of(inner, value))
    raise TypeError(f"{term} is no formula of quantities alone")


def made(figures: Figures, decimals: int) -> float:
    """The value of an expression, computed from its printed numbers."""
    match figures:
        case Times(factors):
            return prod(made(factor, decimals) for factor in factors)
        case Plus(terms):
            return sum(made(term, decimals) for term in terms)
        case OneMinus(inner):
            return 1 - made(inner, decimals)
        case Applied(function, argument):
            return applied(function, made(argument, decimals))
        case float():
            return round(figures, decimals)
    raise TypeError(f"{figures!r} is no expression")


def applied(function: str, argument: float) -> float:
    """An activation function of one number."""
    return float(FUNCTIONS[function](np.array(argument)))


def written(figures: Figures, decimals: int, is_first: bool = True) -> Html:
    """An expression as MathML; a negative number behind an operator stands in parentheses, as does a sum in a product.

    Args:
        is_first: whether it stands at the beginning of an expression.
    """
    match figures:
        case Times(factors):
            parts = [_factor(factor, decimals, is_first and not k) for k, factor in enumerate(factors)]
            product = parts[0]
            for part in parts[1:]:
                product = times(product, part)
            return product
        case Plus():
            return plus(terms_written(figures, decimals, is_first))
        case OneMinus(inner):
            return join([number(1.0, 0), operator("\N{MINUS SIGN}"), written(inner, decimals, False)])
        case Applied(function, argument):
            return apply(function, written(argument, decimals))
        case float():
            # An input, or a state of which nothing is there yet, needs no more than the least.
            enough = LEAST if round(figures, LEAST) == figures else decimals
            return number(figures, enough) if is_first else operand(figures, enough)
    raise TypeError(f"{figures!r} is no expression")


def terms_written(total: Plus, decimals: int, is_first: bool = True) -> list[Html]:
    """The terms of a sum, one by one."""
    return [written(term, decimals, is_first and not k) for k, term in enumerate(total.terms)]


def _factor(figures: Figures, decimals: int, is_first: bool) -> Html:
    if isinstance(figures, Plus | OneMinus):
        return join([operator("("), written(figures, decimals), operator(")")])
    return written(figures, decimals, is_first)
