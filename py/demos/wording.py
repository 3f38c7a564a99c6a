"""Numbers of an LSTM in words: sentences for the text around a demo, the same for every demo with a cell.

Words follow from numbers by the limits here, and every number is written beside its word.
"""

import re
from collections.abc import Collection, Mapping
from math import tanh
from typing import NamedTuple

from demos.adds_up import LEAST, decimals_for, read_back
from demos.html import Html, escape
from demos.numbers import fixed

ASKED = "The lesson asks about this just now. Guess first; then it is told here."
OPEN, SHUT = 0.8, 0.2  # a gate above is open, one below is shut
_SYMBOL = re.compile(r"\b[cfghimnopx]\b")


def said(text: str) -> Html:
    """A sentence as HTML: letters that stand alone are symbols, and stay in one line with what they are."""
    return Html(
        _SYMBOL.sub(r"<i>\g<0></i>", escape(text)).replace("</i> = ", "</i>\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}")
    )


def opened(value: float) -> str:
    """How far a gate is open.

    >>> opened(0.97), opened(0.5), opened(0.04)
    ('open', 'half open', 'shut')
    """
    return "open" if value > OPEN else "shut" if value < SHUT else "half open"


class MemoryStep(NamedTuple):
    """What becomes of the memory of a unit in a step: c = f c_prev + i g."""

    f: float
    c_prev: float
    i: float
    g: float
    c: float


class PrintedMemory(NamedTuple):
    """The same as printed, so that it adds up; where no digits would do, c is said to be about so much."""

    f: str
    c_prev: str
    i: str
    g: str
    c: str


def printed(memory: MemoryStep, old_is_said: bool = True) -> PrintedMemory:
    """Numbers with as many decimals as it takes.

    Args:
        old_is_said: whether the old c is said here, too; if not, the reader has it with two decimals.
    """
    result = signed(memory.c)
    old = read_back(signed(memory.c_prev))[0]

    def made(decimals: int) -> float:
        f, c_prev, i, g = (round(value, decimals) for value in memory[:4])
        return f * (c_prev if old_is_said else old) + i * g

    found = decimals_for(made, result)
    f, c_prev, i, g = (fixed(value, k % 2 == 1, found or LEAST) for k, value in enumerate(memory[:4]))
    return PrintedMemory(f, c_prev, i, g, _about(found is not None, result))


def remembering(memory: MemoryStep, nothing_yet: str = "") -> str:
    """What the forget gate, the input gate and the candidate make of c.

    Args:
        nothing_yet: said in place of what the forget gate does where there is no old c.
    """
    numbers = printed(memory)
    kept = {"open": "keeps nearly all", "half open": "keeps a part", "shut": "drops nearly all"}[opened(memory.f)]
    forgets = nothing_yet or f"The forget gate (f = {numbers.f}) {kept} of the old c, {numbers.c_prev}."
    let_in = {"open": "lets in", "half open": "lets in a part of", "shut": "lets in little of"}[opened(memory.i)]
    return f"{forgets} The input gate (i = {numbers.i}) {let_in} the candidate, g = {numbers.g}: c becomes {numbers.c}."


def shown(o: float, c: float, h: float) -> tuple[str, str]:
    """o and h = o tanh(c) as printed, so that they multiply up with a c that is said with two decimals."""
    result, tanh_c = signed(h), tanh(read_back(signed(c))[0])
    found = decimals_for(lambda decimals: round(o, decimals) * tanh_c, result)
    return fixed(o, decimals=found or LEAST), _about(found is not None, result, "h = ", "h is about ")


def showing(o: float, c: float, h: float) -> str:
    """What the output gate lets out."""
    does = {"open": "shows it", "half open": "shows a part of it", "shut": "hides it"}[opened(o)]
    gate, result = shown(o, c, h)
    return f"The output gate (o = {gate}) {does}: {result}."


def _about(does_follow: bool, result: str, exact: str = "", about: str = "about ") -> str:
    return f"{exact if does_follow else about}{result}"


def spans(found: Mapping[str, tuple[float, float]], of_either_sign: Collection[str]) -> str:
    """How far each of some quantities goes."""
    ranges = []
    for name, ends in found.items():
        low, high = (fixed(end, signed=name in of_either_sign) for end in ends)
        ranges.append(f"{name} from {low} to {high}")
    return listed(ranges)


def signed(value: float) -> str:
    """A number that may have either sign."""
    return fixed(value, signed=True)


def counted(number: int, noun: str) -> str:
    """E.g. "1 unit", "4 units"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def listed(parts: list[str]) -> str:
    """E.g. "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
