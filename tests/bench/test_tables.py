"""The command line's tables are those that can be printed."""

from bundler.cli import TABLES
from tests.bench.__main__ import PRINTERS


def test_every_table_has_its_function() -> None:
    assert tuple(PRINTERS) == TABLES
