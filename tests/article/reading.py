"""Reading what the article says: numbers as they are written, and the sentences that all chapters have in common."""

import re
from html import unescape

from tests.demos.support import told

MINUS = "\N{MINUS SIGN}"
NUMBER, SIGNED = r"(\d\.\d\d)", rf"([+{MINUS}]\d+\.\d\d)"
OPEN, SHUT = 0.8, 0.2  # a gate above is open, one below shut


def plain(html: str) -> str:
    """HTML as a reader sees it, an item a line."""
    return unescape(re.sub(r"<[^>]*>", "", html.replace("</li><li>", "\n"))).replace("\N{NO-BREAK SPACE}", " ")


def check_forgetting(text: str, q: dict[str, float]) -> None:
    """``q`` has the quantities of a unit in a step."""
    does = choice(q["f"], "drops nearly all", "keeps a part", "keeps nearly all")
    assert text == f"The forget gate (f = {told(q['f'], False)}) {does} of the old c, {told(q['c_prev'], True)}."


def check_writing(text: str, q: dict[str, float]) -> None:
    """``q`` has the quantities of a unit in a step."""
    does = choice(q["i"], "lets in little of", "lets in a part of", "lets in")
    gate = f"The input gate (i = {told(q['i'], False)}) {does}"
    assert text == f"{gate} the candidate, g = {told(q['g'], True)}: c becomes {told(q['c'], True)}."


def check_showing(text: str, q: dict[str, float]) -> None:
    """``q`` has the quantities of a unit in a step."""
    does = choice(q["o"], "hides it", "shows a part of it", "shows it")
    assert text == f"The output gate (o = {told(q['o'], False)}) {does}: h = {told(q['h'], True)}."


def choice(value: float, low: str, middle: str, high: str) -> str:
    """The word for a gate's value."""
    return low if value < SHUT else high if value > OPEN else middle
