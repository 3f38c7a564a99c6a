"""What is drawn over the reader's ink: what may come next, what was drawn on, and what a unit remembers of it."""

import numpy as np

from demos.draw.state import State, Track, track
from demos.draw.views.lines import SCALE, path_data
from demos.html import Html, el
from rnn.arrays import Array
from tasks.strokes.ink import Ink
from tasks.strokes.resample import FINE, SPACING

LEVELS = 4  # shades of each colour
TRACED = 600  # steps that are coloured
LAG = SPACING + 2 * FINE  # px, from where the pen comes down to the first point; see tasks.strokes.resample
ASKED = 11  # px, of the circle around the point that the lesson asks about


def pad_view(state: State, row: Track) -> Html:
    """The picture over the ink, in the pad's own px."""
    width, height = state.box
    ink, line, coming = state.learner.ink, state.continuation, state.forecast
    drawn = ink.ends[ink.current]
    parts = [_path("pad-example", drawn)] if state.example else []
    if state.unit:
        parts += _trace(state, track(state, TRACED), state.unit - 1)
    if line is not None:
        parts.append(_path("pad-own", line.drawn))
    if coming is not None:
        fan = "".join([path_data(future) for future in coming.futures])
        parts.append(el("path", {"class": "pad-fan", "d": fan}))
        parts.append(_path("pad-likely", coming.likely))
    marks = []
    if line is not None and line.steps:
        marks.append(_mark("pad-pen", line.drawn[-1]))
    if state.looked_at is not None and row.first < state.looked_at <= row.first + len(row.points):
        marks.append(_mark("pad-looked-at", row.points[state.looked_at - row.first - 1]))
    if state.asked_now:
        at = state.asked_now.step - 1 - ink.dropped
        marks += [_mark("pad-asked", ink.ends[at], ASKED)] if 0 <= at < len(ink) else []
    return el(
        "svg",
        {"viewBox": f"0 0 {width:g} {height:g}", "aria-hidden": "true"},
        el("g", {"transform": f"scale({1 / SCALE:g})"}, *parts),
        *marks,
    )


def _path(kind: str, points: Array) -> Html:
    return el("path", {"class": kind, "d": path_data(points)})


def _mark(kind: str, point: Array, radius: int = 5) -> Html:
    return el("circle", {"class": kind, "cx": f"{point[0]:.1f}", "cy": f"{point[1]:.1f}", "r": radius})


def _pen_down(ink: Ink) -> Array:
    """About where the newest stroke begins (1, 2): one step, and as much as smoothing takes, before its first point."""
    first = ink.current.start
    heading = ink.headings[first]
    begin: Array = ink.ends[first] - LAG * np.array([np.cos(heading), np.sin(heading)])
    return begin[None]


def _trace(state: State, row: Track, unit: int) -> list[Html]:
    """The track, each step in the colour of the unit's c after it; steps of one colour are one path."""
    levels = np.rint(np.tanh(row.cs[:, unit]) * LEVELS).astype(int)
    ink, points = state.learner.ink, row.points
    is_whole = len(points) - row.own == len(ink.ends[ink.current]) > 0
    if is_whole and not state.example:  # the example is drawn from its first point on
        points, levels = np.concatenate((_pen_down(ink), points)), np.concatenate((levels[:1], levels))
    segments: dict[int, list[str]] = {}
    for end in range(1, len(levels)):
        segments.setdefault(int(levels[end]), []).append(path_data(points[end - 1 : end + 1]))
    return [
        el(
            "path",
            {
                "class": f"pad-trace {'n' if level < 0 else 'p'}",
                "style": f"--m:{abs(level) / LEVELS:g}",
                "d": "".join(pieces),
            },
        )
        for level, pieces in sorted(segments.items())
    ]
