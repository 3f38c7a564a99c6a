"""The pad under all kinds of hands."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, NewPage, new_context
from tests.browser.draw.by_hand import Array
from tests.browser.draw.pad import LISTEN, Pad
from tests.browser.faulty_site import FaultySite, withheld_halfway
from tests.browser.patience import LONG_PATIENCE
from tests.browser.record import watch
from tests.browser.still import held_frames, held_timers

pytestmark = pytest.mark.browser

DRAWN_ON = "document.querySelector('.pad-pen')"  # true when it has begun to
# Whether the forecast begins less than 15 px from a point.
BEGINS_NEAR = """([x, y]) => {
  const begin = document.querySelector("path.pad-likely")?.getAttribute("d").slice(1).split("L")[0].split(" ");
  return begin && Math.hypot(begin[0] / 10 - x, begin[1] / 10 - y) < 15;
}"""
CIRCLE = [(200 + 70 * float(np.cos(n / 12)), 150 + 70 * float(np.sin(n / 12))) for n in range(160)]


@pytest.fixture(scope="module")
def shared(browser: Browser, site: str) -> Iterator[Pad]:
    page = new_context(browser, **DESKTOP).new_page()
    record = watch(page)
    yield Pad(page).open(f"{site}/draw.html")
    assert record.errors == []
    page.context.close()


@pytest.fixture
def pad(shared: Pad) -> Pad:
    """A clean sheet."""
    shared.root.get_by_role("button", name="Clear the pad").click()
    expect(shared.page.locator(".pad-likely")).to_have_count(0)
    return shared


def test_the_mouse_draws_and_the_forecast_is_there(pad: Pad) -> None:
    assert pad.ink() == 0
    with held_timers(pad.page):  # or the pen would rest
        pad.stroke(CIRCLE, lift=False)
        assert pad.ink() > 500
        expect(pad.status).to_have_text("You are drawing.")
        pad.page.wait_for_function(BEGINS_NEAR, arg=CIRCLE[-1])  # the last of the ink is answered
        assert len(pad.path("pad-likely")) == 51
    with held_frames(pad.page, when=DRAWN_ON):
        pad.page.mouse.up()
        expect(pad.status).to_have_text("It draws on by itself.")
        expect(pad.page.locator(".pad-pen")).to_be_visible()
        pad.draw_on.click()
        expect(pad.status).not_to_have_text("It draws on by itself.")


def test_a_pause_is_enough_for_it_to_draw_on_and_moving_takes_over_again(pad: Pad) -> None:
    with held_frames(pad.page, when=DRAWN_ON):
        pad.stroke(CIRCLE, lift=False)
        expect(pad.status).to_have_text("It draws on by itself.")
        expect(pad.page.locator(".pad-own")).to_have_count(1)
    with held_timers(pad.page):
        pad.page.mouse.move(400, 300)
        expect(pad.status).to_have_text("You are drawing.")
        expect(pad.page.locator(".pad-own")).to_have_count(0)
        pad.page.mouse.up()


def test_a_touch_of_the_pad_stops_it(pad: Pad) -> None:
    with held_frames(pad.page, when=DRAWN_ON):
        pad.stroke(CIRCLE)
        expect(pad.page.locator(".pad-own")).to_have_count(1)
        expect(pad.status).to_have_text("It draws on by itself.")
        pad.pad.click(position={"x": 10, "y": 10})
        expect(pad.status).not_to_have_text("It draws on by itself.")
    expect(pad.page.locator(".pad-own")).to_have_count(1)


def test_a_tap_draws_nothing(pad: Pad) -> None:
    pad.pad.click(position={"x": 50, "y": 50})
    assert pad.ink() == 0
    expect(pad.notice).to_be_empty()


def test_a_stroke_that_leaves_the_pad_ends_there(pad: Pad) -> None:
    box = pad.pad.bounding_box()
    assert box
    across = [(x, 100.0) for x in range(100, int(box["width"]) + 60, 6)]
    pad.stroke([*across, *[(x, 200.0) for x, _ in reversed(across)]])
    expect(pad.status).not_to_have_text("You are drawing.")
    assert len(pad.path("pad-likely")) == 51
    expect(pad.notice).to_be_empty()


def test_mouse_and_slider_look_back_along_the_stroke(pad: Pad) -> None:
    with held_frames(pad.page):  # or it would draw on, round the same circle
        pad.stroke(CIRCLE)
        expect(pad.draw_on).to_have_text("Stop the network")
        pad.draw_on.click()
        expect(pad.draw_on).to_have_text("Let the network draw on")
    where = pad.root.locator(".strips-where")
    expect(where).to_contain_text("At the pen")
    box = pad.pad.bounding_box()
    assert box
    pad.page.mouse.move(box["x"] + CIRCLE[90][0], box["y"] + CIRCLE[90][1])
    expect(where).to_contain_text("behind the pen, of the line it was given")
    expect(pad.page.locator(".pad-looked-at")).to_be_visible()
    slider = pad.root.get_by_role("slider", name="Point of the stroke to look at")
    before = slider.input_value()
    slider.focus()
    pad.page.keyboard.press("ArrowLeft")
    expect(slider).not_to_have_value(before)
    pad.page.keyboard.press("End")
    expect(where).to_contain_text("At the pen")


def test_ink_follows_the_colours_of_the_page(pad: Pad) -> None:
    """Those that a page around a frame gives, see site/frame.js, and those of the system."""
    pad.stroke(CIRCLE)
    html = pad.page.locator("html")

    def has_light_ink() -> bool:
        pad.page.evaluate("new Promise(requestAnimationFrame)")
        return sum(pad.ink_colour()) > 3 * 128

    assert not has_light_ink()
    html.evaluate("e => { e.dataset.theme = 'dark'; }")
    assert has_light_ink()
    html.evaluate("e => { delete e.dataset.theme; }")
    assert not has_light_ink()
    pad.page.emulate_media(color_scheme="dark")
    assert has_light_ink()
    pad.page.emulate_media(color_scheme="light")
    assert not has_light_ink()


def test_a_unit_colours_the_stroke(pad: Pad) -> None:
    pad.stroke(CIRCLE)
    unit = pad.root.get_by_role("button", name="Choose unit 5", exact=True)
    unit.click()
    expect(unit).to_have_attribute("aria-pressed", "true")
    assert pad.page.locator(".pad-trace").count() > 1
    unit.click()
    expect(pad.page.locator(".pad-trace")).to_have_count(0)


def test_the_window_changes_its_size_in_mid_stroke(pad: Pad) -> None:
    pad.stroke(CIRCLE[:80], lift=False)
    before = pad.ink()
    pad.page.set_viewport_size({"width": 700, "height": 800})
    expect(pad.page.locator("#draw-pad svg")).not_to_have_attribute("viewBox", re.compile("^0 0 9"))
    assert pad.ink() > before / 2  # drawn again
    pad.stroke(CIRCLE[80:])
    assert len(pad.path("pad-likely")) == 51
    expect(pad.notice).to_be_empty()
    pad.page.set_viewport_size({"width": 1280, "height": 900})


def test_keyboard_alone(pad: Pad) -> None:
    page = pad.page
    page.evaluate("document.activeElement.blur(), getSelection().collapse(document.body, 0)")
    for _ in range(80):  # from wherever the focus was, once around the page
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Spiral":
            break
    page.evaluate("window.announced = []")
    page.keyboard.press("Enter")
    pad.wait_told("You are drawing.")
    expect(pad.status).not_to_have_text("You are drawing.")
    slider = pad.root.get_by_role("slider", name="Temperature: how much is left to chance")
    slider.focus()
    page.keyboard.press("Home")
    expect(slider).to_have_value("0")
    expect(pad.root.locator(".draw-temperature .draw-number")).to_have_text("0.0")
    pad.learning.focus()
    page.keyboard.press("Space")
    expect(pad.learning).to_have_attribute("aria-checked", "false")
    page.keyboard.press("Space")


# --- Before Python, and on phones ---


def test_ink_does_not_wait_for_python_and_is_not_lost(page: Page, faulty_site: FaultySite) -> None:
    wasm = threading.Event()
    faulty_site.faults = {"pyodide.asm.wasm": withheld_halfway(wasm)}
    page.goto(f"{faulty_site.url}/draw.html", wait_until="domcontentloaded")
    pad = Pad(page)
    page.wait_for_function("document.querySelector('[data-pad] canvas').width > 300")
    page.evaluate(f"() => {{ {LISTEN} }}")
    pad.stroke(CIRCLE)
    assert page.locator("html").get_attribute("data-python") == "loading"
    assert pad.ink() > 500
    wasm.set()
    pad.wait_ready()
    expect(page.locator(".pad-example")).to_have_count(0)
    pad.wait_told("It draws on by itself.")
    assert pad.ink() > 500


def touch(session: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    session.send(
        "Input.dispatchTouchEvent",
        {"type": kind, "touchPoints": [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]},
    )


def test_fingers_draw_on_the_pad_and_scroll_beside_it(new_page: NewPage, site: str) -> None:
    page = new_page(**PHONE)
    pad = Pad(page).open(f"{site}/draw.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    session = page.context.new_cdp_session(page)
    box = pad.pad.bounding_box()
    assert box
    assert box["x"] >= 20  # room for a thumb
    assert box["x"] + box["width"] <= 340

    def swipe(x: float) -> None:
        touch(session, "touchStart", (x, box["y"] + 200))
        for n in range(30):
            touch(session, "touchMove", (x, box["y"] + 200 - 6 * n))
        touch(session, "touchEnd")

    swipe(box["x"] + 100)
    page.wait_for_function("window.pen.flat().length > 20")  # had the page scrolled, the finger would not be the pad's
    assert pad.ink() > 300
    assert page.evaluate("scrollY") == 0
    swipe(box["x"] / 2)
    page.wait_for_function("scrollY > 50")


def test_a_second_finger_is_ignored(new_page: NewPage, site: str) -> None:
    page = new_page(**PHONE)
    record = watch(page)
    pad = Pad(page).open(f"{site}/draw.html")
    session = page.context.new_cdp_session(page)
    box = pad.pad.bounding_box()
    assert box
    x, y = box["x"], box["y"]
    touch(session, "touchStart", (x + 20, y + 20))
    for n in range(30):
        first = (x + 20 + 4 * n, y + 20)
        if n < 15:
            touch(session, "touchMove", first)
        elif n == 15:
            touch(session, "touchStart", first, (x + 20, y + 200))
        else:
            touch(session, "touchMove", first, (x + 20 + 4 * n, y + 200))
    touch(session, "touchEnd")
    expect(pad.status).not_to_have_text("You are drawing.")
    drawn = page.evaluate("window.pen")
    assert max(y for stroke in drawn[:1] for _, y in stroke) < 60
    rows = pad.pad.locator("canvas").evaluate("""canvas => {
        const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        let lowest = 0;
        for (let k = 3; k < data.length; k += 4) if (data[k]) lowest = Math.floor(k / 4 / width);
        return lowest / devicePixelRatio;
    }""")
    assert rows < 60
    assert record.errors == []


def test_a_gate_is_held_let_go_and_what_was_trained_comes_back(pad: Pad, tmp_path: Path) -> None:
    """By the weights that the page exports: f of every unit is at 1 whatever comes in, and the others are as before."""
    pad.play_and_stop("Wave")
    pad.learning.click()
    expect(pad.learning).to_have_attribute("aria-checked", "false")
    experiment = pad.root.get_by_role("status", name="Experiment", exact=True)

    def press(name: str) -> None:
        pad.root.get_by_role("button", name=name, exact=True).click()

    def weights() -> dict[str, Array]:
        return {name: np.array(tensor) for name, tensor in pad.exported(tmp_path)["lstm"].items()}

    free = weights()
    press("Always keep (f = 1)")
    expect(experiment).to_contain_text("off by")
    expect(experiment).to_contain_text("without it held by")
    held = weights()
    units = len(held["weight_hh_l0"]) // 4
    f = slice(units, 2 * units)  # PyTorch's order is i, f, g, o
    pull = np.abs(held["weight_ih_l0"][f]).sum(axis=1) * 10 + np.abs(held["weight_hh_l0"][f]).sum(axis=1)
    assert (held["bias_ih_l0"][f] + held["bias_hh_l0"][f] - pull > 10).all()  # sigma of that is 1
    for name, tensor in free.items():
        others = np.delete(np.arange(4 * units), np.arange(units, 2 * units))
        assert np.array_equal(tensor[others], held[name][others]), name
    press("Train on with it held")
    pad.wait_learned(0)
    expect(experiment).to_contain_text("Trained on with it held", timeout=LONG_PATIENCE)
    trained = weights()
    press("Let go")
    expect(experiment).to_contain_text("The network from before is back.")
    assert all(np.array_equal(tensor, free[name]) for name, tensor in weights().items())
    press("Bring back what was trained with f = 1 held")
    expect(experiment).to_contain_text("off by")
    assert all(np.array_equal(tensor, trained[name]) for name, tensor in weights().items())
    press("Let go")
    pad.learning.click()
