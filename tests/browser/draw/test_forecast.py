"""What is drawn ahead of the pen is what the exported network forecasts, reckoned independently."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESKTOP, new_context
from tests.browser.draw.by_hand import Array, rolled_out
from tests.browser.draw.pad import SAMPLES, Pad

pytestmark = pytest.mark.browser

STEPS = 40  # that are compared: 240 px
LEARNED = 300  # gradient steps: half of those after which it rests
TRIES = 20


@pytest.fixture(scope="module")
def shared(browser: Browser, site: str) -> Iterator[Pad]:
    page = new_context(browser, **DESKTOP, accept_downloads=True).new_page()
    yield Pad(page).open(f"{site}/draw.html?adventure=0&learning=off")
    page.context.close()


class ComparedForecast(NamedTuple):
    """A line that was drawn on, beside the forecast of the exported network."""

    off: Array  # px between them, at the tip and after each step
    clear: int  # steps until it first is a close call how to go on

    def check(self) -> None:
        """They are the same, as long as no close call comes between."""
        off = self.off[: self.clear + 1]
        # The page computes in float32, which tells at corners, and rounds to tenths of a px.
        assert off[:16].max() < 1, off
        assert off.max() < 3, off


def drawn_on(pad: Pad, pen: Array, folder: Path) -> ComparedForecast:
    """What is being drawn on, once it has come far enough or is over."""
    pad.page.wait_for_function(
        f"document.querySelector('.pad-own')?.getAttribute('d').split('L').length > {STEPS}"
        " || document.querySelector('#draw-buttons .primary').textContent === 'Let the network draw on'"
    )
    shown = pad.path("pad-own")[: STEPS + 1]
    if not len(shown):  # it left the pad with its first step
        return ComparedForecast(np.zeros(0), 0)
    reckoned, clear = rolled_out(pad.exported(folder), pen, len(shown) - 1)
    return ComparedForecast(np.hypot(*(shown - reckoned).T), clear)


@pytest.mark.parametrize("name", SAMPLES)
def test_it_draws_on_as_the_exported_weights_say(shared: Pad, tmp_path: Path, name: str) -> None:
    """Each play is by another hand; of some, it is a close call at once how they go on."""
    for _ in range(TRIES):
        compared = drawn_on(shared, shared.play(name), tmp_path)
        if len(compared.off) > 15 and compared.clear >= 10:
            break
    assert len(compared.off) > 15
    assert compared.clear >= 10
    compared.check()
    assert shared.updates() == 0


@pytest.mark.parametrize("name", ["Zigzag", "Figure eight"])
def test_it_draws_on_as_the_weights_say_that_were_learned(shared: Pad, tmp_path: Path, name: str) -> None:
    """What was learned is a matter of speed. If that leaves the pad at once, or wavers at once, it learns on."""
    shared.learning.click()
    pen = shared.play(name)
    before = 0
    for _ in range(TRIES):
        shared.wait_learned(before)
        shared.learning.click()  # from now on the weights stay as they are
        expect(shared.learning).to_have_attribute("aria-checked", "false")
        shared.stop()
        shared.page.evaluate("window.announced = []")
        shared.draw_on.click()  # it begins anew from the stroke's end
        shared.wait_told("It draws on by itself.")  # the line before is gone from the picture
        compared = drawn_on(shared, pen, tmp_path)
        if len(compared.off) > 15 and compared.clear >= 1:
            break
        before = shared.updates()
        shared.learning.click()
    assert len(compared.off) > 15
    assert compared.clear >= 1
    compared.check()


def test_at_temperature_0_the_fan_is_one_line(shared: Pad) -> None:
    both = "['fan', 'likely'].map((kind) => document.querySelector(`.pad-${kind}`).getAttribute('d'))"
    fan, likely = shared.page.evaluate(both)  # at one moment: the line is being drawn on
    assert likely
    assert fan == likely * 12


def test_learning_makes_the_forecast_better_than_the_baseline(shared: Pad) -> None:
    shared.learning.click()
    shared.play("Loops")
    shared.wait_learned(LEARNED)
    shared.play("Loops")  # drawn by another hand, and from its beginning by a network that has learned
    shared.learning.click()
    expect(shared.errors).to_contain_text("off by")
    forecast, guess = (
        float(shared.errors.locator(f"[data-error={kind}]").get_attribute("data-value") or "nan")
        for kind in ("forecast", "baseline")
    )
    assert forecast < 0.6 * guess
