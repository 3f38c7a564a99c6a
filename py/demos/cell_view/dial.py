"""A gate dial: an activation curve in a small box, with a dot at (pre-activation, activation)."""

from functools import cache
from typing import NamedTuple

import numpy as np

from demos.html import Html, el, join
from demos.numbers import coordinate
from rnn import quantities

WIDTH, HEIGHT = 64, 52
MARGIN = 6  # between the box and the curve


class Curve(NamedTuple):
    """An activation function as it is drawn."""

    name: str
    limit: float  # pre-activations beyond +-limit are drawn at the edge
    low: float  # the activation at the bottom of the box; the top is 1
    name_at: tuple[float, float]  # where its name ends: where neither the curve nor any stem comes

    def place(self, a: float, activation: float) -> tuple[float, float]:
        """Where a dot goes in the box, from its top left corner."""
        across = (min(max(a / self.limit, -1.0), 1.0) + 1) / 2
        up = (activation - self.low) / (1 - self.low)
        return MARGIN + across * (WIDTH - 2 * MARGIN), HEIGHT - MARGIN - up * (HEIGHT - 2 * MARGIN)


SIGMOID = Curve(quantities.SIGMOID, 6.0, 0.0, name_at=(30, 16))
TANH = Curve(quantities.TANH, 3.0, -1.0, name_at=(WIDTH - 5, HEIGHT - 8))
CURVES = {curve.name: curve for curve in (SIGMOID, TANH)}


@cache
def _curve_path(curve: Curve) -> str:
    points = []
    for k in range(33):
        a = curve.limit * (k / 16 - 1)
        x, y = curve.place(a, float(quantities.FUNCTIONS[curve.name](np.array(a))))
        points.append(f"{coordinate(x)} {coordinate(y)}")
    return "M" + "L".join(points)


@cache
def _backdrop(curve: Curve, letter: str) -> Html:
    _, zero = curve.place(0, 0)
    return join(
        [
            el("rect", {"class": "dial-box", "width": WIDTH, "height": HEIGHT, "rx": 2}),
            el("path", {"class": "dial-axis", "d": f"M{MARGIN} {coordinate(zero)}H{WIDTH - MARGIN}"}),
            el("path", {"class": "dial-axis", "d": f"M{WIDTH // 2} {MARGIN}V{HEIGHT - MARGIN}"}),
            el("path", {"class": "dial-curve", "d": _curve_path(curve)}),
            el("text", {"class": "symbol", "x": 6, "y": 16}, letter),
            el("text", {"class": "dial-function", "x": curve.name_at[0], "y": curve.name_at[1]}, curve.name),
        ]
    )


def dial(
    curve: Curve, letter: str, points: list[tuple[float, float]], taught: int | None = None, live: int | None = None
) -> Html:
    """The dial with its top left corner at the origin.

    Args:
        points: (pre-activation, activation) of every input, drawn as hollow dots; equal ones are drawn once.
        taught: index of the input that the network was taught to recognise: its dot is a solid one.
        live: index of the input being read: its dot is large and coloured; None before it is read.
    """
    places = sorted({tuple(map(coordinate, curve.place(*point))) for point in points})
    dots = [el("circle", {"class": "dot-other", "cx": x, "cy": y, "r": 3}) for x, y in places]
    if taught is not None:
        x, y = map(coordinate, curve.place(*points[taught]))
        dots.append(el("circle", {"class": "dot-taught", "cx": x, "cy": y, "r": 3}))
    if live is not None:
        dots.append(_live_dot(curve, *points[live]))
    return join([_backdrop(curve, letter), *dots])


def _live_dot(curve: Curve, a: float, activation: float) -> Html:
    """The dot with its stem: it comes in on the zero line at its pre-activation and moves to the curve."""
    x, y = curve.place(a, activation)
    _, zero = curve.place(a, 0)
    cx, cy = coordinate(x), coordinate(y)
    return join(
        [
            el("path", {"class": "stem beat-2", "d": f"M{cx} {coordinate(zero)}V{cy}", "pathLength": 1}),
            el(
                "circle",
                {
                    "class": f"dot-live {sign_class(activation)} beat-2{' signed' if curve.low < 0 else ''}",
                    "cx": cx,
                    "cy": cy,
                    "r": 5,
                    "style": f"--m:{coordinate(min(abs(activation), 1))}",
                },
            ),
        ]
    )


def sign_class(value: float) -> str:
    """The class that gives a value its colour; the strength comes from ``--m``."""
    return "negative" if value < 0 else "positive"
