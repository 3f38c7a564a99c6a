"""Every colour there is, once: for the style sheets, for what is drawn with them, and for pictures made by Python.

The build writes the colours into each page's sheet as custom properties (bundler/pages/sheets.py); sheets and SVG use
them by name, as ``var(--text)``, and name no colour themselves.
"""

from typing import NamedTuple

import numpy as np

from rnn.arrays import Array

type Rgb = tuple[int, int, int]


class Colour(NamedTuple):
    """One colour wherever it is needed."""

    light: str
    dark: str
    printed: str | None = None  # where paper differs from the light theme
    forced: str | None = None  # where the reader chose the colours, as Windows' high contrast has it
    between: str | None = None  # for pictures that are seen in either theme
    behind: str | None = None  # custom property that comes before it, where that is set


PALETTE = {
    # In a frame that is transparent: what is behind it, if known; see site/frame.js.
    "paper": Colour("#fbfaf5", "#181715", printed="#fff", forced="Canvas", behind="--behind"),
    "raised": Colour("#fff", "#211f1c", printed="#fff", forced="Canvas"),
    "text": Colour("#1d1c1a", "#ece8df", printed="#000", forced="CanvasText"),
    "muted": Colour("#66625a", "#a8a297", printed="#444", forced="CanvasText"),
    "rule": Colour("#d9d5c8", "#3d3a34", forced="CanvasText"),
    "track": Colour("#e3dfd3", "#35322d", forced="color-mix(in srgb, CanvasText 35%, Canvas)"),
    "most": Colour("#51504b", "#b1ada5", forced="CanvasText"),  # of a share, which has no sign
    "curve": Colour("#8a857a", "#8d877b", forced="color-mix(in srgb, CanvasText 60%, Canvas)"),
    "focus": Colour("#1d1c1a", "#ece8df", forced="Highlight"),
    # Values: the sign gives the hue, and what is near zero is pale.
    "positive": Colour("#b9510b", "#f08c43", between="#db7126"),
    "negative": Colour("#1f5fa8", "#68a6ee", between="#4284cc"),
    "zero": Colour("#d8d3c4", "#57524a", forced="light-dark(#8a857a, #8d877b)"),  # the curve's
    "on-pale": Colour("#000", "#fff"),  # what is written on a value near zero; see threshold()
    "on-strong": Colour("#fff", "#000"),
    # Words of a program: neither orange nor blue, which mean a sign, nor green or red, which mean a verdict.
    "keyword": Colour("#7b3f98", "#c89fe0"),
    "literal": Colour("#0f6a70", "#74c4c9"),
    # The verdict alone is green or red.
    "yes": Colour("#1f7a42", "#62c586"),
    "no": Colour("#b1302a", "#f2857c"),
}

# Where the reader chose the colours, browsers keep these and replace all others: for what is told by colour there.
SYSTEM = {
    "ground": "Canvas",
    "text": "CanvasText",
    "chosen": "Highlight",
    "on-chosen": "HighlightText",
    "button": "ButtonFace",
    "on-button": "ButtonText",
    "edge": "ButtonBorder",  # of a button
    "off": "GrayText",  # what cannot be pressed
}


def rgb(colour: str | None) -> Rgb:
    """Red, green and blue, from 0 to 255, of a colour that is written as #rgb or #rrggbb.

    Raises:
        ValueError: it is written in another way.

    >>> rgb("#db7126")
    (219, 113, 38)
    """
    digits = (colour or "").removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    if len(digits) != 6:
        raise ValueError(f"{colour!r} is not a colour in hexadecimal digits")
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


# ---- What is written on a value ----

# Björn Ottosson's OKLab, in which the sheets mix: https://bottosson.github.io/posts/oklab/
_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])  # of red, green and blue light, as in sRGB and WCAG


def light(colour: str) -> Array:
    """Red, green and blue light of a colour, from 0 to 1: (3,)."""
    values = np.array(rgb(colour)) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def mixed(colour: str, other: str, share: float) -> Array:
    """The light of a mixture in OKLab, as CSS has it: ``color-mix(in oklab, colour share, other)``: (3,)."""
    one, two = (_TO_LAB @ np.cbrt(_TO_LMS @ light(name)) for name in (colour, other))
    mixture: Array = np.linalg.inv(_TO_LMS) @ (np.linalg.inv(_TO_LAB) @ (share * one + (1 - share) * two)) ** 3
    return np.clip(mixture, 0.0, 1.0)


def contrast(one: Array, other: Array) -> float:
    """The contrast of two colours' light, from 1 to 21: WCAG 2.2, "contrast ratio"."""
    low, high = sorted(float(_LUMINANCE @ colour) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


GROUNDS = {"positive": ("positive", "zero"), "negative": ("negative", "zero"), "share": ("most", "track")}
THEMES = ("light", "dark")


def threshold(ground: str, theme: str) -> float:
    """From which strength of a ground on "on-strong" can be read better on it than "on-pale"; 1 if never.

    Where both can be read alike, the contrast is 4.58, above WCAG's 4.5 for text: pure black and white have it on
    every colour there is.
    """
    hue, zero = (getattr(PALETTE[name], theme) for name in GROUNDS[ground])
    pale, strong = (light(getattr(PALETTE[name], theme)) for name in ("on-pale", "on-strong"))

    def is_strong(share: float) -> bool:
        ground = mixed(hue, zero, share)
        return contrast(strong, ground) > contrast(pale, ground)

    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (low, middle) if is_strong(middle) else (middle, high)
    return high
