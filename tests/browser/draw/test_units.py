"""The units that the pad suggests, and the gates of one along the line, reckoned from where the pen was."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import DESKTOP, PHONE, NewPage, new_context
from tests.browser.draw.by_hand import READ_ON, Array, first_input, gates_along, next_input
from tests.browser.draw.pad import Pad
from tests.browser.record import watch
from tests.oracle.plain import Quantities, State, lstm_step

pytestmark = pytest.mark.browser

NOUNS = {"f": "forget gate", "i": "input gate", "g": "candidate", "o": "output gate", "c": "long-term state"}
FLOAT32 = 2e-3  # the page reads in it, and up to 24 is counted; it rounds where the pen was, too
SHOWN = 200  # points


class Units(Pad):
    """The pad, and what is told of its units."""

    @property
    def sentences(self) -> Locator:
        """The sentences, one an aspect."""
        return self.root.locator("[data-aspect]")

    def shown(self) -> dict[str, float]:
        """Of one unit, at the point that is looked at."""
        shown = self.root.locator("[data-quantity]").evaluate_all(
            "all => all.map(({ dataset: { quantity, value } }) => [quantity, Number(value)])"
        )
        return dict(shown)

    def unit(self) -> int:
        """Whose gates are shown."""
        return int(self.root.locator("[data-quantity=f]").get_attribute("data-unit") or "")

    def track(self, name: str) -> Locator:
        """The strip of a gate, or of c."""
        return self.root.locator(".draw-strip-one", has_text=NOUNS[name]).locator(".draw-track")

    @property
    def slider(self) -> Locator:
        """Along the strips."""
        return self.root.get_by_role("slider", name="Point of the stroke to look at")

    def rest(self) -> None:
        """Wait until all that was drawn has been read."""
        expect(self.sentences).to_have_count(3)
        expect(self.root.locator("[data-quantity]")).to_have_count(5)

    def behind(self) -> int:
        """How many points behind the pen the point is that is looked at."""
        where = self.root.locator(".strips-where").inner_text()
        return 0 if where.startswith("At the pen") else round(int(where.split()[0]) / 6)


@pytest.fixture(scope="module")
def pad(browser: Browser, site: str) -> Iterator[Units]:
    """A wave was drawn, and a network that does not learn has read it. It does not draw on either."""
    page = new_context(browser, **DESKTOP, accept_downloads=True).new_page()
    record = watch(page)
    units = Units(page)
    units.open(f"{site}/draw.html?learning=off")
    yield units
    assert record.errors == []
    page.context.close()


@pytest.fixture(scope="module")
def reckoned(pad: Units, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Array]:
    """Every number along the wave, from the exported weights."""
    pen = pad.play_and_stop("Wave")
    pad.rest()
    return gates_along(pad.exported(tmp_path_factory.mktemp("weights")), pen)


def test_the_second_reckoning_is_that_of_plain_floats(pad: Units, tmp_path: Path) -> None:
    weights = pad.exported(tmp_path)
    pen = np.stack((np.arange(0, 500, 2.0), 100 + 40 * np.sin(np.arange(0, 500, 2.0) / 30)), axis=1)
    along = gates_along(weights, pen)
    for point in (3, 47, 48, 60):
        x = first_input(along["heading"])
        state: State = ([0.0] * 24, [0.0] * 24)
        numbers = Quantities()
        for n, turn in enumerate(along["turn"][: point + 1]):
            x = next_input(x, float(turn))
            if n > point - READ_ON:
                numbers = Quantities()
                state = lstm_step(weights["lstm"], x.tolist(), state, numbers)
        for name in (*NOUNS, "h"):
            np.testing.assert_allclose(along[name][point], numbers[name], atol=1e-9)


def test_what_is_suggested_follows_what_it_is_said_to(pad: Units, reckoned: dict[str, Array]) -> None:
    cs = reckoned["c"][-SHOWN:]
    heading, places = reckoned["heading"][-SHOWN:], np.arange(float(len(reckoned["c"])))[-SHOWN:]

    def simple(values: Array) -> Array:
        return np.array([np.corrcoef(cs[:, unit], values)[0, 1] for unit in range(24)])

    a, b, r = simple(np.sin(heading)), simple(np.cos(heading)), np.corrcoef(np.sin(heading), np.cos(heading))[0, 1]
    truth = {
        "turn": [simple(reckoned["turn"][-SHOWN:])],
        "heading": [np.sqrt((a**2 + b**2 - 2 * a * b * r) / (1 - r**2))],
        "place": [simple(places), simple((places >= places[-1] - 9).astype(float))],
    }
    suggested = []
    for aspect, found in truth.items():
        words = pad.root.locator(f"[data-aspect={aspect}]").inner_text()
        number = re.search(r"correlation (?:is )?(\N{MINUS SIGN}?\d\.\d\d)", words)
        unit = re.search(r"[Uu]nit (\d+)", words)
        assert number, words
        assert unit, words
        value = float(number[1].replace("\N{MINUS SIGN}", "-"))
        assert any(abs(one[int(unit[1]) - 1] - value) < 0.012 for one in found), words
        if "none of the 24 units" in words:
            assert np.abs(found).max() < 0.71
        else:
            assert abs(value) >= 0.7
            suggested.append(int(unit[1]))
    assert len(suggested) >= 2  # a wave has all three
    assert len(set(suggested)) == len(suggested)


def test_a_suggestion_chooses_the_unit_and_nothing_jumps(pad: Units, reckoned: dict[str, Array]) -> None:
    assert len(reckoned["turn"]) > 100
    button = pad.sentences.and_(pad.root.get_by_role("button")).last
    number = re.search(r"\d+", button.inner_text())
    assert number
    places = "[...document.querySelectorAll('.draw-follow, .draw-unit, .draw-track')].map(e => e.offsetTop)"
    before = pad.page.evaluate(places)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    unit = pad.root.get_by_role("button", name=f"Choose unit {number[0]}", exact=True)
    expect(unit).to_have_attribute("aria-pressed", "true")
    expect(pad.root.locator("[data-quantity=f]")).to_have_attribute("data-unit", number[0])
    assert pad.page.locator(".pad-trace").count() > 1
    assert pad.page.evaluate(places) == before
    button.click()
    expect(unit).to_have_attribute("aria-pressed", "false")
    assert pad.page.evaluate(places) == before


def check(pad: Units, reckoned: dict[str, Array]) -> float:
    """The five numbers are those of the point that is looked at, which was drawn by hand; returns that of f."""
    own = len(pad.path("pad-own")) - 1 if pad.root.locator("path.pad-own").count() else 0
    expect(pad.root.locator(".strips-where")).to_contain_text("behind the pen, of the line it was given")
    at, unit = len(reckoned["turn"]) - 1 - (pad.behind() - own), pad.unit() - 1
    assert at >= 0
    shown = pad.shown()
    assert list(shown) == list(NOUNS)
    for name, value in shown.items():
        assert abs(value - reckoned[name][at, unit]) < FLOAT32 * max(1, abs(value)), (name, at)
    spoken = (pad.slider.get_attribute("aria-valuetext") or "").replace("\N{MINUS SIGN}", "-")
    for name, value in shown.items():
        said = re.search(rf"{NOUNS[name]} {name} ([+-]?[\d.]+)", spoken)
        assert said, spoken
        assert abs(float(said[1]) - value) < 0.00501
    return shown["f"]


@pytest.fixture
def chosen(pad: Units, reckoned: dict[str, Array]) -> Iterator[dict[str, Array]]:
    """Unit 7 is chosen meanwhile."""
    button = pad.root.get_by_role("button", name="Choose unit 7", exact=True)
    button.click()
    expect(pad.root.locator("[data-quantity=f]")).to_have_attribute("data-unit", "7")
    yield reckoned
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


def look(pad: Units, name: str, share: float) -> tuple[float, float]:
    """A place on a strip, in px of the window."""
    track = pad.track(name)
    track.scroll_into_view_if_needed()
    box = track.bounding_box()
    assert box
    return box["x"] + share * box["width"], box["y"] + box["height"] / 2


def test_the_mouse_over_any_strip_gives_the_numbers_there(pad: Units, chosen: dict[str, Array]) -> None:
    seen = set()
    for name, share in zip(NOUNS, (0.8, 0.7, 0.6, 0.5, 0.4), strict=True):
        pad.page.mouse.move(*look(pad, name, share))
        column = round(SHOWN * share)
        expect(pad.slider).to_have_value(re.compile(f"^({column - 1}|{column}|{column + 1})$"))
        seen.add(check(pad, chosen))
    assert len(seen) == 5


def test_the_keyboard_gives_the_numbers_there(pad: Units, chosen: dict[str, Array]) -> None:
    pad.slider.focus()
    pad.page.keyboard.press("End")
    expect(pad.slider).to_have_value(str(SHOWN))
    seen = set()
    for presses in (40, 1, 1, 20):
        before = int(pad.slider.input_value())
        for _ in range(presses):
            pad.page.keyboard.press("ArrowLeft")
        expect(pad.slider).to_have_value(str(before - presses))
        expect(pad.slider).to_have_attribute(
            "aria-valuetext", re.compile("behind the pen, of the line it was given. Unit 7: ")
        )
        expect(pad.root.locator(".strips-where")).to_contain_text(f"{6 * (SHOWN - before + presses)} px")
        seen.add(check(pad, chosen))
    assert len(seen) == 4


def test_a_finger_gives_the_numbers_on_a_phone(new_page: NewPage, site: str) -> None:
    page = new_page(**PHONE)
    record = watch(page)
    units = Units(page)
    units.open(f"{site}/draw.html?learning=off")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    units.rest()  # the example has been read when the page was built
    units.root.get_by_role("button", name="Choose unit 3", exact=True).tap()
    expect(units.root.locator("[data-quantity=f]")).to_have_attribute("data-unit", "3")
    readings = [units.shown()]
    for name, share in (("f", 0.6), ("o", 0.35)):
        x, y = look(units, name, share)
        page.touchscreen.tap(x, y)
        column = round(SHOWN * share)
        expect(units.slider).to_have_value(re.compile(f"^({column - 1}|{column}|{column + 1})$"))
        expect(units.root.locator(".strips-where")).to_contain_text("behind the pen, of the example")
        readings.append(units.shown())
    assert all(len(numbers) == 5 for numbers in readings)
    assert len({tuple(numbers.values()) for numbers in readings}) == 3
    widths = units.root.locator(".draw-track").evaluate_all("all => all.map(e => e.getBoundingClientRect().right)")
    assert len(widths) == 7
    assert max(widths) <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert record.errors == []


def test_another_network_reads_the_line_anew(pad: Units, chosen: dict[str, Array], tmp_path: Path) -> None:
    """Random weights, then those of the page again; each time all that is said is of the network that there is."""
    before = pad.sentences.all_inner_texts()
    pad.root.get_by_role("button", name="Start from random weights").click()
    expect(pad.root.locator("[data-aspect=turn]")).not_to_have_text(before[0])
    pad.rest()
    assert pad.exported(tmp_path)["about"]["updates"] == 0
    pad.root.get_by_role("button", name="Reset the network").click()
    expect(pad.sentences).to_have_text(before)
    pad.page.mouse.move(*look(pad, "g", 0.5))
    expect(pad.slider).to_have_value(re.compile("^(99|100|101)$"))
    check(pad, chosen)
