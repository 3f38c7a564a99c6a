"""A step is told in five beats, unless the reader wants it still or goes on."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.demo import Demo
from tests.browser.still import held_animations
from tests.browser.traffic import heard

pytestmark = pytest.mark.browser

RUNNING = "document.getAnimations().filter((a) => a.playState === 'running').length"


@pytest.fixture
def before_last_step(demo: Demo) -> Iterator[Demo]:
    """The demo with the first bit read, and nothing moving; what moves from now on stands at its beginning."""
    demo.set_bits("Target", "10")
    demo.set_bits("Test", "10")
    demo.start_over.click()
    demo.step(1)
    demo.page.wait_for_function(f"{RUNNING} === 0")
    with held_animations(demo.page):
        yield demo


def ends(demo: Demo) -> list[float]:
    """When each animation ends, in ms after the step."""
    script = "document.getAnimations().map((a) => a.effect.getComputedTiming().endTime)"
    return [float(end) for end in demo.page.evaluate(script)]


def test_the_beats_follow_each_other_and_end_in_time(before_last_step: Demo) -> None:
    demo = before_last_step
    demo.step(2)
    assert len(set(ends(demo))) == 5
    assert max(ends(demo)) <= 2000
    states = "document.getAnimations().map((animation) => (animation.currentTime = 2000, animation.playState))"
    assert set(demo.page.evaluate(states)) == {"finished"}


def test_only_the_new_step_moves(before_last_step: Demo) -> None:
    demo = before_last_step
    demo.step(2)
    moving = "(root) => document.getAnimations().filter((a) => root.contains(a.effect.target)).length"
    assert demo.cell(2).evaluate(moving) > 0
    assert demo.cell(1).evaluate(moving) == 0


def test_the_dots_of_the_dials_rise_to_the_curve(before_last_step: Demo) -> None:
    demo = before_last_step
    demo.step(2)
    dots = demo.cell(2).locator(".dot-live")
    assert dots.evaluate_all("all => all.map((e) => e.getAnimations()[0]?.animationName)") == ["rise"] * 4


@pytest.mark.parametrize("act", ["pointerdown", "keydown"])
def test_any_new_input_ends_the_telling(before_last_step: Demo, act: str) -> None:
    demo = before_last_step
    demo.root.evaluate("root => root.querySelectorAll('.training')[0].scrollIntoView()")
    demo.step(2)
    assert demo.page.evaluate(RUNNING) > 0
    if act == "keydown":
        demo.page.keyboard.press("n")
    else:
        demo.status.hover()
        demo.page.mouse.down()
    demo.page.wait_for_function(f"{RUNNING} === 0")  # by themselves they never would
    demo.page.mouse.up()
    expect(demo.root.locator(".playing")).to_have_count(0)


def test_nothing_moves_for_readers_who_want_it_still(demo: Demo) -> None:
    demo.page.emulate_media(reduced_motion="reduce")
    demo.start_over.click()
    with held_animations(demo.page):
        for step in (1, 2):
            demo.step(step)
            assert demo.page.evaluate("document.getAnimations().length") == 0


def test_training_is_not_paced_for_readers_who_want_it_still(demo: Demo) -> None:
    """How much of it is seen then depends on how fast Python is; what is asked of it does not."""
    demo.set_bits("Target", "10")
    for paced in (True, False):
        demo.page.emulate_media(reduced_motion="no-preference" if paced else "reduce")
        with heard(demo.page) as messages:
            demo.train()
        assert {message["paced"] for message in messages if message["type"] == "work"} == {paced}


def background(demo: Demo) -> list[Any]:
    """Red, green and blue of the page's background, each 0 to 255."""
    found: list[Any] = demo.page.evaluate(
        "getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number)"
    )
    return found[:3]


def test_dark_and_light_follow_the_system(demo: Demo) -> None:
    demo.page.emulate_media(color_scheme="light")
    assert min(background(demo)) > 200
    demo.page.emulate_media(color_scheme="dark")
    assert max(background(demo)) < 60
