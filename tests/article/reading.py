"""Reading what the article says: numbers as they are written, and the sentences that all chapters have in common."""

import re
from html import unescape
from math import tanh

from tests.demos.support import shown_number
from tests.printed import half_unit, is_rounded, number

MINUS = "\N{MINUS SIGN}"
NUMBER, SIGNED = r"(\d\.\d{2,4})", rf"([+{MINUS}]\d+\.\d{{2,4}})"
RESULT = rf"(about |)([+{MINUS}]\d+\.\d\d)"
OPEN, SHUT = 0.8, 0.2  # a gate above is open, one below shut


def plain(html: str) -> str:
    """HTML as a reader sees it, an item a line."""
    return unescape(re.sub(r"<[^>]*>", "", html.replace("</li><li>", "\n"))).replace("\N{NO-BREAK SPACE}", " ")


def check_remembering(text: str, q: dict[str, float], nothing_yet: str = "") -> None:
    """``q`` has the quantities of a unit in a step; ``nothing_yet`` stands there instead of what is forgotten."""
    forgets = choice(q["f"], "drops nearly all", "keeps a part", "keeps nearly all")
    lets_in = choice(q["i"], "lets in little of", "lets in a part of", "lets in")
    first = re.escape(nothing_yet) or rf"The forget gate \(f = {NUMBER}\) {forgets} of the old c, {SIGNED}\."
    pattern = rf"{first} The input gate \(i = {NUMBER}\) {lets_in} the candidate, g = {SIGNED}: c becomes {RESULT}\."
    found = re.fullmatch(pattern, text)
    assert found, (pattern, text)
    *old, i, g, about, c = found.groups()
    check_sum(q, dict(zip(("f", "c_prev"), old, strict=False)), i, g, about, c)


def check_sum(q: dict[str, float], old: dict[str, str], i: str, g: str, about: str, c: str) -> None:
    """Each number is rounded, and, unless it is said to be about so much, c is what the printed numbers make."""
    for name, text in {**old, "i": i, "g": g, "c": c}.items():
        assert is_rounded(text, q[name]), (name, text, q[name])
    if not about:
        kept = number(old["f"]) * number(old["c_prev"]) if old else 0.0
        check_made(kept + number(i) * number(g), c)


def check_showing(text: str, q: dict[str, float]) -> None:
    """``q`` has the quantities of a unit in a step; its c was said before, with two decimals."""
    does = choice(q["o"], "hides it", "shows a part of it", "shows it")
    found = re.fullmatch(rf"The output gate \(o = {NUMBER}\) {does}: h (=|is) {RESULT}\.", text)
    assert found, text
    check_product(q, *found.groups())


def check_product(q: dict[str, float], o: str, verb: str, about: str, h: str) -> None:
    """Both are rounded, and, unless it is said to be about so much, h is what o and the printed c make."""
    assert is_rounded(o, q["o"]), (o, q["o"])
    assert is_rounded(h, q["h"]), (h, q["h"])
    assert (verb == "is") == bool(about)
    if not about:
        check_made(number(o) * tanh(number(shown_number(q["c"], True))), h)


def check_made(made: float, result: str) -> None:
    """A printed result is what a calculator makes of the printed numbers."""
    assert abs(made - number(result)) <= half_unit(result) * (1 + 1e-6), (made, result)


def choice(value: float, low: str, middle: str, high: str) -> str:
    """The word for a gate's value."""
    return low if value < SHUT else high if value > OPEN else middle
