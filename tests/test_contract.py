"""The contract with posts names what there is."""

import re
from pathlib import Path

import pytest

from demos.page import all_pages

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "contract.md").read_text("utf-8")
ROWS = {
    name.strip(): re.findall(r"`([^`]+)`", row)
    for name, row in re.findall(r"^\| ([^|]+?) \| ([^|]+) \|$", TEXT, re.MULTILINE)
}
PAGES = {page.demo.name: page for page in all_pages()}
DIST = ROOT / "dist"
KIT = ROOT / "site" / "embed"


@pytest.mark.parametrize("row", ["pages", "in one file", "the kit"])
def test_files_are_there(row: str) -> None:
    assert ROWS[row]
    for name in ROWS[row]:
        assert (DIST / name).is_file(), name


def test_nothing_else_is_in_the_kit() -> None:
    assert {f"embed/{file.name}" for file in (DIST / "embed").iterdir() if file.is_file()} == {*ROWS["the kit"]}


def test_every_page_is_named() -> None:
    assert {"index.html", *(f"{name}.html" for name in PAGES)} == {*ROWS["pages"]}


@pytest.mark.parametrize("name", PAGES)
def test_settings_are_those_of_the_demo(name: str) -> None:
    (row,) = (names for title, names in ROWS.items() if title.startswith("of `") and f"`{name}`" in title)
    assert {*row} == {*PAGES[name].demo.settings}


def test_messages_are_those_that_are_sent_and_heard() -> None:
    kit = "".join(file.read_text("utf-8") for file in sorted(KIT.glob("*.js")))
    frame = "".join((ROOT / "site" / name).read_text("utf-8") for name in ("frame.js", "page/author.js"))
    for field in ROWS["messages from a frame"][1:]:
        assert re.search(rf"\b{field}\b", frame), field
        assert re.search(rf"\bdata\.{field}\b|\b{field}\b.*= data", kit), field
    for field in ROWS["messages to a frame"][1:]:
        assert re.search(rf"\bdata\.{field}\b", frame), field
        assert re.search(rf"\b{field}\b", kit), field
