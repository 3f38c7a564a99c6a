"""The two-bit network once more, in plain floats and from the textbook, to check the page against."""

from math import exp, tanh
from typing import Any

type Numbers = dict[tuple[str, int], float]

SIGNED = {"x", "h_prev", "c_prev", "g", "c", "h"}  # shown with a sign, since they may be negative


def sigmoid(a: float) -> float:
    return 1 / (1 + exp(-a))


def recompute(weights: dict[str, Any], bits: str) -> Numbers:
    """Every quantity of every step: (name, step) to value; "a_f" is the sum that goes into gate f, "z" that of p."""
    lstm, linear = weights["lstm"], weights["linear"]
    values: Numbers = {}
    h = c = 0.0
    for step, bit in enumerate(bits, start=1):
        x = 1.0 if bit == "1" else -1.0
        sums = {}
        for row, gate in enumerate("ifgo"):  # the order of PyTorch
            sums[gate] = (
                lstm["weight_ih_l0"][row][0] * x
                + lstm["bias_ih_l0"][row]
                + lstm["weight_hh_l0"][row][0] * h
                + lstm["bias_hh_l0"][row]
            )
        i, f, o = sigmoid(sums["i"]), sigmoid(sums["f"]), sigmoid(sums["o"])
        g = tanh(sums["g"])
        new_c = f * c + i * g
        new_h = o * tanh(new_c)
        z = linear["weight"][0][0] * new_h + linear["bias"][0]
        here = {"x": x, "h_prev": h, "c_prev": c, "i": i, "f": f, "g": g, "o": o, "c": new_c, "h": new_h}
        here |= {f"a_{gate}": total for gate, total in sums.items()}
        here |= {"fc": f * c, "ig": i * g, "tanh_c": tanh(new_c), "z": z, "p": sigmoid(z)}
        values |= {(name, step): value for name, value in here.items()}
        h, c = new_h, new_c
    return values


def shown(value: float, signed: bool) -> str:
    """Two decimals with a true minus sign and no negative zero."""
    text = f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")
    if text == "\N{MINUS SIGN}0.00":
        text = "+0.00"
    return text if signed or text[0] != "+" else text[1:]
