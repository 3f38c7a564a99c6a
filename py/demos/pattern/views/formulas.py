"""The formula behind each part of the diagram, in symbols and with the live numbers put in."""

from collections.abc import Callable
from typing import NamedTuple

from demos.html import Html
from demos.mathml import apply, line, name, number, operand, operator, plus, summed, times, total
from demos.pattern.activations import Activations
from rnn.params import gate_rows


class Formula(NamedTuple):
    """One part explained."""

    title: str
    sentence: str
    symbols: Html  # the equation
    numbers: tuple[Html, ...]  # its right side with numbers, line by line, down to the result


SIGMA = "\N{GREEK SMALL LETTER SIGMA}"
EQUALS = operator("=")


def _input(r: Activations, t: int, u: int) -> Formula:
    result = (line(EQUALS, number(r.value("x", t, u))),)
    return Formula(
        "Input x", "The bit read in this step: a 0 goes in as \N{MINUS SIGN}1, a 1 as +1.", line(name("x", t)), result
    )


def _carried(letter: str, kind: str) -> Callable[[Activations, int, int], Formula]:
    def formula(r: Activations, t: int, u: int) -> Formula:
        where = "Nothing has been read yet, so it is zero." if t == 1 else f"Handed over by step {t - 1}."
        result = (line(EQUALS, number(r.value(f"{letter}_prev", t, u))),)
        return Formula(f"{kind} state coming in", where, line(name(letter, t - 1)), result)

    return formula


def _gate(gate: str, title: str, sentence: str, function: str) -> Callable[[Activations, int, int], Formula]:
    def formula(r: Activations, t: int, u: int) -> Formula:
        lstm = r.network.lstm
        row = gate_rows(gate, lstm.units).start + u - 1
        w, recurrent = float(lstm.weight_ih[row, 0]), lstm.weight_hh[row].tolist()
        b = float(lstm.bias_ih[row] + lstm.bias_hh[row])  # the two are only ever added
        h = [r.value("h_prev", t, unit) for unit in range(1, lstm.units + 1)]
        symbols = plus(
            [times(name("w", gate), name("x", t)), *_dot_symbols("u", gate, t - 1, lstm.units), name("b", gate)]
        )
        values = [times(number(w), operand(r.value("x", t, u))), *_dot_numbers(recurrent, h), operand(b)]
        return Formula(
            f"{title} {gate}",
            sentence,
            line(name(gate, t), EQUALS, apply(function, symbols)),
            (
                summed(function, values),
                line(EQUALS, apply(function, number(r.value(f"a_{gate}", t, u))), EQUALS, number(r.value(gate, t, u))),
            ),
        )

    return formula


LISTED = 4  # up to so many products are written out; of more, only the sum


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


def _written(r: Activations, t: int, u: int) -> Formula:
    return Formula(
        "What is written",
        "The candidate, as far as the input gate lets it through.",
        line(times(name("i", t), name("g", t))),
        (
            line(
                EQUALS,
                times(number(r.value("i", t, u)), operand(r.value("g", t, u))),
                EQUALS,
                number(r.value("ig", t, u)),
            ),
        ),
    )


def _kept(r: Activations, t: int, u: int) -> Formula:
    return Formula(
        "What is kept",
        "The old long-term state, as far as the forget gate keeps it.",
        line(times(name("f", t), name("c", t - 1))),
        (
            line(
                EQUALS,
                times(number(r.value("f", t, u)), operand(r.value("c_prev", t, u))),
                EQUALS,
                number(r.value("fc", t, u)),
            ),
        ),
    )


def _long_term(r: Activations, t: int, u: int) -> Formula:
    symbols = plus([times(name("f", t), name("c", t - 1)), times(name("i", t), name("g", t))])
    values = plus(
        [
            times(number(r.value("f", t, u)), operand(r.value("c_prev", t, u))),
            times(operand(r.value("i", t, u)), operand(r.value("g", t, u))),
        ]
    )
    return Formula(
        "Long-term state c",
        "What is kept of the old memory plus what is newly written.",
        line(name("c", t), EQUALS, symbols),
        (line(EQUALS, values), line(EQUALS, number(r.value("c", t, u)))),
    )


def _squashed(r: Activations, t: int, u: int) -> Formula:
    return Formula(
        "Memory on its way out",
        "The long-term state, squeezed between \N{MINUS SIGN}1 and +1.",
        line(apply("tanh", name("c", t))),
        (line(EQUALS, apply("tanh", number(r.value("c", t, u))), EQUALS, number(r.value("tanh_c", t, u))),),
    )


def _short_term(r: Activations, t: int, u: int) -> Formula:
    values = times(number(r.value("o", t, u)), operand(r.value("tanh_c", t, u)))
    return Formula(
        "Short-term state h",
        "The part of the memory that the output gate lets out.",
        line(name("h", t), EQUALS, times(name("o", t), apply("tanh", name("c", t)))),
        (line(EQUALS, values, EQUALS, number(r.value("h", t, u))),),
    )


def _probability(r: Activations, t: int, u: int) -> Formula:
    readout = r.network.readout
    units = r.network.lstm.units
    h = [r.value("h", t, unit) for unit in range(1, units + 1)]
    symbols = plus([*_dot_symbols("w", "p", t, units), name("b", "p")])
    values = [*_dot_numbers(readout.weight[0].tolist(), h, number), operand(float(readout.bias[0]))]
    return Formula(
        "Probability p",
        "Read directly as the answer: above one half it is a 1.",
        line(name("p"), EQUALS, apply(SIGMA, symbols)),
        (
            summed(SIGMA, values),
            line(EQUALS, apply(SIGMA, number(r.value("z", t, u))), EQUALS, number(r.value("p", t, u))),
        ),
    )


FORMULAS: dict[str, Callable[[Activations, int, int], Formula]] = {
    "x": _input,
    "h_prev": _carried("h", "Short-term"),
    "c_prev": _carried("c", "Long-term"),
    "f": _gate("f", "Forget gate", "How much of the long-term state to keep: 0 forgets it, 1 keeps all.", SIGMA),
    "i": _gate("i", "Input gate", "How much of the candidate to write: 0 nothing, 1 all of it.", SIGMA),
    "g": _gate("g", "Candidate", "What could be written, from \N{MINUS SIGN}1 to +1.", "tanh"),
    "o": _gate("o", "Output gate", "How much of the memory to let out: 0 nothing, 1 all of it.", SIGMA),
    "fc": _kept,
    "ig": _written,
    "c": _long_term,
    "tanh_c": _squashed,
    "h": _short_term,
    "p": _probability,
}
"""By part: from the activations, a step and a unit, both from 1, to the formula."""
