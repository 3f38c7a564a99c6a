"""The formula behind each part of the diagram, in symbols and with the live numbers put in."""

from collections.abc import Callable
from typing import NamedTuple

from demos.cell_view.activations import Activations
from demos.html import Html, join
from demos.mathml import apply, line, name, number, operand, operator, plus, summed, times, total
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
        result = line(EQUALS, number(value))
        match term:
            case None:
                is_first = self.step == 1 and quantity.name.endswith("_prev")
                sentence = NOTHING_YET if is_first else quantity.meaning.format(before=self.step - 1)
                return Formula(quantity.heading, sentence, line(self.symbol(quantity.name)), (result,))
            case Function(function, PreActivation() as weighted):
                symbols, values = self.weighted(weighted)
                equation = line(self.left(quantity), EQUALS, apply(function, plus(symbols)))
                a = self.value("logit" if quantity.name == self.table.answer else f"a_{weighted.gate}")
                numbers = (summed(function, values), line(EQUALS, apply(function, number(a)), EQUALS, number(value)))
                return Formula(quantity.heading, quantity.meaning, equation, numbers)
        right = self.symbols(term)
        equation = line(right) if quantity.is_inner else line(self.left(quantity), EQUALS, right)
        if isinstance(term, Sum):  # too long for one line
            return Formula(quantity.heading, quantity.meaning, equation, (line(EQUALS, self.numbers(term)), result))
        at_once = line(EQUALS, self.numbers(term), EQUALS, number(value))
        return Formula(quantity.heading, quantity.meaning, equation, (at_once,))

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
        return self.written(term, self.symbol, self.symbol)

    def numbers(self, term: Term) -> Html:
        """A term with numbers."""
        return self.written(term, lambda quantity: number(self.value(quantity)), lambda q: operand(self.value(q)))

    def written(self, term: Term, first: Callable[[str], Html], later: Callable[[str], Html]) -> Html:
        """A term; ``first`` writes a quantity at the beginning of an expression, ``later`` one behind an operator."""
        match term:
            case str():
                return first(term)
            case Product(left, right):
                return times(self.written(left, first, later), self.written(right, later, later))
            case Sum(left, right):
                return plus([self.written(left, first, later), self.written(right, later, later)])
            case Complement(inner):
                minus = operator("\N{MINUS SIGN}")
                return _in_parentheses(join([number(1.0), minus, self.written(inner, later, later)]))
            case Function(function, inner):
                return apply(function, self.written(inner, first, later))
        raise TypeError(f"{term} is written by weighted()")

    def weighted(self, term: PreActivation) -> tuple[list[Html], list[Html]]:
        """The summands of a pre-activation, in letters and in numbers: of the inputs, of h, and the bias.

        Where the part of h is scaled, so is its bias, and there are two.
        """
        network = self.activations.network
        units = network.shape.units
        if term.gate == self.table.answer:
            weights, bias = network.head.weight[0].tolist(), float(network.head.bias[0])
            states = [self.activations.value("h", self.step, unit) for unit in range(1, units + 1)]
            symbols = [*_dot_symbols("w", term.gate, self.step, units), name("b", term.gate)]
            return symbols, [*_dot_numbers(weights, states, number), operand(bias)]
        row = self.activations.row(term.gate, self.unit)
        w, recurrent = network.cell.weight_ih[row].tolist(), network.cell.weight_hh[row].tolist()
        h_prev = [self.activations.value("h_prev", self.step, unit) for unit in range(1, units + 1)]
        read = self.table.read
        of_x = [
            times(name("w", term.gate, *([k] if len(read) > 1 else [])), name(x, self.step))
            for k, x in enumerate(read, start=1)
        ]
        of_h = _dot_symbols("u", term.gate, self.step - 1, units)
        x_values = [times((operand if k else number)(w[k]), operand(self.value(x))) for k, x in enumerate(read)]
        biases = float(network.cell.bias_ih[row]), float(network.cell.bias_hh[row])
        if not term.of_hidden:
            values = [*x_values, *_dot_numbers(recurrent, h_prev), operand(sum(biases))]
            return [*of_x, *of_h, name("b", term.gate)], values
        scaled = _in_parentheses(plus([*of_h, name("b", term.gate, "h")]))
        scaled_values = _in_parentheses(plus([*_dot_numbers(recurrent, h_prev, number), operand(biases[1])]))
        return (
            [*of_x, name("b", term.gate), times(self.symbol(term.of_hidden), scaled)],
            [*x_values, operand(biases[0]), times(operand(self.value(term.of_hidden)), scaled_values)],
        )


def _in_parentheses(term: Html) -> Html:
    return join([operator("("), term, operator(")")])


def _dot_symbols(weight: str, gate: str, t: int, units: int) -> list[Html]:
    """The short-term states h_t of all units, each times its weight."""
    if units == 1:
        return [times(name(weight, gate), name("h", t))]
    return [total(times(name(weight, gate), name("h", t)))]


def _dot_numbers(weights: list[float], h: list[float], begins: Callable[[float], Html] = operand) -> list[Html]:
    """The same with numbers; ``begins`` writes the first of them, after what stands before the sum."""
    products = list(zip(weights, h, strict=True))
    if len(products) > LISTED:
        return [begins(sum(a * b for a, b in products))]
    return [times((operand if k else begins)(a), operand(b)) for k, (a, b) in enumerate(products)]
