"""What holds for every test: none has a time to keep."""

import ast
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

TESTS = Path(__file__).parent
BENCH = TESTS.parent / "bench"  # looks at clocks, as tests must not
# A helper that sleeps or looks at a clock has every test that it helps do so.
ALL = {file for end in ("py", "mjs", "js") for file in TESTS.rglob(f"*.{end}") if "node_modules" not in file.parts}
FILES = sorted(ALL - {Path(__file__)})
# Whoever looks at a clock may come to a verdict by it, and who sleeps has guessed how long something takes.
CLOCKS = {"perf_counter", "process_time", "monotonic", "thread_time"}
CLOCKS |= {"time.time", "datetime.now", "datetime.utcnow"}
CLOCKS |= {f"{clock}_ns" for clock in CLOCKS}
SLEEPS = {"sleep", "wait_for_timeout"}
IN_PAGES = re.compile(
    r"performance\.now|Date\.now|new Date\(\)|longtask|setTimeout\([^)]*, *\d{2,}\)"
)  # in scripts for browsers


def test_no_example_of_hypothesis_has_a_deadline() -> None:
    assert settings().deadline is None
    assert HealthCheck.too_slow in settings().suppress_health_check


def names(text: str) -> set[str]:
    """Every name that a file takes from elsewhere or asks another object for, alone and with the name of that."""
    nodes = list(ast.walk(ast.parse(text)))
    taken = {
        (node.module or "", name.name) for node in nodes if isinstance(node, ast.ImportFrom) for name in node.names
    }
    asked = {(ast.unparse(node.value), node.attr) for node in nodes if isinstance(node, ast.Attribute)}
    return {name for whole, part in taken | asked for name in (part, f"{whole.rpartition('.')[2]}.{part}")}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(TESTS).as_posix())
def test_no_test_looks_at_a_clock_or_sleeps(file: Path) -> None:
    text = file.read_text("utf-8")
    if file.suffix == ".py":
        assert not names(text) & (CLOCKS | SLEEPS)
    assert not IN_PAGES.search(text)


def test_what_looks_at_a_clock_is_found() -> None:
    assert CLOCKS & names((BENCH / "startup.py").read_text("utf-8"))
    assert SLEEPS & names((BENCH / "sizes.py").read_text("utf-8"))
    assert IN_PAGES.search((BENCH / "latency.py").read_text("utf-8"))
    for text in ("time.time()", "from time import time", "datetime.datetime.now()", "from time import monotonic_ns"):
        assert CLOCKS & names(text), text
    for text in ("end = Date.now() + 5", "new Date() - start", "setTimeout(look, 500)"):
        assert IN_PAGES.search(text), text
    assert not CLOCKS & names("said.time, clock.time(), this.now()")
    assert {"still.py", "driver.mjs", "watch_page.js", "test_recovery.py"} <= {file.name for file in FILES}
