"""Clicks that come before Python, or in the middle of something, are kept and carried out in order."""

import re
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from bundler.wasm.split import REST
from tests.browser.demo import IN_TRAINING, Demo
from tests.browser.faulty_site import FaultySite, withheld_halfway
from tests.browser.patience import LONG_PATIENCE
from tests.browser.still import held_frames

pytestmark = pytest.mark.browser

WASM, LIBRARY = "pyodide.asm.wasm", "python.bin"


def runtime(site: FaultySite) -> list[Path]:
    """The files whose download is shown."""
    (app,) = (site.dist / "assets").glob("app-*")
    python = [file for file in site.dist.glob("assets/python-*/*") if file.suffix != ".mjs" and file.name != REST]
    return [*python, app / "lstm-explainer.bin"]  # others are for pages with a demo that alone needs them


def share(site: FaultySite, *halved: str) -> float:
    """How much of the runtime has come when of some files only the first half has, and of those after them nothing."""
    sizes = {file.name: file.stat().st_size for file in runtime(site)}
    come = sum(sizes[name] // 2 if name in halved else sizes[name] for name in (LIBRARY, WASM))
    return come / sum(sizes.values())


def check_progress(page: Page, expected: float) -> str:
    """Wait until the bar stands at `expected`; returns the words beside it."""
    bar = page.get_by_role("progressbar", name="Python download")
    expect(bar).to_have_js_property("value", expected)
    words = page.locator("[data-python-percent]").inner_text()
    done, total = map(float, re.fullmatch(r"([\d.]+) of ([\d.]+) MB", words).groups())  # type: ignore[union-attr]
    assert done / total == pytest.approx(expected, abs=0.1 / total)  # both are rounded to one decimal
    return words


SAID = """addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector("[data-python-status]");
  window.said = [place.textContent];
  new MutationObserver(() => window.said.push(place.textContent)).observe(place, { childList: true, subtree: true });
})"""


def test_whatever_is_said_while_python_starts_is_a_sentence(page: Page, site: str) -> None:
    page.add_init_script(SAID)
    page.goto(f"{site}/two-bit.html")
    Demo(page).wait_ready()
    said = set(page.evaluate("window.said"))
    assert len(said) > 3
    assert [words for words in said if not re.fullmatch(r"[A-Z][^.]*[^.\s]\.", words)] == []


def test_early_clicks_wait_visibly_and_are_carried_out_in_order(page: Page, faulty_site: FaultySite) -> None:
    library, wasm = threading.Event(), threading.Event()
    faulty_site.faults = {LIBRARY: withheld_halfway(library), WASM: withheld_halfway(wasm)}
    page.goto(f"{faulty_site.url}/two-bit.html")
    demo = Demo(page)
    html = page.locator("html")
    expect(html).to_have_attribute("data-python", "loading")

    target = "".join("10"[int(bit)] for bit in demo.bits("Target"))
    flips = [demo.switch("Target", bit) for bit in (1, 2)]
    test_bits = demo.bits("Test")
    # In another order this would end otherwise: Train takes the target as it is then, and a flipped test bit begins a
    # new run.
    clicks: list[Locator] = [*flips, demo.train_button, flips[0], flips[0], flips[0], demo.switch("Test", 2)]
    clicks += [demo.root.get_by_role("button", name="Run inference")]
    for control in clicks:
        control.click()
        expect(control).to_have_attribute("data-waiting", "")
        assert control.evaluate("e => getComputedStyle(e).outlineStyle") == "dashed"
    assert demo.bits("Test") == test_bits

    first = check_progress(page, share(faulty_site, LIBRARY, WASM))
    library.set()
    second = check_progress(page, share(faulty_site, WASM))
    assert second != first
    expect(html).to_have_attribute("data-python", "loading")
    wasm.set()
    demo.wait_ready()

    expect(demo.cell(2)).to_have_attribute("data-reached", "false")  # unlike in the first view
    expect(demo.cell(1)).to_have_attribute("data-reached", "true")  # by the last of the clicks
    expect(page.locator("[data-waiting]")).to_have_count(0)
    assert demo.bits("Test") == test_bits[0] + "10"[int(test_bits[1])]
    expect(demo.status).to_contain_text(f"still knows {target}")
    assert demo.bits("Target") == "10"[int(target[0])] + target[1]
    expect(page.get_by_role("progressbar")).to_be_hidden()


def test_clicks_in_the_middle_of_an_animation_are_carried_out(demo: Demo) -> None:
    demo.set_bits("Test", "10")
    demo.start_over.click()
    # All in one task of the page, faster than any hand.
    demo.root.evaluate(
        """(root) => {
          const buttons = [...root.querySelectorAll("button")];
          const click = (text) => buttons.find((button) => button.textContent.startsWith(text)).click();
          ["Run inference", "Run inference", "Start over", "Run inference", "Run inference"].forEach(click);
        }"""
    )
    expect(demo.result).to_have_attribute("data-result", re.compile("[01]"))
    demo.start_over.click()
    demo.step_button(1).click()
    demo.step_button(2).click()  # the first step is still being told
    expect(demo.result).to_have_attribute("data-result", re.compile("[01]"))


def test_clicks_while_it_trains_are_carried_out(demo: Demo) -> None:
    demo.set_bits("Target", "10")
    demo.set_bits("Test", "10")
    with held_frames(demo.page, when=IN_TRAINING):
        demo.train_button.click()
        expect(demo.detail).to_contain_text(re.compile(r"epoch \d\d"))
        expect(demo.status).to_contain_text("training on 10")
        demo.switch("Test", 2).click()
        expect(demo.switch("Test", 2)).to_have_attribute("aria-checked", "true")
        demo.step(1)
        demo.switch("Target", 1).click()  # for the next training; the running one goes on
        expect(demo.switch("Target", 1)).to_have_attribute("aria-checked", "false")
        expect(demo.status).to_contain_text("training on 10")
    expect(demo.status).to_contain_text("still knows 10", timeout=LONG_PATIENCE)
    assert demo.export()["about"]["target"] == "10"
    demo.set_bits("Target", "10")
    demo.wait_trained()
