"""Demos in frames of one page: those in view start first, the others rest, and too many make room for each other."""

import pytest
from playwright.sync_api import Frame, Page, Route, expect

from tests.browser.blog import Blog
from tests.browser.conftest import PHONE, NewPage
from tests.browser.demo import Demo
from tests.browser.patience import LONG_PATIENCE

pytestmark = pytest.mark.browser

# The page around the frames takes the turn before they come, as one that is starting would.
TAKEN = """<script>
navigator.locks.request(`lstm-explainer ${new URL("lstm/", location.href)}`, () => new Promise((go) => (over = go)));
</script>"""
# Waits until so many locks are held and waited for; Playwright's own waiting would take a promise for a yes.
UNTIL_LOCKS = """async (isSo) => {
  for (const test = new Function("held", "pending", `return ${isSo}`); ; ) {
    const { held, pending } = await navigator.locks.query();
    if (test(held.length, pending.length)) return;
    await new Promise(requestAnimationFrame);
  }
}"""
SMALL = "Object.defineProperty(Navigator.prototype, 'deviceMemory', { get: () => 2 });"  # GB: room for two
HEIGHT = 2400  # px of a frame


def written(blog: Blog, count: int, head: str = "", host: str = "") -> str:
    frames = "".join(
        f'<iframe name="{number}" src="{host}lstm/two-bit.html" title="demo" width="100%" height="{HEIGHT}"></iframe>'
        for number in range(count)
    )
    return blog.write(f'<div style="display: flex; flex-direction: column">{frames}</div>', head)


def demo_in(page: Page, number: int) -> Demo:
    frame = page.frame(str(number))
    assert isinstance(frame, Frame)
    return Demo(page, frame=frame)


def look_at(page: Page, number: int) -> None:
    page.locator("iframe").nth(number).evaluate("frame => frame.scrollIntoView()")


def let_go(demo: Demo) -> None:
    expect(demo.place.locator("[data-python-status]")).to_have_text(
        "Python rests until this is in view again.", timeout=LONG_PATIENCE
    )


def test_what_is_in_view_starts_at_once_and_the_rest_one_after_another(new_page: NewPage, blog: Blog) -> None:
    page = new_page(**PHONE)
    page.goto(written(blog, 3, TAKEN))
    first, *others = (demo_in(page, number) for number in range(3))
    first.wait_ready()
    page.evaluate(UNTIL_LOCKS, "held === 1 && pending >= 2")
    for demo in others:
        expect(demo.place.locator("html")).to_have_attribute("data-python", "loading")
    page.evaluate("over()")
    for demo in others:
        demo.wait_healed()
    page.evaluate(UNTIL_LOCKS, "held === 0 && pending === 0")


@pytest.mark.parametrize("host", ["", "another"])
def test_where_there_is_no_room_for_all_the_farthest_lets_go_and_comes_back_as_it_was(
    new_page: NewPage, blog: Blog, host: str
) -> None:
    page = new_page(**PHONE)
    page.add_init_script(SMALL)
    page.goto(written(blog, 3, host=host and blog.url.replace("127.0.0.1", "localhost") + "/"))
    first, second, third = (demo_in(page, number) for number in range(3))
    first.wait_ready()
    let_go(second)
    third.wait_healed()
    first.set_bits("Target", "01")
    epochs = first.train()
    seed, weights = first.seed, first.weights()
    look_at(page, 2)
    third.step(1)
    look_at(page, 1)
    second.wait_healed()
    let_go(first)
    second.step(1)
    look_at(page, 0)
    first.wait_healed()
    assert (first.bits("Target"), first.seed, first.weights()) == ("01", seed, weights)
    expect(first.status).to_contain_text(f"trained in {epochs} epochs")
    first.set_bits("Target", "11")
    first.train()


def test_out_of_view_a_training_rests(new_page: NewPage, blog: Blog) -> None:
    page = new_page(**PHONE)
    page.goto(written(blog, 2))
    first, second = demo_in(page, 0), demo_in(page, 1)
    first.wait_ready()
    second.wait_ready()
    look_at(page, 1)
    second.train()
    first.train_button.dispatch_event("click")  # as a click would do, which scrolls there
    expect(first.detail).to_contain_text("epoch")
    before = first.detail.inner_text()
    second.train()
    assert first.detail.inner_text() == before
    look_at(page, 0)
    first.wait_trained()


REFUSED = """
WebAssembly.instantiate = () => Promise.reject(new RangeError("Out of memory"));
WebAssembly.Instance = function () { throw new RangeError("Out of memory"); };
"""
AND_ONE_MORE = """src => {
  const frame = Object.assign(document.createElement("iframe"), { name: "1", src, width: "100%%", height: %d });
  document.body.append(frame);
  frame.scrollIntoView();
}"""


def test_where_there_is_no_memory_another_lets_go_and_it_starts_by_itself(page: Page, blog: Blog) -> None:
    page.goto(written(blog, 1))
    first = demo_in(page, 0)
    first.wait_ready()
    first.set_bits("Target", "01")
    starts = [REFUSED, REFUSED]  # the page asks for it ahead of the worker, and here no cache has it for that

    def refuse(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=(starts.pop() if starts else "") + answer.text())

    page.context.route("**/interpreter.mjs", refuse)
    page.evaluate(AND_ONE_MORE % HEIGHT, page.locator("iframe").get_attribute("src"))
    expect(page.locator("iframe")).to_have_count(2)
    let_go(first)
    second = demo_in(page, 1)
    second.wait_healed()
    second.step(1)
    look_at(page, 0)
    first.wait_healed()
    assert first.bits("Target") == "01"
