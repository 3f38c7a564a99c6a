"""The picture that other sites show where somebody links to the page: the pad's own example, and what comes next.

Drawn from the very state that the pad begins with, by a few lines of numpy: a build has no browser for sure.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from demos.draw.state import track
from demos.draw.update import first_state
from demos.palette import PALETTE, Rgb, rgb
from demos.png import Pixels, png
from rnn.arrays import Array

WIDTH, HEIGHT = 1200, 630  # what Open Graph and Twitter ask for
MARGIN, STRIP = 60, 180  # px; the strip along the bottom is the long-term states, a row a unit
# Sites show it on grounds of their own: so it is on light paper, and its values have the colours for either theme.
PAPER, TEXT, GREY = (rgb(PALETTE[name].light) for name in ("paper", "text", "curve"))
NEGATIVE, POSITIVE = (rgb(PALETTE[name].between) for name in ("negative", "positive"))
SHADES = 60  # of each colour, so that lines have smooth edges
CAREFUL = 9


def card(theta: Array) -> bytes:
    """A PNG of WIDTH x HEIGHT from the parameters (P,) that the drawing demo begins with; the same give the same."""
    state = first_state(theta)
    assert state.forecast is not None  # there is ink on the pad
    ink, likely, futures = state.learner.ink.ends, state.forecast.likely, state.forecast.futures
    place = _fit(np.concatenate((ink, likely)))
    pixels = np.zeros((HEIGHT, WIDTH), np.uint8)
    fan = np.max([_line(place(future), 1.2) for future in futures], axis=0) * 0.75
    _lay(pixels, fan, 0)
    _lay(pixels, np.maximum(_line(place(ink), 5.5), _dots(place(likely[::2]), 5.0)), 1)
    _lay_strip(pixels, np.tanh(track(state, len(ink)).cs))
    palette = np.concatenate([_shades(colour) for colour in (GREY, TEXT, NEGATIVE, POSITIVE)])
    return png(pixels, np.column_stack((palette, np.full(len(palette), 255.0))), CAREFUL)


def _fit(points: Array) -> Callable[[Array], Array]:
    """A function from the pad's px to the card's, so that ``points`` fill what is above the strip."""
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.array([WIDTH - 2 * MARGIN, HEIGHT - STRIP - 2 * MARGIN])
    scale = (room / (high - low)).min()
    return lambda points: (points - (low + high) / 2) * scale + MARGIN + room / 2


def _line(points: Array, width: float) -> Array:
    """How much of each pixel a line through the points covers, from 0 to 1: (HEIGHT, WIDTH)."""
    covered = np.zeros((HEIGHT, WIDTH))
    for begin, end in pairwise(points):
        # Only the pixels around it; of what leaves the card, none.
        first = np.clip(np.minimum(begin, end) - width, 0, (WIDTH, HEIGHT)).astype(int)
        last = np.clip(np.maximum(begin, end) + width + 2, 0, (WIDTH, HEIGHT)).astype(int)
        part = covered[first[1] : last[1], first[0] : last[0]]
        y, x = np.mgrid[first[1] : last[1], first[0] : last[0]]
        along = end - begin
        way = np.clip(((x - begin[0]) * along[0] + (y - begin[1]) * along[1]) / max(along @ along, 1e-9), 0, 1)
        distance = np.hypot(x - begin[0] - way * along[0], y - begin[1] - way * along[1])
        np.maximum(part, np.clip(width / 2 + 0.5 - distance, 0, 1), out=part)
    return covered


def _dots(points: Array, width: float) -> Array:
    covered: Array = np.max([_line(np.array([point, point]), width) for point in points], axis=0)
    return covered


def _lay(pixels: Pixels, covered: Array, colour: int) -> None:
    """Put a layer of one colour over what is there."""
    shade = np.rint(covered * (SHADES - 1)).astype(np.uint8)
    pixels[shade > 0] = colour * SHADES + shade[shade > 0]


def _lay_strip(pixels: Pixels, states: Array) -> None:
    """Put states (n, H), from -1 to 1, along the bottom: time to the right, a row a unit."""
    columns = np.arange(WIDTH) * len(states) // WIDTH
    rows = np.arange(STRIP) * states.shape[1] // STRIP
    shown = states[columns][:, rows].T
    shade = np.rint(np.abs(shown) * (SHADES - 1))
    pixels[HEIGHT - STRIP :] = np.where(shown < 0, 2, 3) * SHADES + shade


def _shades(colour: Rgb) -> Array:
    """(SHADES, 3), from paper to the colour."""
    shades: Array = np.linspace(np.array(PAPER, float), np.array(colour, float), SHADES)
    return shades
