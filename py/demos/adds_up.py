"""Whether what is printed adds up: the one rule for every product, sum and function with numbers on a page.

A reader may take a calculator to it. So what follows an equals sign is what the printed numbers make, rounded to the
digits that are printed of it. Numbers get more decimals where that takes them, up to a limit; beyond it the sign is ≈.
"""

from collections.abc import Callable

from demos.numbers import MINUS

EQUAL, ABOUT = "=", "\N{ALMOST EQUAL TO}"
LEAST, MOST = 2, 4  # decimals

_DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹" + MINUS, "-0123456789-")
_TIMES_TEN = "\N{MIDDLE DOT}10"


def read_back(text: str) -> tuple[float, float]:
    """A number as it is printed, and half a unit of its last digit.

    >>> read_back("+0.25"), read_back("1.2·10⁻⁷")
    ((0.25, 0.005), (1.2e-07, 5e-09))
    """
    mantissa, _, power = text.translate(_DIGITS).partition(_TIMES_TEN)
    decimals = len(mantissa.partition(".")[2])
    scale = 10.0 ** int(power or 0)
    return float(mantissa) * scale, 0.5 * 10.0**-decimals * scale


def follows(made: float, result: str) -> bool:
    """Whether a printed result is ``made``, which was computed from printed numbers, rounded to its digits."""
    value, half = read_back(result)
    return abs(made - value) <= half * (1 + 1e-6)


def decimals_for(make: Callable[[int], float], result: str, most: int = MOST) -> int | None:
    """The fewest decimals with which a printed result follows from printed numbers; None if ``most`` are not enough.

    Args:
        make: the result computed from the numbers as printed with so many decimals.
    """
    return next((decimals for decimals in range(LEAST, most + 1) if follows(make(decimals), result)), None)


def sign(does_follow: bool) -> str:
    """What stands before a result."""
    return EQUAL if does_follow else ABOUT
