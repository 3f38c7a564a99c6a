"""The memory demo with keys alone, on a phone, from disk, in frames, and in colours that readers chose."""

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.blog import Blog
from tests.browser.conftest import DESKTOP, PHONE, NewPage, new_context
from tests.browser.memory import CELLS, STRIPS, MemoryPage, open_memory
from tests.browser.patience import LONG_PATIENCE
from tests.browser.pixels import coloured, painted
from tests.browser.record import Record, watch
from tests.browser.test_accessibility import INTERACTIVE, nodes
from tests.browser.test_forced_colours import SCHEMES, assert_pressed_is_seen, assert_slider_is_seen, css
from tests.browser.test_keyboard import focused, outline, selected, tab_to
from tests.browser.test_layout import DEVICES, OVERLAPS, SMALL, screenshot
from tests.browser.test_readable import LETTERS, MISFITS, WIDTHS

pytestmark = pytest.mark.browser

LATCH, RECALL = "Remember a marked bit", "Recall the first bit"


def assert_nothing_complained(record: Record) -> None:
    assert record.errors == []
    assert [text for text in record.console if "SharedArrayBuffer" not in text] == []


# ---- Keys ----


def test_the_whole_journey_with_keys(page: Page, site: str) -> None:
    demo = open_memory(page, site)
    bits, marks = demo.bits("Bit"), demo.bits("Mark")
    for kind in ("Mark", "Bit"):
        tab_to(page, f"{kind} 3")
        assert outline(page) == "solid"
        page.keyboard.press("Space")
        assert focused(page) == f"{kind} 3"
    assert demo.bits("Mark") == f"{marks[:2]}{1 - int(marks[2])}{marks[3:]}"
    expect(demo.switch("Bit", 3)).to_have_attribute("aria-checked", "false" if bits[2] == "1" else "true")
    tab_to(page, "Run inference (step 1)")
    for step in range(1, 9):
        page.keyboard.press("Enter")
        expect(demo.square("h", step)).to_have_attribute("data-value", re.compile("."))
    expect(demo.result).to_have_attribute("data-result", re.compile("[01]"))
    demo.train_button.focus()
    page.keyboard.press("Enter")
    demo.wait_trained()
    assert focused(page) == "Train"
    tab_to(page, "Always forget (f = 0)")
    page.keyboard.press("Enter")
    expect(demo.experiment).to_contain_text("fresh sequences right")
    tab_to(page, "Train on with it held")
    tab_to(page, "Let go")
    page.keyboard.press("Enter")
    expect(demo.experiment).not_to_contain_text("The accuracy")
    demo.root.get_by_role("button", name="Train all three").focus()
    page.keyboard.press("Enter")
    demo.wait_raced()
    assert focused(page) == "Train all three"
    with page.expect_download():
        tab_to(page, "Export weights of the Plain RNN")
        page.keyboard.press("Enter")


def test_recall_with_keys(page: Page, site: str) -> None:
    demo = open_memory(page, site)
    demo.root.get_by_role("button", name=RECALL).focus()
    page.keyboard.press("Enter")
    expect(demo.delay).to_be_visible()
    demo.delay.focus()
    page.keyboard.press("ArrowRight")
    expect(demo.delay).to_have_attribute("aria-valuetext", re.compile("^21 "))
    page.keyboard.press("Home")
    expect(demo.delay).to_have_attribute("aria-valuetext", re.compile("^2 "))
    assert page.evaluate("document.activeElement.type") == "range"
    demo.root.get_by_role("button", name="Run it here").focus()
    page.keyboard.press("Enter")
    demo.root.get_by_role("button", name="Pause", exact=True).focus()
    page.keyboard.press("Enter")
    expect(demo.root.get_by_role("button", name="Go on", exact=True)).to_be_focused()
    tab_to(page, "Cancel")
    page.keyboard.press("Enter")
    expect(demo.root.get_by_role("button", name="Cancel", exact=True)).to_have_count(0)


def test_arrow_keys_lead_through_the_strips_by_step_and_by_quantity(page: Page, site: str) -> None:
    demo = open_memory(page, site)
    demo.square("i", 4).focus()
    name, step = "i", 4
    for key, down, right in (
        ("ArrowRight", 0, 1),
        ("ArrowRight", 0, 1),
        ("ArrowDown", 1, 0),
        ("ArrowDown", 1, 0),
        ("ArrowLeft", 0, -1),
        ("ArrowUp", -1, 0),
        ("ArrowUp", -1, 0),
        ("ArrowUp", -1, 0),
    ):
        page.keyboard.press(key)
        name, step = STRIPS[STRIPS.index(name) + down], step + right
        assert selected(demo) == (name, step), key
        expect(demo.square(name, step)).to_be_focused()
        expect(demo.square(name, step)).to_have_attribute("aria-pressed", "true")
        expect(demo.explanation).to_contain_text(f"step {step}.")


def test_the_strips_are_one_stop_for_the_tab_key(page: Page, site: str) -> None:
    demo = open_memory(page, site)
    stops = demo.root.locator('.strips [data-part][tabindex="0"]')
    assert stops.count() <= 2  # the one that was asked about may be another than the first
    others = demo.root.locator('.strips [data-part]:not([tabindex="-1"]):not([tabindex="0"])')
    assert others.count() == 0


@pytest.mark.parametrize("task", ["latch", "recall"])
def test_everything_one_can_operate_has_a_name(page: Page, site: str, task: str) -> None:
    open_memory(page, site, task=task)
    operable = [(role, name) for role, name in nodes(page) if role in INTERACTIVE]
    assert len(operable) >= 20
    assert [(role, name) for role, name in operable if not name.strip()] == []


# ---- Sizes ----


def check_layout(demo: MemoryPage, when: str) -> None:
    """Nothing is cut off or covered; what is too wide for a phone can be scrolled in a box of its own."""
    demo.page.evaluate("document.fonts.ready.then(() => {})")
    assert demo.page.evaluate(MISFITS) + demo.root.evaluate(OVERLAPS) == [], when


@pytest.mark.parametrize(
    "settings", [{"units": "1"}, {"steps": "12", "units": "4"}, {"task": "recall", "steps": "50", "units": "8"}]
)
def test_every_text_can_be_read_in_any_size(page: Page, site: str, settings: dict[str, Any]) -> None:
    open_memory(page, site, **settings)
    found = []
    for size in LETTERS:
        page.evaluate("size => { document.documentElement.style.fontSize = `${size}px`; }", size)
        for width in WIDTHS[::2]:
            page.set_viewport_size({"width": width, "height": 900})
            found += [f"{width} px, letters of {size} px: {misfit}" for misfit in page.evaluate(MISFITS)]
    assert found == []


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("settings", [{"units": "1"}, {"steps": "12", "units": "4"}, {"task": "recall", "steps": "50"}])
def test_everything_fits_at_every_moment(
    new_page: NewPage, site: str, results: Any, device: str, settings: dict[str, Any]
) -> None:
    page = new_page(**DEVICES[device])
    demo = open_memory(page, site, **settings)
    what = "-".join(settings.values())
    check_layout(demo, "ready")
    screenshot(page, results, "memory", what, device, "1-ready")
    demo.race()
    if "task" not in settings:
        demo.train()
        demo.press("Always overwrite (f = 0, i = 1)")
        expect(demo.experiment).to_contain_text("fresh sequences right")
        for name in ("f", "c", "m"):
            demo.square(name, 2).click()
            expect(demo.square(name, 2)).to_have_attribute("aria-pressed", "true")
            check_layout(demo, f"{name} explained")
    check_layout(demo, "after")
    screenshot(page, results, "memory", what, device, "2-after")


def test_it_works_by_touch_on_a_phone(new_page: NewPage, site: str) -> None:
    page = new_page(**PHONE)
    demo = open_memory(page, site)
    demo.switch("Bit", 2).tap()
    demo.switch("Mark", 2).tap()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    demo.square("f", 2).tap()
    expect(demo.explanation).to_contain_text("Forget gate f, step 2.")
    demo.root.get_by_role("button", name="Train all three").tap()
    demo.wait_raced()
    demo.root.get_by_role("button", name=RECALL).tap()
    expect(demo.delay).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("task", ["latch", "recall"])
def test_what_is_pressed_by_touch_is_large_enough(new_page: NewPage, site: str, task: str) -> None:
    """Of squares that are a step each, 24 px must do (WCAG 2.5.8): as many as twelve stand side by side."""
    demo = open_memory(new_page(**PHONE), site, task=task)
    small = [label for label in demo.root.evaluate(SMALL) if not re.match(r"(.|\d\d|[+−]?\d\.\d\d)?: ", label)]
    assert small == []
    narrow = demo.root.locator(".sequence button, .strips button").evaluate_all(
        """all => all.filter((e) => { const { width, height } = e.getBoundingClientRect();
           return width && Math.min(width, height) < 24; }).map((e) => e.ariaLabel)"""
    )
    assert narrow == []


# ---- Homes ----


def test_from_disk_without_a_network(new_page: NewPage, disk: str) -> None:
    page = new_page(offline=True)
    record = watch(page)
    demo = open_memory(page, disk, task="latch", units=1, seed=7)
    demo.race()
    assert [demo.accuracy(cell) == 1 for cell in CELLS] == [False, True, True]
    demo.train()
    demo.choose("Task", RECALL)
    demo.race()
    assert demo.accuracy("rnn") < demo.accuracy("gru")
    assert [url for url in record.requests if not url.startswith(("data:", "blob:"))] == [page.url]
    assert_nothing_complained(record)


def test_the_trainings_are_the_same_from_disk_as_from_a_server(new_page: NewPage, site: str, disk: str) -> None:
    found = []
    for home in (site, disk):
        demo = open_memory(new_page(), home, seed=5)
        demo.train()
        demo.race()
        found.append([demo.exported(), *map(demo.exported, CELLS)])
    assert found[0] == found[1]


@pytest.mark.parametrize("home", ["site", "disk"])
def test_in_the_article(page: Page, request: pytest.FixtureRequest, home: str) -> None:
    record = watch(page)
    path = "index.html" if home == "site" else "offline.html"
    demo = open_memory(page, request.getfixturevalue(home), path, demo="memory", units=2, seed=4)
    expect(demo.cell_of("gru")).to_contain_text("2 units")
    names = page.locator("[data-demo]").evaluate_all("all => all.map(e => e.dataset.demo)")
    assert names.index("memory") < names.index("four-bit")
    demo.race()
    assert demo.exported("lstm")["about"]["seed"] == 4
    assert_nothing_complained(record)


@pytest.mark.parametrize("attributes", ["", 'sandbox="allow-scripts"'])
def test_in_a_frame_of_another_page(page: Page, blog: Blog, attributes: str) -> None:
    """Which is as high as the demo, and another task makes it higher or lower."""
    frame = f'<iframe data-lstm {attributes} src="lstm/memory.html?seed=7" title="demo" width="100%"></iframe>'
    page.goto(blog.write(frame + '<script src="lstm/embed/embed.js" async></script>'))
    demo = MemoryPage(page, page.frames[1])
    demo.wait_ready()
    demo.race()
    assert [demo.accuracy(cell) == 1 for cell in CELLS] == [False, True, True]
    inner = "document.documentElement.scrollHeight - innerHeight"
    page.frames[1].wait_for_function(f"{inner} <= 1")
    demo.choose("Task", RECALL)
    page.frames[1].wait_for_function(f"{inner} <= 1")


def test_the_picture_is_there_without_any_script(new_page: NewPage, site: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{site}/memory.html")
    demo = MemoryPage(page)
    assert len(demo.numbers_in(".strips")) == 64
    expect(demo.result).to_have_attribute("data-right", "true")
    for name in ("Training status", "Result", "Explanation", "Experiment"):
        expect(demo.root.get_by_role("status", name=name, exact=True)).to_have_count(1)


def test_with_reduced_motion_it_is_trained_all_the_same(new_page: NewPage, site: str) -> None:
    demo = open_memory(new_page(reduced_motion="reduce"), site)
    demo.train()
    demo.race()
    running = demo.page.evaluate(
        "document.getAnimations()"
        ".filter((one) => one.playState === 'running' && one.transitionProperty !== 'visibility').length"
    )
    assert running == 0


def test_it_is_complete_on_paper(new_page: NewPage, site: str) -> None:
    demo = open_memory(new_page(), site)
    demo.page.emulate_media(media="print")
    expect(demo.root.locator(".strips")).to_be_visible()
    expect(demo.train_button).to_be_hidden()
    expect(demo.root.get_by_text("What each gate does")).to_be_visible()


# ---- Colours that readers chose ----


@pytest.mark.parametrize("scheme", SCHEMES)
def test_in_colours_that_readers_chose(browser: Browser, site: str, scheme: str) -> None:
    context = new_context(browser, **{**DESKTOP, "color_scheme": scheme}, forced_colors="active")
    demo = open_memory(context.new_page(), site)
    on, off = demo.switch("Mark", 1), demo.switch("Mark", 2)
    demo.page.mouse.move(0, 0)
    inks = [np.ptp(painted(mark)[6:-6, 6:-6].astype(int).sum(-1)) for mark in (on, off)]
    assert min(inks) > 150, "a mark is not seen"
    assert_pressed_is_seen(demo.switch("Bit", 2), demo.switch("Bit", 1))
    keep, forget = (demo.root.get_by_role("button", name=f"Always {what}") for what in ("keep", "forget"))
    keep.click()
    expect(keep).to_have_attribute("aria-pressed", "true")
    assert_pressed_is_seen(keep, forget)
    assert coloured(painted(demo.root.locator(".strip-f .square.ground").first)) > 0.4  # 1, as it is held
    square = demo.square("f", 3)
    square.click()
    expect(square).to_have_attribute("aria-pressed", "true")
    assert (css(square, "outlineStyle"), css(square, "outlineWidth")) == ("solid", "3px")
    demo.choose("Task", RECALL)
    assert_slider_is_seen(demo.delay)
    for field in demo.root.locator("[data-grid]").all():
        pixels = painted(field).astype(int).sum(-1)
        assert np.ptp(pixels) > 300, "a number of the grid is hardly seen"
    context.close()


# ---- A long training does not stand in the way ----


def test_python_that_is_not_there_yet_gets_the_clicks_later(page: Page, site: str) -> None:
    page.goto(f"{site}/memory.html")
    demo = MemoryPage(page)
    demo.switch("Bit", 1).click()
    demo.press("Train all three")
    demo.wait_ready()
    demo.wait_raced()
    expect(demo.switch("Bit", 1)).to_have_attribute("aria-checked", "true")
    expect(page.locator("[data-waiting]")).to_have_count(0, timeout=LONG_PATIENCE)
