"""Numbers of an LSTM in words: sentences for the text around a demo, the same for every demo with a cell.

Words follow from numbers by the limits here, and every number is written beside its word.
"""

import re
from collections.abc import Collection, Mapping

from demos.html import Html, escape
from demos.numbers import fixed

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


def forgetting(f: float, c_prev: float) -> str:
    """What the forget gate does to the old c."""
    does = {"open": "keeps nearly all", "half open": "keeps a part", "shut": "drops nearly all"}[opened(f)]
    return f"The forget gate (f = {fixed(f)}) {does} of the old c, {signed(c_prev)}."


def writing(i: float, g: float, c: float) -> str:
    """What the input gate and the candidate make of c."""
    does = {"open": "lets in", "half open": "lets in a part of", "shut": "lets in little of"}[opened(i)]
    return f"The input gate (i = {fixed(i)}) {does} the candidate, g = {signed(g)}: c becomes {signed(c)}."


def showing(o: float, h: float) -> str:
    """What the output gate lets out."""
    does = {"open": "shows it", "half open": "shows a part of it", "shut": "hides it"}[opened(o)]
    return f"The output gate (o = {fixed(o)}) {does}: h = {signed(h)}."


def spans(found: Mapping[str, tuple[float, float]], of_either_sign: Collection[str]) -> str:
    """How far each of some quantities goes."""
    told = []
    for name, ends in found.items():
        low, high = (fixed(end, signed=name in of_either_sign) for end in ends)
        told.append(f"{name} from {low} to {high}")
    return listed(told)


def signed(value: float) -> str:
    """A number that may have either sign."""
    return fixed(value, signed=True)


def counted(number: int, noun: str) -> str:
    """E.g. "1 unit", "4 units"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def listed(parts: list[str]) -> str:
    """E.g. "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
