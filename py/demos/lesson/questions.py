"""A number of the network that a reader is asked to guess, and what it is made of."""

from collections.abc import Iterable
from math import prod
from typing import NamedTuple

import numpy as np

from demos.adds_up import LEAST, decimals_for
from demos.cell_view.activations import Activations
from demos.cell_view.table import Table
from demos.numbers import fixed
from rnn.ablation import Clamp
from rnn.quantities import FUNCTIONS, Product, Sum

MARKED = " marked "  # in an input: between bits and marks
CLOSE = 0.8  # of two parts the smaller one is named too if it is at least so many times as large


class Spec(NamedTuple):
    """Which number is asked for: of a quantity, when the network reads an input."""

    quantity: str
    step: int  # from 1
    unit: int = 1  # from 1
    input: str = ""  # as the demo writes it


class Reason(NamedTuple):
    """One part of the sum that a number comes of."""

    words: str
    value: float


class Question(NamedTuple):
    """A number, once it is known, with where it comes from."""

    spec: Spec
    noun: str  # "forget gate"
    symbol: str
    low: float  # its range; that of a cell state as far as it is drawn
    high: float
    truth: float
    curve: str = ""  # the function that makes it of a weighted sum, if one does
    at: float = 0.0  # the weighted sum
    reasons: tuple[Reason, ...] = ()  # what is added up: to the weighted sum, or else to the number
    factors: tuple[Reason, ...] = ()  # what is multiplied instead
    is_held: bool = False  # at this value by hand, whatever is read

    @property
    def options(self) -> tuple[str, str, str]:
        """What the three thirds of the range are called."""
        if self.low < 0:
            return "negative", "near 0", "positive"
        return "near 0", "in between", "near 1"

    @property
    def bounds(self) -> tuple[float, float]:
        """Where the middle third begins and ends."""
        third = (self.high - self.low) / 3
        return self.low + third, self.high - third

    def third(self, value: float) -> int:
        """0, 1 or 2: in which third of the range a value is."""
        low, high = self.bounds
        return 0 if value < low else 2 if value > high else 1

    @property
    def answer(self) -> str:
        """The number as it is printed: where it falls together with a bound of the thirds, so that its side is seen."""
        signed = self.low < 0
        close = [bound for bound in self.bounds if fixed(bound) == fixed(self.truth)]
        if not close:
            return fixed(self.truth, signed=signed)
        decimals = next(n for n in range(3, 18) if f"{close[0]:.{n}f}" != f"{self.truth:.{n}f}" or n == 17)
        side = "below" if self.truth < close[0] else "above"
        return f"{fixed(self.truth, signed, decimals)}, {side} {fixed(close[0], signed, decimals)}"

    def middle(self, third: int) -> float:
        """The value in the middle of a third."""
        return self.low + (self.high - self.low) * (2 * third + 1) / 6

    @property
    def largest(self) -> tuple[Reason, ...]:
        """The part that is largest, either way, with those that come close to it, largest first."""
        ordered = sorted(self.reasons, key=lambda reason: -abs(reason.value))
        return tuple(one for one in ordered if ordered[0].value and abs(one.value) >= CLOSE * abs(ordered[0].value))

    @property
    def why(self) -> str:
        """Where the number comes from, in a sentence."""
        if self.is_held:
            return f"{self.symbol} is held there by hand, whatever is read."
        decimals = self._decimals(self.factors or self.reasons)
        about = "" if decimals else "about "
        if self.factors:
            names = " times ".join(reason.words for reason in self.factors)
            values = " times ".join(fixed(one.value, signed=True, decimals=decimals or LEAST) for one in self.factors)
            return f"{self.symbol} is {names}, {about}{values}."
        if not self.reasons:
            return ""
        parts_listed = ", ".join(
            f"{one.words} {about}{fixed(one.value, signed=True, decimals=decimals or LEAST)}" for one in self.reasons
        )
        parts = " and ".join(reason.words for reason in self.largest)
        name = "its weighted sum" if self.curve else f"the sum that makes {self.symbol}"
        if not parts:
            return f"All parts of {name} are 0 here."
        verb = "is the largest part" if len(self.largest) == 1 else "are the largest parts"
        return f"Of {name} ({parts_listed}), {parts} {verb}."

    def _decimals(self, parts: tuple[Reason, ...]) -> int | None:
        """With how many the printed parts make the number as printed; None if no digits would do."""

        def made(decimals: int) -> float:
            values = [round(part.value, decimals) for part in parts]
            if self.factors:
                return prod(values)
            return float(FUNCTIONS[self.curve](np.array(sum(values)))) if self.curve else sum(values)

        return decimals_for(made, fixed(self.truth))


def check_place(table: Table, spec: Spec, steps: int, units: int) -> None:
    """Refuses a question that a network has no number for, whatever its weights are.

    Raises:
        ValueError: there is no such quantity, step or unit; says which.
    """
    if spec.quantity not in table.guessed:
        raise ValueError(f"what can be asked for is {', '.join(table.guessed)}")
    if not 1 <= spec.step <= steps:
        raise ValueError(f"there are steps 1 to {steps}")
    if not 1 <= spec.unit <= units:
        raise ValueError(f"there are units 1 to {units}" if units > 1 else "there is one unit")
    if spec.quantity == table.answer and spec.step != steps:
        raise ValueError("there is an answer after the last step only")
    if spec.quantity == table.answer and spec.unit != 1:
        raise ValueError("the answer is of no unit")


def question_of(
    activations: Activations, spec: Spec, inputs: tuple[str, ...] = ("x",), clamps: Iterable[Clamp] = ()
) -> Question:
    """The question about a number of the sequence that is shown.

    Args:
        inputs: what each input is called in words, in their order.
        clamps: the gates that are held at a value by hand; of those no sum is told.

    Raises:
        KeyError: there is no such quantity.
    """
    table, (name, step, unit, _) = activations.table, spec
    quantity = table.quantities[name]
    truth = activations.value(name, step, unit)
    curve = quantity.activation
    is_held = any((clamp.gate, clamp.unit) == (name, unit) for clamp in clamps)
    return Question(
        spec,
        quantity.noun,
        quantity.symbol,
        max(quantity.low, -quantity.full),
        min(quantity.high, quantity.full),
        truth,
        curve,
        activations.value(_sum_of(activations, name), step, unit) if curve else 0.0,
        () if is_held else _weighted(activations, spec, inputs) if curve else _added(activations, spec),
        _multiplied(activations, spec),
        is_held,
    )


def reasons_of(question: Question) -> tuple[Reason, ...]:
    """The parts of a sum of which the largest is asked for.

    Raises:
        ValueError: the number is held by hand, and comes of no sum.
    """
    if question.is_held:
        raise ValueError(f"{question.symbol} is held by hand, and comes of no sum; let it go first")
    return question.reasons


def _sum_of(activations: Activations, name: str) -> str:
    return "logit" if name == activations.table.answer else f"a_{name}"


def _weighted(activations: Activations, spec: Spec, inputs: tuple[str, ...]) -> tuple[Reason, ...]:
    """Weight times each input, weights times h of the step before, and the bias."""
    network, (name, step, unit, _) = activations.network, spec
    units = range(1, activations.units + 1)
    if name == activations.table.answer:
        of_h = [float(network.head.weight[0, k - 1]) * activations.value("h", step, k) for k in units]
        each = [Reason("h" if len(of_h) == 1 else f"h of unit {k}", part) for k, part in enumerate(of_h, 1)]
        return (*each, Reason("the bias", float(network.head.bias[0])))
    row = activations.row(name, unit)
    read = [activations.value(one, step) for one in activations.table.read]
    h = [activations.value("h_prev", step, k) for k in units]
    of_x = [float(weight) * value for weight, value in zip(network.cell.weight_ih[row], read, strict=True)]
    bias = float(network.cell.bias_ih[row]) + float(network.cell.bias_hh[row])
    return (
        *map(Reason, inputs, of_x),
        Reason(
            "h from the step before", sum(float(w) * v for w, v in zip(network.cell.weight_hh[row], h, strict=True))
        ),
        Reason("the bias", bias),
    )


def _added(activations: Activations, spec: Spec) -> tuple[Reason, ...]:
    """What a state is the sum of, e.g. f times the old c and i times g."""
    name, step, unit, _ = spec
    formula = activations.table.quantities[name].formula
    if not isinstance(formula, Sum):
        return ()
    reasons = []
    for term in formula:
        if isinstance(term, Product) and isinstance(term.left, str) and isinstance(term.right, str):
            left, right = (activations.value(factor, step, unit) for factor in term)
            old = "the old " if term.right.endswith("_prev") else ""
            reasons.append(Reason(f"{term.left} times {old}{term.right.removesuffix('_prev')}", left * right))
    return tuple(reasons)


def _multiplied(activations: Activations, spec: Spec) -> tuple[Reason, ...]:
    """What a state is the product of, e.g. o and tanh of c."""
    name, step, unit, _ = spec
    quantities = activations.table.quantities
    formula = quantities[name].formula
    if not isinstance(formula, Product) or not all(isinstance(factor, str) for factor in formula):
        return ()
    return tuple(
        Reason(quantities[factor].spoken or factor, activations.value(factor, step, unit))
        for factor in formula
        if isinstance(factor, str)
    )
