"""What Lighthouse says of a page."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from bundler.commands import run
from bundler.fetch.browser import ensure_browser
from bundler.fetch.npm import node_modules

FOLDER = Path(__file__).parent / "lighthouse"
CATEGORIES = ("accessibility", "best-practices", "seo")
PATIENCE = 600.0  # seconds


class Report(NamedTuple):
    """Of one look at a page; times are ms."""

    scores: dict[str, int]  # by category, 0 to 100
    measures: dict[str, float]  # of "performance": firstPaint, largestPaint, blocking, shift
    failed: dict[str, list[Any]]  # by category, what is not as it should be


def report(address: str, device: str, categories: tuple[str, ...] = CATEGORIES) -> Report:
    """Have Lighthouse look at an address, as a "phone" or a "desktop". Raises bundler.errors.BuildError."""
    node_modules(FOLDER)
    command: list[str | Path] = ["node", FOLDER / "report.mjs", ensure_browser(), address, device, *categories]
    data = json.loads(run(command, what="Lighthouse could not look at the page", timeout=PATIENCE))
    return Report(**data)
