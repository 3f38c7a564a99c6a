"""The formula behind each part of the diagram, in symbols and with the live numbers put in."""

from typing import NamedTuple

from demos.adds_up import LEAST, decimals_for, sign
from demos.cell_view.activations import Activations
from demos.cell_view.figures import Figures, Plus, Times, applied, figures_of, made, terms_written, written
from demos.html import Html, join
from demos.mathml import apply, line, name, number, operator, plus, summed, times, total
from demos.numbers import fixed
from rnn.quantities import Complement, Function, PreActivation, Product, Quantity, Sum, Term


class Formula(NamedTuple):
    """One part explained."""

    title: str
    sentence: str
    symbols: Html  # the equation
    numbers: tuple[Html, ...]  # its right side with numbers, line by line, down to the result


EQUALS = operator("=")
NOTHING_YET = "Nothing has been read yet, so it is zero."  # in place of what is said of a state that comes in
LISTED = 4  # up to so many products are written out; of more, only the sum


def formula_of(part: str, activations: Activations, step: int, unit: int) -> Formula:
    """The formula of a part, one of the table, in a step and of a unit, both from 1.

    Raises:
        KeyError: there is no such part.
    """
    return _Written(activations, step, unit).formula(activations.table.quantities[part])


class _Written:
    """Terms of one step and one unit, in symbols and in numbers."""

    def __init__(self, activations: Activations, step: int, unit: int) -> None:
        self.activations, self.step, self.unit = activations, step, unit
        self.table = activations.table

    def formula(self, quantity: Quantity) -> Formula:
        """A quantity explained."""
        term, value = quantity.formula, self.value(quantity.name)
        match term:
            case None:
                is_first = self.step == 1 and quantity.name.endswith("_prev")
                sentence = NOTHING_YET if is_first else quantity.meaning.format(before=self.step - 1)
                result = line(EQUALS, number(value))
                return Formula(quantity.heading, sentence, line(self.symbol(quantity.name)), (result,))
            case Function(function, PreActivation() as weighted):
                equation = line(self.left(quantity), EQUALS, apply(function, plus(self.summands(weighted))))
                a = self.value("logit" if quantity.name == self.table.answer else f"a_{weighted.gate}")
                decimals = self.table.decimals(quantity.name, value)
                numbers = _activation(function, self.weighted(weighted), a, value, decimals)
                return Formula(quantity.heading, quantity.meaning, equation, numbers)
        right = self.symbols(term)
        equation = line(right) if quantity.is_inner else line(self.left(quantity), EQUALS, right)
        return Formula(quantity.heading, quantity.meaning, equation, result_of(figures_of(term, self.value), value))

    def value(self, quantity: str) -> float:
        return self.activations.value(quantity, self.step, self.unit)

    def left(self, quantity: Quantity) -> Html:
        """What stands before the equals sign; the answer comes but once and has no step."""
        return name(quantity.symbol) if quantity.name == self.table.answer else name(quantity.symbol, self.step)

    def symbol(self, quantity: str) -> Html:
        """A quantity with its step; one that has no letter of its own is written out."""
        known = self.table.quantities[quantity]
        if known.is_inner and known.formula is not None:
            return self.symbols(known.formula)
        return name(known.symbol, self.step - 1 if quantity.endswith("_prev") else self.step)

    def symbols(self, term: Term) -> Html:
        """A term in letters."""
        match term:
            case str():
                return self.symbol(term)
            case Product(left, right):
                return times(self.symbols(left), self.symbols(right))
            case Sum(left, right):
                return plus([self.symbols(left), self.symbols(right)])
            case Complement(inner):
                return _in_parentheses(join([number(1.0, 0), operator("\N{MINUS SIGN}"), self.symbols(inner)]))
            case Function(function, inner):
                return apply(function, self.symbols(inner))
        raise TypeError(f"{term} is written by summands()")

    def summands(self, term: PreActivation) -> list[Html]:
        """The summands of a pre-activation in letters: of the inputs, of h, and the bias.

        Where the part of h is scaled, so is its bias, and there are two.
        """
        units, bias = self.activations.units, name("b", term.gate)
        if term.gate == self.table.answer:
            return [*_dot_symbols("w", term.gate, self.step, units), bias]
        read = self.table.read
        of_x = [
            times(name("w", term.gate, *([k] if len(read) > 1 else [])), name(x, self.step))
            for k, x in enumerate(read, start=1)
        ]
        of_h = _dot_symbols("u", term.gate, self.step - 1, units)
        if not term.of_hidden:
            return [*of_x, *of_h, bias]
        scaled = _in_parentheses(plus([*of_h, name("b", term.gate, "h")]))
        return [*of_x, bias, times(self.symbol(term.of_hidden), scaled)]

    def weighted(self, term: PreActivation) -> Plus:
        """The same in numbers."""
        network = self.activations.network
        if term.gate == self.table.answer:
            weights, bias = network.head.weight[0].tolist(), float(network.head.bias[0])
            return Plus((*_dot(weights, self.of_all_units("h")), bias))
        row = self.activations.row(term.gate, self.unit)
        w, recurrent = network.cell.weight_ih[row].tolist(), network.cell.weight_hh[row].tolist()
        of_x = [Times((w[k], self.value(x))) for k, x in enumerate(self.table.read)]
        of_h = _dot(recurrent, self.of_all_units("h_prev"))
        biases = float(network.cell.bias_ih[row]), float(network.cell.bias_hh[row])
        if not term.of_hidden:
            return Plus((*of_x, *of_h, sum(biases)))
        return Plus((*of_x, biases[0], Times((self.value(term.of_hidden), Plus((*of_h, biases[1]))))))

    def of_all_units(self, state: str) -> list[float]:
        """A state of every unit."""
        return [self.activations.value(state, self.step, unit) for unit in range(1, self.activations.units + 1)]


def _activation(function: str, weighted: Plus, a: float, value: float, digits: int) -> tuple[Html, ...]:
    """function(a sum), and, in a line of its own, function(what it comes to) and the result, with so many digits."""
    result = fixed(value, decimals=digits)
    of_a = decimals_for(lambda decimals: applied(function, made(a, decimals)), result)
    printed_sum = fixed(a, decimals=of_a or LEAST)
    of_terms = decimals_for(lambda decimals: made(weighted, decimals), printed_sum)
    comes_to = apply(function, number(a, of_a or LEAST))
    then = line(operator(sign(of_terms is not None)), comes_to, operator(sign(of_a is not None)), number(value, digits))
    return summed(function, terms_written(weighted, of_terms or LEAST)), then


def result_of(figures: Figures, value: float) -> tuple[Html, ...]:
    """An expression and what it comes to; a sum is too long for one line with it."""
    found = decimals_for(lambda decimals: made(figures, decimals), fixed(value))
    result = operator(sign(found is not None)), number(value)
    decimals = found or LEAST
    if isinstance(figures, Plus):
        return summed("", terms_written(figures, decimals)), line(*result)
    return (line(EQUALS, written(figures, decimals), *result),)


def _in_parentheses(term: Html) -> Html:
    return join([operator("("), term, operator(")")])


def _dot_symbols(weight: str, gate: str, t: int, units: int) -> list[Html]:
    """The short-term states h_t of all units, each times its weight."""
    if units == 1:
        return [times(name(weight, gate), name("h", t))]
    return [total(times(name(weight, gate), name("h", t)))]


def _dot(weights: list[float], h: list[float]) -> list[Figures]:
    """The same with numbers."""
    products = list(zip(weights, h, strict=True))
    if len(products) > LISTED:
        return [sum(a * b for a, b in products)]
    return [Times(pair) for pair in products]
