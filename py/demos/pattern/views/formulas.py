"""The formula behind each part of the diagram, in symbols and with the live numbers put in."""

from collections.abc import Callable
from typing import NamedTuple

from demos.html import Html
from demos.mathml import apply, line, name, number, operator, plus, times
from demos.pattern.readings import Readings
from lstm.params import gate_rows


class Formula(NamedTuple):
    """One part explained."""

    title: str
    sentence: str
    symbols: Html  # the equation
    numbers: tuple[Html, ...]  # its right side with numbers, line by line, down to the result


SIGMA = "\N{GREEK SMALL LETTER SIGMA}"
EQUALS = operator("=")


def _input(r: Readings, t: int) -> Formula:
    result = (line(EQUALS, number(r.value("x", t))),)
    return Formula(
        "Input x", "The bit read in this step: a 0 goes in as \N{MINUS SIGN}1, a 1 as +1.", line(name("x", t)), result
    )


def _carried(letter: str, kind: str) -> Callable[[Readings, int], Formula]:
    def formula(r: Readings, t: int) -> Formula:
        where = "Nothing has been read yet, so it is zero." if t == 1 else f"Handed over by step {t - 1}."
        result = (line(EQUALS, number(r.value(f"{letter}_prev", t))),)
        return Formula(f"{kind} state coming in", where, line(name(letter, t - 1)), result)

    return formula


def _gate(gate: str, title: str, sentence: str, function: str) -> Callable[[Readings, int], Formula]:
    def formula(r: Readings, t: int) -> Formula:
        lstm = r.network.lstm
        row = gate_rows(gate, lstm.units).start
        w, u = float(lstm.weight_ih[row, 0]), float(lstm.weight_hh[row, 0])
        b = float(lstm.bias_ih[row] + lstm.bias_hh[row])  # the two are only ever added
        symbols = plus(
            [times(name("w", gate), name("x", t)), times(name("u", gate), name("h", t - 1)), name("b", gate)]
        )
        values = plus(
            [
                times(number(w), number(r.value("x", t))),
                times(number(u), number(r.value("h_prev", t))),
                number(b),
            ]
        )
        return Formula(
            f"{title} {gate}",
            sentence,
            line(name(gate, t), EQUALS, apply(function, symbols)),
            (
                line(EQUALS, apply(function, values)),
                line(EQUALS, apply(function, number(r.value(f"a_{gate}", t))), EQUALS, number(r.value(gate, t))),
            ),
        )

    return formula


def _written(r: Readings, t: int) -> Formula:
    return Formula(
        "What is written",
        "The candidate, as far as the input gate lets it through.",
        line(times(name("i", t), name("g", t))),
        (line(EQUALS, times(number(r.value("i", t)), number(r.value("g", t))), EQUALS, number(r.value("ig", t))),),
    )


def _kept(r: Readings, t: int) -> Formula:
    return Formula(
        "What is kept",
        "The old long-term state, as far as the forget gate keeps it.",
        line(times(name("f", t), name("c", t - 1))),
        (line(EQUALS, times(number(r.value("f", t)), number(r.value("c_prev", t))), EQUALS, number(r.value("fc", t))),),
    )


def _long_term(r: Readings, t: int) -> Formula:
    symbols = plus([times(name("f", t), name("c", t - 1)), times(name("i", t), name("g", t))])
    values = plus(
        [
            times(number(r.value("f", t)), number(r.value("c_prev", t))),
            times(number(r.value("i", t)), number(r.value("g", t))),
        ]
    )
    return Formula(
        "Long-term state c",
        "What is kept of the old memory plus what is newly written.",
        line(name("c", t), EQUALS, symbols),
        (line(EQUALS, values), line(EQUALS, number(r.value("c", t)))),
    )


def _squashed(r: Readings, t: int) -> Formula:
    return Formula(
        "Memory on its way out",
        "The long-term state, squeezed between \N{MINUS SIGN}1 and +1.",
        line(apply("tanh", name("c", t))),
        (line(EQUALS, apply("tanh", number(r.value("c", t))), EQUALS, number(r.value("tanh_c", t))),),
    )


def _short_term(r: Readings, t: int) -> Formula:
    values = times(number(r.value("o", t)), number(r.value("tanh_c", t)))
    return Formula(
        "Short-term state h",
        "The part of the memory that the output gate lets out.",
        line(name("h", t), EQUALS, times(name("o", t), apply("tanh", name("c", t)))),
        (line(EQUALS, values, EQUALS, number(r.value("h", t))),),
    )


def _probability(r: Readings, t: int) -> Formula:
    readout = r.network.readout
    w, b = float(readout.weight[0, 0]), float(readout.bias[0])
    values = plus([times(number(w), number(r.value("h", t))), number(b)])
    return Formula(
        "Probability p",
        "Read directly as the answer: above one half it is a 1.",
        line(name("p"), EQUALS, apply(SIGMA, plus([times(name("w", "p"), name("h", t)), name("b", "p")]))),
        (
            line(EQUALS, apply(SIGMA, values)),
            line(EQUALS, apply(SIGMA, number(r.value("z", t))), EQUALS, number(r.value("p", t))),
        ),
    )


FORMULAS: dict[str, Callable[[Readings, int], Formula]] = {
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
"""By part: from the readings and a step (from 1) to the formula of a one-unit network."""
