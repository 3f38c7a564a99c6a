"""Numbers as people write them."""

import re
from math import isfinite

from demos.quoted import quoted

_NUMBER = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)(e[+-]?\d+)?", re.IGNORECASE)
# The minus sign as this page prints it, what stands in for it, and the Arabic decimal separator.
_PLAIN = str.maketrans(
    "\N{MINUS SIGN}\N{EN DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{ARABIC DECIMAL SEPARATOR}", "----,"
)


def typed_number(text: str) -> float:
    """The number that somebody typed, with a point or a comma before its decimals and nothing between its thousands.

    Raises:
        ValueError: it is no such number; says what to do.

    >>> typed_number("0,5"), typed_number(" \N{MINUS SIGN}1.5 "), typed_number("1e3")
    (0.5, -1.5, 1000.0)
    """
    plain = text.strip().translate(_PLAIN)
    if not _NUMBER.fullmatch(plain):
        raise ValueError(f"{quoted(text.strip()) or 'nothing'} is no number: write one such as 0.5 or 0,5")
    number = float(plain.replace(",", "."))
    if not isfinite(number):
        raise ValueError(f"{quoted(text.strip())} is too large a number")
    return number
