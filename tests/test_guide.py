"""What the guide for other people's pages says of demos and their settings holds for those that there are."""

import re
from pathlib import Path

import pytest

from demos.demo import Place
from demos.page import all_pages
from demos.setting import Settings
from demos.settings import THEMES
from rnn.arrays import Array

SITE = Path(__file__).parents[1] / "site"
ROWS = re.findall(
    r"^\| (?P<demos>.*?) *\| [^|]+ \| `(?P<examples>\w+=\".*)` \|$", (SITE / "embed" / "GUIDE.txt").read_text(), re.M
)
PAGES = {page.demo.name: page for page in all_pages()}
# Links have these; nobody writes them into a post, or only as they were called before.
IN_LINKS = {"with", "weights", "adventure"}


def examples() -> dict[str, dict[str, str]]:
    """The settings in the guide's table with their values, by demo; a row without a demo goes on with the last one."""
    found: dict[str, dict[str, str]] = {name: {} for name in PAGES}
    names: list[str] = []
    for demos, row in ROWS:
        names = [*PAGES] if demos == "all" else re.findall(r"`([\w-]+)`", demos) or names
        for name in names:
            found[name] |= dict(re.findall(r'(\w+)="([^"]*)"', row))
    return found


def practise(train: object, untrained: object) -> Array:
    assert callable(untrained)
    numbers: Array = untrained()
    return numbers


@pytest.mark.parametrize("name", PAGES)
def test_it_has_every_setting_of_a_demo_and_no_other(name: str) -> None:
    settings: Settings[object] = PAGES[name].demo.settings
    assert {*examples()[name]} == {*settings, "theme"} - IN_LINKS


@pytest.mark.parametrize("name", PAGES)
def test_a_demo_takes_every_example(name: str) -> None:
    page, given = PAGES[name], examples()[name]
    assert given.pop("theme") in THEMES
    data = page.data(practise)
    for setting, value in given.items():
        query = f"?{setting}={value}"
        if "task" in given and setting in ("steps", "units"):
            query = f"?task={given['task']}&{setting}={value}"  # they stand in one row with it
        if setting in ("input", "ask"):
            query += "".join(f"&{other}={given[other]}" for other in ("target", "marks") if other in given)
        assert page.demo.begin(data, Place(name, query)).notice == "", query


def test_it_names_every_page() -> None:
    text = (SITE / "embed" / "GUIDE.txt").read_text("utf-8")
    [named] = re.findall(r"`demo` is the name of a page: (.*?)\. `title`", text)
    assert re.findall(r"`([\w-]+)`", named) == [*PAGES]


def test_the_demos_that_no_sentence_moves_are_those_with_a_script() -> None:
    """The kit knows them by name, since it has to choose among frames that are not loaded yet."""
    script = (SITE / "embed" / "moving.js").read_text("utf-8")
    [names] = re.findall(r"NEVER_MOVED = \[(.*)\]", script)
    with_script = [name for name, page in PAGES.items() if page.script]
    assert re.findall(r'"([\w-]+)"', names) == with_script
    [moved] = re.findall(r"^  (.*) can be moved", (SITE / "embed" / "GUIDE.txt").read_text("utf-8"), re.M)
    assert {*re.findall(r"`([\w-]+)`", moved)} == {*PAGES} - {*with_script}
