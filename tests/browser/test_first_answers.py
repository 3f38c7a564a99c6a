"""What is pressed before Python is there is answered at once, and Python comes to the same."""

import gzip
import json
import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.blog import Blog
from tests.browser.conftest import NewPage
from tests.browser.demo import Demo
from tests.browser.faulty_site import FaultyHandler, FaultySite, missing, withheld_halfway
from tests.browser.first_walks import answers_file, asked, comes_to, graph, on_its_own, seen, walk, written
from tests.browser.test_embed import SCRIPT, frame
from tests.browser.test_one_file import HOLD

pytestmark = pytest.mark.browser

WASM = "pyodide.asm.wasm"
OTHERS = ("four-bit", "memory", "recall", "draw")
READY = "first answers are ready"


@contextmanager
def withheld(site: FaultySite) -> Iterator[None]:
    """Python does not come to any page of the site, until the block is over."""
    go = threading.Event()
    site.faults = {**site.faults, WASM: withheld_halfway(go)}
    try:
        yield
    finally:
        go.set()
        del site.faults[WASM]


def opened(page: Page, address: str) -> Demo:
    """A page on which first answers are ready, and Python is not."""
    page.goto(address)
    expect(page.locator("[data-python-status]").first).to_contain_text(READY)
    expect(page.locator("html")).to_have_attribute("data-python", "loading")
    return Demo(page, address.rpartition("/")[2].partition(".")[0])


def caught_up(demo: Demo) -> None:
    """Wait until Python has been given all that was pressed."""
    demo.wait_ready()
    expect(demo.place.locator("[data-python-status]").first).to_have_text("Python is running in this tab.")
    expect(demo.place.locator("[data-waiting]")).to_have_count(0)


def walked(page: Page, site: FaultySite, name: str, walks: Sequence[Sequence[str]]) -> None:
    """Insist that Python says, of every region after every event, what was shown before it was there."""
    regions = on_its_own(graph(site.dist, name).regions)
    page.add_init_script("sessionStorage.clear()")  # else a lesson is gone on with where the walk before had got to
    with withheld(site):
        shown = []
        for events in walks:
            demo = opened(page, f"{site.url}/{name}.html")
            shown.append(walk(page, name, events, regions))
    caught_up(demo)
    for events, views in zip(walks, shown, strict=True):
        for k, (view, answer) in enumerate(zip(views, asked(page, name, events, regions), strict=True)):
            for region, html, said in zip(regions, view, answer, strict=True):
                assert html == said, f"{region} after {events[: k + 1]}"


def test_every_step_is_answered_as_python_answers_it(page: Page, faulty_site: FaultySite) -> None:
    walks = graph(faulty_site.dist, "two-bit").walks()
    assert sum(map(len, walks)) > 150
    walked(page, faulty_site, "two-bit", walks)


@pytest.mark.parametrize("name", ["four-bit", "memory", "draw"])
def test_larger_demos_are_answered_as_python_answers_them(page: Page, faulty_site: FaultySite, name: str) -> None:
    # The longest ways of those that together take every step, and some of the others.
    walks = sorted(graph(faulty_site.dist, name).walks(), key=len, reverse=True)
    walked(page, faulty_site, name, [*walks[:3], *walks[3::6]][:8])


def test_one_character_that_is_wrong_shows(page: Page, faulty_site: FaultySite) -> None:
    first = json.dumps(written(faulty_site.dist, "two-bit")["shown"]["digits"])[:12]

    def changed(handler: FaultyHandler, file: Path) -> None:
        text = file.read_text("utf-8")
        assert text.count(first) == 1
        other = first[:-1] + str((int(first[-1]) + 1) % 10 if first[-1].isdigit() else 7)
        handler.answer(text.replace(first, other).encode(), "text/javascript")

    faulty_site.faults = {"answers/two-bit.js": changed}
    with pytest.raises(AssertionError, match="after"):
        walked(page, faulty_site, "two-bit", graph(faulty_site.dist, "two-bit").walks()[-1:])


RUN, FLIP = '{"type":"step"}', '{"type":"flip-input","bit":2}'


def test_a_press_is_answered_and_python_goes_on_from_there(page: Page, faulty_site: FaultySite) -> None:
    with withheld(faulty_site):
        demo = opened(page, f"{faulty_site.url}/two-bit.html")
        button = demo.step_button(1)
        button.focus()
        page.keyboard.press("Enter")
        expect(demo.cell(2)).to_have_attribute("data-reached", "false")
        expect(page.locator("[data-waiting]")).to_have_count(0)
        page.evaluate("""window.jumps = []; new MutationObserver((all) => window.jumps.push(...all.map((one) =>
            one.target.outerHTML ?? one.target.data))).observe(document.getElementById("two-bit-stage"),
            { subtree: true, childList: true, characterData: true })""")
        focused = page.evaluate("document.activeElement.textContent")
        assert "Run inference" in focused
    caught_up(demo)
    assert page.evaluate("window.jumps") == []
    assert page.evaluate("document.activeElement.textContent") == focused
    page.keyboard.press("Enter")
    expect(demo.cell(2)).to_have_attribute("data-reached", "true")


def test_what_is_not_known_waits_and_what_comes_after_it_too(page: Page, faulty_site: FaultySite) -> None:
    with withheld(faulty_site):
        demo = opened(page, f"{faulty_site.url}/two-bit.html")
        demo.step_button(1).click()
        expect(demo.cell(2)).to_have_attribute("data-reached", "false")
        demo.train_button.click()
        demo.switch("Test", 1).click()
        expect(demo.train_button).to_have_attribute("data-waiting", "")
        expect(demo.switch("Test", 1)).to_have_attribute("data-waiting", "")
        assert demo.bits("Test") == "10"
    demo.wait_trained()
    assert demo.bits("Test") == "00"


def test_a_formula_that_is_asked_for_by_the_way_keeps_nothing_waiting(page: Page, faulty_site: FaultySite) -> None:
    with withheld(faulty_site):
        demo = opened(page, f"{faulty_site.url}/two-bit.html")
        demo.part("f", 1).dispatch_event("click")
        expect(demo.part("f", 1)).to_have_attribute("data-waiting", "")
        demo.step_button(1).click()
        expect(demo.cell(2)).to_have_attribute("data-reached", "false")
    caught_up(demo)
    expect(demo.part("f", 1)).to_have_attribute("aria-pressed", "true")
    expect(demo.cell(2)).to_have_attribute("data-reached", "false")


@pytest.mark.parametrize("how", ["missing", "damaged", "senseless"])
def test_without_its_answers_a_page_waits_for_python(page: Page, faulty_site: FaultySite, how: str) -> None:
    bodies = {"damaged": b"export default {", "senseless": b"export default {regions: []};"}

    def damaged(handler: FaultyHandler, file: Path) -> None:
        handler.answer(bodies[how], "text/javascript")

    faulty_site.faults = {"answers/two-bit.js": missing if how == "missing" else damaged}
    with withheld(faulty_site):
        page.goto(f"{faulty_site.url}/two-bit.html")
        demo = Demo(page)
        demo.step_button(1).click()
        expect(demo.step_button(1)).to_have_attribute("data-waiting", "")
        expect(demo.cell(2)).to_have_attribute("data-reached", "true")
    caught_up(demo)
    expect(demo.cell(2)).to_have_attribute("data-reached", "false")


@pytest.mark.parametrize(
    ("settings", "known"), [("input=01", True), ("target=10&input=11#x", True), ("target=01", False)]
)
def test_settings_that_the_answers_know_are_served(
    page: Page, faulty_site: FaultySite, settings: str, known: bool
) -> None:
    with withheld(faulty_site):
        page.goto(f"{faulty_site.url}/two-bit.html?{settings}")
        demo = Demo(page)
        if known:
            expect(page.locator("[data-python-status]").first).to_contain_text(READY)
            shown = demo.bits("Test")
            assert f"input={shown}" in settings
        demo.step_button(1).click()
        expect(demo.cell(2)).to_have_attribute("data-reached", "false" if known else "true")
    caught_up(demo)
    expect(demo.cell(2)).to_have_attribute("data-reached", "false")
    if known:
        assert demo.bits("Test") == shown


OFFERS = """([instance, event]) => {
  const same = (control) => JSON.stringify(JSON.parse(control.dataset.event)) === event;
  const controls = document.querySelectorAll(`[data-demo="${instance}"] [data-event]:not(:disabled)`);
  return [...controls].some(same);
}"""
# Python answers one message after the other; then the page has shown what came before.
ANSWERED = """async () => {
  const { xworker } = document.querySelector('script[type="py"]');
  for (let turn = 0; turn < 3; turn++) {
    await xworker.sync.dispatch('{"demo": "two-bit", "ask": "keep"}');
    await new Promise((resolve) => setTimeout(resolve));
  }
}"""
FOCUSED = "document.activeElement.cloneNode().outerHTML"


@pytest.mark.parametrize("seed", range(3))
def test_python_in_the_middle_comes_to_what_it_comes_to_alone(page: Page, faulty_site: FaultySite, seed: int) -> None:
    """Of a random row of presses, some before Python is there."""
    known = graph(faulty_site.dist, "two-bit")
    regions, rng = on_its_own(known.regions), random.Random(seed)
    events, state = list[str](), known.starts[""]
    for _ in range(24):
        event = rng.choice(sorted(event for event in known.steps[state] if "skip" not in event))
        events.append(event)
        state = known.steps[state][event]
        if not known.steps[state]:
            break
    early = rng.randrange(1, len(events))
    with withheld(faulty_site):
        demo = opened(page, f"{faulty_site.url}/two-bit.html")
        walk(page, "two-bit", events[:early], regions, focus=True)
    for event in events[early:]:  # while it comes, and when it is there
        page.wait_for_function(OFFERS, arg=["two-bit", event])
        walk(page, "two-bit", [event], regions, focus=True)
    caught_up(demo)
    alone = page.context.new_page()
    alone.goto(f"{faulty_site.url}/two-bit.html")
    caught_up(Demo(alone))
    for event in events:
        alone.wait_for_function(OFFERS, arg=["two-bit", event])
        walk(alone, "two-bit", [event], regions, focus=True)
        alone.evaluate(ANSWERED)
    comes_to(page, "two-bit", regions, seen(alone, "two-bit", regions))
    assert alone.evaluate(FOCUSED) == page.evaluate(FOCUSED)


def test_in_one_file(new_page: NewPage, disk: str) -> None:
    page = new_page(offline=True)
    page.add_init_script(HOLD)
    demo = opened(page, f"{disk}/two-bit.html")
    demo.step_button(1).click()
    expect(demo.cell(2)).to_have_attribute("data-reached", "false")
    page.evaluate("window.release()")
    caught_up(demo)
    expect(demo.cell(1)).to_have_attribute("data-reached", "true")
    expect(demo.cell(2)).to_have_attribute("data-reached", "false")


def test_in_a_sandboxed_frame(page: Page, blog: Blog, faulty_site: FaultySite) -> None:
    with withheld(faulty_site):
        page.goto(blog.write(frame(f"{faulty_site.url}/two-bit.html", 'sandbox="allow-scripts"') + SCRIPT))
        inside = page.frames[1]
        demo = Demo(page, frame=inside)
        expect(inside.locator("[data-python-status]").first).to_contain_text(READY)
        demo.step_button(1).click()
        expect(demo.cell(2)).to_have_attribute("data-reached", "false")
    caught_up(demo)
    expect(demo.cell(2)).to_have_attribute("data-reached", "false")


def test_in_the_article_every_demo_has_its_own(page: Page, faulty_site: FaultySite) -> None:
    with withheld(faulty_site):
        opened(page, f"{faulty_site.url}/index.html")
        for name in ("two-bit", "four-bit", "memory"):
            demo = Demo(page, name)
            button = demo.root.get_by_role("button", name="Run inference").first
            before = seen(page, name, ["stage"])
            button.click()
            assert seen(page, name, ["stage"]) != before
    caught_up(Demo(page))


@pytest.mark.parametrize(("name", "most"), [("two-bit", 10_000), *((other, 40_000) for other in OTHERS)])
def test_they_are_few_bytes(dist: Path, name: str, most: int) -> None:
    assert len(gzip.compress(answers_file(dist, name).read_bytes(), 6)) <= most
