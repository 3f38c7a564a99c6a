"""The main journeys in Chromium, from a server and from disk; test_firefox.py and test_webkit.py walk the same."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.demo import Demo
from tests.browser.journeys import HOMES, JourneyStep, Press, See, Turn
from tests.browser.patience import LONG_PATIENCE
from tests.browser.record import EXPECTED, watch

pytestmark = pytest.mark.browser


def walk(page: Page, steps: list[JourneyStep]) -> None:
    for step in steps:
        match step:
            case Press(selector, words):
                found = page.locator(selector)
                (found.filter(has_text=re.compile(rf"^\s*{re.escape(words)}\s*$")) if words else found).first.click()
            case Turn(selector, on):
                switch = page.locator(selector)
                wanted = "true" if on else "false"
                if switch.get_attribute("aria-checked") != wanted:
                    switch.click()
                expect(switch).to_have_attribute("aria-checked", wanted)
            case See(what, look, wanted):
                print(what)
                # An element that is not there, or not yet, has nothing to be seen.
                sees = f"() => {{ try {{ return /^(?:{wanted})/.test(String({look})); }} catch {{ return false; }} }}"
                page.wait_for_function(sees, timeout=LONG_PATIENCE)


@pytest.mark.parametrize(("home", "path"), HOMES)
def test_the_main_journeys(new_page: NewPage, request: pytest.FixtureRequest, home: str, path: str) -> None:
    page = new_page(offline=home == "disk")
    record = watch(page)
    page.goto(f"{request.getfixturevalue(home)}/{path}")
    Demo(page).wait_ready()
    for name, steps in HOMES[home, path].items():
        print(name)  # is shown where a step cannot be done
        walk(page, steps)
    assert [text for text in record.console + record.errors if EXPECTED not in text] == []
