"""The two-bit network as the plain-float oracle has it, to check the page against."""

from typing import Any

from tests.oracle.plain import read_bits

type Numbers = dict[tuple[str, int], float]

SIGNED = {"x", "h_prev", "c_prev", "g", "c", "h"}  # shown with a sign, since they may be negative


def recompute(weights: dict[str, Any], bits: str) -> Numbers:
    """Every quantity of every step: (name, step) to value; "a_f" is the sum that goes into gate f, "z" that of p."""
    values: Numbers = {}
    for step, q in enumerate(read_bits(weights, bits), start=1):
        values |= {("z" if name == "logits" else name, step): value for name, (value,) in q.items()}
    return values


def shown(value: float, signed: bool) -> str:
    """Two decimals with a true minus sign and no negative zero."""
    text = f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")
    if text == "\N{MINUS SIGN}0.00":
        text = "+0.00"
    return text if signed or text[0] != "+" else text[1:]
