"""The page never stutters: Python works in a worker."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPage
from tests.browser.demo import Demo, open_demo
from tests.browser.record import fewest, long_tasks

pytestmark = pytest.mark.browser

FRAMES = """(name) => {
  const teach = document.getElementById(`${name}-teach`);
  window.frames_ = { frames: 0, patches: 0, start: performance.now(), end: 0, worst: 0 };
  let last = performance.now();
  const counter = window.frames_;
  const observer = new MutationObserver(() => counter.patches++);
  observer.observe(teach, { childList: true, subtree: true, characterData: true, attributes: true });
  const frame = (now) => {
    counter.frames++;
    counter.worst = Math.max(counter.worst, now - last);
    last = now;
    if (/^trained/.test(teach.querySelector("[role=status]").textContent) && counter.patches > 1) {
      counter.end = performance.now();
      observer.disconnect();
    } else requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""


def test_no_long_task_during_start_and_training(new_page: NewPage, site: str) -> None:
    def start_and_train(page: Page) -> None:
        demo = open_demo(page, f"{site}/two-bit.html")
        demo.set_bits("Target", "01")
        demo.train()
        demo.run("01")

    def attempt() -> list[int]:
        page = new_page()
        return long_tasks(page, lambda: start_and_train(page))

    assert fewest(attempt) == []


def test_a_long_task_would_be_seen(page: Page, site: str) -> None:
    def act() -> None:
        page.goto(f"{site}/LICENSES.txt")
        page.evaluate("() => { const end = performance.now() + 200; while (performance.now() < end); }")
        page.evaluate("new Promise((resolve) => setTimeout(resolve, 50))")

    assert long_tasks(page, act)


def test_training_is_drawn_often(demo: Demo) -> None:
    demo.set_bits("Target", "01")
    demo.page.evaluate(FRAMES, demo.name)
    demo.train()
    demo.page.wait_for_function("window.frames_.end")
    seen = demo.page.evaluate("window.frames_")
    seconds = (seen["end"] - seen["start"]) / 1000
    print(
        f"training: {seen['frames'] / seconds:.0f} frames and {seen['patches'] / seconds:.0f} patches a second, "
        f"longest frame {seen['worst']:.0f} ms"
    )
    assert seen["patches"] / seconds > 10
    assert seen["patches"] <= seen["frames"] + 3  # at most one a frame; the click and the end may come in between
