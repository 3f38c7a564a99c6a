"""What holds for every test: none has a time to keep."""

import ast
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

TESTS = Path(__file__).parent
BENCH = TESTS / "bench"  # measures; its own tests do not
FILES = sorted({*TESTS.rglob("test_*.py"), *TESTS.rglob("conftest.py")} - {Path(__file__)})
# Whoever looks at a clock may come to a verdict by it, and who sleeps has guessed how long something takes.
CLOCKS = {"perf_counter", "process_time", "monotonic", "thread_time"}
CLOCKS |= {f"{clock}_ns" for clock in CLOCKS}
SLEEPS = {"sleep", "wait_for_timeout"}
IN_PAGES = re.compile(r"performance\.now|longtask|setTimeout\([^)]*, *\d{2,}\)")  # in scripts for browsers


def test_no_example_of_hypothesis_has_a_deadline() -> None:
    assert settings().deadline is None
    assert HealthCheck.too_slow in settings().suppress_health_check


def names(file: Path) -> set[str]:
    """Every name that a file takes from elsewhere or asks another object for."""
    tree = ast.parse(file.read_text("utf-8"))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names}
    return imported | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(TESTS).as_posix())
def test_no_test_looks_at_a_clock_or_sleeps(file: Path) -> None:
    assert not names(file) & (CLOCKS | SLEEPS)
    assert not IN_PAGES.search(file.read_text("utf-8"))


def test_what_looks_at_a_clock_is_found() -> None:
    assert CLOCKS & names(BENCH / "startup.py")
    assert SLEEPS & names(BENCH / "sizes.py")
    assert IN_PAGES.search((BENCH / "latency.py").read_text("utf-8"))
