"""Figures as Markdown: medians with their spread, ratios, budgets, tables."""

import math
import os
import platform
import time
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple


class Spread(NamedTuple):
    """What came out of several runs, in any unit."""

    median: float
    low: float
    high: float

    def scaled(self, factor: float) -> "Spread":
        """The same in another unit."""
        return Spread(self.median * factor, self.low * factor, self.high * factor)

    def __str__(self) -> str:
        return f"{number(self.median)} ({number(self.low)}–{number(self.high)})"


def spread(values: Iterable[float]) -> Spread:
    """Median, smallest and largest of at least one value."""
    known = sorted(values)
    return Spread(median(known), known[0], known[-1])


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """Our time divided by theirs, round by round: what slows the machine down for a while then slows both."""
    return spread(a / b for a, b in zip(ours, theirs, strict=True))


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest of at least one value that is not exceeded by this share of them: 0.95 gives the p95."""
    known = sorted(values)
    return known[max(math.ceil(share * len(known)), 1) - 1]


def number(value: float) -> str:
    """Three significant digits, without an exponent: 0.0123, 1.23, 123, 12345."""
    if value == 0:
        return "0"
    digits = 2 - math.floor(math.log10(abs(value)))
    return f"{value:.{max(0, digits)}f}"


def verdict(value: float, at_most: float) -> str:
    """Whether a budget is kept; a figure that equals its budget keeps it."""
    return "met" if value <= at_most else "missed"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table. Raises ValueError if a row has not one cell for each heading."""
    lines = [headings, ["---"] * len(headings)]
    for row in rows:
        if len(row) != len(headings):
            raise ValueError(f"{len(row)} cells under {len(headings)} headings: {row}")
        lines.append(row)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine() -> str:
    """The date, and what the figures depend on that is no program: processor and number of cores."""
    return f"{time.strftime('%Y-%m-%d')}, {_processor()}, {os.cpu_count()} cores"


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123  a pseudo-file of Linux
            return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
