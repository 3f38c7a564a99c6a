"""Delta encoding of HTML texts that resemble each other: each as an earlier one with some of its pieces replaced.

gzip finds repetitions within 32 kB; a picture of a demo may be larger. ``site/page/repetition.js`` decodes it.

A text is a row of pieces, each a tag or what stands between two. Every piece has a number, and a text is encoded as

    [back, keep, drop, count, piece, ..., keep, drop, count, piece, ...]

Of the text so many places ``back`` (0: of none), ``keep`` pieces stay, the next ``drop`` are left out, and ``count``
others come in their place; and so on; the rest stays. A piece is encoded as the difference of its number to the one
before, in this text or an earlier one: new pieces are numbered in order. Pieces are stored without the digits in them,
so that many are alike, and the digits in a row of their own.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

PIECE = re.compile("<[^>]*>|[^<]+")
DIGITS = re.compile(r"\d+(?:\.\d+)?|data:[^\"\s]+")  # or a picture in an address
BLANK = "\t"  # in their place
NEAR = 64  # earlier texts that are candidates
NEAREST = 4  # of these, where none has as many pieces
WORTH = 0.7  # of the text's own length: changes that take more are not worth it

type Pieces = tuple[str, ...]
type Change = tuple[int, int, Pieces]  # keep, drop, instead


class Encoded(NamedTuple):
    """Texts, as the page's script gets them."""

    forms: list[str]  # of pieces, with BLANK for digits
    pieces: list[int]  # the form of each
    digits: str  # of all pieces, with spaces between
    texts: list[list[int]]


def encoded(texts: Sequence[str]) -> Encoded:
    """The texts, encoded; ValueError if there is a BLANK in one."""
    if any(BLANK in text for text in texts):
        raise ValueError("a tab stands for digits, and there is one in a text")
    numbers: dict[str, int] = {}
    rows: list[list[int]] = []
    earlier: list[Pieces] = []
    last = 0
    for text in texts:
        row_of = tuple(PIECE.findall(text))
        back, changes = _best_base(earlier[-NEAR:], row_of)
        row = [back]
        for keep, drop, instead in changes:
            row += [keep, drop, len(instead)]
            for piece in instead:
                number = numbers.setdefault(piece, len(numbers))
                row.append(number - last)
                last = number
        rows.append(row)
        earlier.append(row_of)
    forms: dict[str, int] = {}
    pieces = [forms.setdefault(DIGITS.sub(BLANK, piece), len(forms)) for piece in numbers]
    digits = " ".join(digits for piece in numbers for digits in DIGITS.findall(piece))
    return Encoded(list(forms), pieces, digits, rows)


def _best_base(earlier: Sequence[Pieces], pieces: Pieces) -> tuple[int, list[Change]]:
    """How many places back the text stands that these pieces are best encoded by, 0 for none, and the changes."""
    best, least = (0, [(0, 0, pieces)]), WORTH * sum(map(len, pieces))
    alike = [k for k, other in enumerate(earlier) if len(other) == len(pieces)]
    if alike:
        candidates = [(k, _replaced(earlier[k], pieces)) for k in reversed(alike)]
    else:
        nearest = sorted(range(len(earlier)), key=lambda k: abs(len(earlier[k]) - len(pieces)))[:NEAREST]
        candidates = [(k, _changed(earlier[k], pieces)) for k in nearest]
    for k, changes in candidates:
        cost = _cost(changes)
        if cost < least:
            best, least = (len(earlier) - k, changes), cost
    return best


def _cost(changes: list[Change]) -> int:
    return sum(3 + sum(map(len, instead)) for _, _, instead in changes)


def _replaced(old: Pieces, new: Pieces) -> list[Change]:
    """The changes between two texts of as many pieces, compared place by place."""
    differ = [k for k, (one, other) in enumerate(zip(old, new, strict=True)) if one != other]
    if not differ:
        return []
    begins = [differ[0], *(b for a, b in pairwise(differ) if b > a + 1)]
    ends = [*(a + 1 for a, b in pairwise(differ) if b > a + 1), differ[-1] + 1]
    befores = [0, *ends]
    return [(b - before, e - b, new[b:e]) for before, b, e in zip(befores, begins, ends, strict=False)]


def _changed(old: Pieces, new: Pieces) -> list[Change]:
    """The changes between any two texts, by difflib."""
    changes, done = [], 0
    for kind, begin, end, from_, to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            changes.append((begin - done, end - begin, new[from_:to]))
            done = end
    return changes
