"""A calculator for what is printed: formulas with numbers, read from their text and worked out again.

Nothing of py/ is used. A line is as a browser tells it, such as "=σ(1.20⋅(−0.31)+0.40)".
"""

import re
from itertools import pairwise
from math import exp, tanh

NUMBER = re.compile(r"−?\d+(?:\.\d+)?(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")
EQUAL, ABOUT = "=", "≈"
_POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def sigma(a: float) -> float:
    """Without an overflow."""
    return 1 / (1 + exp(-a)) if a > 0 else exp(a) / (1 + exp(a))


def number(text: str) -> float:
    """One printed number."""
    mantissa, _, power = text.replace("−", "-").removeprefix("+").partition("·10")
    return float(mantissa) * 10.0 ** int(power.translate(_POWERS) or 0)


def half_unit(text: str) -> float:
    """Half a unit of the last digit of a printed number."""
    mantissa, _, power = text.partition("·10")
    return 0.5 * 10.0 ** (int(power.translate(_POWERS) or 0) - len(mantissa.partition(".")[2]))


def is_rounded(text: str, value: float) -> bool:
    """Whether a printed number is the value, rounded to the digits that are printed."""
    return abs(number(text) - value) <= half_unit(text) + 1e-12 * max(1.0, abs(value))


def worked_out(expression: str) -> float:
    """What a calculator gives for an expression of printed numbers."""
    plain = expression.replace("⋅", "*").replace("−", "-").replace("σ", "sigma")
    assert re.fullmatch(r"(?:sigma|tanh|[-+*(). \d])*", plain), expression
    return float(eval(plain, {"__builtins__": {}, "sigma": sigma, "tanh": tanh}))


def chain(lines: list[str]) -> list[tuple[str, str]]:
    """(sign, expression) one after the other, of a formula's lines with numbers."""
    signs = re.findall(f"[{EQUAL}{ABOUT}]", "".join(lines))
    return list(zip(signs, re.split(f"[{EQUAL}{ABOUT}]", "".join(lines))[1:], strict=True))


def steps(lines: list[str]) -> list[tuple[str, float, str]]:
    """(sign, what the printed numbers before it make, the printed number behind it) for each step of a chain.

    From σ(an expression) to σ(a number) it is the number in the parentheses that is made.
    """
    expressions = chain(lines)
    found = []
    for (_, before), (sign, after) in pairwise(expressions):
        inner = re.fullmatch(r"(σ|tanh)\((.*)\)", after)
        if inner:
            assert before.startswith(f"{inner[1]}("), (before, after)
            before, after = before[len(inner[1]) + 1 : -1], inner[2]
        found.append((sign, worked_out(before), after))
    return found


def check(lines: list[str]) -> int:
    """Hold that what is said to be equal is, as printed; returns how many steps are said to hold about."""
    all_steps = steps(lines)
    for sign, made, result in all_steps:
        if sign == EQUAL:
            assert abs(made - number(result)) <= half_unit(result) * (1 + 1e-6), (lines, made, result)
    return sum(sign == ABOUT for sign, _, _ in all_steps)


def same_numbers(line: str, wanted: str) -> bool:
    """Whether a line is another one, but for how many digits of its numbers are printed.

    Args:
        wanted: with the true numbers.
    """

    def bare(text: str) -> str:
        return re.sub(rf"(?<=[⋅+])\(({NUMBER.pattern})\)", r"\1", text.replace(ABOUT, EQUAL))

    line, wanted = bare(line), bare(wanted)
    printed, true = NUMBER.findall(line), [number(text) for text in NUMBER.findall(wanted)]
    pairs = zip(printed, true, strict=False)
    return NUMBER.sub("#", line) == NUMBER.sub("#", wanted) and all(is_rounded(text, value) for text, value in pairs)
