"""README and docs point to what is there: every test that a claim is said to stand on, and every file that is named."""

import ast
import re
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
CLAIMS = ROOT / "docs" / "claims.md"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
WIDTH = 120
MOST_LINES = 90  # of README, which is a front door

NAMED = re.compile(r"(?<![\w/.-])(?:py|site|tests|docs)/[\w./*-]*(?:::\w+)?")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
CLAIM = re.compile(r"\| (?P<claim>.*) \| (?P<figure>.*) ?\| (?P<tests>`tests/.*`) \|")


class Named(NamedTuple):
    """Something that a page points to."""

    path: Path
    function: str  # a test in it; empty if the file as a whole is meant

    @property
    def is_there(self) -> bool:
        """Whether there is such a file or folder, and the test in it. A star stands for any letters."""
        pattern = self.path.relative_to(ROOT).as_posix()
        if not (any(ROOT.glob(pattern)) if "*" in pattern else self.path.exists()):
            return False
        return not self.function or self.function in functions(self.path)


def functions(file: Path) -> set[str]:
    """The names of all functions at the top of a file."""
    return {node.name for node in ast.parse(file.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)}


def named(text: str) -> list[Named]:
    """Every file, folder and test of this project in a text, as written from its top folder."""
    found = [words.rstrip(".").partition("::") for words in NAMED.findall(text)]
    return [Named(ROOT / path, function) for path, _, function in found]


def links(page: Path) -> list[Path]:
    """Where the links of a page lead, those to other sites left out."""
    return [page.parent / address for address in LINK.findall(page.read_text("utf-8"))]


def claims() -> list[tuple[str, list[Named]]]:
    """The rows of the tables with a column for tests."""
    rows = [CLAIM.fullmatch(line) for line in CLAIMS.read_text("utf-8").splitlines()]
    return [(row["claim"], named(row["tests"])) for row in rows if row]


def test_what_is_not_there_is_noticed() -> None:
    text = "`py/rnn/cells/lstm.py`, tests/test_claims.py::test_nothing, (site/*.mjs), docs/no.md. a/py/x dist/site/x"
    assert [(one.path.relative_to(ROOT).as_posix(), one.is_there) for one in named(text)] == [
        ("py/rnn/cells/lstm.py", True),
        ("tests/test_claims.py", False),
        ("site/*.mjs", True),
        ("docs/no.md", False),
    ]
    assert Named(Path(__file__), "test_what_is_not_there_is_noticed").is_there


def test_every_row_of_claims_is_read() -> None:
    tables = CLAIMS.read_text("utf-8").partition("## What was tried where")[0]
    rows = [line for line in tables.splitlines() if line.startswith("|") and not line.startswith(("| Claim ", "|---"))]
    assert len(claims()) == len(rows) > 30


@pytest.mark.parametrize(("claim", "tests"), claims(), ids=[claim[:40] for claim, _ in claims()])
def test_a_claim_has_its_tests(claim: str, tests: list[Named]) -> None:
    assert tests
    assert [one for one in tests if not one.is_there] == []
    for test in tests:
        assert test.path.name.startswith("test_")
        assert test.function.startswith("test_") or not test.function
        assert any(name.startswith("test_") for name in functions(test.path))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_names_is_there(page: Path) -> None:
    assert [one for one in named(page.read_text("utf-8")) if not one.is_there] == []
    assert [link for link in links(page) if not link.exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_lines_are_no_longer_than_code(page: Path) -> None:
    lines = page.read_text("utf-8").splitlines()
    assert [line for line in lines if len(line) > WIDTH and not line.startswith("|")] == []


def test_the_front_door_is_small() -> None:
    assert len(PAGES[0].read_text("utf-8").splitlines()) <= MOST_LINES
