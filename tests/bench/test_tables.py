"""The command line's tables are those that can be printed."""

from bench.__main__ import PRINTERS
from bundler.cli import TABLES


def test_every_table_has_its_function() -> None:
    assert tuple(PRINTERS) == TABLES
