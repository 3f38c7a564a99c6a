"""Every colour there is, once: for the style sheets, for what is drawn with them, and for pictures made by Python.

The build writes the colours into each page's sheet as custom properties (bundler/pages/sheets.py); sheets and SVG use
them by name, as ``var(--ink)``, and name no colour themselves.
"""

from typing import NamedTuple

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
    "ink": Colour("#1d1c1a", "#ece8df", printed="#000", forced="CanvasText"),
    "muted": Colour("#66625a", "#a8a297", printed="#444", forced="CanvasText"),
    "rule": Colour("#d9d5c8", "#3d3a34", forced="CanvasText"),
    "track": Colour("#e3dfd3", "#35322d", forced="color-mix(in srgb, CanvasText 35%, Canvas)"),
    "curve": Colour("#8a857a", "#8d877b", forced="color-mix(in srgb, CanvasText 60%, Canvas)"),
    "focus": Colour("#1d1c1a", "#ece8df", forced="Highlight"),
    # Values: the sign gives the hue, and what is near zero is pale.
    "positive": Colour("#c4570d", "#f08c43", between="#db7126"),
    "negative": Colour("#1f5fa8", "#68a6ee", between="#4284cc"),
    "zero": Colour("#d8d3c4", "#57524a", forced="light-dark(#8a857a, #8d877b)"),  # the curve's
    "on-value": Colour("#fff", "#14110c"),  # text on a strong value
    # The verdict alone is green or red.
    "yes": Colour("#1f7a42", "#62c586"),
    "no": Colour("#b1302a", "#f2857c"),
}

# Where the reader chose the colours, browsers keep these and replace all others: for what is told by colour there.
SYSTEM = {
    "ground": "Canvas",
    "ink": "CanvasText",
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
