"""What is pressed before Python is there is answered at once, and Python comes to the same."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.faulty_site import FaultySite, held_halfway
from tests.browser.first_walks import asked, graph, on_its_own, seen, walk

pytestmark = pytest.mark.browser

WASM = "pyodide.asm.wasm"
READY = "first answers are ready"


@contextmanager
def held(site: FaultySite) -> Iterator[None]:
    """Python does not come to any page of the site, until the block is over."""
    go = threading.Event()
    site.faults = {**site.faults, WASM: held_halfway(go)}
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


def test_every_step_is_answered_as_python_answers_it(page: Page, faulty_site: FaultySite) -> None:
    name = "two-bit"
    known = graph(faulty_site.dist, name)
    walks, regions = known.walks(), on_its_own(known.regions)
    assert sum(map(len, walks)) > 150
    page.add_init_script("sessionStorage.clear()")  # else a lesson is gone on with where the walk before had got to
    with held(faulty_site):
        shown = []
        for events in walks:
            demo = opened(page, f"{faulty_site.url}/{name}.html")
            shown.append(walk(page, name, events, regions))
    demo.wait_ready()
    expect(page.locator("[data-waiting]")).to_have_count(0)
    assert seen(page, name, regions) == shown[-1][-1]
    for events, pictures in zip(walks, shown, strict=True):
        for k, (picture, answer) in enumerate(zip(pictures, asked(page, name, events, regions), strict=True)):
            assert picture == answer, f"after {events[: k + 1]}"
