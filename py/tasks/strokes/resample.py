"""From a pen's points, as they come, to points at equal distances: what is drawn, not how fast."""

from collections.abc import Iterable
from math import hypot, sqrt

SPACING = 6.0  # px between two points
FINE = 2.0  # px, before smoothing
SMOOTHING = (1.0, 2.0, 3.0, 2.0, 1.0)  # weights of five fine points in a row: a hand's tremor is shorter than that
FARTHEST = 1e5  # px from the origin; no pad is as large

type Point = tuple[float, float]


class Resampler:
    """One stroke: points go in as the pen gives them, a few at a time, and come out SPACING apart.

    First along the polyline, a point every FINE px; then the weighted mean of five of these in a row; then, as a pair
    of dividers walks along them, the next point at the distance SPACING from the last. So the points lie up to
    SPACING + 2 FINE px behind the pen, and a hand that trembles on one spot makes none. What comes out does not
    depend on how many points come at a time, nor on points in between on the same straight line.
    """

    def __init__(self) -> None:
        self._raw: Point | None = None  # the last point used
        self._left = 0.0  # px from there to the next fine point
        self._fine: list[Point] = []  # the last of them, at most as many as are smoothed together
        self._smooth: Point | None = None  # the last smoothed point
        self._last: Point | None = None  # the last point that came out

    def add(self, points: Iterable[Point]) -> list[Point]:
        """The points that follow from the new ones; those that are NaN, or beyond FARTHEST, are left out."""
        new: list[Point] = []
        for x, y in points:
            if abs(x) <= FARTHEST and abs(y) <= FARTHEST:  # false for NaN
                self._line_to(float(x), float(y), new)
        return new

    def _line_to(self, x: float, y: float, new: list[Point]) -> None:
        if self._raw is None:
            self._raw = (x, y)
            self._smoothed(x, y, new)
            self._left = FINE
            return
        x0, y0 = self._raw
        length = hypot(x - x0, y - y0)
        at = self._left
        while at <= length:
            share = at / length
            self._smoothed(x0 + share * (x - x0), y0 + share * (y - y0), new)
            at += FINE
        self._left = at - length
        self._raw = (x, y)

    def _smoothed(self, x: float, y: float, new: list[Point]) -> None:
        fine = self._fine
        fine.append((x, y))
        if len(fine) < len(SMOOTHING):
            return
        (x0, y0), (x1, y1), (x2, y2), (x3, y3), (x4, y4) = fine
        w0, w1, w2, w3, w4 = SMOOTHING
        total = w0 + w1 + w2 + w3 + w4
        del fine[0]
        self._walk_to(
            (w0 * x0 + w1 * x1 + w2 * x2 + w3 * x3 + w4 * x4) / total,
            (w0 * y0 + w1 * y1 + w2 * y2 + w3 * y3 + w4 * y4) / total,
            new,
        )

    def _walk_to(self, x: float, y: float, new: list[Point]) -> None:
        """One leg of the smoothed line, shorter than SPACING: at most one point on it is at SPACING from the last."""
        if self._smooth is None or self._last is None:
            self._last = (x, y)
            new.append(self._last)
        else:
            (x0, y0), (lx, ly) = self._smooth, self._last
            if (x - lx) ** 2 + (y - ly) ** 2 >= SPACING**2:
                # |start + share (end - start) - last| = SPACING, a quadratic equation for the share
                dx, dy, ex, ey = x - x0, y - y0, x0 - lx, y0 - ly
                a, b, c = dx * dx + dy * dy, ex * dx + ey * dy, ex * ex + ey * ey - SPACING**2
                share = min(max((sqrt(max(b * b - a * c, 0.0)) - b) / a, 0.0), 1.0)
                self._last = (x0 + share * dx, y0 + share * dy)
                new.append(self._last)
        self._smooth = (x, y)
