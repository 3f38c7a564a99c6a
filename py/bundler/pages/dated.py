"""The day on which the sources were changed last, as their history tells it."""

from datetime import date
from pathlib import Path

from bundler.commands import run
from bundler.errors import BuildError

ROOT = Path(__file__).parents[3]
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def last_change(root: Path = ROOT) -> date | None:
    """That of the last commit; None where there is no history, as in an archive of the sources."""
    command = ["git", "log", "-1", "--format=%cs"]
    try:
        return date.fromisoformat(run(command, what="The history cannot be read", cwd=root).strip())
    except (BuildError, ValueError):
        return None


def in_words(day: date) -> str:
    """
    >>> in_words(date(2026, 11, 5))
    '5 November 2026'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
