"""Each page's style sheet: the palette first, then what all pages have in common, then the demos' own."""

import re
from pathlib import Path

import pytest

import demos.page
from bundler.pages.filling import TEMPLATES
from bundler.pages.icon import write_icon
from bundler.pages.sheets import palette_rules, sheet, write_sheets
from demos.page import Page, all_pages
from demos.palette import GROUNDS, PALETTE, THEMES

SITE = TEMPLATES.parent
PAGES = all_pages()


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    """A demo in a folder of its own, which carries a sheet."""
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "toy.css").write_text("/* What\n   it is. */\n.toy {\n  color: var(--text); /* by name */\n}\n")
    monkeypatch.setattr(demos.page, "FOLDER", tmp_path)
    return PAGES[0]._replace(package="toy", styles=("toy/toy.css",))


def test_a_demos_sheet_comes_last_and_without_comments(toy: Page) -> None:
    text = sheet(SITE, [toy])
    assert text.startswith(palette_rules())
    assert text.endswith("\n.toy {\ncolor: var(--text); }\n")
    assert ".visually-hidden {" in text
    assert "/*" not in text


def test_a_page_without_demos_has_nothing_of_theirs(toy: Page) -> None:
    assert ".toy" not in sheet(SITE, [])


def test_each_page_gets_the_sheets_of_the_demos_on_it(tmp_path: Path) -> None:
    write_sheets(SITE, tmp_path)
    texts = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    has = {name: (".stem {" in text, ".lane-cell {" in text, ".draw-unit {" in text) for name, text in texts.items()}
    expected = {
        "article.css": (True, True, True),
        "pattern.css": (True, True, False),
        "memory.css": (True, False, False),
        "draw.css": (False, False, True),
    }
    assert expected.items() <= has.items()  # there may be more demos


def test_the_palette_is_written_for_the_screen_for_readers_colours_and_for_paper() -> None:
    screen, forced, paper = palette_rules().split("\n")
    thresholds = {f"{ground}-threshold-{theme}" for ground in GROUNDS for theme in THEMES}
    assert set(re.findall(r"--([\w-]+): ", screen)) == {*PALETTE, *thresholds}
    assert "--text: light-dark(#1d1c1a, #ece8df);" in screen
    assert "--paper: var(--behind, light-dark(#fbfaf5, #181715));" in screen  # in a frame that is transparent
    assert forced.startswith("@media (forced-colors: active) { :root { ")
    assert "--text: CanvasText;" in forced
    assert "--own-text: light-dark(#1d1c1a, #ece8df);" in forced
    assert "--system-chosen: Highlight;" in forced
    assert "--system" not in screen + paper
    assert "--positive" not in forced  # what is a value stays
    assert paper == "@media print { :root { --paper: #fff; --raised: #fff; --text: #000; --muted: #444; } }"


def test_the_icon_has_the_light_colours(tmp_path: Path) -> None:
    write_icon(TEMPLATES, tmp_path)
    colours = set(re.findall(r"#\w+", (tmp_path / "icon.svg").read_text("utf-8")))
    assert colours == {PALETTE[name].light for name in ("paper", "text", "positive", "negative")}


def test_the_guide_for_other_pages_names_the_two_papers() -> None:
    paper = PALETTE["paper"]
    words = " ".join((SITE / "embed" / "GUIDE.txt").read_text("utf-8").split())
    assert f"the demo's own two papers only, {paper.light} and {paper.dark}" in words
