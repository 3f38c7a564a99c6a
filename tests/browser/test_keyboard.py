"""The whole journey without a mouse."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.still import held_frames

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.ariaLabel ?? document.activeElement.textContent"
# As the keys lead through a step.
ORDER = ("c_prev", "h_prev", "x", "bus", "f", "i", "g", "o", "ig", "fc", "c", "tanh_c", "h")


def focused(page: Page) -> str:
    """The name of the control that has the focus."""
    return str(page.evaluate(FOCUSED)).strip()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if focused(page) == name:
            return
    pytest.fail(f"Tab never came to {name!r}; it is at {focused(page)!r}")


def outline(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))


@pytest.fixture
def fresh(demo: Demo) -> Demo:
    """The demo with nothing focused."""
    demo.page.keyboard.press("Escape")
    demo.page.evaluate("document.activeElement.blur(), getSelection().collapse(document.body, 0)")
    return demo


def test_the_whole_journey(fresh: Demo) -> None:
    demo, page = fresh, fresh.page
    demo.set_bits("Target", "10")
    demo.set_bits("Test", "00")
    demo.start_over.focus()
    for name in ("Target bit 1", "Target bit 2"):
        page.evaluate("document.activeElement.blur(), getSelection().collapse(document.body, 0)")
        tab_to(page, name)
        assert outline(page) == "solid"
        page.keyboard.press("Space")
    expect(demo.switch("Target", 2)).to_have_attribute("aria-checked", "true")
    expect(demo.switch("Target", 1)).to_have_attribute("aria-checked", "false")
    assert focused(page) == "Target bit 2"

    tab_to(page, "Train")
    assert outline(page) == "solid"
    with held_frames(page):
        page.keyboard.press("Enter")
        expect(demo.status).to_contain_text("training on 01")
        assert focused(page) == "Train"
    demo.wait_trained()
    assert focused(page) == "Train"

    tab_to(page, "Test bit 2")
    page.keyboard.press("Enter")
    expect(demo.switch("Test", 2)).to_have_attribute("aria-checked", "true")
    tab_to(page, "Run inference (step 1)")
    assert outline(page) == "solid"
    page.keyboard.press("Enter")
    expect(demo.cell(1)).to_have_attribute("data-reached", "true")
    assert focused(page) == "Run inference (step 2)"  # the same button, one step on
    page.keyboard.press("Space")
    expect(demo.result).to_have_attribute("data-result", "1")
    assert focused(page) == "Run inference (step 1)"

    tab_to(page, "Start over")
    page.keyboard.press("Enter")
    expect(demo.result).to_have_attribute("data-result", "")
    assert focused(page) == "Start over"
    with page.expect_download():
        tab_to(page, "Export weights")
        page.keyboard.press("Enter")


def selected(demo: Demo) -> tuple[str, int]:
    """The part of the diagram that has the focus."""
    data = demo.page.evaluate(
        "document.activeElement.dataset.explain && JSON.parse(document.activeElement.dataset.explain)"
    )
    assert data, f"the focus is at {focused(demo.page)!r}"
    return str(data["part"]), int(data["step"])


def test_arrow_keys_walk_through_the_parts(demo: Demo) -> None:
    page = demo.page
    demo.set_bits("Target", "10")
    demo.run("10")
    expected = [*((part, step) for step in (1, 2) for part in ORDER), ("p", 2), ("verdict", 2)]
    demo.part("c_prev", 1).focus()
    walked = [selected(demo)]
    for _ in expected[1:]:
        page.keyboard.press("ArrowRight")
        walked.append(selected(demo))
        expect(page.locator(":focus")).to_have_attribute("aria-pressed", "true")
        expect(demo.explanation).to_contain_text(f"step {walked[-1][1]}.")
    assert walked == expected
    page.keyboard.press("ArrowDown")
    assert selected(demo) == expected[0]
    page.keyboard.press("ArrowUp")
    assert selected(demo) == expected[-1]
    page.keyboard.press("ArrowLeft")
    assert selected(demo) == expected[-2]


def test_one_stop_a_step_for_the_tab_key(demo: Demo) -> None:
    """Tab does not lead through 27 parts: one of each step can be reached, the one last looked at among them."""
    demo.explain("g", 2)
    stops = demo.root.locator('[data-part][tabindex="0"]')
    found = stops.evaluate_all("all => all.map(e => JSON.parse(e.dataset.explain)).map(e => [e.part, e.step])")
    assert found == [["c_prev", 1], ["g", 2], ["p", 2]]


@pytest.mark.parametrize(("part", "step"), [("f", 1), ("h", 1), ("c", 2), ("x", 2), ("p", 2)])
def test_the_focused_part_can_be_seen(demo: Demo, part: str, step: int) -> None:
    page = demo.page
    demo.page.emulate_media(reduced_motion="reduce")
    demo.run("10")
    neighbour = demo.part("o", 1)
    neighbour.focus()
    page.keyboard.press("ArrowRight")  # so that the browser draws the focus
    expect(demo.explanation).to_contain_text(re.compile("step 1"))
    box, down = demo.part(part, step).bounding_box(), page.evaluate("scrollY")
    assert box
    clip = {"x": box["x"] - 4, "y": box["y"] + down - 4, "width": box["width"] + 8, "height": box["height"] + 8}
    before = page.screenshot(clip=clip, full_page=True)  # type: ignore[arg-type]
    demo.part(part, step).focus()
    expect(demo.part(part, step)).to_have_attribute("aria-pressed", "true")
    assert page.screenshot(clip=clip, full_page=True) != before  # type: ignore[arg-type]


def test_focus_stays_while_it_trains(demo: Demo) -> None:
    demo.set_bits("Target", "10")
    with held_frames(demo.page):
        demo.train_button.click()
        expect(demo.detail).to_contain_text("epoch")
        demo.part("f", 2).focus()
    demo.wait_trained()
    assert selected(demo) == ("f", 2)
