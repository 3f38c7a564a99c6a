"""What a screen reader meets."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.demo import Demo
from tests.browser.record import Record

pytestmark = pytest.mark.browser

TREE = """
- region "One LSTM unit learns two bits":
  - group "Target pattern":
    - switch "Target bit 1" [checked]
    - switch "Target bit 2"
  - button "Train"
  - img /Loss over \\d+ epochs/
  - status "Training status": /trained in \\d+ epochs/
  - group "Test input sequence":
    - switch "Test bit 1" [checked]
    - switch "Test bit 2"
  - button "Run inference (step 1)"
  - button "Start over"
  - alert
  - 'group "Step 1: the network reads 1"':
    - button /Forget gate f, step 1. 0\\.\\d\\d/
  - 'group "Step 2: the network reads 0"':
    - button /Long-term state c, step 2. [+−]\\d\\.\\d\\d/
  - group "Readout":
    - button /Probability p, step 2. 0\\.\\d\\d/
  - status "Result":
    - button /1 ?, pattern recognised/
  - status "Explanation":
    - paragraph:
      - math
  - button "Export weights"
  - button "Load weights"
"""

INTERACTIVE = {"button", "switch", "link", "textbox", "checkbox", "combobox", "slider", "DisclosureTriangle"}


def test_the_tree_has_all_names(demo: Demo) -> None:
    demo.set_bits("Target", "10")
    demo.train()
    demo.run("10")
    demo.explain("c", 2)
    expect(demo.root).to_match_aria_snapshot(TREE)


def nodes(page: Page) -> list[tuple[str, str]]:
    """(role, name) of everything in the browser's own accessibility tree."""
    session = page.context.new_cdp_session(page)
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        (str(node["role"]["value"]), str(node.get("name", {}).get("value", ""))) for node in tree if not node["ignored"]
    ]


@pytest.mark.parametrize("place", ["shared", "article"])
def test_everything_one_can_operate_has_a_name(place: str, request: pytest.FixtureRequest) -> None:
    demo, _ = request.getfixturevalue(place)
    operable = [(role, name) for role, name in nodes(demo.page) if role in INTERACTIVE]
    assert len(operable) >= 30
    assert [(role, name) for role, name in operable if not name.strip()] == []


def test_formulas_are_mathematics_to_a_screen_reader(demo: Demo) -> None:
    demo.run("10")
    demo.explain("f", 1)
    assert "MathMLMath" in {role for role, _ in nodes(demo.page)}


LIVE = ("Training status", "Result", "Explanation")


def test_live_regions_are_there_before_they_are_filled(new_page: NewPage, site: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{site}/two-bit.html")
    demo = Demo(page)
    for name in LIVE:
        expect(demo.root.get_by_role("status", name=name)).to_have_count(1)
    expect(demo.notice).to_have_attribute("role", "alert")
    expect(demo.notice).to_be_empty()
    assert demo.numbers()  # without any script, the picture is complete


def test_live_regions_stay_the_same_elements(demo: Demo) -> None:
    """A region that is replaced is not read aloud."""
    regions = [demo.root.get_by_role("status", name=name) for name in LIVE] + [demo.notice]
    for region in regions:
        region.evaluate("e => (e.marked = true)")
    demo.set_bits("Target", "10")
    demo.train()
    demo.run("11")
    demo.explain("o", 2)
    demo.load("{}")
    expect(demo.notice).not_to_be_empty()
    for region in regions:
        assert region.evaluate("e => e.marked"), region


def test_the_epochs_are_not_read_aloud_one_by_one(shared: tuple[Demo, Record]) -> None:
    demo, _ = shared
    demo.status.evaluate(
        """(status) => {
          window.announced = new Set();
          const observer = new MutationObserver(() => window.announced.add(status.textContent));
          observer.observe(status, { childList: true, subtree: true, characterData: true });
        }"""
    )
    demo.set_bits("Target", "10")
    demo.train()
    announced = demo.page.evaluate("[...window.announced]")
    assert len(announced) <= 3
    assert re.match(r"trained in \d+ epochs", announced[-1])
