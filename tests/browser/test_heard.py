"""What a screen reader is given to read aloud: beginnings, ends, and what was asked; not each of many steps between."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.demo import Demo, open_demo
from tests.browser.draw.pad import Pad
from tests.browser.four.four_bit import FourBit
from tests.browser.memory import MemoryPage
from tests.browser.own_cell import OwnCellPage

pytestmark = pytest.mark.browser

MOST = 5  # announcements of a region in one activity

# Every text that a live region comes to hold while it is not switched off, by its name.
LISTEN = """() => {
  window.heard = {};
  const last = new Map();
  const look = () => {
    for (const region of document.querySelectorAll('[role="status"], [role="alert"], [aria-live]')) {
      const before = last.get(region);
      last.set(region, region.textContent);
      if (region.ariaLive === "off" || before === undefined || before === region.textContent) continue;
      (window.heard[region.ariaLabel ?? region.id ?? region.className] ??= []).push(region.textContent);
    }
  };
  look();
  window.ear?.disconnect();
  window.ear = new MutationObserver(look);
  window.ear.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
}"""


@contextmanager
def heard(page: Page) -> Iterator[dict[str, list[str]]]:
    """Filled when what is done inside is over."""
    found: dict[str, list[str]] = {}
    page.evaluate(LISTEN)
    yield found
    found.update(page.evaluate("window.heard"))


def check_few(found: dict[str, list[str]], *expected: str) -> None:
    assert set(expected) <= set(found)
    for name, texts in found.items():
        assert len(texts) <= MOST, (name, texts)


def test_a_training_and_its_playback(new_page: NewPage, site: str) -> None:
    demo = open_demo(new_page(), f"{site}/two-bit.html")
    demo.root.get_by_role("button", name="Always keep (f = 1)").click()
    demo.set_bits("Target", "01")
    demo.run("01")
    demo.explain("f", 2)
    with heard(demo.page) as training:
        demo.train()
    check_few(training, "Training status")
    with heard(demo.page) as playback:
        demo.root.get_by_role("button", name="Play it back").click()
        expect(demo.status).to_have_text(re.compile("played back"))
        expect(demo.root.get_by_role("button", name="Play it back")).to_be_visible()
        expect(demo.status).to_have_text(re.compile("^trained in"))
    check_few(playback, "Training status")
    assert re.match("trained in", playback["Training status"][-1])


def test_a_stream_of_bits(new_page: NewPage, site: str) -> None:
    page = new_page()
    page.goto(f"{site}/four-bit.html")
    demo = FourBit(page)
    demo.wait_ready()
    demo.open("A long stream")
    with heard(page) as stream:
        demo.panel.get_by_role("button", name="Play random bits").click()
        page.wait_for_function("document.querySelectorAll('.stream-bit').length > 20")
        demo.panel.get_by_role("button", name="Stop").click()
        expect(demo.panel.get_by_role("status", name="Hit rate")).to_contain_text(re.compile(r"After \d+ bits"))
    check_few(stream, "Hit rate")
    with heard(page) as asked:
        demo.panel.get_by_role("button", name="Feed 1").click()
        expect(demo.panel.get_by_role("status", name="Hit rate")).not_to_have_text(stream["Hit rate"][-1])
    assert len(asked["Hit rate"]) == 1


def test_a_race_and_an_experiment(new_page: NewPage, site: str) -> None:
    page = new_page()
    page.goto(f"{site}/memory.html?task=recall&delay=2")
    demo = MemoryPage(page)
    demo.wait_ready()
    with heard(page) as race:
        demo.race()
    check_few(race)
    with heard(page) as experiment:
        demo.root.get_by_role("button", name="Run it here").click()
        page.wait_for_function("document.querySelector('.grid-progress progress')?.value > 5")
        demo.press("Pause")
        expect(demo.grid_status).to_contain_text(re.compile(r"\d+ of \d+ trainings"))
    check_few(experiment, "Experiment of recall")


def test_a_drawing(new_page: NewPage, site: str) -> None:
    pad = Pad(new_page()).open(f"{site}/draw.html")
    with heard(pad.page) as drawing:
        pad.play("Wave")
        expect(pad.status).to_have_text("It waits for your pen.")
    check_few(drawing, "Drawing status")


def test_the_article_tells_once_that_python_runs(new_page: NewPage, site: str) -> None:
    page = new_page()
    page.add_init_script(f"document.addEventListener('DOMContentLoaded', {LISTEN})")
    page.goto(f"{site}/index.html")
    Demo(page).wait_ready()
    expect(page.locator("[data-python-status]").last).to_have_text(re.compile("Python is running"))
    announced = [text for texts in page.evaluate("Object.values(window.heard)") for text in texts if "Python" in text]
    assert len(announced) <= MOST, announced


def test_a_cell_of_the_readers_own(page: Page, site: str) -> None:
    own = OwnCellPage(page).open(f"{site}/own-cell.html")
    with heard(page) as trained:
        own.run_code()
    check_few(trained, "Own cell")
    assert re.match("Your cell solved it", trained["Own cell"][-1])
