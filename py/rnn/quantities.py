"""What is known of a quantity of a cell, told once: by name, in the table that every cell has.

Diagrams, hover texts, formulas, maps, legends, screen readers, ablation and downloads all read it.
"""

from collections.abc import Callable
from math import inf
from typing import NamedTuple

import numpy as np

from rnn.arrays import Array, sigmoid

# ---- Formulas, as trees: a term is the name of a quantity, or one of these ----


class Product(NamedTuple):
    """left times right, element by element."""

    left: "Term"
    right: "Term"


class Sum(NamedTuple):
    """left plus right."""

    left: "Term"
    right: "Term"


class Complement(NamedTuple):
    """1 minus a quantity."""

    term: "Term"


class Function(NamedTuple):
    """An activation function of a term."""

    function: str  # one of FUNCTIONS
    term: "Term"


class PreActivation(NamedTuple):
    """What a gate makes of the inputs, of h_prev and of its biases: W x + U h_prev + b."""

    gate: str
    of_hidden: str = ""  # a quantity that U h_prev and its bias are multiplied by, where W x and its bias are not


type Term = str | Product | Sum | Complement | Function | PreActivation

SIGMOID, TANH = "\N{GREEK SMALL LETTER SIGMA}", "tanh"
FUNCTIONS: dict[str, Callable[[Array], Array]] = {SIGMOID: sigmoid, TANH: np.tanh}
SATURATED = 40.0  # sigmoid and tanh of +-40 are 0, 1 and +-1 to the last bit


class Quantity(NamedTuple):
    """One quantity of a cell in one step of one unit."""

    name: str  # in traces, on pages and in files; one that ends in _prev is of the step before
    noun: str  # "forget gate"
    meaning: str  # one sentence, true of any network; {before} stands for the number of the step before
    formula: Term | None = None  # None of what the step before handed over
    low: float = -1.0  # its least value
    high: float = 1.0
    full: float = 1.0  # the absolute value at which its line is thickest
    is_inner: bool = False  # whether it has no letter of its own and is written out in formulas
    title: str = ""  # above its formula, if more is to be said than the noun and the symbol
    spoken: str = ""  # by a screen reader, if that is another one than the title

    @property
    def symbol(self) -> str:
        """The letter of a formula; of the step before, the same letter."""
        return self.name.removesuffix("_prev")

    @property
    def signed(self) -> bool:
        """Whether it can be negative, and is shown with its sign."""
        return self.low < 0

    @property
    def heading(self) -> str:
        """For above its formula, e.g. "Forget gate f"."""
        return self.title or f"{self.noun[:1].upper()}{self.noun[1:]} {self.symbol}"

    @property
    def label(self) -> str:
        """For a screen reader."""
        return self.spoken or self.heading

    @property
    def biases_add(self) -> bool:
        """Whether the two biases of a gate are only ever added, so that their sum is all that matters."""
        match self.formula:
            case Function(_, PreActivation(_, of_hidden)):
                return not of_hidden
        return True

    @property
    def activation(self) -> str:
        """The function that makes a gate of its pre-activation; empty if it is no gate."""
        match self.formula:
            case Function(function, PreActivation()):
                return function
        return ""

    def saturating(self, value: float) -> float:
        """The pre-activation that puts a gate at its least or its greatest value.

        Raises:
            ValueError: it is no gate, or cannot be held at the value.
        """
        wanted = {self.low: -SATURATED, self.high: SATURATED} if self.activation else {}
        if value not in wanted:
            raise ValueError(f"{self.name} cannot be held at {value:g}")
        return wanted[value]


def evaluate(term: Term, value: Callable[[str], Array]) -> Array:
    """A formula with numbers; ``value`` gives those of a quantity by its name.

    Raises:
        TypeError: it is a pre-activation, which no other quantities give.
    """
    match term:
        case str():
            return value(term)
        case Product(left, right):
            return evaluate(left, value) * evaluate(right, value)
        case Sum(left, right):
            return evaluate(left, value) + evaluate(right, value)
        case Complement(inner):
            return 1 - evaluate(inner, value)
        case Function(function, inner):
            return FUNCTIONS[function](evaluate(inner, value))
        case PreActivation(gate):
            raise TypeError(f"the pre-activation of {gate} is in the trace")


UNBOUNDED = inf
